from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import timesheets as rules
from desktop.domain.timesheets import Actor, period_of

D = dt.date
days = st.dates(D(2000, 1, 1), D(2040, 12, 31))


@pytest.mark.parametrize(
    ("length", "week_start", "anchors", "start", "end"),
    [
        ("weekly", "monday", [], D(2026, 11, 16), D(2026, 11, 22)),
        ("weekly", "sunday", [], D(2026, 11, 15), D(2026, 11, 21)),
        ("weekly", "turesday", [], D(2026, 11, 17), D(2026, 11, 23)),
        (None, None, [], D(2026, 11, 16), D(2026, 11, 22)),
        ("weekly", "monday", [D(2026, 11, 11)], D(2026, 11, 18), D(2026, 11, 24)),
        ("fortnightly", "monday", [D(2026, 11, 9)], D(2026, 11, 9), D(2026, 11, 22)),
        ("fortnightly", "monday", [D(2026, 11, 16)], D(2026, 11, 16), D(2026, 11, 29)),
        ("monthly", "monday", [], D(2026, 11, 1), D(2026, 11, 30)),
        ("monthly", "monday", [D(2026, 1, 26)], D(2026, 10, 26), D(2026, 11, 25)),
        ("monthly", "monday", [D(2026, 1, 31)], D(2026, 10, 31), D(2026, 11, 29)),
    ],
)
def test_the_period_of_a_day(
    length: str | None, week_start: str | None, anchors: list[D], start: D, end: D
) -> None:
    found = period_of(D(2026, 11, 20), length, week_start, anchors)
    assert (found.start, found.end) == (start, end)


@given(
    days,
    st.sampled_from(["weekly", "fortnightly", "monthly"]),
    st.sampled_from(["monday", "sunday", "thursday"]),
    st.lists(days, max_size=1),
)
def test_periods_follow_one_another_without_gap(
    day: D, length: str, week_start: str, anchors: list[D]
) -> None:
    here = period_of(day, length, week_start, anchors)
    assert here.holds(day)
    following = period_of(here.end + dt.timedelta(days=1), length, week_start, anchors)
    assert following.start == here.end + dt.timedelta(days=1)
    assert period_of(here.start, length, week_start, anchors) == here
    assert period_of(here.end, length, week_start, anchors) == here


def test_a_member_only_submits() -> None:
    moves = {status: rules.moves(status, Actor.MEMBER) for status in rules._MOVES}
    assert moves == {
        "unsubmitted": ("submitted",),
        "submitted": (),
        "preapproved": (),
        "approved": (),
        "denied": ("submitted",),
    }


def test_only_what_was_submitted_is_approved() -> None:
    assert rules.needed("unsubmitted", "approved") is None
    assert rules.needed("denied", "approved") is None
    assert rules.needed("submitted", "approved") is Actor.MANAGER
    assert rules.needed("approved", "denied") is Actor.ADMIN


@pytest.mark.parametrize(
    ("status", "locked", "least"),
    [
        ("unsubmitted", False, Actor.MEMBER),
        ("denied", False, Actor.MEMBER),
        ("submitted", False, Actor.MANAGER),
        ("preapproved", False, Actor.MANAGER),
        ("approved", True, Actor.ADMIN),
        ("submitted", True, Actor.ADMIN),
    ],
)
def test_who_may_change_lines(status: str, locked: bool, least: Actor) -> None:
    may = [actor for actor in Actor if rules.may_edit(status, actor, locked=locked)]
    assert may == [actor for actor in Actor if actor >= least]


@pytest.mark.parametrize("hours", [-0.1, 24.1, math.nan, math.inf])
def test_hours_outside_a_day_are_refused(hours: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 24"):
        rules.ms_of_hours(hours)


@given(st.integers(0, 24 * 60))
def test_whole_minutes_survive_the_way_through_decimal_hours(minutes: int) -> None:
    hours = rules.hours_of_ms(minutes * rules.MINUTE)
    assert rules.minutes_of_ms(rules.ms_of_hours(hours)) == minutes
