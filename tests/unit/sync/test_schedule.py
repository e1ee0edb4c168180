from __future__ import annotations

import datetime as dt

from desktop.sync.schedule import CADENCE, SLOWEST, Schedule, SleepWatch

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def later(**delta: float) -> dt.datetime:
    return NOON + dt.timedelta(**delta)


def test_quiet_lists_are_asked_less_often() -> None:
    schedule = Schedule()
    for expected in (2 * CADENCE, 4 * CADENCE, SLOWEST, SLOWEST):
        schedule.looked(100.0, changed=False)
        assert schedule.pull_at == 100.0 + expected
    schedule.looked(100.0, changed=True)
    assert schedule.pull_at == 100.0 + CADENCE


def test_failures_back_off_and_success_forgets_them() -> None:
    schedule = Schedule()
    waits = []
    for _ in range(12):
        schedule.failed(0.0, 0.5)
        waits.append(schedule.not_before)
    assert waits == sorted(waits)
    assert waits[-1] == 150.0
    schedule.reached()
    assert not schedule.held(0.0)


def test_a_hub_is_tried_again_within_half_a_minute() -> None:
    schedule = Schedule()
    schedule.near()
    for _ in range(12):
        schedule.failed(0.0, 0.999)
        assert schedule.not_before <= 30.0


def test_patience_that_was_asked_for_is_given() -> None:
    schedule = Schedule()
    schedule.failed(10.0, 0.5, retry_after=7.0)
    assert schedule.held(16.9)
    assert not schedule.held(17.0)


def test_a_person_who_asks_now_does_not_wait() -> None:
    schedule = Schedule()
    schedule.failed(10.0, 0.9)
    schedule.hurry()
    assert schedule.pull_due(10.0)
    assert not schedule.held(10.0)


def test_the_next_due_thing_ends_the_wait_but_never_the_back_off() -> None:
    schedule = Schedule(pull_at=100.0)
    assert schedule.wait(40.0, None) == 60.0
    assert schedule.wait(40.0, 5.0) == 5.0
    schedule.not_before = 90.0
    assert schedule.wait(40.0, 5.0) == 50.0


def test_a_sleep_shows_in_the_clocks() -> None:
    watch = SleepWatch(NOON, 0.0)
    assert not watch.slept(later(seconds=60), 60.0, planned=60.0)
    assert watch.slept(later(seconds=3660), 61.0, planned=60.0)
    # where the monotonic clock runs on through a sleep, the wait was longer than planned
    assert watch.slept(later(seconds=7260), 3661.0, planned=60.0)
    assert not watch.slept(later(seconds=7261), 3662.0, planned=60.0)
