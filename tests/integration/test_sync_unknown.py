"""Requests whose outcome nobody knows, at a server that keeps no keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from desktop.contract.models import EventInput, WorkforceAttendanceInput
from desktop.services import attention
from tests.helpers.pair import Pair

START = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


class Script:
    """Faults for the next writes, in order; reads go through."""

    def __init__(self) -> None:
        self.faults: list[str | None] = []

    def __call__(self, request: httpx.Request) -> str | None:
        return self.faults.pop(0) if self.faults and request.method != "GET" else None


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path / "desk", hub=False, count=3)
    made.script = Script()  # type: ignore[attr-defined]
    made.wire.fault = made.script  # type: ignore[attr-defined]
    yield made
    made.desk.close()


def faults(pair: Pair, *names: str | None) -> None:
    pair.script.faults = list(names)  # type: ignore[attr-defined]


def create(pair: Pair, title: str = "Dentist") -> int:
    return int(
        pair.desk.call("events.create", EventInput(title=title, start_at=START, end_at=START)).id
    )


def there(pair: Pair, title: str = "Dentist") -> list[dict[str, object]]:
    return [row for row in pair.upstream.events.values() if row["title"] == title]


def state(pair: Pair) -> str:
    return str(pair.desk.outbox()[-1]["state"])


@pytest.mark.parametrize("fault", ["request_lost", "reply_lost", "half", "html", "error_after"])
def test_a_create_is_looked_for_before_it_is_sent_again(pair: Pair, fault: str) -> None:
    faults(pair, fault)
    row_id = create(pair)
    pair.sync(minutes=0.1)
    assert state(pair) == "unknown"
    for _ in range(4):
        pair.sync(minutes=1.1)
    assert (state(pair), len(there(pair))) == ("done", 1)
    (row,) = [r for r in pair.desk.rows("event") if r["title"] == "Dentist"]
    assert row["id"] == row_id


def test_a_request_that_hangs_somewhere_gets_its_time_first(pair: Pair) -> None:
    faults(pair, "late")
    create(pair)
    pair.sync(minutes=0.1)
    before = len(pair.wire.trace)
    pair.sync(minutes=0.5)
    assert state(pair) == "unknown"
    writes = [line for line in pair.wire.trace[before:] if line.startswith("POST")]
    assert writes == []
    for _ in range(3):
        pair.sync(minutes=1.1)
    assert (state(pair), len(there(pair))) == ("done", 1)


def test_a_different_edit_waits_until_a_lost_one_can_do_no_harm(pair: Pair) -> None:
    row_id = next(r["id"] for r in pair.desk.rows("event"))
    pair.desk.call("events.update", EventInput(details="first"), id=row_id)
    faults(pair, "late")
    pair.sync(minutes=0.05)
    pair.sync(minutes=0.05)  # the same bytes may go at once
    assert state(pair) == "done"
    pair.desk.call("events.update", EventInput(details="second"), id=row_id)
    report = pair.sync(minutes=0.1)
    assert (state(pair), report.pending) == ("queued", 1)
    pair.sync(minutes=2)
    assert state(pair) == "done"
    number = next(n for n in pair.upstream.events)
    assert pair.upstream.events[number]["details"] == "second"


def test_two_alike_are_claimed_in_order(pair: Pair) -> None:
    faults(pair, "reply_lost", "reply_lost")
    create(pair)
    create(pair)
    for _ in range(6):
        pair.sync(minutes=1.1)
    assert [e["state"] for e in pair.desk.outbox()] == ["done", "done"]
    assert len(there(pair)) == 2
    assert len([r for r in pair.desk.rows("event") if r["title"] == "Dentist"]) == 2


def test_a_record_that_somebody_changed_meanwhile_is_a_persons_to_judge(pair: Pair) -> None:
    faults(pair, "reply_lost")
    create(pair)
    pair.sync(minutes=0.1)
    there(pair)[0]["start_at"] = "2026-12-24T09:00:00Z"
    pair.upstream.changed()
    for _ in range(3):
        report = pair.sync(minutes=1.1)
    entry = pair.desk.outbox()[-1]
    assert (entry["state"], entry["error"]["code"]) == ("attention", "UNCLEAR")
    assert (report.attention, len(there(pair))) == (1, 1)
    pair.desk.node.store.write(lambda uow: attention.arrived(uow, entry["seq"])).result()
    assert pair.sync().attention == 0


def test_a_list_that_lacks_what_we_know_proves_nothing(pair: Pair) -> None:
    faults(pair, "request_lost")
    create(pair)
    pair.sync(minutes=0.1)
    kept = dict(pair.upstream.events)
    pair.upstream.events.clear()
    pair.sync(minutes=1.1)
    pair.sync(minutes=1.1)
    assert state(pair) == "unknown"
    pair.upstream.events.update(kept)
    for _ in range(3):
        pair.sync(minutes=1.1)
    assert (state(pair), len(there(pair))) == ("done", 1)


def test_a_late_punch_waits_for_a_person_instead_of_being_booked_now(pair: Pair) -> None:
    pair.desk.call("attendances.create", WorkforceAttendanceInput(status="start"))
    report = pair.sync(minutes=5)
    entry = pair.desk.outbox()[-1]
    assert (entry["state"], entry["error"]["code"]) == ("attention", "LATE_PUNCH")
    assert (report.attention, pair.upstream.attendances) == (1, {})


def test_a_punch_in_time_is_sent(pair: Pair) -> None:
    pair.desk.call("attendances.create", WorkforceAttendanceInput(status="start"))
    pair.sync(minutes=0.1)
    assert (state(pair), len(pair.upstream.attendances)) == ("done", 1)
