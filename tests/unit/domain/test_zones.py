from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from desktop.domain import zones

UTC = dt.UTC


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "", "a\x00b", "x" * 500])
def test_a_name_nobody_knows_is_no_zone(name: str) -> None:
    assert zones.find(name) is None


def test_the_first_known_zone_is_taken() -> None:
    assert zones.first_known(None, "Nowhere", "Asia/Tokyo", "Europe/Berlin")[0] == "Asia/Tokyo"
    assert zones.first_known("Nowhere", None) == ("UTC", UTC)


@pytest.mark.parametrize(
    ("instant", "zone", "day", "offset"),
    [
        ("2026-11-19T23:30:00+00:00", "Europe/Berlin", "2026-11-20", 60),
        ("2026-11-20T03:30:00+00:00", "America/New_York", "2026-11-19", -300),
        ("2026-11-20T00:30:00+00:00", "Asia/Kathmandu", "2026-11-20", 345),
    ],
)
def test_a_day_is_that_of_the_wall(instant: str, zone: str, day: str, offset: int) -> None:
    at, where = dt.datetime.fromisoformat(instant), zones.find(zone)
    assert where is not None
    assert zones.day_of(at, where).isoformat() == day
    assert zones.offset_minutes(at, where) == offset


def test_days_of_a_clock_change_begin_at_their_own_midnights() -> None:
    berlin = zones.find("Europe/Berlin")
    assert berlin is not None
    first = zones.midnight(dt.date(2026, 10, 25), berlin)
    assert zones.midnight(dt.date(2026, 10, 26), berlin) - first == dt.timedelta(hours=25)


@pytest.mark.parametrize(
    ("first", "expected"),
    [("monday", 16), ("sunday", 15), ("turesday", 17), ("tuesday", 17), (None, 16), ("x", 16)],
)
def test_a_week_begins_on_the_named_day(first: str | None, expected: int) -> None:
    assert zones.week_begins(dt.date(2026, 11, 20), first) == dt.date(2026, 11, expected)


def test_an_instant_is_spoken_as_on_the_wall_of_its_zone() -> None:
    instant = dt.datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert zones.spoken(instant, ZoneInfo("Europe/Berlin")) == "00:30 on 20 November"
    assert zones.spoken(instant, UTC) == "23:30 on 19 November"
