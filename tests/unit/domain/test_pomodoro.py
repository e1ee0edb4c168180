"""The phases of a set, as they run when somebody is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from desktop.domain import pomodoro as rules
from desktop.domain.pomodoro import Phase, Settings, Status
from tests.helpers.pomodoro import MINUTE, NOON, SECOND, USUAL, Desk


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
