from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale

from desktop.ui import format as fmt

BERLIN, SYDNEY = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Sydney")
DAY = dt.date(2025, 11, 20)


def at(hour: int, minute: int = 0, *, day: int = 20) -> dt.datetime:
    return dt.datetime(2025, 11, day, hour, minute, tzinfo=BERLIN)


def hm(hours: int, minutes: int = 0, seconds: int = 0) -> dt.timedelta:
    return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


@pytest.fixture
def american() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("duration", "prose", "table", "planned"),
    [
        (hm(4, 12, 59), "4 h 12 min", "4h 12m", "4h 12m"),
        (hm(3), "3 h", "3h 00m", "3h"),
        (hm(0, 25), "25 min", "25m", "25m"),
        (hm(20, 5), "20 h 5 min", "20h 05m", "20h 05m"),
        (hm(37), "37 h", "37h 00m", "37h"),
        (hm(0), "0 min", "0m", "0m"),
        (None, "—", "—", "—"),
    ],
)
def test_durations_read_as_the_design_says(
    duration: dt.timedelta | None, prose: str, table: str, planned: str
) -> None:
    assert fmt.prose(duration) == prose
    assert fmt.table(duration) == table
    assert fmt.planned(duration) == planned


def test_a_running_time_counts_whole_seconds_that_have_passed() -> None:
    assert fmt.running(hm(4, 12, 38) + dt.timedelta(milliseconds=999)) == "4:12:38"
    assert fmt.running(hm(0)) == "0:00:00"
    assert fmt.running(-hm(1)) == "0:00:00"


def test_a_timer_shows_nothing_left_only_when_nothing_is_left() -> None:
    assert fmt.timer(hm(0, 25)) == "25:00"
    assert fmt.timer(dt.timedelta(milliseconds=1)) == "0:01"
    assert fmt.timer(dt.timedelta()) == "0:00"
    assert fmt.timer(hm(1, 15)) == "75:00"


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (hm(4, 12), "4 hours 12 minutes"),
        (hm(1, 1), "1 hour 1 minute"),
        (hm(2), "2 hours"),
        (hm(0), "0 minutes"),
    ],
)
def test_spoken_durations_have_real_plurals(duration: dt.timedelta, words: str) -> None:
    assert fmt.spoken(duration) == words


def test_ranges_have_an_en_dash_and_mark_the_next_day() -> None:
    assert fmt.time_range(at(9), at(17), BERLIN) == "09:00–17:00"
    assert fmt.time_range(at(22), at(6, day=21), BERLIN) == "22:00–06:00 +1"
    assert fmt.time_range(at(16), at(0, day=21), BERLIN) == "16:00–00:00"
    assert fmt.time_range(at(9), None, BERLIN) == "09:00–"


def test_whole_hours_shorten_only_in_the_grid() -> None:
    assert fmt.hour_range(at(9), at(17), BERLIN) == "09–17"
    assert fmt.hour_range(at(9, 30), at(17), BERLIN) == "09:30–17:00"
    fmt.set_clock("12")
    assert fmt.hour_range(at(9), at(17), BERLIN) == "9:00 am–5:00 pm"


def test_the_zone_is_named_only_where_it_differs() -> None:
    assert fmt.clock_time(at(9), BERLIN, home=BERLIN) == "09:00"
    assert fmt.clock_time(at(9), SYDNEY, home=BERLIN) == "19:00 AEDT"


def test_times_follow_the_locale_unless_told(american: None) -> None:
    fmt.set_clock("system")
    assert fmt.clock_time(at(13, 23), BERLIN).replace("\u202f", " ") == "1:23 PM"
    fmt.set_clock("24")
    assert fmt.clock_time(at(13, 23), BERLIN) == "13:23"
    fmt.set_clock("12")
    assert fmt.clock_time(at(13, 23), BERLIN) == "1:23 pm"


def test_dates_read_as_the_design_says() -> None:
    assert fmt.day_long(DAY) == "Thursday 20 November"
    assert fmt.day_medium(DAY) == "Thu 20 November"
    assert fmt.day_short(DAY) == "20 Nov"
    assert fmt.weekday(DAY) == "Thu 20"
    assert fmt.weekday_name(DAY) == "Thu"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (hm(0, 0, 59), "just now"),
        (hm(0, 1), "1 min ago"),
        (hm(3, 40), "3 h ago"),
        (dt.timedelta(days=1, hours=4), "1 day ago"),
        (dt.timedelta(days=2), "2 days ago"),
    ],
)
def test_the_past_is_told_in_one_unit(passed: dt.timedelta, words: str) -> None:
    assert fmt.ago(passed) == words


def test_money_is_written_as_the_locale_does(american: None) -> None:
    assert fmt.money(12.5, "$") == "$12.50"


def test_a_clock_that_nobody_offers_is_refused() -> None:
    with pytest.raises(ValueError, match="a clock is one of"):
        fmt.set_clock("36")
