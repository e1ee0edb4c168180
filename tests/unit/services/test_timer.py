from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid, NotFound
from desktop.contract.models import SettingData
from desktop.contract.models.tomatoes import ProjectInput, TomatoInput
from desktop.domain.pomodoro import Phase, Status
from desktop.services import timer
from desktop.services.context import Call, Principal
from desktop.services.timer import TimerView
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock

MINUTE = dt.timedelta(minutes=1)


class Desk:
    """Commands of one person on one node, as its window gives them."""

    def __init__(self, node: Node, me: Principal, clock: FakeClock, run: str = "run-1") -> None:
        self.node, self.me, self.clock, self.run = node, me, clock, run
        self.noted: list[tuple[str, Any]] = []

    def record(
        self,
        uow: UnitOfWork,
        name: str,
        call: Call,
        params: Mapping[str, Any],
        body: Any,
        result: Any,
    ) -> None:
        assert call.principal == self.me
        assert set(params) == {"time_zone"}
        self.noted.append((name, body.tomato))

    def do(self, name: str, **args: Any) -> TimerView:
        now = timer.moment(self.clock, run=self.run)
        return self.node.store.write(
            lambda uow: timer.command(uow, self.me, now, name, record=self.record, **args)
        ).result()

    def passes(self, minutes: int) -> TimerView:
        for _ in range(minutes):
            self.clock.advance(minutes=1)
            view = self.do("beat")
        return view

    @property
    def view(self) -> TimerView:
        now = timer.moment(self.clock, run=self.run)
        return self.node.store.read(lambda reader: timer.view(reader, self.me.user_id, now))

    @property
    def tomatoes(self) -> list[tuple[dt.datetime, list[str]]]:
        rows = self.node.store.read(lambda reader: reader.find("tomato", order="created_at"))
        return [(row["created_at"], row["tags"]) for row in rows]


@pytest.fixture
def desk(node: Node, me: Principal, clock: FakeClock) -> Desk:
    return Desk(node, me, clock)


def test_a_finished_focus_is_a_tomato_that_ended_with_it_and_is_queued(desk: Desk) -> None:
    begun = desk.clock.now()
    desk.do("start", task="December roster", tags=["planning", "admin"])
    desk.passes(26)
    assert desk.tomatoes == [(begun + 25 * MINUTE, ["planning", "admin"])]
    ended = "2026-11-20T08:25:00.000Z"
    sent = {"tag_list": "planning, admin", "created_at": ended, "task": "December roster"}
    assert desk.noted == [("tomatoes.create", sent)]
    view = desk.view
    assert (view.phase, view.status, view.session, view.done_today) == (
        Phase.SHORT_BREAK,
        Status.IDLE,
        1,
        1,
    )


def test_the_view_tells_what_time_did_before_anybody_stored_it(desk: Desk) -> None:
    desk.do("start")
    desk.passes(24)
    desk.clock.advance(minutes=1, seconds=30)
    view = desk.view
    assert (view.phase, view.done_today, view.due) == (Phase.SHORT_BREAK, 1, True)
    assert desk.tomatoes == []
    assert desk.do("tick").due is False
    assert len(desk.tomatoes) == 1
    assert desk.view.done_today == 1


def test_remaining_time_is_of_the_clock_and_not_of_ticks(desk: Desk) -> None:
    desk.do("start")
    desk.clock.advance(minutes=2, milliseconds=250)
    assert desk.view.remaining == 23 * MINUTE - dt.timedelta(milliseconds=250)
    assert desk.view.plain()["remaining_seconds"] == 23 * 60 - 0.25


def test_a_killed_program_finds_its_focus_paused_and_says_why(
    desk: Desk, tmp_path: Path, clock: FakeClock
) -> None:
    desk.do("start", tags=["deep"])
    desk.passes(10)
    desk.node.close()
    clock.advance(minutes=30)
    again = Node(tmp_path / "data", clock=clock)
    try:
        second = Desk(again, desk.me, clock, run="run-2")
        view = second.do("recover")
        assert (view.status, view.remaining, view.tags) == (Status.PAUSED, 15 * MINUTE, ("deep",))
        assert view.gap is not None
        assert (view.gap.cause, view.gap.to_at - view.gap.from_at) == ("closed", 30 * MINUTE)
        second.do("keep")
        assert second.tomatoes == [(dt.datetime(2026, 11, 20, 8, 25, tzinfo=dt.UTC), ["deep"])]
    finally:
        again.close()


def test_a_break_that_ended_while_the_machine_slept_is_over(desk: Desk) -> None:
    desk.do("skip")
    desk.do("start")
    desk.clock.sleep(minutes=45)
    view = desk.do("beat")
    assert (view.phase, view.status) == (Phase.FOCUS, Status.IDLE)
    assert view.gap is not None
    assert view.gap.effect == "break_ended"
    assert desk.do("dismiss").gap is None


def test_lengths_and_auto_start_come_from_the_account_setting(desk: Desk) -> None:
    data = {"focus_minutes": 50, "per_set": 2, "auto_start_break": True, "long_break_minutes": 0}
    desk.node.bus.call(
        "me.put_setting", principal=desk.me, name="pomodoro", body=SettingData(data=data)
    )
    view = desk.do("start")
    assert (view.total, view.per_set) == (50 * MINUTE, 2)
    view = desk.passes(51)
    assert (view.phase, view.status, view.remaining) == (
        Phase.SHORT_BREAK,
        Status.RUNNING,
        4 * MINUTE,
    )
    row = desk.node.store.read(lambda reader: reader.find("tomato"))[0]
    assert row["focus_ms"] == 50 * 60_000
    assert desk.noted[0][1]["duration"] == 3000


def test_a_senseless_setting_falls_back_to_the_usual_one(desk: Desk) -> None:
    for data in ("25", {"focus_minutes": "x", "per_set": 0}, {"focus_minutes": 1e9}, None):
        desk.node.bus.call(
            "me.put_setting", principal=desk.me, name="pomodoro", body=SettingData(data=data)
        )
        assert (desk.view.total, desk.view.per_set) == (25 * MINUTE, 4)


def test_a_focus_on_a_project_is_counted_in_it(desk: Desk) -> None:
    project = desk.node.bus.call(
        "projects.create",
        principal=desk.me,
        body=ProjectInput(project={"name": "Store operations", "tag_list": "operations, shop"}),
    )
    desk.do("start", tags=["admin"], project_id=int(project.id, 16))
    assert desk.view.project == "Store operations"
    desk.passes(25)
    assert [tags for _, tags in desk.tomatoes] == [["admin", "operations"]]


def test_a_project_of_somebody_else_is_not_found(desk: Desk) -> None:
    other = desk.node.store.write(
        lambda uow: uow.insert("project", {"user_id": 7, "name": "Theirs", "tags": []})
    ).result()
    with pytest.raises(NotFound):
        desk.do("start", project_id=other["id"])
    assert desk.view.status is Status.IDLE


def test_an_unknown_command_or_argument_is_refused_by_name(desk: Desk) -> None:
    with pytest.raises(Invalid, match="start, resume, pause"):
        desk.do("explode")
    for name, value in (("colour", "red"), ("tags", 7), ("tags", [7]), ("project_id", "x")):
        with pytest.raises(Invalid, match=name):
            desk.do("start", **{name: value})


def test_tags_are_kept_once_each_in_their_order(desk: Desk) -> None:
    assert desk.do("set", tags="b, a,b").tags == ("b", "a")
    assert desk.do("set", tags=["c", "a, c"], task="  two  words ").tags == ("c", "a")
    assert desk.do("set", tags=None).tags == ()
    assert desk.view.task == "two words"


def test_a_tomato_right_before_does_not_refuse_what_the_timer_finished(desk: Desk) -> None:
    desk.do("start")
    desk.passes(20)
    body = TomatoInput(tomato={"tag_list": "by hand"})
    desk.node.bus.call("tomatoes.create", principal=desk.me, body=body)
    desk.passes(6)
    rows = desk.node.store.read(lambda reader: reader.find("tomato", order="created_at"))
    assert [row["flags"] for row in rows] == [None, ["overlap"]]


def test_an_idle_timer_writes_nothing_when_it_is_only_looked_at(desk: Desk) -> None:
    desk.do("status")
    desk.do("beat")
    assert desk.node.store.read(lambda reader: reader.count("timer")) == 0
