from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from desktop.base.errors import Invalid
from desktop.services import filters
from desktop.services.context import ANONYMOUS, Call
from tests.helpers.day import at

NOW = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)  # already Saturday in Berlin
BERLIN = ZoneInfo("Europe/Berlin")


def call(**query: str) -> Call:
    return Call("x.list", ANONYMOUS, NOW, query)


@pytest.mark.parametrize(
    ("word", "week_start", "start", "end"),
    [
        ("today", "monday", "2026-11-21 00:00", "2026-11-22 00:00"),
        ("this_week", "monday", "2026-11-16 00:00", "2026-11-23 00:00"),
        ("this_week", "sunday", "2026-11-15 00:00", "2026-11-22 00:00"),
        ("this_month", "monday", "2026-11-01 00:00", "2026-12-01 00:00"),
        ("2026-11-16,2026-11-17", "monday", "2026-11-16 00:00", "2026-11-18 00:00"),
        (
            "2026-11-16T08:00:00,2026-11-16T09:00:00",
            "monday",
            "2026-11-16 08:00",
            "2026-11-16 09:00",
        ),
        ("1794812400,1794816000", "monday", "2026-11-16 08:00", "2026-11-16 09:00"),
    ],
)
def test_a_range_is_a_word_or_two_days_or_times(
    word: str, week_start: str, start: str, end: str
) -> None:
    found = filters.span(call(date_range=word), BERLIN, week_start)
    assert found == (at(start), at(end))
    assert filters.span(call(**{"date_range[]": word}), BERLIN, week_start) == found


@pytest.mark.parametrize("text", ["", "NaN,NaN", "NaN", "undefined", "null", "someday", "1,2,3"])
def test_what_old_clients_send_for_nothing_is_no_range(text: str) -> None:
    assert filters.span(call(date_range=text), BERLIN) == filters.NO_SPAN


@pytest.mark.parametrize(
    "text",
    ["soon,later", "2026-11-17,2026-11-16", "9e999,9e999", "0,1", "2026-13-01,2026-13-02"],
)
def test_an_impossible_range_is_refused_and_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters.span(call(date_range=text), BERLIN)
    assert set(refused.value.details) == {"date_range"}


def test_many_values_come_by_commas_with_or_without_brackets() -> None:
    assert filters.several(call(tags="a, b,,undefined"), "tags") == ["a", "b"]
    assert filters.several(call(**{"tags[]": "a"}), "tags") == ["a"]
    assert filters.several(call(), "tags") == []


@pytest.mark.parametrize("text", ["one", "1.5", "9" * 30, "²"])
def test_what_is_no_number_is_refused_and_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters.number(call(user_id=text), "user_id")
    assert set(refused.value.details) == {"user_id"}


def test_numbers_and_flags_are_read_from_text() -> None:
    assert filters.number(call(user_id="-7"), "user_id") == -7
    assert filters.number(call(user_id="undefined"), "user_id") is None
    assert filters.flag(call(others="True"), "others")
    assert not filters.flag(call(others="false"), "others")
