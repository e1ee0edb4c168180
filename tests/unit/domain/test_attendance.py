from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import attendance as rules
from desktop.domain.attendance import HOUR, Origin, Placed, place
from desktop.domain.sessions import Event, derive

LIVE, STATED, TRUSTED = Origin.LIVE, Origin.STATED, Origin.TRUSTED


def events(*pairs: tuple[int, str]) -> list[Event]:
    """Events at whole hours, numbered in order."""
    return [Event(hour * HOUR, number, status) for number, (hour, status) in enumerate(pairs, 1)]


@pytest.mark.parametrize(
    ("latest", "may"),
    [
        (None, ("start",)),
        ("stop", ("start",)),
        ("start", ("pause", "stop")),
        ("resume", ("pause", "stop")),
        ("pause", ("resume", "stop")),
    ],
)
def test_what_may_follow(latest: str | None, may: tuple[str, ...]) -> None:
    assert rules.allowed(latest) == may


def test_a_refusal_says_where_one_stands_and_what_is_allowed() -> None:
    assert rules.refusal("stop") == "You are not clocked in. Allowed now: start."
    assert rules.refusal("pause") == "You are on a break. Allowed now: resume, stop."


def test_a_late_punch_that_fits_takes_its_place() -> None:
    history = events((8, "start"), (17, "stop"))
    assert place(history, "pause", 12 * HOUR, 9, STATED) == Placed(12 * HOUR)


def test_a_late_punch_that_does_not_fit_is_refused_unless_a_node_vouches_for_it() -> None:
    history = events((8, "start"), (12, "pause"), (13, "resume"), (17, "stop"))
    at = 12 * HOUR + 60_000
    assert place(history, "pause", at, 9, STATED) is None
    assert place(history, "pause", at, 9, TRUSTED) == Placed(at, ("out_of_order",))


def test_a_late_punch_that_would_push_another_out_of_order_is_refused() -> None:
    history = events((8, "start"), (17, "stop"))
    assert place(history, "stop", 12 * HOUR, 9, STATED) is None
    assert place(history, "start", 7 * HOUR, 9, STATED) is None


def test_a_late_punch_may_mend_an_order() -> None:
    history = [Event(10 * HOUR, 1, "stop")]
    assert place(history, "start", 9 * HOUR, 2, STATED) == Placed(9 * HOUR)


def test_stopping_succeeds_when_the_clock_ran_ahead_at_the_start() -> None:
    history = events((100, "start"))
    assert place(history, "stop", 9 * HOUR, 9, LIVE) == Placed(100 * HOUR, ("clock_jump",))


def test_a_start_is_moved_behind_a_near_future_but_not_behind_a_far_one() -> None:
    near = events((10, "start"), (11, "stop"))
    assert place(near, "start", 9 * HOUR, 9, LIVE) == Placed(11 * HOUR, ("clock_jump",))
    far = events((9000, "start"), (9001, "stop"))
    assert place(far, "start", 9 * HOUR, 9, LIVE) == Placed(9 * HOUR, ("clock_jump",))
    # and the session that the far start now lies in can be stopped at its true time
    running = [*far, Event(9 * HOUR, 9, "start")]
    assert place(running, "stop", 10 * HOUR, 10, LIVE) == Placed(10 * HOUR, ("clock_jump",))


def test_a_second_start_is_refused_also_when_the_first_lies_in_the_future() -> None:
    assert place(events((10, "start")), "start", 9 * HOUR, 9, LIVE) is None


orders = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(rules.STATUSES)), max_size=12).map(
    lambda pairs: [Event(at * HOUR, i, status) for i, (at, status) in enumerate(pairs, 1)]
)


@given(orders, st.sampled_from(rules.STATUSES), st.integers(0, 40), st.sampled_from(list(Origin)))
def test_what_is_placed_unflagged_leaves_every_counted_event_counted(
    history: list[Event], status: str, hour: int, origin: Origin
) -> None:
    placed = place(history, status, hour * HOUR, 99, origin)
    if origin is TRUSTED:
        assert placed is not None
    if placed is None or placed.flags:
        return
    after = derive([*history, Event(placed.at, 99, status)])
    assert after.strays <= derive(history).strays


@given(orders, st.integers(0, 40))
def test_somebody_who_is_clocked_in_can_always_stop(history: list[Event], hour: int) -> None:
    at = hour * HOUR
    inside = rules.standing(history, at) is not None
    open_end = rules.state_of(derive(history).last) is not None
    placed = place(history, "stop", at, 99, LIVE)
    assert (placed is not None) >= (inside or open_end)


@pytest.mark.parametrize(
    ("wall", "boot", "odd"),
    [(3_600_000, 3_600_000, False), (3_600_000, 3_480_001, False), (3_600_000, 3_480_000, True)],
)
def test_a_clock_jump_is_a_difference_of_two_minutes(wall: int, boot: int, odd: bool) -> None:
    assert rules.jumped(wall, boot, 0, 0) is odd
    assert rules.jumped(-wall, -boot, 0, 0) is odd
