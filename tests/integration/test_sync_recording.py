"""What the bus records for the remote, how entries fold, and what never leaves."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.contract.models import (
    EventInput,
    SettingData,
    UserInput,
    WorkforceAttendanceInput,
    WorkforceShiftInput,
)
from desktop.contract.models.tomatoes import TomatoInput
from desktop.domain.outbox import Event
from desktop.services import attention
from desktop.store import outbox
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk
from tests.helpers.upstream import Reply, Upstream, Wire

NOW = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = FakeClock()
    upstream = Upstream(hub=True, clock=clock)
    upstream.role = ["Team Admin"]
    wire = Wire(upstream, lambda _: None, random.Random(1))
    made = Desk(tmp_path / "desk", clock=clock, transport=wire, across=1)
    made.upstream = upstream  # type: ignore[attr-defined]  # tests look at the other side
    made.connect("http://sim", "k")
    upstream.writes = 0
    yield made
    made.close()


def states(desk: Desk) -> list[tuple[str, str]]:
    return [(e["intent"], e["state"]) for e in desk.outbox()]


def event(desk: Desk, title: str = "Dentist") -> Any:
    return desk.call("events.create", EventInput(title=title, start_at=NOW, end_at=NOW))


def test_a_directory_without_a_remote_records_nothing(tmp_path: Path) -> None:
    alone = Desk(tmp_path / "alone")
    try:
        event(alone)
        assert alone.outbox() == []
    finally:
        alone.close()


def test_edits_of_a_new_record_go_into_its_create(desk: Desk) -> None:
    made = event(desk)
    desk.call("events.update", EventInput(title="Doctor", details="bring card"), id=made.id)
    (entry,) = desk.outbox()
    assert (entry["intent"], entry["body"]["title"]) == ("create", "Doctor")
    assert entry["body"]["details"] == "bring card"


def test_a_record_that_came_and_went_is_never_mentioned(desk: Desk) -> None:
    made = event(desk)
    desk.call("events.update", EventInput(title="Doctor"), id=made.id)
    desk.call("events.delete", id=made.id)
    assert states(desk) == [("create", "cancelled")]
    desk.sync()
    assert desk.upstream.writes == 0


def test_several_edits_are_one_marker_and_are_told_as_the_row_is_then(desk: Desk) -> None:
    made = event(desk)
    desk.sync()
    for title in ("One", "Two"):
        desk.call("events.update", EventInput(title=title), id=made.id)
    desk.call("events.update", EventInput(details="three"), id=made.id)
    assert states(desk) == [("create", "done"), ("update", "queued")]
    desk.sync()
    (there,) = desk.upstream.events.values()
    assert (there["title"], there["details"], desk.upstream.writes) == ("Two", "three", 2)


def test_an_edit_that_was_taken_back_is_not_sent(desk: Desk) -> None:
    made = event(desk)
    desk.sync()
    for title in ("Doctor", "Dentist"):
        desk.call("events.update", EventInput(title=title), id=made.id)
    assert desk.sync().pending == 0
    assert desk.upstream.writes == 1


def test_a_delete_replaces_what_was_not_sent_yet(desk: Desk) -> None:
    made = event(desk)
    desk.sync()
    desk.call("events.update", EventInput(title="Doctor"), id=made.id)
    desk.call("events.delete", id=made.id)
    assert states(desk)[1:] == [("update", "cancelled"), ("delete", "queued")]
    desk.sync()
    assert (desk.upstream.events, desk.upstream.writes) == ({}, 2)


def test_demo_records_and_their_edits_stay_here(desk: Desk) -> None:
    def demo(uow: UnitOfWork) -> int:
        values = {"title": "Demo", "user_id": desk.me.user_id, "demo": 1}
        return int(uow.insert("event", values)["id"])

    row_id = desk.node.store.write(demo).result()
    desk.call("events.update", EventInput(title="Still demo"), id=row_id)
    desk.call("events.delete", id=row_id)
    assert desk.outbox() == []


def test_a_password_never_enters_the_outbox(desk: Desk) -> None:
    desk.call("me.update", UserInput(first_name="Dora", password="correct horse battery"))
    (entry,) = desk.outbox()
    assert entry["fields"] == ["first_name"]
    assert "horse" not in repr(entry)


def test_a_punch_says_when_it_was_and_waits_for_the_one_before(desk: Desk) -> None:
    for minutes, status in ((40, "start"), (30, "pause"), (20, "resume"), (10, "stop")):
        at = desk.node.clock.now() - dt.timedelta(minutes=minutes)
        desk.call("attendances.create", WorkforceAttendanceInput(status=status, timestamp=at))
    entries = desk.outbox()
    assert len({e["lane"] for e in entries}) == len({e["chain"] for e in entries}) == 1
    assert [e["body"]["timestamp"][11:16] for e in entries] == ["07:20", "07:30", "07:40", "07:50"]


def test_a_refused_punch_holds_its_session_and_not_the_next(desk: Desk) -> None:
    for minutes, status in ((60, "start"), (50, "stop"), (40, "start"), (30, "stop")):
        at = desk.node.clock.now() - dt.timedelta(minutes=minutes)
        desk.call("attendances.create", WorkforceAttendanceInput(status=status, timestamp=at))
    refusal = Reply(422, {"error": True, "code": "VALIDATION_ERROR", "message": "no"})
    first = desk.outbox()[0]["mid"]
    desk.upstream._keys[first] = refusal
    report = desk.sync()
    assert [s for _, s in states(desk)] == ["attention", "blocked", "done", "done"]
    assert (report.attention, report.pending) == (1, 1)
    desk.node.store.write(lambda uow: attention.retry(uow, desk.outbox()[0]["seq"])).result()
    desk.sync()
    assert [s for _, s in states(desk)] == ["done"] * 4
    assert len(desk.upstream.attendances) == 4


def test_discarding_a_create_hands_on_what_needs_it(desk: Desk) -> None:
    start = NOW + dt.timedelta(days=1)
    body = WorkforceShiftInput(title="Early", start_at=start, end_at=start + dt.timedelta(hours=4))
    shift = desk.call("shifts.manager_create", body)
    (entry,) = desk.outbox()

    def stick(uow: UnitOfWork) -> None:
        outbox.move(uow, entry["seq"], Event.ESCALATE)

    desk.node.store.write(stick).result()
    desk.call("attendances.create", WorkforceAttendanceInput(status="start", shift_id=shift.id))
    desk.sync()
    assert [s for _, s in states(desk)] == ["attention", "blocked"]
    desk.node.store.write(lambda uow: attention.discard(uow, entry["seq"])).result()
    assert [s for _, s in states(desk)] == ["cancelled", "attention"]


def test_discarding_an_edit_undoes_it_here(desk: Desk) -> None:
    made = event(desk)
    desk.sync()
    desk.call("events.update", EventInput(title="Doctor"), id=made.id)
    seq = desk.outbox()[-1]["seq"]
    desk.node.store.write(lambda uow: attention.discard(uow, seq)).result()
    assert desk.rows("event", id=made.id)[0]["title"] == "Dentist"
    assert desk.sync().pending == 0


@pytest.mark.parametrize("status", [500, 503])
def test_one_bad_entry_lets_all_others_pass(desk: Desk, status: int) -> None:
    event(desk, "bad")
    event(desk, "good")
    mid = desk.outbox()[0]["mid"]
    desk.upstream._keys[mid] = Reply(status, {"error": True, "message": "oops"})
    report = desk.sync()
    assert [s for _, s in states(desk)] == ["unknown", "done"]
    assert (report.ok, report.pending, report.attention) == (True, 1, 0)
    del desk.upstream._keys[mid]
    desk.node.clock.advance(seconds=30)
    assert desk.sync().pending == 0


def test_a_setting_is_told_by_name(desk: Desk) -> None:
    desk.call("me.put_setting", SettingData(data={"a": 1}), name="pomodoro")
    (entry,) = desk.outbox()
    assert (entry["intent"], entry["params"]) == ("call", {"name": "pomodoro"})
    assert entry["body"] == {"data": {"a": 1}}


def test_a_hub_without_tomatoes_gets_none(desk: Desk) -> None:
    desk.call("tomatoes.create", TomatoInput(tomato={"tag_list": "deep"}))
    assert desk.outbox() == []
