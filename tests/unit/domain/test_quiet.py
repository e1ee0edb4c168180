from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from desktop.domain import quiet
from desktop.domain.quiet import Quiet

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet(dt.time(22), dt.time(6, 30))
NOON = Quiet(dt.time(12), dt.time(13))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (NIGHT, "2026-11-20 21:59", None),
        (NIGHT, "2026-11-20 22:00", "2026-11-21 06:30"),
        (NIGHT, "2026-11-21 06:29", "2026-11-21 06:30"),
        (NIGHT, "2026-11-21 06:30", None),
        (NOON, "2026-11-20 11:59", None),
        (NOON, "2026-11-20 12:00", "2026-11-20 13:00"),
        (NOON, "2026-11-20 13:00", None),
        (NIGHT, "2026-10-24 23:00", "2026-10-25 06:30"),  # the clock is set back that night
    ],
)
def test_it_is_quiet_between_two_times_of_the_wall(
    hours: Quiet, now: str, until: str | None
) -> None:
    assert hours.until(at(now), BERLIN) == (at(until) if until else None)


def test_quiet_that_ends_in_a_doubled_hour_ends_after_now() -> None:
    hours = Quiet(dt.time(22), dt.time(2, 30))
    second = dt.datetime(2026, 10, 25, 1, 15, tzinfo=dt.UTC)  # 02:15 for the second time
    end = hours.until(second, BERLIN)
    assert end is not None
    assert dt.timedelta() < end - second <= dt.timedelta(hours=1)


@pytest.mark.parametrize(
    "data",
    [
        None,
        "22:00",
        {},
        {"from": "22:00"},
        {"from": "22:00", "until": "22:00"},
        {"from": "25:00", "until": "06:00"},
        {"from": 22, "until": 6},
        {"from": "22:00+01:00", "until": "06:00"},
    ],
)
def test_a_senseless_setting_means_no_quiet_hours(data: object) -> None:
    assert quiet.parse(data) is None


def test_the_setting_is_read_as_it_is_written() -> None:
    assert quiet.parse(NIGHT.plain()) == NIGHT
    assert NIGHT.plain() == {"from": "22:00", "until": "06:30"}
