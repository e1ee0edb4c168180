from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.base.clock import to_ms
from desktop.domain import effective
from desktop.domain.breaks import PRESETS, BreakRules, Least
from desktop.domain.effective import Effective, Policy, Turn
from desktop.domain.rounding import DAY, DOWN, NEAREST, PUNCH, UP, Rounding
from desktop.domain.sessions import Event, derive
from tests.helpers import clockchanges, worked

MINUTE, HOUR = 60_000, 3_600_000
BERLIN = ZoneInfo("Europe/Berlin")
QUARTER = 15 * MINUTE


def at(clock: str, day: str = "2026-11-02", zone: ZoneInfo = BERLIN) -> int:
    return to_ms(worked.instant(day, clock, zone))


def turns(
    *punches: tuple[str, str],
    zone: ZoneInfo = BERLIN,
    day: str = "2026-11-02",
    planned: tuple[str, str] | None = None,
) -> list[Turn]:
    events = [
        Event(at(clock, day, zone), number, status)
        for number, (clock, status) in enumerate(punches, 1)
    ]
    plan = [None, None] if planned is None else [at(clock, day, zone) for clock in planned]
    return [Turn(session, zone, *plan) for session in derive(events).sessions]


SHIFT = (("08:53", "start"), ("12:04", "pause"), ("12:31", "resume"), ("17:08", "stop"))


def one(policy: Policy, *punches: tuple[str, str], **more: object) -> Effective:
    (found,) = effective.of_day(turns(*(punches or SHIFT), **more), policy)  # type: ignore[arg-type]
    return found


def test_without_rules_a_sheet_says_what_the_punches_say() -> None:
    found = one(Policy())
    assert Policy().plain
    assert (found.work, found.rest) == (found.raw_work, found.raw_rest)
    assert (found.work, found.rest, found.why) == (468 * MINUTE, 27 * MINUTE, ())


def test_each_punch_is_rounded_and_breaks_are_not_unless_the_team_says_so() -> None:
    rule = Rounding(NEAREST, QUARTER)
    found = one(Policy(rule))
    assert (found.work, found.rest) == ((8 * 60 + 15 - 27) * MINUTE, 27 * MINUTE)
    with_breaks = one(Policy(Rounding(NEAREST, QUARTER, breaks=True)))
    assert (with_breaks.work, with_breaks.rest) == ((8 * 60 + 15 - 30) * MINUTE, 30 * MINUTE)
    assert with_breaks.why == ("step",)
    assert with_breaks.rounded == with_breaks.work - with_breaks.raw_work


def test_a_total_is_rounded_at_the_end_of_the_day() -> None:
    day = turns(("08:00", "start"), ("12:04", "stop"), ("13:00", "start"), ("17:01", "stop"))
    found = effective.of_day(day, Policy(Rounding(NEAREST, QUARTER, DAY)))
    assert [each.work // MINUTE for each in found] == [244, 236]
    assert [each.rounded // MINUTE for each in found] == [0, -5]


def test_a_short_last_session_bears_no_more_than_it_has() -> None:
    day = turns(("08:00", "start"), ("12:09", "stop"), ("13:00", "start"), ("13:02", "stop"))
    found = effective.of_day(day, Policy(Rounding(DOWN, QUARTER, DAY)))
    assert [each.work // MINUTE for each in found] == [240, 0]


def test_a_punch_near_its_shift_is_the_shift_and_others_are_rounded() -> None:
    rule = Rounding(NEAREST, QUARTER, early=10 * MINUTE, late=5 * MINUTE)
    found = one(Policy(rule), ("08:46", "start"), ("17:22", "stop"), planned=("08:50", "17:10"))
    assert (found.start, found.end) == (at("08:50"), at("17:15"))
    assert found.why == ("snap", "step")


def test_no_moment_counts_for_two_sessions() -> None:
    rule = Rounding(early=10 * MINUTE, late=10 * MINUTE)
    first, second = turns(
        ("06:00", "start"), ("13:55", "stop"), ("13:57", "start"), ("22:00", "stop")
    )
    first = Turn(first.session, BERLIN, None, at("14:00"))
    second = Turn(second.session, BERLIN, at("13:50"), None)
    early, late = effective.of_day([first, second], Policy(rule))
    assert early.end == late.start == at("14:00")


def test_a_short_break_may_be_paid_and_a_longer_one_is_not() -> None:
    rules = BreakRules(paid_up_to=20 * MINUTE)
    paid = one(
        Policy(breaks=rules),
        ("08:00", "start"),
        ("10:00", "pause"),
        ("10:20", "resume"),
        ("12:00", "pause"),
        ("12:30", "resume"),
        ("16:00", "stop"),
    )
    assert (paid.work, paid.rest, paid.paid) == (450 * MINUTE, 30 * MINUTE, 20 * MINUTE)
    assert paid.why == ("paid_break",)


@pytest.mark.parametrize(
    ("punches", "work", "off"),
    [
        ((("08:00", "start"), ("16:30", "stop")), 480, 30),
        ((("08:00", "start"), ("14:10", "stop")), 360, 10),
        ((("08:00", "start"), ("12:00", "pause"), ("12:30", "resume"), ("16:30", "stop")), 480, 0),
        ((("08:00", "start"), ("12:00", "pause"), ("12:20", "resume"), ("16:30", "stop")), 480, 10),
    ],
)
def test_missing_rest_is_deducted_when_the_team_says_so(
    punches: tuple[tuple[str, str], ...], work: int, off: int
) -> None:
    german = PRESETS["germany"]
    rules = BreakRules(german.rules, german.piece, german.stretch, deduct=True)
    found = one(Policy(breaks=rules), *punches)
    assert (found.work, found.deducted) == (work * MINUTE, off * MINUTE)
    assert ("deducted" in found.why) is bool(off)
    assert found.work + found.rest == found.end - found.start
    assert one(Policy(breaks=german), *punches).deducted == 0


def test_time_off_the_clock_counts_as_rest() -> None:
    german = PRESETS["germany"]
    rules = BreakRules(german.rules, german.piece, german.stretch, deduct=True)
    day = turns(("08:00", "start"), ("12:00", "stop"), ("12:30", "start"), ("16:30", "stop"))
    found = effective.of_day(day, Policy(breaks=rules))
    assert [each.deducted for each in found] == [0, 0]


def test_the_longest_session_of_a_day_bears_the_deduction() -> None:
    rules = BreakRules((Least(6 * HOUR, 30 * MINUTE),), piece=QUARTER, deduct=True)
    day = turns(("08:00", "start"), ("09:00", "stop"), ("09:10", "start"), ("16:10", "stop"))
    found = effective.of_day(day, Policy(breaks=rules))
    assert [each.deducted // MINUTE for each in found] == [0, 30]
    untouched = effective.of_day(day, Policy(breaks=rules), deduct=False)
    assert [each.deducted for each in untouched] == [0, 0]


policies = st.builds(
    Policy,
    rounding=st.builds(
        Rounding,
        method=st.sampled_from(["none", UP, DOWN, NEAREST]),
        step=st.sampled_from([0, 5, 7, 15, 60]).map(lambda each: each * MINUTE),
        what=st.sampled_from([PUNCH, DAY]),
        breaks=st.booleans(),
        early=st.integers(0, 20).map(lambda each: each * MINUTE),
        late=st.integers(0, 20).map(lambda each: each * MINUTE),
    ),
    breaks=st.builds(
        BreakRules,
        rules=st.sampled_from([rules.rules for rules in PRESETS.values()]),
        piece=st.integers(0, 20).map(lambda each: each * MINUTE),
        paid_up_to=st.integers(0, 20).map(lambda each: each * MINUTE),
        deduct=st.booleans(),
    ),
)
statuses = st.sampled_from(["start", "pause", "resume", "stop"])
punches = st.lists(st.tuples(st.integers(0, 20 * 60), statuses), max_size=24)


def day_around(
    change: tuple[str, int], punches: list[tuple[int, str]], planned: tuple[int, int]
) -> list[Turn]:
    """The finished sessions of punches in the hours around a change of a clock."""
    name, seconds = change
    begin = (seconds - 10 * 3600) * 1000
    events = [
        Event(begin + minute * MINUTE + 137, number, status)
        for number, (minute, status) in enumerate(sorted(punches), 1)
    ]
    return [
        Turn(session, ZoneInfo(name), *(begin + each * MINUTE for each in planned))
        for session in derive(events).sessions
        if session.end is not None
    ]


changes = st.deferred(lambda: st.sampled_from(clockchanges.all_of_them()))


@given(changes, punches, st.tuples(st.integers(0, 600), st.integers(600, 1200)), policies)
def test_no_rule_makes_a_moment_negative_or_double_or_loses_the_punches(
    change: tuple[str, int],
    punches: list[tuple[int, str]],
    planned: tuple[int, int],
    policy: Policy,
) -> None:
    day = day_around(change, punches, planned)
    found = effective.of_day(day, policy)
    assert found == effective.of_day(day, policy), "the same punches say the same"
    for turn, each in zip(day, found, strict=True):
        assert (each.raw_work, each.raw_rest) == (turn.session.work, turn.session.rest)
        assert min(each.work, each.rest, each.paid, each.deducted) >= 0
        assert each.start <= each.end
        assert each.work == each.raw_work + each.paid + each.rounded - each.deducted
        if policy.rounding.what == PUNCH:
            assert each.work + each.rest == each.end - each.start
    for one, later in itertools.pairwise(found):
        assert one.end <= later.start
    if policy.rounding.rounds and policy.rounding.what == DAY:
        assert sum(each.work for each in found) % policy.rounding.step == 0


def test_every_zone_pays_the_time_that_passed_at_every_change_of_its_clock() -> None:
    """A night of eight and a half hours with half an hour of break, whatever the wall says."""
    for name, seconds in clockchanges.all_of_them():
        begin = (seconds - 4 * 3600) * 1000
        events = [(0, "start"), (240, "pause"), (270, "resume"), (510, "stop")]
        derived = derive(Event(begin + m * MINUTE, m, status) for m, status in events)
        (found,) = effective.of_day([Turn(derived.sessions[0], ZoneInfo(name))], Policy())
        assert (found.work, found.rest) == (8 * HOUR, 30 * MINUTE)
        assert found.end - found.start == 510 * MINUTE


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 7), ("2026-10-24", 9)])
def test_a_night_through_a_clock_change_is_paid_by_the_time_that_passed(
    day: str, hours: int
) -> None:
    night = turns(
        ("23:00", "start"),
        ("03:30 +1", "pause"),
        ("04:00 +1", "resume"),
        ("07:30 +1", "stop"),
        day=day,
    )
    (found,) = effective.of_day(night, Policy(Rounding(NEAREST, QUARTER)))
    assert (found.work, found.rest) == (hours * HOUR, 30 * MINUTE)


def test_an_account_holds_all_rules_and_is_checked_as_a_whole() -> None:
    data = {"rounding": {"what": "x"}, "breaks": {"preset": "x"}, "overtime": {"rest_hours": "x"}}
    assert len(effective.mistakes({"data": data})) == 3
    assert effective.policy({"data": data}) == Policy()
    assert effective.policy({}).plain
    assert not effective.policy({"data": {"breaks": {"preset": "eu", "deduct": True}}}).plain


def test_the_day_is_that_of_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here reads a clock: the same input has one outcome at any time and place."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    found = one(Policy(Rounding(UP, HOUR)))
    assert dt.datetime.fromtimestamp(found.start / 1000, BERLIN).hour == 9
