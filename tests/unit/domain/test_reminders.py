from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import reminders
from desktop.domain.notice_kinds import CLOCK_IN, CLOCK_OUT, EVENT, UPCOMING
from desktop.domain.reminders import (
    Happening,
    Rules,
    Shift,
    Stint,
)
from tests.helpers import worked

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
RULES = Rules(
    shifts=True, events=True, upcoming=30 * MINUTE, clock_in=15 * MINUTE, clock_out=30 * MINUTE
)


def at(clock: str, day: int = 0) -> dt.datetime:
    return dt.datetime.combine(DAY.date(), dt.time.fromisoformat(clock), dt.UTC) + day * 24 * HOUR


def shift(start: str = "09:00", end: str = "17:00", number: int = 1, day: int = 0) -> Shift:
    return Shift(number, 7, 3, at(start, day), at(end, day), "Barista", "Bondi Store")


def stint(start: str, end: str | None = None, *, on: int | None = None, here: bool = True) -> Stint:
    return Stint(50, 7, 3, at(start), at(end) if end else None, on, here)


def told(now: dt.datetime, *stints: Stint, rules: Rules = RULES) -> list[tuple[str, dt.datetime]]:
    return [(each.kind, each.due) for each in reminders.of_shift(shift(), rules, stints, now)]


def test_a_shift_is_announced_and_its_start_is_watched() -> None:
    assert told(at("08:00")) == [(UPCOMING, at("08:30")), (CLOCK_IN, at("09:15"))]


def test_the_announcement_gives_way_to_the_missed_clock_in() -> None:
    assert [kind for kind, _ in told(at("09:14"))] == [UPCOMING, CLOCK_IN]
    assert [kind for kind, _ in told(at("09:15"))] == [CLOCK_IN]


def test_a_missed_clock_in_is_told_for_three_days() -> None:
    end = at("17:00")
    assert [kind for kind, _ in told(end + reminders.LATE - MINUTE)] == [CLOCK_IN]
    assert told(end + reminders.LATE) == []
    assert reminders.outlived(CLOCK_IN, end, end + reminders.LATE)
    assert not reminders.outlived(UPCOMING, end, end + reminders.LATE)


@pytest.mark.parametrize(
    "there",
    [
        stint("08:40"),
        stint("08:40", "09:10"),
        stint("16:59"),
        stint("06:00", "07:00", on=1),  # it was said to be this shift's
    ],
)
def test_who_is_or_was_there_is_not_reminded(there: Stint) -> None:
    assert told(at("09:20"), there) == []


def test_who_left_before_the_shift_is_reminded() -> None:
    assert [kind for kind, _ in told(at("09:20"), stint("06:00", "09:00"))] == [CLOCK_IN]


def test_the_switch_of_the_team_ends_all_three() -> None:
    off = Rules(False, True, RULES.upcoming, RULES.clock_in, RULES.clock_out)
    assert told(at("08:00"), rules=off) == []
    assert reminders.of_stint(stint("09:00"), off, [shift()], at("18:00")) == []


def test_a_session_that_goes_on_after_its_shift_is_told_of() -> None:
    (found,) = reminders.of_stint(stint("08:56"), RULES, [shift()], at("16:00"))
    assert (found.kind, found.due, found.about) == (CLOCK_OUT, at("17:30"), at("17:00"))
    assert not found.unsure
    (elsewhere,) = reminders.of_stint(stint("08:56", here=False), RULES, [shift()], at("16:00"))
    assert elsewhere.unsure
    assert reminders.of_stint(stint("08:56", "17:01"), RULES, [shift()], at("18:00")) == []


def test_shifts_in_a_row_are_worked_in_one_go() -> None:
    row = [shift(), shift("17:20", "19:00", number=2), shift("22:00", "23:00", number=3)]
    (found,) = reminders.of_stint(stint("08:56"), RULES, row, at("16:00"))
    assert (found.due, found.subject_id) == (at("19:30"), 2)


def test_the_shift_of_the_next_day_does_not_hide_a_forgotten_clock_out() -> None:
    both = [shift(), shift(number=2, day=1)]
    (found,) = reminders.of_stint(stint("08:56"), RULES, both, at("09:30", 1))
    assert found.due == at("17:30")


def test_work_begun_after_the_shift_or_without_one_has_no_end_to_miss() -> None:
    assert reminders.of_stint(stint("17:05", on=1), RULES, [shift()], at("18:00")) == []
    assert reminders.of_stint(stint("09:00"), RULES, [], at("18:00")) == []


def test_an_event_is_announced_until_it_begins() -> None:
    event = Happening(5, 7, None, at("11:00"), "Training")
    (found,) = reminders.of_happening(event, RULES, at("10:00"))
    assert (found.kind, found.due) == (EVENT, at("10:30"))
    assert reminders.of_happening(event, RULES, at("11:00")) == []
    off = Rules(True, False, RULES.upcoming, RULES.clock_in, RULES.clock_out)
    assert reminders.of_happening(event, off, at("10:00")) == []


def test_a_moved_shift_is_another_event_and_a_longer_one_is_not() -> None:
    before = reminders.of_shift(shift(), RULES, [], at("08:00"))
    moved = reminders.of_shift(shift("10:00"), RULES, [], at("08:00"))
    longer = reminders.of_shift(shift("09:00", "18:00"), RULES, [], at("08:00"))
    assert [each.key for each in before] == [each.key for each in longer]
    assert not {each.key for each in before} & {each.key for each in moved}


@settings(max_examples=80, deadline=None)
@given(
    st.integers(-600, 6000),
    st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 600)), max_size=4),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_one_who_looks_late_gets_each_kind_at_most_once(
    minute: int, spans: list[tuple[int, int]], clock_in: int, clock_out: int
) -> None:
    """However late one looks: one reminder a shift at its start, one a session at its end."""
    rules = Rules(
        shifts=True,
        events=True,
        upcoming=30 * MINUTE,
        clock_in=clock_in * MINUTE,
        clock_out=clock_out * MINUTE,
    )
    now = DAY + minute * MINUTE
    roster = [
        Shift(n, 7, 3, DAY + start * MINUTE, DAY + (start + long) * MINUTE)
        for n, (start, long) in enumerate(spans, 1)
    ]
    for each in roster:
        due = [r for r in reminders.of_shift(each, rules, [], now) if r.due <= now]
        assert len(due) <= 1
    running = Stint(50, 7, 3, DAY, None)
    ends = reminders.of_stint(running, rules, roster, now)
    assert len(ends) <= 1
    assert all(r.about in {each.end for each in roster} for r in ends)


def test_the_page_says_what_the_code_does() -> None:
    example = worked.titled("rules/reminders", "A shift from 09:00 to 17:00")
    start, end = example["shift"].split("-")
    rules = Rules(
        shifts=True,
        events=True,
        upcoming=worked.minutes(example["upcoming"]) * MINUTE,
        clock_in=worked.minutes(example["clock in"]) * MINUTE,
        clock_out=worked.minutes(example["clock out"]) * MINUTE,
    )
    planned = shift(start, end)
    for row in example.rows:
        now = at(row["at"])
        there = [] if row["clocked in at"] == "-" else [stint(row["clocked in at"])]
        holding = reminders.of_shift(planned, rules, there, now)
        holding += [r for s in there for r in reminders.of_stint(s, rules, [planned], now)]
        assert [r.kind for r in holding if r.due <= now] == (
            [] if row["told"] == "-" else [row["told"]]
        )
