from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import pomodoro as rules
from desktop.domain.pomodoro import Moment, Phase, Settings, State, Status, Step

MINUTE, SECOND, MS = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "seconds", "milliseconds"))
BEAT = 2 * MINUTE
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
USUAL = Settings()


class Desk:
    """A timer with the clocks of one machine."""

    def __init__(self, settings: Settings = USUAL) -> None:
        self.settings, self.state = settings, State()
        self.wall, self.awake, self.slept = NOON, 0, 0
        self.boot, self.run = "boot-1", "run-1"
        self.finished: list[rules.Finished] = []

    @property
    def now(self) -> Moment:
        return Moment(
            wall=self.wall,
            awake_ms=self.awake,
            since_boot_ms=self.awake + self.slept,
            boot=self.boot,
            run=self.run,
        )

    def do(self, rule: object) -> State:
        step: Step = rule(self.state, self.settings, self.now)  # type: ignore[operator]
        self.state = step.state
        self.finished.extend(step.finished)
        return self.state

    def advance(self, time: dt.timedelta) -> None:
        """Time passes awake, and nobody looks."""
        self.wall += time
        self.awake += time // MS

    def passes(self, time: dt.timedelta) -> State:
        """Time passes awake; whoever keeps the timer looks every now and then."""
        while self.run and time > BEAT:
            self.advance(BEAT)
            self.do(rules.tick)
            time -= BEAT
        self.advance(time)
        return self.do(rules.tick)

    def sleeps(self, time: dt.timedelta) -> State:
        self.do(rules.tick)
        self.wall += time
        self.slept += time // MS
        return self.do(rules.tick)

    def is_killed(self, time: dt.timedelta, run: str = "run-2") -> State:
        self.advance(time)
        self.run = run
        return self.do(rules.tick)

    def is_restarted(self, time: dt.timedelta) -> State:
        self.wall += time
        self.awake, self.slept, self.boot, self.run = 5, 0, f"{self.boot}+", "run-2"
        return self.do(rules.tick)

    @property
    def left(self) -> dt.timedelta:
        return rules.left(self.state, self.settings, self.wall)


def test_a_focus_runs_by_the_clock_and_counts_once() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(24 * MINUTE + 59 * SECOND)
    assert (desk.left, desk.finished) == (SECOND, [])
    desk.passes(7 * SECOND)
    assert [done.ended_at for done in desk.finished] == [NOON + 25 * MINUTE]
    desk.passes(MINUTE)
    assert len(desk.finished) == 1
    assert (desk.state.phase, desk.state.status) == (Phase.SHORT_BREAK, Status.IDLE)


def test_the_fourth_focus_earns_the_long_break_and_the_set_begins_anew_after_it() -> None:
    desk = Desk()
    phases = []
    for _ in range(4):
        assert desk.state.phase is Phase.FOCUS
        desk.do(rules.start)
        desk.passes(25 * MINUTE)
        phases.append((desk.state.phase, rules.session(desk.state, USUAL)))
        desk.do(rules.start)
        desk.passes(USUAL.length(desk.state.phase))
    short = Phase.SHORT_BREAK
    assert phases == [(short, 1), (short, 2), (short, 3), (Phase.LONG_BREAK, 4)]
    assert (desk.state.done, rules.session(desk.state, USUAL)) == (0, 1)


def test_pausing_keeps_the_rest_and_starting_goes_on_with_it() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(10 * MINUTE)
    desk.do(rules.pause)
    desk.passes(30 * MINUTE)
    assert (desk.state.status, desk.left) == (Status.PAUSED, 15 * MINUTE)
    desk.do(rules.start)
    desk.passes(15 * MINUTE)
    assert [done.ended_at for done in desk.finished] == [NOON + 55 * MINUTE]


def test_starting_twice_changes_nothing() -> None:
    desk = Desk()
    desk.do(rules.start)
    ends_at = desk.state.ends_at
    desk.passes(MINUTE)
    assert desk.do(rules.start).ends_at == ends_at


def test_a_skipped_focus_counts_nothing_and_the_set_stays_where_it_was() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(20 * MINUTE)
    state = desk.do(rules.skip)
    assert (state.phase, state.status, state.done) == (Phase.SHORT_BREAK, Status.IDLE, 0)
    assert desk.do(rules.skip).phase is Phase.FOCUS
    assert desk.finished == []


def test_a_focus_that_ended_before_the_skip_still_counts() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(24 * MINUTE)
    desk.advance(MINUTE)
    state = desk.do(rules.skip)
    assert len(desk.finished) == 1
    assert state.phase is Phase.FOCUS


def test_stopping_drops_the_focus_but_not_the_set() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(25 * MINUTE)
    desk.do(rules.skip)
    desk.do(rules.start)
    desk.passes(5 * MINUTE)
    state = desk.do(rules.stop)
    assert (state.phase, state.status, state.done) == (Phase.FOCUS, Status.IDLE, 1)
    assert len(desk.finished) == 1


def test_phases_start_themselves_when_the_settings_say_so() -> None:
    desk = Desk(Settings(auto_start_break=True, auto_start_focus=True))
    desk.do(rules.start)
    desk.passes(25 * MINUTE + SECOND)
    assert (desk.state.phase, desk.left) == (Phase.SHORT_BREAK, 5 * MINUTE - SECOND)
    desk.passes(5 * MINUTE)
    assert (desk.state.phase, desk.left) == (Phase.FOCUS, 25 * MINUTE - SECOND)


def test_a_focus_does_not_start_itself_for_nobody() -> None:
    desk = Desk(Settings(auto_start_break=True, auto_start_focus=True))
    desk.run = ""
    desk.do(rules.start)
    desk.passes(dt.timedelta(days=3))
    assert len(desk.finished) == 1
    assert (desk.state.phase, desk.state.status) == (Phase.FOCUS, Status.IDLE)


def test_a_set_expires_after_an_hour_away() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(25 * MINUTE)
    assert desk.passes(59 * MINUTE).done == 1
    state = desk.passes(MINUTE)
    assert (state.phase, state.status, state.done) == (Phase.FOCUS, Status.IDLE, 0)


def test_a_paused_focus_outlives_its_set() -> None:
    desk = Desk()
    for rule in (rules.start, rules.skip, rules.skip, rules.start):
        desk.do(rule)
    desk.state = replace(desk.state, done=2)
    desk.passes(5 * MINUTE)
    desk.do(rules.pause)
    state = desk.passes(8 * 60 * MINUTE)
    assert (state.status, state.done, desk.left) == (Status.PAUSED, 0, 20 * MINUTE)


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


def test_a_new_set_begins_at_its_first_focus() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(25 * MINUTE)
    state = desk.do(rules.new_set)
    assert (state.phase, state.done, rules.session(state, USUAL)) == (Phase.FOCUS, 0, 1)


def test_the_length_of_a_phase_is_that_at_its_start() -> None:
    desk = Desk()
    desk.do(rules.start)
    desk.passes(MINUTE)
    desk.settings = Settings(focus=50 * MINUTE)
    desk.passes(24 * MINUTE)
    assert [done.length for done in desk.finished] == [25 * MINUTE]


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
