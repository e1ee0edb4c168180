"""What becomes of a timer while nobody looks: sleep, kill, restart, clocks that are set."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import pomodoro as rules
from desktop.domain.pomodoro import Phase, Settings, Status
from tests.helpers.pomodoro import MINUTE, NOON, SECOND, Desk


def test_a_focus_pauses_at_the_moment_the_machine_fell_asleep() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(4 * MINUTE)
    state = desk.sleeps(47 * MINUTE)
    assert (state.status, desk.left, desk.finished) == (Status.PAUSED, 21 * MINUTE, [])
    gap = state.gap
    assert gap is not None
    assert (gap.cause, gap.effect) == ("sleep", "focus_paused")
    assert (gap.from_at, gap.to_at) == (NOON + 4 * MINUTE, NOON + 51 * MINUTE)


def test_a_break_goes_on_while_the_machine_sleeps_and_may_be_over() -> None:
    desk = Desk()
    desk.do(rules.skip)
    desk.do(rules.start)
    desk.passes(MINUTE)
    state = desk.sleeps(2 * MINUTE)
    assert (state.status, desk.left) == (Status.RUNNING, 2 * MINUTE)
    assert state.gap is not None
    assert state.gap.effect == "break_went_on"
    state = desk.sleeps(40 * MINUTE)
    assert (state.phase, state.status) == (Phase.FOCUS, Status.IDLE)
    assert state.gap is not None
    assert (state.gap.effect, state.gap.ends_at) == ("break_ended", NOON + 5 * MINUTE)


def test_a_break_that_ended_in_a_sleep_starts_no_focus_by_itself() -> None:
    desk = Desk(Settings(auto_start_focus=True))
    desk.do(rules.skip)
    desk.do(rules.start)
    state = desk.sleeps(5 * MINUTE + 30 * SECOND)
    assert (state.phase, state.status) == (Phase.FOCUS, Status.IDLE)


def test_a_kill_pauses_the_focus_at_the_last_heartbeat() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(10 * MINUTE)
    state = desk.is_killed(3 * MINUTE)
    assert (state.status, desk.left) == (Status.PAUSED, 15 * MINUTE)
    assert state.gap is not None
    assert state.gap.cause == "closed"


def test_a_restart_pauses_the_focus_and_lets_the_break_go_on() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(10 * MINUTE)
    state = desk.is_restarted(2 * MINUTE)
    assert (state.status, desk.left) == (Status.PAUSED, 15 * MINUTE)
    assert state.gap is not None
    assert state.gap.cause == "restart"
    desk = Desk()
    desk.do(rules.skip)
    desk.do(rules.start)
    desk.is_restarted(2 * MINUTE)
    assert (desk.state.status, desk.left) == (Status.RUNNING, 3 * MINUTE)


def test_a_clock_that_ran_backwards_is_taken_for_a_restart() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(10 * MINUTE)
    desk.awake = 5
    state = desk.do(rules.tick)
    assert (state.status, desk.left) == (Status.PAUSED, 15 * MINUTE)


def test_a_timer_that_nobody_watches_runs_on_between_commands_of_a_terminal() -> None:
    desk = Desk()
    desk.run = ""
    desk.do(rules.start)
    desk.passes(12 * MINUTE)
    assert (desk.state.status, desk.left) == (Status.RUNNING, 13 * MINUTE)
    desk.run = "run-1"
    desk.passes(13 * MINUTE)
    assert len(desk.finished) == 1


def test_a_sleep_that_a_terminal_finds_later_pauses_unless_the_focus_was_spent_awake() -> None:
    desk = Desk()
    desk.run = ""
    desk.do(rules.start)
    desk.advance(10 * MINUTE)
    desk.wall += 30 * MINUTE
    desk.slept += 30 * 60_000
    assert (desk.do(rules.tick).status, desk.left) == (Status.PAUSED, 15 * MINUTE)
    desk = Desk()
    desk.run = ""
    desk.do(rules.start)
    desk.advance(30 * MINUTE)
    desk.wall += 30 * MINUTE
    desk.slept += 30 * 60_000
    desk.do(rules.tick)
    assert [done.ended_at for done in desk.finished] == [NOON + 25 * MINUTE]


def test_a_clock_that_is_set_moves_the_end_along() -> None:
    for jump in (-dt.timedelta(days=400), -SECOND, 20 * SECOND, dt.timedelta(hours=3)):
        desk = Desk()
        desk.do(rules.start)
        desk.passes(5 * MINUTE)
        desk.wall += jump
        desk.passes(MINUTE)
        assert (desk.state.status, desk.left) == (Status.RUNNING, 19 * MINUTE)
        desk.passes(19 * MINUTE)
        assert len(desk.finished) == 1


def test_a_break_keeps_its_length_when_the_clock_is_set() -> None:
    for jump in (-dt.timedelta(hours=1), dt.timedelta(hours=1)):
        desk = Desk()
        desk.do(rules.skip)
        desk.do(rules.start)
        desk.wall += jump
        desk.passes(MINUTE)
        assert (desk.left, desk.state.gap) == (4 * MINUTE, None)


def test_a_short_nap_is_not_counted_and_does_not_pause() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(5 * MINUTE)
    state = desk.sleeps(40 * SECOND)
    assert (state.status, desk.left, state.gap) == (Status.RUNNING, 20 * MINUTE, None)


def test_a_frozen_process_counts_as_asleep_where_the_clocks_cannot_tell() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(5 * MINUTE)
    desk.advance(45 * MINUTE)
    state = desk.do(rules.tick)
    assert (state.status, desk.left, desk.finished) == (Status.PAUSED, 20 * MINUTE, [])
    assert state.gap is not None
    assert state.gap.cause == "sleep"


def test_a_gap_may_be_kept_as_focus() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(5 * MINUTE)
    desk.is_killed(8 * MINUTE)
    desk.passes(2 * MINUTE)
    state = desk.do(rules.keep)
    assert (state.status, desk.left, state.gap) == (Status.RUNNING, 12 * MINUTE, None)


def test_a_gap_that_held_the_whole_rest_finishes_the_focus_when_kept() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(5 * MINUTE)
    desk.is_killed(50 * MINUTE)
    state = desk.do(rules.keep)
    assert [done.ended_at for done in desk.finished] == [NOON + 25 * MINUTE]
    assert (state.phase, state.status, state.done) == (Phase.SHORT_BREAK, Status.IDLE, 1)
    assert desk.do(rules.keep).done == 1
    assert len(desk.finished) == 1


def test_the_explanation_goes_with_the_next_act() -> None:
    for rule in (rules.start, rules.skip, rules.stop, rules.dismiss, rules.new_set):
        desk = Desk()
        desk.do(rules.start)
        desk.sleeps(30 * MINUTE)
        assert desk.state.gap is not None
        assert desk.do(rule).gap is None


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["pass", "sleep", "kill", "restart", "start", "pause", "stop"]),
        st.integers(min_value=1, max_value=43_200),
    ),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(EVENTS)
def test_a_finished_focus_was_spent_awake_and_watched(
    events: list[tuple[str, int]],
) -> None:
    """Whatever happens between the beats, no focus ends early and none counts time of a gap."""
    desk = Desk(Settings(auto_start_focus=True, auto_start_break=True))
    spent, focus = dt.timedelta(), None
    for number, (event, seconds) in enumerate(events):
        time = seconds * SECOND
        if event == "pass":
            for _ in range(0, min(seconds, 3000), 60):
                before = len(desk.finished)
                running = desk.state.status is Status.RUNNING and desk.state.phase is Phase.FOCUS
                if desk.state.started_at != focus:
                    spent, focus = dt.timedelta(), desk.state.started_at
                desk.passes(MINUTE)
                spent += MINUTE if running else dt.timedelta()
                if len(desk.finished) > before:
                    assert spent >= desk.finished[-1].length
        elif event == "sleep":
            desk.sleeps(time)
        elif event == "kill":
            desk.is_killed(time, f"run-{number}")
        elif event == "restart":
            desk.is_restarted(time)
        else:
            desk.do(getattr(rules, event))
        assert dt.timedelta() <= desk.left <= 25 * MINUTE
        assert (desk.state.status is Status.RUNNING) == (desk.state.ends_at is not None)
        assert 0 <= desk.state.done <= 4
