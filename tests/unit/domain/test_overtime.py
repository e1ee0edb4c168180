from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import overtime
from desktop.domain.overtime import Limits, Share, Warned

HOUR = 3_600_000
MONDAY = dt.date(2026, 11, 2)
DAY = dt.timedelta(days=1)


def week(*hours: float, first: dt.date = MONDAY) -> dict[dt.date, int]:
    return {first + number * DAY: round(each * HOUR) for number, each in enumerate(hours)}


def test_forty_hours_a_week_and_no_limit_a_day_are_the_default() -> None:
    limits, wrong = overtime.read({"data": None})
    assert wrong == []
    assert limits == Limits()
    assert (limits.daily, limits.weekly) == (None, 40 * HOUR)
    assert (limits.rest, limits.average, limits.weeks) == (11 * HOUR, 48 * HOUR, 17)


def test_what_goes_past_the_week_is_overtime_of_the_day_that_passed_it() -> None:
    found = overtime.split(week(9, 9, 9, 9, 9), Limits(), "monday")
    assert found[MONDAY + 3 * DAY] == Share(9 * HOUR, 0, 0)
    assert found[MONDAY + 4 * DAY] == Share(4 * HOUR, 0, 5 * HOUR)
    assert overtime.total(found.values()) == 5 * HOUR


def test_what_is_over_the_day_does_not_count_towards_the_week() -> None:
    limits = Limits(daily=8 * HOUR)
    found = overtime.split(week(10, 10, 10, 10, 8), limits, "monday")
    assert [share.over_day // HOUR for share in found.values()] == [2, 2, 2, 2, 0]
    assert [share.over_week for share in found.values()] == [0] * 5


def test_a_week_begins_when_the_team_says() -> None:
    days = week(20, 20, 20)
    assert overtime.total(overtime.split(days, Limits(), "monday").values()) == 20 * HOUR
    assert overtime.total(overtime.split(days, Limits(), "tuesday").values()) == 0


limits = st.builds(
    Limits,
    daily=st.none() | st.integers(0, 12 * HOUR),
    weekly=st.none() | st.integers(0, 60 * HOUR),
)
worked = st.dictionaries(
    st.integers(0, 40).map(lambda number: MONDAY + number * DAY), st.integers(0, 24 * HOUR)
)


@given(worked, limits)
def test_every_moment_of_a_day_is_regular_or_overtime_and_never_both(
    days: dict[dt.date, int], limits: Limits
) -> None:
    found = overtime.split(days, limits, "sunday")
    assert {day: share.regular + share.overtime for day, share in found.items()} == days
    for share in found.values():
        assert min(share.regular, share.over_day, share.over_week) >= 0
        assert limits.daily is None or share.regular <= limits.daily
        assert limits.weekly is None or share.regular <= limits.weekly


@given(worked, limits, st.integers(0, 40), st.integers(0, 4 * HOUR))
def test_longer_work_never_means_less_overtime(
    days: dict[dt.date, int], limits: Limits, which: int, longer: int
) -> None:
    day = MONDAY + which * DAY
    more = {**days, day: days.get(day, 0) + longer}
    before = overtime.total(overtime.split(days, limits, "monday").values())
    assert overtime.total(overtime.split(more, limits, "monday").values()) >= before


@pytest.mark.parametrize(("hours", "warned"), [(10.5, True), (11, False), (12, False)])
def test_rest_under_eleven_hours_is_warned_about(hours: float, warned: bool) -> None:
    start = round(hours * HOUR)
    found = overtime.rest_before(MONDAY, start, MONDAY - DAY, 0, Limits())
    wanted = Warned("short_rest", 11 * HOUR, start, MONDAY)
    assert found == (wanted if warned else None)


def test_a_pause_within_a_day_is_no_rest_between_days() -> None:
    assert overtime.rest_before(MONDAY, HOUR, MONDAY, 0, Limits()) is None
    assert overtime.rest_before(MONDAY, HOUR, None, None, Limits()) is None


def test_more_than_the_shifts_plan_is_warned_about() -> None:
    assert overtime.over_schedule(MONDAY, 9 * HOUR, 8 * HOUR) == Warned(
        "over_schedule", 8 * HOUR, 9 * HOUR, MONDAY
    )
    assert overtime.over_schedule(MONDAY, 8 * HOUR, 8 * HOUR) is None
    assert overtime.over_schedule(MONDAY, 8 * HOUR, None) is None


def test_the_day_the_week_and_the_average_are_watched() -> None:
    days = week(10, 10, 10, 10, 10)
    friday = MONDAY + 4 * DAY
    found = overtime.over(days, friday, Limits(daily=8 * HOUR), "monday")
    assert [(each.code, each.found // HOUR) for each in found] == [
        ("over_daily", 10),
        ("over_weekly", 50),
        ("over_average", 50),
    ]
    assert overtime.over(days, MONDAY - DAY, Limits(), "monday") == []


def test_the_average_is_of_the_last_seventeen_weeks_from_somebodys_first() -> None:
    days: dict[dt.date, int] = {}
    for number in range(30):
        hours = 90 if number < 13 else 40
        days[MONDAY + number * 7 * DAY] = hours * HOUR
    last = MONDAY + 29 * 7 * DAY
    assert overtime.average(days, last, 17, "monday") == 40 * HOUR
    assert overtime.average(days, last - 7 * DAY, 17, "monday") > 40 * HOUR
    assert overtime.average(week(30), MONDAY, 17, "monday") == 30 * HOUR
    two = {MONDAY: 30 * HOUR, MONDAY + 7 * DAY: 40 * HOUR}
    assert overtime.average(two, MONDAY + 8 * DAY, 17, "monday") == 35 * HOUR
    assert overtime.since(last, Limits(), "monday") == last - 16 * 7 * DAY


def test_limits_can_be_switched_off_and_changed() -> None:
    chosen = {"daily_hours": 8, "weekly_hours": None, "rest_hours": "9", "average_weeks": 4}
    limits, wrong = overtime.read({"data": {"overtime": chosen}})
    assert wrong == []
    assert limits == Limits(8 * HOUR, None, 9 * HOUR, 48 * HOUR, 4)


def test_what_cannot_be_meant_is_named_and_not_done() -> None:
    chosen = {"daily_hours": 30, "average_weeks": 0.5, "rest_hours": "long"}
    limits, wrong = overtime.read({"data": {"overtime": chosen}})
    assert limits == Limits()
    assert len(wrong) == 3
