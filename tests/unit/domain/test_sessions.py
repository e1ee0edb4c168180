from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.sessions import Break, Event, after, begin, derive, fits

STATUSES = ("start", "pause", "resume", "stop")
MINUTE = 60_000

any_events = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(STATUSES)), max_size=25).map(
    lambda pairs: [Event(at * MINUTE, i, status) for i, (at, status) in enumerate(pairs, 1)]
)


def day(*pairs: tuple[int, str]) -> list[Event]:
    return [Event(at * MINUTE, number, status) for number, (at, status) in enumerate(pairs, 1)]


def test_a_day_with_a_break_is_one_session_of_work_and_rest() -> None:
    (session,) = derive(day((0, "start"), (60, "pause"), (90, "resume"), (150, "stop"))).sessions
    assert (session.id, session.start, session.end) == (1, 0, 150 * MINUTE)
    assert (session.work, session.rest) == (120 * MINUTE, 30 * MINUTE)
    assert session.breaks == (Break(60 * MINUTE, 90 * MINUTE),)


def test_stopping_ends_the_break_at_that_instant() -> None:
    (session,) = derive(day((0, "start"), (60, "pause"), (90, "stop"))).sessions
    assert (session.work, session.rest) == (60 * MINUTE, 30 * MINUTE)
    assert session.breaks == (Break(60 * MINUTE, 90 * MINUTE),)


def test_what_runs_is_counted_for_whoever_asks() -> None:
    (working,) = derive(day((0, "start"))).sessions
    assert (working.worked(5 * MINUTE), working.rested(5 * MINUTE)) == (5 * MINUTE, 0)
    (resting,) = derive(day((0, "start"), (10, "pause"))).sessions
    assert resting.on_break_since == 10 * MINUTE
    assert (resting.worked(30 * MINUTE), resting.rested(30 * MINUTE)) == (
        10 * MINUTE,
        20 * MINUTE,
    )


def test_a_clock_that_was_set_back_gives_no_negative_time() -> None:
    (session,) = derive(day((10, "start"))).sessions
    assert session.worked(0) == 0


def test_events_without_their_order_count_for_nothing() -> None:
    derived = derive(day((0, "stop"), (1, "start"), (2, "start"), (3, "resume"), (4, "stop")))
    assert derived.strays == {1, 3, 4}
    assert [(s.id, s.work) for s in derived.sessions] == [(2, 3 * MINUTE)]


def test_events_of_one_instant_follow_their_numbers() -> None:
    derived = derive([Event(0, 2, "stop"), Event(0, 1, "start")])
    assert derived.strays == frozenset()
    assert [(s.work, s.end) for s in derived.sessions] == [(0, 0)]


@given(any_events)
def test_sessions_never_overlap_and_account_for_every_moment(events: list[Event]) -> None:
    sessions = derive(events).sessions
    for one, next_ in itertools.pairwise(sessions):
        assert one.end is not None
        assert one.end <= next_.start
    for session in sessions:
        assert session.work >= 0
        assert session.rest >= 0
        assert session.work + session.rest == session.last_at - session.start
        assert session.rest == sum(
            (session.last_at if b.end is None else b.end) - b.start for b in session.breaks
        )


@given(any_events)
def test_every_event_counts_once_or_is_named_as_stray(events: list[Event]) -> None:
    derived = derive(events)
    counted = [event for event in sorted(events) if event.id not in derived.strays]
    assert [s.id for s in derived.sessions] == [e.id for e in counted if e.status == "start"]
    # what counts is in order by itself
    assert derive(counted) == derive(reversed(counted))
    assert derive(counted).strays == frozenset()


@given(any_events)
def test_advancing_one_by_one_leads_to_the_same_sessions(events: list[Event]) -> None:
    running, done = None, []
    for event in sorted(events):
        if not fits(running.last_status if running else None, event.status):
            continue
        running = (
            begin(event.id, event.at) if running is None else after(running, event.status, event.at)
        )
        if running.end is not None:
            done.append(running)
            running = None
    assert derive(events).sessions == tuple([*done, running] if running else done)
