from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.base.clock import to_ms
from desktop.domain import breaks, today
from desktop.domain.sessions import Event, derive
from desktop.domain.today import Caution, ClockView, Plan, Span
from tests.helpers.day import BERLIN, at


def local(moment: dt.datetime) -> str:
    return f"{moment.astimezone(BERLIN):%d %H:%M}"


def shown(clock: ClockView, now: str) -> list[str]:
    return [local(end) for end in today.axis(clock, at(now), BERLIN)]


def test_the_timeline_shows_the_plan_with_two_hours_around_it() -> None:
    plan = Plan(1, at("2025-11-20 09:00"), at("2025-11-20 17:00"), "", "")
    assert shown(ClockView(plans=(plan,)), "2025-11-20 13:23") == ["20 07:00", "20 19:00"]


def test_a_day_without_plan_is_shown_from_seven_to_seven() -> None:
    assert shown(ClockView(), "2025-11-20 13:23") == ["20 07:00", "20 19:00"]


def test_an_early_punch_and_a_late_now_widen_the_timeline_by_whole_pairs_of_hours() -> None:
    clock = ClockView(spans=(Span("work", at("2025-11-20 05:40"), None),))
    assert shown(clock, "2025-11-20 20:10") == ["20 05:00", "20 21:00"]


def test_punches_become_stretches_of_work_and_break() -> None:
    moments = [at(f"2025-11-20 {hour:02}:00") for hour in range(8, 13)]
    words = ("start", "pause", "resume", "stop", "start")
    events = [Event(to_ms(m), i, w) for i, (w, m) in enumerate(zip(words, moments, strict=True))]
    assert today.spans(derive(events).sessions) == (
        Span("work", moments[0], moments[1]),
        Span("break", moments[1], moments[2]),
        Span("work", moments[2], moments[3]),
        Span("work", moments[4], None),
    )


def test_a_session_that_ends_from_a_break_has_no_work_after_it() -> None:
    eight, nine, ten = (at(f"2025-11-20 {hour:02}:00") for hour in (8, 9, 10))
    events = [(eight, "start"), (nine, "pause"), (ten, "stop")]
    found = derive(Event(to_ms(m), i, w) for i, (m, w) in enumerate(events))
    assert today.spans(found.sessions) == (Span("work", eight, nine), Span("break", nine, ten))


def test_a_clock_set_back_shows_no_negative_time() -> None:
    span = Span("work", at("2025-11-20 10:00"), None)
    assert span.length(at("2025-11-20 09:00")) == dt.timedelta()


def test_one_punch_more_changes_the_clock_as_reading_it_again_would() -> None:
    clock = ClockView()
    for number, (status, time) in enumerate(
        (("start", "09:00"), ("pause", "11:00"), ("resume", "11:15"))
    ):
        clock = today.punched(clock, today.Punched(number, status, at(f"2025-11-20 {time}")))
    assert clock.since == at("2025-11-20 09:00")
    assert clock.allowed == {"pause", "stop"}
    assert clock.worked(at("2025-11-20 12:15")) == dt.timedelta(hours=3)
    assert clock.newest is not None
    assert today.punched(clock, clock.newest) is clock
    out = today.punched(clock, today.Punched(9, "stop", at("2025-11-20 12:15")))
    assert (out.punching, out.allowed, out.since) == (None, {"start"}, None)


STATUSES = ("start", "pause", "resume", "stop")


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(STATUSES)), max_size=25))
def test_punch_by_punch_the_clock_is_what_all_of_them_together_make(
    pairs: list[tuple[int, str]],
) -> None:
    """Some come at one instant, some are not the newest, and some fit no order."""
    clock, taken = ClockView(), []
    for number, (minute, status) in enumerate(pairs):
        when = at("2025-11-20 09:00") + minute * dt.timedelta(minutes=1)
        before, clock = clock, today.punched(clock, today.Punched(number, status, when))
        if clock is not before:
            taken.append(Event(to_ms(when), number, status))
    derived = derive(taken)
    whole = today.spans(derived.sessions)
    assert clock.spans == whole
    assert {
        "begun": clock.begun,
        "since": clock.since,
        "allowed": clock.allowed,
    } == today.standing_of(derived, whole)


def test_who_works_now_is_told_of_a_missing_break_first_and_then_of_short_rest() -> None:
    start = at("2026-11-20 08:00")
    hour = dt.timedelta(hours=1)
    clock = ClockView(
        spans=(Span("work", start, None),),
        break_rules=breaks.PRESETS["germany"],
        rest=9 * hour,
    )
    assert clock.caution(start + 5 * hour) == Caution("short_rest", dt.timedelta(), 9 * hour)
    assert clock.caution(start + 7 * hour) == Caution("no_break", hour / 2, dt.timedelta())
    resting = (Span("work", start, start + 7 * hour), Span("break", start + 7 * hour, None))
    assert replace(clock, spans=resting).caution(start + 8 * hour) is None
    assert ClockView().caution(start) is None
