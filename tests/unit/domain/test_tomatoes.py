from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import rails_zones
from desktop.domain import tomatoes as rules

ROME = zoneinfo.ZoneInfo("Europe/Rome")
NOW = dt.datetime(2016, 10, 9, 4, 36, 7, 787_912, tzinfo=dt.UTC)


def test_an_id_is_24_hexadecimal_digits_and_back() -> None:
    assert rules.wire_id(2**51 + 255) == "0000000000080000000000ff"
    assert rules.row_id(rules.wire_id(2**51 + 255).upper()) == 2**51 + 255


@pytest.mark.parametrize("text", ["", "1", "z" * 24, "f" * 24, " " * 24, "0x" + "1" * 22])
def test_what_is_no_id_of_ours_is_none(text: str) -> None:
    assert rules.row_id(text) is None


def test_tags_keep_order_case_and_repetition_and_lose_blanks() -> None:
    assert rules.split_tags(" one, Two words ,,one, ") == ["one", "Two words", "one"]


def test_a_stamp_has_three_decimals_and_the_offset_of_its_zone() -> None:
    assert rules.stamp(NOW, rules.UTC) == "2016-10-09T04:36:07.787Z"
    assert rules.stamp(NOW, ROME) == "2016-10-09T06:36:07.787+02:00"
    london = dt.datetime(2016, 12, 1, 12, tzinfo=dt.UTC)
    assert rules.stamp(london, rules.zone("London")) == "2016-12-01T12:00:00.000+00:00"


def test_the_first_zone_that_is_named_decides_even_when_it_is_none() -> None:
    assert rules.zone("Europe/Rome", "Asia/Tokyo") == ROME
    assert rules.zone(None, "", "Rome") == ROME
    for nonsense in ("Nowhere", "Europe", "../../etc/passwd", "x" * 5000, "\0"):
        assert rules.zone(nonsense, "Europe/Rome") is rules.UTC
    assert rules.zone(None, None) is rules.UTC


def test_every_rails_name_is_a_zone() -> None:
    names = rails_zones.names()
    assert len(names) == 150
    assert [name for name in names if rails_zones.find(name) is None] == []
    assert rails_zones.find("Eastern Time (US & Canada)") == zoneinfo.ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("ago", "wait"),
    [
        (dt.timedelta(seconds=0, milliseconds=1), "24 minutes, 59 seconds"),
        (dt.timedelta(minutes=5), "20 minutes"),
        (dt.timedelta(minutes=23, seconds=59), "1 minute, 1 second"),
        (dt.timedelta(minutes=24, seconds=55), "5 seconds"),
        (dt.timedelta(minutes=24, seconds=59.5), ""),
        (dt.timedelta(minutes=25), ""),
        (-dt.timedelta(hours=25, minutes=36), "1 day, 2 hours, 1 minute"),
    ],
)
def test_the_wait_is_worded_from_the_largest_part(ago: dt.timedelta, wait: str) -> None:
    assert rules.overlapping(NOW - ago, NOW) == (
        f"Must not overlap saved tomatoes, please wait {wait}"
    )


def test_one_second_past_25_minutes_is_no_overlap() -> None:
    assert rules.overlapping(NOW - dt.timedelta(minutes=25, seconds=1), NOW) is None


def test_pomodoros_overlap_only_when_they_share_time() -> None:
    def other(minutes: int) -> list[tuple[dt.datetime, dt.timedelta]]:
        return [(NOW + dt.timedelta(minutes=minutes), rules.LENGTH)]

    assert not rules.overlap(NOW, rules.LENGTH, other(25))
    assert not rules.overlap(NOW, rules.LENGTH, other(-25))
    assert rules.overlap(NOW, rules.LENGTH, other(24))
    assert rules.overlap(NOW, rules.LENGTH, other(-24))
    assert not rules.overlap(NOW, dt.timedelta(minutes=5), other(-5))


def test_weeks_begin_on_monday_at_midnight_of_the_zone() -> None:
    sunday_evening = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)
    tokyo = zoneinfo.ZoneInfo("Asia/Tokyo")
    start = rules.period_start("weekly", sunday_evening, rules.UTC)
    assert start == dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
    assert rules.period_start("weekly", sunday_evening, tokyo) == dt.datetime(
        2026, 11, 22, 15, tzinfo=dt.UTC
    )
    assert rules.period_start("monthly", NOW, ROME) == dt.datetime(2016, 9, 30, 22, tzinfo=dt.UTC)
    assert rules.period_start("overall", NOW, ROME) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-10-09", dt.datetime(2016, 10, 9, tzinfo=ROME)),
        ("2016-10", dt.datetime(2016, 10, 1, tzinfo=ROME)),
        ("20161009", dt.datetime(2016, 10, 9, tzinfo=ROME)),
        ("2016/10/9 7:05", dt.datetime(2016, 10, 9, 7, 5, tzinfo=ROME)),
        ("2016-10-09T04:36:07.5Z", dt.datetime(2016, 10, 9, 4, 36, 7, 500_000, tzinfo=dt.UTC)),
        ("2016-10-09 04:36:07 UTC", dt.datetime(2016, 10, 9, 4, 36, 7, tzinfo=dt.UTC)),
        ("2016-10-09T06:36:07+02:00", dt.datetime(2016, 10, 9, 4, 36, 7, tzinfo=dt.UTC)),
        ("2016-10-09T06:36:07 02:00", dt.datetime(2016, 10, 9, 4, 36, 7, tzinfo=dt.UTC)),
        ("2016-10-09T01:36:07-0300", dt.datetime(2016, 10, 9, 4, 36, 7, tzinfo=dt.UTC)),
        ("2016-10-09T24:00", dt.datetime(2016, 10, 10, tzinfo=ROME)),
    ],
)
def test_a_filter_reads_what_is_written_in_the_zone_of_the_request(
    text: str, expected: dt.datetime
) -> None:
    assert rules.parse_when(text, ROME) == expected


@pytest.mark.parametrize("text", ["", "  ", "yesterday", "10:00"])
def test_a_filter_without_a_date_is_none(text: str) -> None:
    assert rules.parse_when(text, ROME) is None


@pytest.mark.parametrize(
    "text",
    ["2016-13-01", "2016-02-30", "20161301", "2016-10-09 25:00", "9999-12-31T24:00", "0000-01-01"],
)
def test_a_date_that_does_not_exist_is_out_of_range(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rules.parse_when(text, ROME)


@settings(max_examples=150)
@given(st.text(alphabet="0123456789-/T: .+Z", max_size=32))
def test_a_filter_is_read_refused_or_ignored_whatever_it_says(text: str) -> None:
    try:
        found = rules.parse_when(text, ROME)
    except ValueError:
        return
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    ("text", "number"),
    [(None, 1), ("", 1), ("0", 1), ("-3", 1), ("abc", 1), ("2", 2), (" 7x", 7), ("1" * 40, 10**12)],
)
def test_a_page_that_is_no_number_is_the_first(text: str | None, number: int) -> None:
    assert min(rules.page_number(text), 10**12) in {number, 111_111_111_111}


def test_an_empty_list_has_no_pages() -> None:
    assert [rules.Page(1, total).pages for total in (0, 1, 25, 26)] == [0, 1, 1, 2]


def test_a_pomodoro_on_a_project_wears_one_of_its_tags() -> None:
    assert rules.linked(["admin"], ["shop", "store"]) == ["admin", "shop"]
    assert rules.linked(["store"], ["shop", "store"]) == ["store"]
    assert rules.linked(["admin"], []) == ["admin"]


@pytest.mark.parametrize(
    ("raw", "value", "fault"),
    [
        (10.7, 10.7, None),
        ("12.5", 12.5, None),
        ("  ", None, None),
        (None, None, None),
        ("ten", None, "is not a number"),
        ("nan", None, "is not a number"),
        (True, None, "is not a number"),
        (0, 0.0, "must be greater than 0"),
        ("-1", -1.0, "must be greater than 0"),
        (10**400, float("inf"), "must be less than 9007199254740992"),
        ("1e999", float("inf"), "must be less than 9007199254740992"),
    ],
)
def test_a_number_is_read_as_leniently_as_the_reference_does(
    raw: object, value: float | None, fault: str | None
) -> None:
    assert rules.number(raw, above=0) == (value, fault)
