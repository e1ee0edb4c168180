"""Two people change one record: what is merged, what is noted, what waits for somebody to choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.contract.models import EventInput
from desktop.services import conflicts
from desktop.services.conflicts import Choice
from desktop.store.schema import Row
from tests.helpers.pair import EVENTS, Pair
from tests.helpers.upstream import Reply

START = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path / "desk", hub=True, count=0)
    made.add(title="Plan", details="old", start_at=START.isoformat(), end_at=START.isoformat())
    made.sync()
    yield made
    made.desk.close()


def here(pair: Pair) -> Row:
    (row,) = pair.desk.rows("event")
    return row


def there(pair: Pair) -> dict[str, object]:
    (row,) = pair.upstream.events.values()
    return row


def change_there(pair: Pair, **values: object) -> None:
    there(pair).update(values)
    pair.upstream.changed()


def open_conflicts(pair: Pair) -> list[Row]:
    return pair.desk.node.store.read(conflicts.open_ones)


def test_different_fields_are_both_kept(pair: Pair) -> None:
    pair.desk.call("events.update", EventInput(details="mine"), id=here(pair)["id"])
    change_there(pair, title="Their plan")
    report = pair.sync()
    assert (there(pair)["title"], there(pair)["details"]) == ("Their plan", "mine")
    assert (here(pair)["title"], here(pair)["details"]) == ("Their plan", "mine")
    assert (report.attention, open_conflicts(pair)) == (0, [])


def test_of_the_same_text_mine_is_sent_and_theirs_is_kept_in_a_note(pair: Pair) -> None:
    pair.desk.call("events.update", EventInput(details="mine"), id=here(pair)["id"])
    change_there(pair, details="theirs")
    report = pair.sync()
    assert there(pair)["details"] == here(pair)["details"] == "mine"
    (note,) = open_conflicts(pair)
    assert (note["base"], note["mine"], note["theirs"]) == (
        {"details": "old"},
        {"details": "mine"},
        {"details": "theirs"},
    )
    assert report.attention == 1


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_what_was_sent_already_is_decided_the_other_way_by_an_edit_of_its_own(
    pair: Pair, choice: Choice
) -> None:
    pair.desk.call("events.update", EventInput(details="mine"), id=here(pair)["id"])
    change_there(pair, details="theirs")
    pair.sync()
    (note,) = open_conflicts(pair)
    pair.desk.node.store.write(lambda uow: conflicts.resolve(uow, note["id"], choice)).result()
    report = pair.sync()
    assert (report.attention, report.pending, report.sent) == (0, 0, int(choice == "theirs"))
    assert there(pair)["details"] == here(pair)["details"] == choice
    assert open_conflicts(pair) == []


def later(hours: int) -> dt.datetime:
    return START + dt.timedelta(hours=hours)


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_times_that_both_changed_wait_for_a_person(pair: Pair, choice: Choice) -> None:
    row_id = here(pair)["id"]
    pair.desk.call("events.update", EventInput(end_at=later(1), details="mine"), id=row_id)
    change_there(pair, end_at=later(2).isoformat())
    report = pair.sync()
    assert (report.attention, there(pair)["details"]) == (1, "old")
    assert here(pair)["end_at"] == later(1)
    (note,) = open_conflicts(pair)
    pair.desk.node.store.write(lambda uow: conflicts.resolve(uow, note["id"], choice)).result()
    report = pair.sync()
    won = later(1) if choice == "mine" else later(2)
    assert here(pair)["end_at"] == won
    assert dt.datetime.fromisoformat(str(there(pair)["end_at"])) == won
    assert there(pair)["details"] == "mine"
    assert (report.attention, report.pending) == (0, 0)


def test_what_was_deleted_there_and_changed_here_is_asked_about(pair: Pair) -> None:
    row_id = here(pair)["id"]
    pair.desk.call("events.update", EventInput(details="mine"), id=row_id)
    pair.upstream.events.clear()
    pair.upstream.changed()
    for _ in range(3):
        report = pair.sync()
    assert here(pair)["details"] == "mine"
    (note,) = open_conflicts(pair)
    assert (note["field_group"], note["theirs"], report.attention) == ("*", None, 1)
    pair.desk.node.store.write(lambda uow: conflicts.resolve(uow, note["id"], "theirs")).result()
    report = pair.sync()
    assert (pair.desk.rows("event"), report.attention, report.pending) == ([], 0, 0)


def test_an_edit_that_is_refused_as_outdated_is_told_anew(pair: Pair) -> None:
    pair.desk.call("events.update", EventInput(details="mine"), id=here(pair)["id"])
    mid = pair.desk.outbox()[-1]["mid"]
    pair.upstream._keys[mid] = Reply(412, {"error": True, "message": "changed meanwhile"})
    pair.sync()
    entry = pair.desk.outbox()[-1]
    assert (entry["state"], entry["rebases"], there(pair)["details"]) == ("done", 1, "mine")
    assert EVENTS in {line.split()[1] for line in pair.wire.trace}
