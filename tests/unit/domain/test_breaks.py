from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import breaks
from desktop.domain.breaks import PRESETS, BreakRules, Day, Fault, Least, Span, day_of
from desktop.domain.sessions import Event, derive

MINUTE, HOUR = 60_000, 3_600_000
GERMANY = PRESETS["germany"]


def deducting(rules: BreakRules) -> BreakRules:
    return BreakRules(rules.rules, rules.piece, rules.stretch, rules.paid_up_to, deduct=True)


def day(*minutes: int) -> Day:
    """Work and pause in turn, in minutes, beginning with work."""
    spans, at = [], 0
    for number, length in enumerate(minutes):
        if number % 2 == 0:
            spans.append(Span(at * MINUTE, (at + length) * MINUTE))
        at += length
    return Day(tuple(spans))


@pytest.mark.parametrize(
    ("preset", "hours", "minutes"),
    [
        ("none", 12, 0),
        ("germany", 6, 0),
        ("germany", 6.01, 30),
        ("germany", 9, 30),
        ("germany", 9.01, 45),
        ("california", 5, 0),
        ("california", 5.01, 30),
        ("california", 10.01, 60),
        ("eu", 6, 0),
        ("eu", 6.01, 20),
    ],
)
def test_presets_ask_for_rest_after_hours(preset: str, hours: float, minutes: int) -> None:
    assert breaks.needed(round(hours * HOUR), PRESETS[preset]) == minutes * MINUTE


def test_pieces_that_are_too_short_do_not_count() -> None:
    assert breaks.taken([14 * MINUTE, 15 * MINUTE], GERMANY) == 15 * MINUTE


@pytest.mark.parametrize(
    ("worked", "rested", "minutes"),
    [
        (6 * 60, 0, 0),
        (6 * 60 + 10, 0, 10),  # only what lies past six hours
        (6 * 60 + 30, 0, 30),
        (8 * 60, 0, 30),
        (8 * 60, 20, 10),
        (8 * 60, 30, 0),  # never twice
        (8 * 60, 60, 0),
        (9 * 60 + 10, 0, 40),
        (10 * 60, 0, 45),
        (10 * 60, 30, 15),
        (10 * 60, 45, 0),
    ],
)
def test_missing_rest_is_deducted_once(worked: int, rested: int, minutes: int) -> None:
    found = breaks.deduction(worked * MINUTE, rested * MINUTE, deducting(GERMANY))
    assert found == minutes * MINUTE


def test_nothing_is_deducted_unless_the_team_says_so() -> None:
    assert not GERMANY.deduct
    assert breaks.deduction(10 * HOUR, 0, GERMANY) == 0


rules = st.lists(
    st.tuples(st.integers(0, 12 * 60), st.integers(1, 120)), min_size=1, max_size=4
).map(
    lambda pairs: BreakRules(
        tuple(
            Least(after * MINUTE, rest * MINUTE)
            for after, rest in zip(
                sorted(pair[0] for pair in pairs), sorted(pair[1] for pair in pairs), strict=True
            )
        ),
        deduct=True,
    )
)


@given(rules, st.integers(0, 16 * 60), st.integers(0, 120), st.integers(0, 120))
def test_whoever_works_longer_is_never_paid_less(
    rules: BreakRules, worked: int, longer: int, rested: int
) -> None:
    def paid(minutes: int) -> int:
        work = minutes * MINUTE
        off = breaks.deduction(work, rested * MINUTE, rules)
        assert 0 <= off <= work
        assert off <= breaks.missing(work, rested * MINUTE, rules)
        return work - off

    assert paid(worked) <= paid(worked + longer)


@given(rules, st.integers(0, 16 * 60), st.integers(0, 120))
def test_rest_that_was_deducted_and_then_taken_is_not_deducted_again(
    rules: BreakRules, worked: int, rested: int
) -> None:
    work = worked * MINUTE
    lacks = breaks.missing(work, rested * MINUTE, rules)
    assert breaks.deduction(work, rested * MINUTE + lacks, rules) == 0


def test_a_pause_is_a_punched_break_or_the_time_off_the_clock() -> None:
    events = [(0, "start"), (60, "pause"), (80, "resume"), (120, "stop"), (180, "start")]
    derived = derive(Event(at * MINUTE, at, status) for at, status in events)
    found = day_of(derived.sessions, now=200 * MINUTE)
    assert found.pauses == (20 * MINUTE, 60 * MINUTE)
    assert found.work == 120 * MINUTE


def test_what_does_not_run_yet_is_no_work() -> None:
    derived = derive([Event(0, 1, "start"), Event(10 * MINUTE, 2, "pause")])
    assert day_of(derived.sessions, now=60 * MINUTE).work == 10 * MINUTE
    assert day_of([]).pauses == ()


@pytest.mark.parametrize(
    ("minutes", "codes"),
    [
        ((360,), []),
        ((361,), ["no_break", "late_break"]),
        ((300, 30, 300), ["short_break"]),
        ((300, 45, 300), []),
        ((200, 15, 200, 15, 100), []),
        ((200, 14, 200), ["no_break", "late_break"]),  # fourteen minutes are no break
        ((370, 60, 60), ["late_break"]),
    ],
)
def test_a_german_day_is_warned_about(minutes: tuple[int, ...], codes: list[str]) -> None:
    assert [fault.code for fault in breaks.faults(day(*minutes), GERMANY)] == codes


def test_a_fault_says_how_much_is_wanted_and_found() -> None:
    (fault,) = breaks.faults(day(300, 30, 300), GERMANY)
    assert fault == Fault("short_break", 45 * MINUTE, 30 * MINUTE, 630 * MINUTE)


def test_a_day_without_work_lacks_nothing() -> None:
    assert breaks.faults(Day(()), GERMANY) == ()


def test_a_team_may_write_its_own_rules() -> None:
    data = {
        "breaks": {
            "preset": "own",
            "rules": [
                {"after_hours": 8, "break_minutes": 40},
                {"after_hours": 4.5, "break_minutes": 15},
            ],
            "shortest_piece_minutes": 10,
            "longest_stretch_hours": 4.5,
            "deduct": True,
            "paid_up_to_minutes": 20,
        }
    }
    found, wrong = breaks.read({"data": data})
    assert wrong == []
    assert found == BreakRules(
        (Least(270 * MINUTE, 15 * MINUTE), Least(8 * HOUR, 40 * MINUTE)),
        piece=10 * MINUTE,
        stretch=270 * MINUTE,
        paid_up_to=20 * MINUTE,
        deduct=True,
    )


def test_a_preset_may_deduct_and_pay_short_breaks() -> None:
    data = {"breaks": {"preset": "germany", "deduct": True, "paid_up_to_minutes": 5}}
    found, wrong = breaks.read({"data": data})
    assert wrong == []
    assert (found.rules, found.deduct, found.paid_up_to) == (GERMANY.rules, True, 5 * MINUTE)
    assert not found.plain
    assert GERMANY.plain, "warning alone changes no sheet"


@pytest.mark.parametrize(
    "chosen",
    [
        {"preset": "mars"},
        {"preset": "own", "rules": "many"},
        {"preset": "own", "rules": [{"after_hours": 6}]},
        {"preset": "own", "rules": [7]},
        {
            "preset": "own",
            "rules": [
                {"after_hours": 6, "break_minutes": 30},
                {"after_hours": 9, "break_minutes": 15},
            ],
        },
        {"deduct": "perhaps"},
        {"paid_up_to_minutes": -1},
    ],
)
def test_what_cannot_be_meant_is_named_and_not_done(chosen: dict[str, object]) -> None:
    found, wrong = breaks.read({"data": {"breaks": chosen}})
    assert wrong
    assert found == BreakRules()
