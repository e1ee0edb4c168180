"""Warnings when punching and in review: they come with the answer and refuse nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.contract.models import UNSET, WorkforceInput
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.day import Day, at
from tests.helpers.punching import punch


@pytest.fixture(autouse=True)
def morning(clock: FakeClock) -> None:
    clock.wall = at("2026-11-16 08:00")


def rule(node: Node, who: Principal, **data: Any) -> None:
    node.bus.call("workforce.update", principal=who, body=WorkforceInput(data=data))


def told(made: Any) -> list[str]:
    return [] if made.warnings is UNSET else [one.code for one in made.warnings]


def live(node: Node, who: Principal, clock: FakeClock, *punches: str) -> Any:
    """Punches at these times of the wall, as they happen; returns the last."""
    made = None
    for text in punches:
        status, day, time = text.split()
        then = at(f"2026-11-{day} {time}")
        clock.advance(seconds=(then - clock.wall).total_seconds())
        made = punch(node, who, status)
    return made


def test_a_usual_day_is_not_commented_on(node: Node, me: Principal, clock: FakeClock) -> None:
    for text in ("start 16 08:00", "pause 16 12:00", "resume 16 12:30", "stop 16 16:30"):
        assert told(live(node, me, clock, text)) == []


def test_too_little_rest_is_told_at_the_first_start_of_a_day(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    made = live(node, me, clock, "start 16 14:00", "stop 16 22:30", "start 17 08:00")
    assert told(made) == ["short_rest"]
    (warning,) = made.warnings
    assert warning.text == "Only 9 h 30 min of rest since the last work; 11 h are due."
    assert (warning.severity, warning.date) == ("high", dt.date(2026, 11, 17))
    assert told(live(node, me, clock, "stop 17 12:00", "start 17 12:30")) == []


def test_breaks_are_told_when_the_team_has_rules_for_them(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    assert told(live(node, me, clock, "start 16 08:00", "stop 16 15:00")) == []
    rule(node, me, breaks={"preset": "germany"})
    assert told(live(node, me, clock, "start 17 08:00", "stop 17 15:00")) == ["no_break"]
    made = live(node, me, clock, "start 18 08:00", "pause 18 14:30")
    assert told(made) == ["late_break"]
    made = live(node, me, clock, "resume 18 14:45", "stop 18 15:00")
    assert told(made) == ["short_break", "late_break"]


def test_more_than_the_shift_plans_is_told_at_the_end(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    Day(node, me).shift("2026-11-16 08:00", "2026-11-16 16:00", status="published")
    made = live(node, me, clock, "start 16 08:00", "stop 16 16:20")
    assert told(made) == ["over_schedule"]
    assert made.warnings[0].text == "8 h 20 min worked; the shifts of the day plan 8 h."
    (sheet,) = node.bus.call("timesheets.list", principal=me)
    assert sheet.warnings is UNSET
    assert told(node.bus.call("timesheets.get", principal=me, id=sheet.id)) == ["over_schedule"]


def test_a_shift_before_the_day_begins_is_planned_for_the_day_before(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    data = {"day_start": "05:00"}
    node.bus.call("workforce.update", principal=me, body=WorkforceInput(data=data))
    Day(node, me).shift("2026-11-17 01:00", "2026-11-17 04:00", status="published")
    made = live(node, me, clock, "start 17 01:00", "stop 17 04:00")
    assert told(made) == []
    made = live(node, me, clock, "start 17 04:10", "stop 17 04:50")
    assert told(made) == ["over_schedule"]
    assert made.warnings[0].date == dt.date(2026, 11, 16)


def test_long_days_and_weeks_are_told_and_the_average_first(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    rule(node, me, overtime={"daily_hours": 8})
    for day in (16, 17, 18, 19):
        made = live(node, me, clock, f"start {day} 08:00", f"stop {day} 18:00")
        assert told(made) == ["over_daily"]
    made = live(node, me, clock, "start 20 08:00", "stop 20 18:00")
    assert told(made) == ["over_average", "over_daily", "over_weekly"]
    (sheet,) = node.bus.call("timesheets.list", principal=me)
    assert told(node.bus.call("timesheets.get", principal=me, id=sheet.id)) == ["over_average"]


def test_what_is_stated_later_is_not_commented_on(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    clock.wall = at("2026-11-20 20:00")
    rule(node, me, breaks={"preset": "germany"})
    punch(node, me, "start", timestamp=at("2026-11-16 08:00"))
    made = punch(node, me, "stop", timestamp=at("2026-11-16 20:00"))
    assert told(made) == []
