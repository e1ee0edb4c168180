from __future__ import annotations

import datetime as dt

import pytest

from desktop.domain import today
from desktop.domain.today import ClockView, Plan, Span
from tests.helpers.day import BERLIN, at

HOUR = dt.timedelta(hours=1)


def local(moment: dt.datetime) -> str:
    return f"{moment.astimezone(BERLIN):%d %H:%M}"


def shown(clock: ClockView, now: str) -> list[str]:
    return [local(end) for end in today.axis(clock, at(now), BERLIN)]


def test_the_timeline_shows_the_plan_with_two_hours_around_it() -> None:
    plan = Plan(1, at("2025-11-20 09:00"), at("2025-11-20 17:00"), "", "")
    assert shown(ClockView(plans=(plan,)), "2025-11-20 13:23") == ["20 07:00", "20 19:00"]


def test_a_day_without_plan_is_shown_from_seven_to_seven() -> None:
    assert shown(ClockView(), "2025-11-20 13:23") == ["20 07:00", "20 19:00"]


def test_an_early_punch_and_a_late_now_widen_the_timeline_by_whole_pairs_of_hours() -> None:
    clock = ClockView(spans=(Span("work", at("2025-11-20 05:40"), None),))
    assert shown(clock, "2025-11-20 20:10") == ["20 05:00", "20 21:00"]


def test_punches_become_stretches_of_work_and_break() -> None:
    moments = [at(f"2025-11-20 {hour:02}:00") for hour in range(8, 13)]
    words = ("start", "pause", "resume", "stop", "start")
    assert today.spans(zip(words, moments, strict=True)) == (
        Span("work", moments[0], moments[1]),
        Span("break", moments[1], moments[2]),
        Span("work", moments[2], moments[3]),
        Span("work", moments[4], None),
    )


def test_odd_punches_are_read_and_never_count_twice() -> None:
    eight, nine, ten = (at(f"2025-11-20 {hour:02}:00") for hour in (8, 9, 10))
    events = [("stop", eight), ("start", eight), ("start", nine), ("resume", nine), ("stop", ten)]
    assert today.spans(events) == (Span("work", eight, ten),)


def test_a_clock_set_back_shows_no_negative_time() -> None:
    span = Span("work", at("2025-11-20 10:00"), None)
    assert span.length(at("2025-11-20 09:00")) == dt.timedelta()


@pytest.mark.parametrize(
    ("first", "day", "begins"),
    [
        ("monday", "2025-11-20", "2025-11-17"),
        ("monday", "2025-11-17", "2025-11-17"),
        ("sunday", "2025-11-22", "2025-11-16"),
        ("turesday", "2025-11-20", "2025-11-18"),
        ("whenever", "2025-11-20", "2025-11-17"),
    ],
)
def test_a_week_begins_on_the_teams_day(first: str, day: str, begins: str) -> None:
    assert today.week_of(dt.date.fromisoformat(day), first).isoformat() == begins


def test_a_day_is_as_long_as_its_zone_makes_it() -> None:
    days = [dt.date(2025, 10, 26), dt.date(2025, 10, 27)]
    begins, ends = (today.midnight(day, BERLIN) for day in days)
    assert ends - begins == 25 * HOUR
