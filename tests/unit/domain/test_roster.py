from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import roster as rules
from tests.helpers.day import BERLIN, at

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
MINUTES = 41 * 365 * 24 * 60


def shift(start: str, hours: float = 8, **more: Any) -> dict[str, Any]:
    values = {
        "id": 1,
        "assignee_id": 7,
        "published": True,
        "canceled": False,
        "location_name": "Bondi",
    }
    times = {"start_at": at(start), "end_at": at(start) + hours * HOUR}
    return {**values, **times, **more}


def around(**more: Any) -> rules.Around:
    week = (at("2026-11-16 00:00"), at("2026-11-23 00:00"))
    return rules.Around(BERLIN, week, **more)


def codes(found: list[rules.Warned]) -> list[str]:
    return [one.code for one in found]


def test_nothing_is_said_of_a_shift_that_stands_alone_or_is_cancelled() -> None:
    assert rules.warnings(shift("2026-11-20 09:00"), around()) == []
    free = shift("2026-11-20 09:00", canceled=True, assignee_id=None)
    assert rules.warnings(free, around()) == []
    assert rules.warnings({**free, "canceled": False, "start_at": None}, around()) == []


@pytest.mark.parametrize(
    ("start", "hours", "day", "part", "warned"),
    [
        ("2026-11-20 09:00", 4, "2026-11-20", "am", True),
        ("2026-11-20 09:00", 4, "2026-11-20", "pm", False),
        ("2026-11-20 09:00", 4.5, "2026-11-20", "pm", True),
        ("2026-11-20 22:00", 8, "2026-11-20", "nd", True),
        ("2026-11-20 22:00", 8, "2026-11-21", "nd", False),
        ("2026-11-20 22:00", 10, "2026-11-21", "am", True),
        ("2026-11-20 05:00", 2, "2026-11-20", "nd", True),
    ],
)
def test_a_part_that_somebody_cannot_work_is_named(
    start: str, hours: float, day: str, part: str, warned: bool
) -> None:
    answers = {"am": 0, "pm": 0, "nd": 0, part: -1}
    days = {dt.date.fromisoformat(day): answers}
    found = rules.warnings(shift(start, hours), around(days=days))
    assert codes(found) == ["availability"] * warned


@pytest.mark.parametrize(("gap", "warned"), [(0, True), (10.9, True), (11, False)])
def test_the_rest_before_and_after_is_told_in_hours(gap: float, warned: bool) -> None:
    one = shift("2026-11-19 06:00", 6)
    other = shift("2026-11-19 12:00", 6)
    other = {**other, **{edge: other[edge] + gap * HOUR for edge in ("start_at", "end_at")}}
    for late, early in ((one, other), (other, one)):
        found = codes(rules.warnings(late, around(mine=[early])))
        assert ("rest" in found) is warned


@pytest.mark.parametrize(
    ("length", "text"),
    [(0.25, "15 min"), (1, "1 h"), (7.5, "7 h 30 min"), (0, "0 h"), (26, "26 h")],
)
def test_lengths_are_told_in_hours_and_minutes(length: float, text: str) -> None:
    assert rules.hours(length * HOUR) == text


def test_only_hours_inside_the_week_count() -> None:
    limits = rules.Limits(weekly=8 * HOUR)
    sunday = shift("2026-11-22 20:00")
    assert codes(rules.warnings(sunday, around(limits=limits))) == []
    friday = shift("2026-11-20 09:00", 5)
    assert codes(rules.warnings(sunday, around(mine=[friday], limits=limits))) == ["hours"]


@settings(max_examples=400, deadline=None)
@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    start=st.integers(0, MINUTES).map(lambda minutes: FIRST + dt.timedelta(minutes=minutes)),
    length=st.integers(1, 7 * 24 * 60).map(lambda minutes: dt.timedelta(minutes=minutes)),
    days=st.integers(-400, 400),
)
def test_a_copy_never_ends_before_it_starts_and_keeps_its_wall_times(
    zone: ZoneInfo, start: dt.datetime, length: dt.timedelta, days: int
) -> None:
    copied = rules.later((start, start + length), days, zone)
    assert copied[0] < copied[1]
    wall = start.astimezone(zone).replace(tzinfo=None) + days * DAY
    found = copied[0].astimezone(zone).replace(tzinfo=None)
    exists = wall.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
    assert found == wall or exists != wall  # the hour is left out that day
    if found == wall:
        assert copied[0].astimezone(zone).date() == start.astimezone(zone).date() + days * DAY


@pytest.mark.parametrize(
    ("source", "days", "copied"),
    [
        # the night in which the clock goes forward, and the one in which it goes back
        (("2026-03-21 22:00", "2026-03-22 06:00"), 7, 7),
        (("2026-10-17 22:00", "2026-10-18 06:00"), 7, 9),
        # an hour that the target day leaves out begins after the gap
        (("2026-03-22 02:30", "2026-03-22 06:00"), 7, 2.5),
        # and a shift that would lie in the gap altogether keeps its length
        (("2026-03-22 02:30", "2026-03-22 03:00"), 7, 0.5),
    ],
)
def test_copies_over_a_change_of_the_clock(
    source: tuple[str, str], days: int, copied: float
) -> None:
    start, end = rules.later((at(source[0]), at(source[1])), days, BERLIN)
    assert end - start == copied * HOUR
