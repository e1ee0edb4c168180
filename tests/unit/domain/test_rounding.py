from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.base.clock import to_ms
from desktop.domain import rounding
from desktop.domain.rounding import DOWN, NEAREST, UP, Rounding
from tests.helpers import clockchanges, worked

MINUTE, HOUR = 60_000, 3_600_000
BERLIN, KATHMANDU, LORD_HOWE = (
    ZoneInfo(name) for name in ("Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe")
)
METHODS = (UP, DOWN, NEAREST)

methods = st.sampled_from(METHODS)
steps = st.sampled_from([1, 5, 6, 7, 10, 12, 15, 20, 30, 45, 60])
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"]
).map(ZoneInfo)
instants = st.integers(946_684_800_000, 2_240_524_800_000)
changes = st.deferred(lambda: st.sampled_from(clockchanges.all_of_them()))


def at(day: str, clock: str, zone: ZoneInfo = BERLIN) -> int:
    return to_ms(worked.instant(day, clock, zone))


def rounded(clock: str, method: str, minutes: int, zone: ZoneInfo = BERLIN) -> str:
    found = rounding.instant(at("2026-11-02", clock, zone), rule(method, minutes), zone)
    local = dt.datetime.fromtimestamp(found / 1000, zone)
    return local.isoformat(timespec="seconds")[11:19]


def rule(method: str, minutes: int) -> Rounding:
    return Rounding(method, minutes * MINUTE)


@pytest.mark.parametrize(
    ("clock", "method", "minutes", "wanted"),
    [
        ("08:52", NEAREST, 15, "08:45:00"),
        ("08:53", NEAREST, 15, "09:00:00"),
        ("08:52:30", NEAREST, 15, "09:00:00"),
        ("08:52:29", NEAREST, 15, "08:45:00"),
        ("08:46", UP, 15, "09:00:00"),
        ("08:59", DOWN, 15, "08:45:00"),
        ("09:00", UP, 15, "09:00:00"),
        ("09:00", DOWN, 15, "09:00:00"),
        ("23:55", UP, 15, "00:00:00"),
        ("23:50", UP, 7, "23:55:00"),  # 205 x 7 minutes after midnight
        ("23:57", UP, 7, "00:00:00"),  # marks begin anew at midnight
        ("08:52", "none", 15, "08:52:00"),
        ("08:52", NEAREST, 0, "08:52:00"),
    ],
)
def test_a_punch_goes_to_its_mark(clock: str, method: str, minutes: int, wanted: str) -> None:
    assert rounded(clock, method, minutes) == wanted


def test_marks_are_those_of_the_wall_and_not_of_utc() -> None:
    assert rounded("08:50", NEAREST, 60, KATHMANDU) == "09:00:00"  # UTC is 5:45 behind


@pytest.mark.parametrize(
    ("day", "clock", "wanted"),
    [
        ("2026-03-29", "01:40", "03:00"),  # the clock jumps from 2 to 3
        ("2026-10-25", "02:40", "02:00 (2nd)"),
        ("2026-10-25", "02:40 (2nd)", "03:00"),
    ],
)
def test_an_hour_that_is_skipped_or_repeated_has_its_marks(
    day: str, clock: str, wanted: str
) -> None:
    assert rounding.instant(at(day, clock), rule(UP, 60), BERLIN) == at(day, wanted)


def test_a_clock_that_is_set_by_half_an_hour_is_a_mark_of_whole_hours() -> None:
    start = at("2026-10-04", "01:40", LORD_HOWE)  # at 2:00 it becomes 2:30
    assert rounding.instant(start, rule(UP, 60), LORD_HOWE) - start == 20 * MINUTE


def laws(at: int, method: str, minutes: int, zone: dt.tzinfo) -> None:
    wanted, step = rule(method, minutes), minutes * MINUTE
    found = rounding.instant(at, wanted, zone)
    assert rounding.instant(found, wanted, zone) == found, "idempotent"
    before, after = rounding.marks(at, step, zone)
    assert before <= at <= after <= before + step
    if method == NEAREST:
        assert abs(found - at) * 2 <= step
    elif method == UP:
        assert 0 <= found - at < step
    else:
        assert 0 <= at - found < step


@given(instants, methods, steps, zones)
def test_rounding_is_idempotent_and_bounded(
    at: int, method: str, minutes: int, zone: ZoneInfo
) -> None:
    laws(at, method, minutes, zone)


@given(changes, st.integers(-2 * HOUR, 2 * HOUR), methods, steps)
def test_rounding_is_idempotent_and_bounded_around_every_change_of_a_clock(
    change: tuple[str, int], away: int, method: str, minutes: int
) -> None:
    name, seconds = change
    laws(seconds * 1000 + away, method, minutes, ZoneInfo(name))


@given(instants, st.integers(0, 12 * HOUR), methods, steps, zones)
def test_rounding_keeps_the_order_of_punches(
    at: int, length: int, method: str, minutes: int, zone: ZoneInfo
) -> None:
    wanted = rule(method, minutes)
    assert rounding.instant(at, wanted, zone) <= rounding.instant(at + length, wanted, zone)


@given(st.integers(0, 30 * HOUR), methods, steps)
def test_a_total_is_rounded_by_less_than_a_step_and_never_below_nothing(
    total: int, method: str, minutes: int
) -> None:
    wanted = rule(method, minutes)
    found = rounding.length(total, wanted)
    assert found >= 0
    assert found % wanted.step == 0
    assert abs(found - total) < wanted.step
    assert method != NEAREST or abs(found - total) * 2 <= wanted.step
    assert rounding.length(found, wanted) == found


def test_every_change_of_every_clock_has_marks_before_and_after() -> None:
    for name, seconds in clockchanges.all_of_them():
        zone = ZoneInfo(name)
        for near, minutes in ((-1, 60), (0, 15)):
            laws(seconds * 1000 + near, NEAREST, minutes, zone)


def test_nearest_is_neutral_over_ten_thousand_weeks() -> None:
    """Punches of people who do not know the marks: less than a second each is won or lost."""
    random.seed(20_261_121)
    wanted, monday = rule(NEAREST, 15), at("2026-11-02", "00:00")
    bias = punches = 0
    for week in range(10_000):
        for day in range(5):
            start = monday + (week % 400 * 7 + day) * 24 * HOUR
            came = start + 8 * HOUR + random.randrange(2 * HOUR)
            left = came + 7 * HOUR + random.randrange(2 * HOUR)
            bias += rounding.instant(left, wanted, BERLIN) - rounding.instant(came, wanted, BERLIN)
            bias -= left - came
            punches += 2
    assert abs(bias) / punches < 1000


def test_the_balance_says_what_was_won_and_lost() -> None:
    found = rounding.balance([8 * MINUTE, -3 * MINUTE, 0, -1 * MINUTE])
    assert (found.lines, found.won, found.lost) == (4, 8 * MINUTE, 4 * MINUTE)
    assert found.net == 4 * MINUTE


@pytest.mark.parametrize(
    ("minutes", "inside"), [(-11, False), (-10, True), (0, True), (5, True), (6, False)]
)
def test_a_punch_within_the_grace_is_the_planned_time(minutes: int, inside: bool) -> None:
    wanted = Rounding(early=10 * MINUTE, late=5 * MINUTE)
    planned = at("2026-11-02", "08:50")
    found = rounding.snapped(planned + minutes * MINUTE, planned, wanted)
    assert found == (planned if inside else None)


def test_without_a_shift_or_a_grace_nothing_snaps() -> None:
    assert rounding.snapped(5, None, Rounding(early=HOUR)) is None
    assert rounding.snapped(5, 5, Rounding()) is None


def test_what_an_account_says_is_read() -> None:
    account = {
        "timesheets_rounding_method": "nearest",
        "timesheets_rounding_minutes": 15,
        "timesheets_enable_break_rounding": True,
        "data": {"rounding": {"what": "day", "snap_early_minutes": 10, "snap_late_minutes": "5"}},
    }
    wanted = Rounding(NEAREST, 15 * MINUTE, "day", True, 10 * MINUTE, 5 * MINUTE)
    assert rounding.read(account) == (wanted, [])


@pytest.mark.parametrize("data", [None, [], "text", {}, {"rounding": None}])
def test_without_choices_nothing_is_rounded(data: object) -> None:
    rule, wrong = rounding.read({"data": data})
    assert (rule.rounds, rule.snaps, wrong) == (False, False, [])


def test_what_cannot_be_meant_is_named_and_not_done() -> None:
    data = {"rounding": {"what": "week", "snap_early_minutes": 9000, "snap_late_minutes": True}}
    rule, wrong = rounding.read({"data": data})
    assert rule == Rounding()
    assert [text.split()[0] for text in wrong] == [
        "rounding.what",
        "rounding.snap_early_minutes",
        "rounding.snap_late_minutes",
    ]
