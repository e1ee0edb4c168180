"""Rules of the team in timesheets: what punches say, what lines say, and when lines follow."""

from __future__ import annotations

import datetime as dt
import itertools
from random import Random
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid
from desktop.contract.models import (
    WorkforceInput,
    WorkforceShiftInput,
    WorkforceTimesheetInput,
    WorkforceTimesheetItemInput,
)
from desktop.services import timer, worktime
from desktop.services.context import Principal
from desktop.store.schema import Row
from tests.helpers.clock import FakeClock
from tests.helpers.day import at
from tests.helpers.punching import correct, punch, rows
from tests.helpers.team import Cast

MINUTE = 60_000
DAY = "2026-11-16"
SHIFT = ("start 08:53", "pause 12:04", "resume 12:31", "stop 17:08")
QUARTERS = {"timesheets_rounding_method": "nearest", "timesheets_rounding_minutes": 15}


@pytest.fixture(autouse=True)
def evening(clock: FakeClock) -> None:
    clock.wall = at("2026-11-20 20:00")


def rule(node: Node, who: Principal, **fields: Any) -> Any:
    return node.bus.call("workforce.update", principal=who, body=WorkforceInput(**fields))


def work(node: Node, who: Principal, *punches: str, day: str = DAY) -> list[int]:
    made = []
    for text in punches:
        status, clock = text.split()
        made.append(punch(node, who, status, timestamp=at(f"{day} {clock}")).id)
    return made


def lines(node: Node, who: Principal) -> list[Row]:
    return rows(node, "timesheet_item", "start_date, attendance_id, id", user_id=who.user_id)


def said(node: Node, who: Principal) -> list[tuple[float, float]]:
    """(work, break) in minutes of each line, oldest first."""
    return [(one["work_ms"] / MINUTE, one["break_ms"] / MINUTE) for one in lines(node, who)]


def facts(node: Node) -> tuple[list[Row], list[Row], list[Row]]:
    return rows(node, "punch"), rows(node, "attendance"), rows(node, "session")


def test_without_rules_a_line_says_what_the_punches_say(node: Node, me: Principal) -> None:
    work(node, me, *SHIFT)
    (line,) = lines(node, me)
    assert (line["work_ms"], line["raw_work_ms"]) == (468 * MINUTE, 468 * MINUTE)
    assert (line["break_ms"], line["raw_break_ms"]) == (27 * MINUTE, 27 * MINUTE)
    assert (line["rounded_ms"], line["basis"]) == (0, None)


def test_rounding_shows_both_values_and_never_touches_the_punches(
    node: Node, me: Principal
) -> None:
    rule(node, me, **QUARTERS)
    work(node, me, *SHIFT)
    before = facts(node)
    (line,) = lines(node, me)
    shown = node.bus.call("timesheet_items.get", principal=me, id=line["id"])
    assert (shown.work_minutes, shown.raw_work_ms) == (468, 468 * MINUTE)
    rule(node, me, timesheets_enable_break_rounding=True)
    shown = node.bus.call("timesheet_items.get", principal=me, id=line["id"])
    assert (shown.work_hours, shown.break_hours) == (7.75, 0.5)
    assert (shown.raw_work_hours, shown.raw_break_hours) == (7.8, 0.45)
    assert (shown.work_ms, shown.rounded_ms) == (465 * MINUTE, -3 * MINUTE)
    assert shown.basis["version"] == 1
    assert shown.basis["why"] == ["step"]
    assert shown.basis["rules"]["rounding"]["step"] == 15 * MINUTE
    assert len(shown.basis["punched"]) == 4
    assert facts(node) == before


def test_a_setting_that_changes_back_leaves_no_trace(node: Node, me: Principal) -> None:
    work(node, me, *SHIFT)
    plain = lines(node, me)
    rule(node, me, timesheets_rounding_method="up", timesheets_rounding_minutes=30)
    assert said(node, me) == [(8 * 60 + 30 - 27, 27)]
    rule(node, me, timesheets_rounding_method="none")
    after = lines(node, me)
    assert [{**one, "updated_at": None} for one in after] == [
        {**one, "updated_at": None} for one in plain
    ]


def test_computing_again_changes_nothing(node: Node, me: Principal) -> None:
    rule(node, me, **QUARTERS, data={"breaks": {"preset": "germany", "deduct": True}})
    work(node, me, "start 08:07", "stop 17:01")
    before = lines(node, me)
    days = (dt.date(2026, 11, 16), dt.date(2026, 11, 22))
    changed = node.store.write(
        lambda uow: worktime.settle(uow, me.team_id, me.user_id, *days)
    ).result()
    assert (changed, lines(node, me)) == (set(), before)


def test_a_total_is_rounded_once_a_day_and_the_lines_add_up_to_it(
    node: Node, me: Principal
) -> None:
    rule(node, me, **QUARTERS, data={"rounding": {"what": "day"}})
    work(node, me, "start 08:00", "stop 12:04", "start 13:00", "stop 17:01")
    assert said(node, me) == [(244, 0), (236, 0)]
    (sheet,) = node.bus.call("timesheets.list", principal=me)
    found = node.bus.call("timesheets.get", principal=me, id=sheet.id)
    (day,) = found.days
    assert day.work_ms == sum(one["work_ms"] for one in lines(node, me)) == 480 * MINUTE
    assert (day.raw_work_ms, day.rounded_ms) == (485 * MINUTE, -5 * MINUTE)
    assert (found.work_minutes, found.raw_work_minutes) == (480, 485)


def test_a_punch_near_its_shift_counts_as_the_shift(node: Node, me: Principal) -> None:
    rule(node, me, data={"rounding": {"snap_early_minutes": 10, "snap_late_minutes": 5}})
    shift = node.store.write(
        lambda uow: uow.insert(
            "shift",
            {
                "team_id": me.team_id,
                "assignee_id": me.user_id,
                "start_at": at(f"{DAY} 08:50"),
                "end_at": at(f"{DAY} 17:10"),
                "status": "published",
                "published": True,
            },
        )
    ).result()
    work(node, me, "start 08:46", "stop 17:08")
    assert said(node, me) == [(500, 0)]
    assert lines(node, me)[0]["basis"]["why"] == ["snap"]
    body = WorkforceShiftInput(start_at=at(f"{DAY} 08:30"))
    node.bus.call("shifts.manager_update", principal=me, id=shift["id"], body=body)
    assert said(node, me) == [(504, 0)]  # 08:46 is no longer near a start


def test_missing_rest_is_deducted_by_choice_and_never_twice(node: Node, me: Principal) -> None:
    rule(node, me, data={"breaks": {"preset": "germany"}})
    ids = work(node, me, "start 08:00", "stop 16:30")
    assert said(node, me) == [(510, 0)]
    rule(node, me, data={"breaks": {"preset": "germany", "deduct": True}})
    assert said(node, me) == [(480, 30)]
    assert lines(node, me)[0]["basis"]["deducted_ms"] == 30 * MINUTE
    work(node, me, "pause 12:00", "resume 12:30")
    assert said(node, me) == [(480, 30)]
    assert lines(node, me)[0]["basis"]["deducted_ms"] == 0
    correct(node, me, ids[1], timestamp=at(f"{DAY} 13:30"), reason="left early")
    assert said(node, me) == [(300, 30)]


def test_short_breaks_are_paid_when_the_team_pays_them(node: Node, me: Principal) -> None:
    rule(node, me, data={"breaks": {"paid_up_to_minutes": 20}})
    work(node, me, "start 08:00", "pause 10:00", "resume 10:20", "stop 12:00")
    assert said(node, me) == [(240, 0)]
    assert lines(node, me)[0]["raw_break_ms"] == 20 * MINUTE


def test_a_manager_says_that_a_break_is_paid_or_is_not_whatever_its_length(
    node: Node, me: Principal
) -> None:
    ids = work(node, me, "start 08:00", "pause 10:00", "resume 10:20", "stop 12:00")
    assert said(node, me) == [(220, 20)]
    correct(node, me, ids[1], paid=True, reason="fire drill")
    assert said(node, me) == [(240, 0)]
    assert lines(node, me)[0]["basis"]["why"] == ["paid_break"]
    rule(node, me, data={"breaks": {"paid_up_to_minutes": 30}})
    correct(node, me, ids[1], paid=False, reason="was none")
    assert said(node, me) == [(220, 20)]
    correct(node, me, ids[1], paid=None, reason="by the rules")
    assert said(node, me) == [(240, 0)]


def test_a_break_is_paid_from_the_punch_on_and_by_managers_only(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    bo = Cast(node, me.team_id).member("Bo")
    punch(node, bo, "start")
    with pytest.raises(Invalid) as refused:
        punch(node, bo, "pause", paid=True)
    assert set(refused.value.details) == {"paid"}
    assert punch(node, me, "pause", manager=True, user_id=bo.user_id, paid=True).paid is True
    clock.advance(minutes=15)
    punch(node, bo, "resume")
    punch(node, bo, "stop")
    assert said(node, bo) == [(15, 0)]


def test_a_break_that_only_moves_is_rounded_anew(node: Node, me: Principal) -> None:
    rule(node, me, **QUARTERS, timesheets_enable_break_rounding=True)
    ids = work(node, me, "start 08:00", "pause 12:00", "resume 12:20", "stop 16:00")
    assert said(node, me) == [(465, 15)]
    correct(node, me, ids[2], timestamp=at(f"{DAY} 12:30"), reason="moved")
    correct(node, me, ids[1], timestamp=at(f"{DAY} 12:10"), reason="moved")
    assert said(node, me) == [(465, 15)]
    assert lines(node, me)[0]["raw_break_ms"] == 20 * MINUTE
    correct(node, me, ids[2], timestamp=at(f"{DAY} 12:40"), reason="moved")
    correct(node, me, ids[1], timestamp=at(f"{DAY} 12:20"), reason="moved")
    assert said(node, me) == [(450, 30)]


def test_what_a_person_wrote_stays_and_switches_deduction_off_for_the_day(
    node: Node, me: Principal
) -> None:
    rule(node, me, **QUARTERS, data={"breaks": {"preset": "germany", "deduct": True}})
    work(node, me, "start 06:00", "stop 12:00", "start 12:05", "stop 14:07")
    assert said(node, me) == [(330, 30), (120, 0)]
    first = lines(node, me)[0]["id"]
    body = WorkforceTimesheetItemInput(work_hours=6.1)
    node.bus.call("timesheet_items.update", principal=me, id=first, body=body)
    assert said(node, me) == [(366, 30), (120, 0)]
    rule(node, me, timesheets_rounding_minutes=1)
    assert said(node, me) == [(366, 30), (122, 0)]


def test_a_locked_sheet_keeps_what_was_approved_and_an_open_one_follows(
    node: Node, me: Principal
) -> None:
    work(node, me, *SHIFT, day="2026-11-09")
    work(node, me, *SHIFT)
    sheets = node.bus.call("timesheets.list", principal=me)
    locked = next(one for one in sheets if one.start_date == dt.date(2026, 11, 9))
    for status in ("submitted", "approved"):
        body = WorkforceTimesheetInput(status=status)
        node.bus.call("timesheets.manager_update", principal=me, id=locked.id, body=body)
    rule(node, me, timesheets_rounding_method="down", timesheets_rounding_minutes=60)
    assert said(node, me) == [(468, 27), (9 * 60 - 27, 27)]
    body = WorkforceTimesheetInput(status="submitted")
    node.bus.call("timesheets.manager_update", principal=me, id=locked.id, body=body)
    assert said(node, me) == [(9 * 60 - 27, 27)] * 2


def test_a_preapproved_sheet_is_looked_at_again_when_its_lines_change(
    node: Node, me: Principal
) -> None:
    work(node, me, *SHIFT)
    (sheet,) = node.bus.call("timesheets.list", principal=me)
    for status in ("submitted", "preapproved"):
        body = WorkforceTimesheetInput(status=status)
        node.bus.call("timesheets.manager_update", principal=me, id=sheet.id, body=body)
    rule(node, me, name="Another name")
    assert node.bus.call("timesheets.get", principal=me, id=sheet.id).status == "preapproved"
    rule(node, me, **QUARTERS, timesheets_enable_break_rounding=True)
    assert node.bus.call("timesheets.get", principal=me, id=sheet.id).status == "submitted"


def test_rules_that_cannot_be_meant_are_refused_and_named(node: Node, me: Principal) -> None:
    data = {"rounding": {"what": "week"}, "breaks": {"preset": "mars"}, "colour": "red"}
    with pytest.raises(Invalid) as refused:
        rule(node, me, data=data)
    assert [text.split()[0] for text in refused.value.details["data"]] == [
        "rounding.what",
        "breaks.preset",
    ]
    assert rule(node, me, data={"colour": "red"}).data == {"colour": "red"}


def test_overtime_of_a_day_counts_the_whole_week(node: Node, me: Principal) -> None:
    for number in range(5):
        work(node, me, "start 08:00", "stop 17:00", day=f"2026-11-{16 + number}")
    (sheet,) = node.bus.call("timesheets.list", principal=me)
    found = node.bus.call("timesheets.manager_get", principal=me, id=sheet.id)
    assert [day.overtime_ms / MINUTE for day in found.days] == [0, 0, 0, 0, 300]
    assert found.overtime_minutes == 300


def test_the_balance_of_rounding_is_told_for_a_person_and_a_range(
    node: Node, me: Principal
) -> None:
    rule(node, me, **QUARTERS)
    work(node, me, "start 08:00", "stop 16:05")
    work(node, me, "start 08:00", "stop 16:10", day="2026-11-17")
    days = (dt.date(2026, 11, 16), dt.date(2026, 11, 22))
    found = node.store.read(lambda reader: worktime.balance(reader, me.team_id, me.user_id, *days))
    assert (found.lines, found.won, found.lost) == (2, 5 * MINUTE, 5 * MINUTE)
    (sheet,) = node.bus.call("timesheets.list", principal=me)
    assert (sheet.rounded_won_ms, sheet.rounded_lost_ms, sheet.rounded_ms) == (
        5 * MINUTE,
        5 * MINUTE,
        0,
    )


def test_a_pomodoro_break_is_no_break_of_the_clock(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    clock.wall = at("2026-11-20 08:00")
    punch(node, me, "start")
    for name in ("start", *["beat"] * 29):
        now = timer.moment(clock, run="run-1")
        node.store.write(
            lambda uow, name=name, now=now: timer.command(uow, me, now, name, record=_ignored)
        ).result()
        clock.advance(minutes=1)
    punch(node, me, "stop")
    assert rows(node, "tomato") != []
    assert [row["status"] for row in rows(node, "attendance")] == ["start", "stop"]
    assert said(node, me) == [(30, 0)]


def _ignored(*_: Any) -> None:
    """Nobody is told of the pomodoro: this directory has no upstream."""


def _some_rules(random: Random) -> dict[str, Any]:
    return {
        "timesheets_rounding_method": random.choice(["none", "nearest", "up", "down"]),
        "timesheets_rounding_minutes": random.choice([0, 5, 7, 15, 60]),
        "timesheets_enable_break_rounding": random.random() < 0.5,
        "data": {
            "rounding": {
                "what": random.choice(["punch", "day"]),
                "snap_early_minutes": random.choice([0, 10]),
                "snap_late_minutes": random.choice([0, 5]),
            },
            "breaks": {
                "preset": random.choice(["none", "germany", "california", "eu"]),
                "deduct": random.random() < 0.5,
                "paid_up_to_minutes": random.choice([0, 20]),
            },
        },
    }


@pytest.mark.parametrize("seed", range(6))
def test_any_rules_over_any_punches_add_up_and_can_be_taken_back(
    node: Node, me: Principal, seed: int
) -> None:
    random = Random(seed)
    minutes = sorted(random.sample(range(4 * 24 * 60), 40))
    cycle = itertools.cycle(["start", "pause", "resume", "stop", "start", "stop"])
    for minute in minutes:
        then = at(f"{DAY} 06:00") + dt.timedelta(minutes=minute, seconds=random.randrange(60))
        punch(node, me, next(cycle), timestamp=then)
    plain, before = lines(node, me), facts(node)
    said_by: dict[str, list[tuple[float, float]]] = {}
    tried = [_some_rules(random) for _ in range(4)]
    for rules in (*tried, *reversed(tried)):
        rule(node, me, **rules)
        assert said_by.setdefault(str(rules), said(node, me)) == said(node, me)
        (sheet,) = node.bus.call("timesheets.list", principal=me)
        days = node.bus.call("timesheets.get", principal=me, id=sheet.id).days
        assert sum(day.work_ms for day in days) == sum(one["work_ms"] for one in lines(node, me))
        assert sheet.rounded_ms == sum(one["rounded_ms"] for one in lines(node, me))
        assert min(one["work_ms"] for one in lines(node, me)) >= 0
        assert facts(node) == before
    rule(node, me, timesheets_rounding_method="none", data={})
    after = lines(node, me)
    assert [{**one, "updated_at": None} for one in after] == [
        {**one, "updated_at": None} for one in plain
    ]
