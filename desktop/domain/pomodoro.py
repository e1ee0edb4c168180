"""The pomodoro timer as rules over instants: nothing here counts ticks, a tick only asks "and now?".

A timer is a `State`; a command or a tick takes it to the next `State` and tells which focuses
finished on the way, each exactly once. Breaks follow the wall clock. A focus follows the time that
the machine was awake and Pomoclock was there to see it (docs/pomodoro.md).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

ZERO = dt.timedelta()
AWAY = dt.timedelta(hours=1)
"""So long without a running timer and the set begins anew."""
NAP = dt.timedelta(minutes=1)
"""A shorter sleep only moves the end of a focus; a longer one pauses it."""
FROZEN = dt.timedelta(minutes=3)
"""A process that promised to look and did not for so long slept too, whatever the clocks say."""
NOISE = dt.timedelta(seconds=1)
"""Clocks that are read one after the other, and trimmed ones, differ by less than this."""
ATTENDED = dt.timedelta(minutes=2)
"""A focus starts by itself only when the break ended no longer ago than this."""

Cause = Literal["sleep", "closed", "restart"]


class Phase(StrEnum):
    FOCUS = "focus"
    SHORT_BREAK = "short_break"
    LONG_BREAK = "long_break"


class Status(StrEnum):
    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Lengths of the phases, focuses in a set, and which phases start by themselves."""

    focus: dt.timedelta = dt.timedelta(minutes=25)
    short_break: dt.timedelta = dt.timedelta(minutes=5)
    long_break: dt.timedelta = dt.timedelta(minutes=15)
    per_set: int = 4
    auto_start_focus: bool = False
    auto_start_break: bool = False

    def length(self, phase: Phase) -> dt.timedelta:
        if phase is Phase.FOCUS:
            return self.focus
        return self.short_break if phase is Phase.SHORT_BREAK else self.long_break

    def starts_itself(self, phase: Phase) -> bool:
        return self.auto_start_focus if phase is Phase.FOCUS else self.auto_start_break


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One look at the clocks: wall time (UTC), milliseconds since the boot, and which boot it was.

    `awake_ms` stands still while the machine sleeps, `since_boot_ms` does not; where a system
    cannot tell them apart they are the same. `run` names the process that keeps looking; empty when
    nobody does, as after a command from a terminal, so that only the clocks say what happened since.
    """

    wall: dt.datetime
    awake_ms: int
    since_boot_ms: int
    boot: str
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Why the timer is not where the wall clock says: shown to the person until they act.

    `cause`: the machine slept, Pomoclock was closed, or the machine was restarted.
    `effect`: the focus was paused at `from_at`; the break went on and ends or ended at `ends_at`.
    """

    cause: Cause
    from_at: dt.datetime
    to_at: dt.datetime
    effect: Literal["focus_paused", "break_went_on", "break_ended"]
    ends_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A timer. `done` focuses of this set are finished; `since` is when it last stopped running.

    `total` is the length that the phase under way was started with, `remaining` what a paused one
    has left; both are None while idle, when the settings say how long the phase will be.
    """

    phase: Phase = Phase.FOCUS
    status: Status = Status.IDLE
    done: int = 0
    total: dt.timedelta | None = None
    remaining: dt.timedelta | None = None
    started_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    since: dt.datetime | None = None
    task: str = ""
    tags: tuple[str, ...] = ()
    project_id: int | None = None
    seen: Moment | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A focus that ran to its end."""

    ended_at: dt.datetime
    length: dt.timedelta
    task: str
    tags: tuple[str, ...]
    project_id: int | None


@dataclass(frozen=True, slots=True)
class Step:
    state: State
    finished: tuple[Finished, ...] = ()


def tick(state: State, settings: Settings, now: Moment) -> Step:
    """Brings a state to `now`: gaps, ended phases, an expired set. Every command begins with it."""
    state, gap = _catch_up(state, now)
    finished: list[Finished] = []
    while state.status is Status.RUNNING and state.ends_at is not None:
        ended_at = state.ends_at
        if ended_at > now.wall:
            break
        if state.phase is Phase.FOCUS:
            finished.append(_finished(state, ended_at))
        late = gap or now.wall - ended_at > ATTENDED
        state = _end(state, settings, ended_at, start=True, unseen=late)
    state = _expire(state, now.wall)
    return Step(replace(state, seen=now), tuple(finished))


def start(state: State, settings: Settings, now: Moment) -> Step:
    """Starts what is ready, goes on with what is paused, leaves alone what runs."""
    step = tick(state, settings, now)
    at = step.state
    if at.status is Status.PAUSED:
        at = _resume(at, now.wall)
    elif at.status is Status.IDLE:
        at = _begin(at, settings, now.wall)
    return Step(replace(at, gap=None), step.finished)


def pause(state: State, settings: Settings, now: Moment) -> Step:
    step = tick(state, settings, now)
    at = step.state
    if at.status is Status.RUNNING and at.ends_at is not None:
        at = _pause(at, at.ends_at - now.wall, now.wall)
    return Step(at, step.finished)


def skip(state: State, settings: Settings, now: Moment) -> Step:
    """On to the next phase at once. A focus that is skipped counts nothing and earns a short break."""
    step = tick(state, settings, now)
    at = step.state
    running = at.status is Status.RUNNING
    if at.phase is Phase.FOCUS:
        nxt = replace(_idle(at, now.wall), phase=Phase.SHORT_BREAK)
        if running and settings.auto_start_break:
            nxt = _begin(nxt, settings, now.wall)
    else:
        nxt = _end(at, settings, now.wall, start=running, unseen=False)
    return Step(replace(nxt, gap=None), step.finished)


def stop(state: State, settings: Settings, now: Moment) -> Step:
    """Drops what is under way, uncounted, and is ready for a focus again."""
    step = tick(state, settings, now)
    at = step.state
    nxt = (
        _idle(at, now.wall)
        if at.phase is Phase.FOCUS
        else _end(at, settings, now.wall, start=False, unseen=False)
    )
    return Step(replace(nxt, gap=None), step.finished)


def keep(state: State, settings: Settings, now: Moment) -> Step:
    """The person did focus during the gap: it counts, and the focus goes on or is finished."""
    step = tick(state, settings, now)
    at, gap = step.state, step.state.gap
    if gap is None or gap.effect != "focus_paused" or at.status is not Status.PAUSED:
        return Step(replace(at, gap=None), step.finished)
    left = at.remaining or ZERO
    at = replace(at, gap=None)
    away = max(ZERO, gap.to_at - gap.from_at)
    if away < left:
        return Step(_resume(replace(at, remaining=left - away), now.wall), step.finished)
    ended_at = gap.from_at + left
    nxt = _end(at, settings, ended_at, start=False, unseen=True)
    return Step(nxt, (*step.finished, _finished(at, ended_at)))


def new_set(state: State, settings: Settings, now: Moment) -> Step:
    """Back to the first focus of a set; what is under way is dropped."""
    step = tick(state, settings, now)
    fresh = replace(_idle(step.state, now.wall), phase=Phase.FOCUS, done=0, gap=None)
    return Step(fresh, step.finished)


def dismiss(state: State, settings: Settings, now: Moment) -> Step:
    """The person has read why the timer stands where it stands."""
    step = tick(state, settings, now)
    return Step(replace(step.state, gap=None), step.finished)


def left(state: State, settings: Settings, now: dt.datetime) -> dt.timedelta:
    """What the phase still has to run; the whole phase while idle, never negative."""
    if state.status is Status.RUNNING and state.ends_at is not None:
        return max(ZERO, state.ends_at - now)
    if state.status is Status.PAUSED and state.remaining is not None:
        return state.remaining
    return settings.length(state.phase)


def following(state: State, settings: Settings) -> Phase:
    """What comes when the current phase runs to its end."""
    if state.phase is not Phase.FOCUS:
        return Phase.FOCUS
    full = state.done + 1 >= settings.per_set
    return Phase.LONG_BREAK if full else Phase.SHORT_BREAK


def session(state: State, settings: Settings) -> int:
    """The number of the current focus in its set, or of the one that the break follows."""
    number = state.done + 1 if state.phase is Phase.FOCUS else max(1, state.done)
    return min(number, settings.per_set)


def _begin(state: State, settings: Settings, at: dt.datetime) -> State:
    total = settings.length(state.phase)
    return replace(
        state,
        status=Status.RUNNING,
        total=total,
        remaining=None,
        started_at=at,
        ends_at=at + total,
        since=None,
    )


def _pause(state: State, remaining: dt.timedelta, at: dt.datetime) -> State:
    return replace(
        state, status=Status.PAUSED, remaining=max(ZERO, remaining), ends_at=None, since=at
    )


def _resume(state: State, at: dt.datetime) -> State:
    return replace(
        state,
        status=Status.RUNNING,
        remaining=None,
        ends_at=at + (state.remaining or ZERO),
        since=None,
    )


def _idle(state: State, at: dt.datetime) -> State:
    return replace(
        state,
        status=Status.IDLE,
        total=None,
        remaining=None,
        started_at=None,
        ends_at=None,
        since=at,
    )


def _end(state: State, settings: Settings, at: dt.datetime, *, start: bool, unseen: bool) -> State:
    """The phase is over: a focus counts, a long break closes the set; the next may start itself."""
    done = state.done
    if state.phase is Phase.FOCUS:
        done += 1
    elif state.phase is Phase.LONG_BREAK:
        done = 0
    nxt = replace(_idle(state, at), phase=following(state, settings), done=done)
    # nobody is there to focus after a gap; a break passes whether or not anybody looks
    if start and settings.starts_itself(nxt.phase) and not (unseen and nxt.phase is Phase.FOCUS):
        return _begin(nxt, settings, at)
    return nxt


def _finished(state: State, at: dt.datetime) -> Finished:
    return Finished(
        ended_at=at,
        length=state.total or ZERO,
        task=state.task,
        tags=state.tags,
        project_id=state.project_id,
    )


@dataclass(frozen=True, slots=True)
class _Passed:
    """What happened between two looks.

    `awake` was spent awake and watched, `slept` was not; the wall clock was moved by `set`; `gone`
    says that nobody was there to see.
    """

    cause: Cause
    awake: dt.timedelta
    slept: dt.timedelta
    set: dt.timedelta
    gone: bool


def _between(seen: Moment, now: Moment) -> _Passed:
    wall = now.wall - seen.wall
    # a clock that ran backwards belongs to another boot, whatever it is called
    if seen.boot != now.boot or now.awake_ms < seen.awake_ms:
        return _Passed("restart", ZERO, wall, ZERO, gone=True)
    awake = dt.timedelta(milliseconds=now.awake_ms - seen.awake_ms)
    elapsed = dt.timedelta(milliseconds=now.since_boot_ms - seen.since_boot_ms)
    moved = wall - elapsed if abs(wall - elapsed) >= NOISE else ZERO
    if seen.run and seen.run != now.run:
        return _Passed("closed", ZERO, elapsed, moved, gone=True)
    if seen.run and awake >= FROZEN:
        return _Passed("sleep", ZERO, elapsed, moved, gone=True)
    slept = elapsed - awake if elapsed - awake >= NOISE else ZERO
    return _Passed("sleep", awake, slept, moved, gone=slept >= NAP)


def _catch_up(state: State, now: Moment) -> tuple[State, bool]:
    """The state after what the clocks tell of the time since it was last seen; whether it was a gap."""
    seen = state.seen
    if state.status is not Status.RUNNING or seen is None or state.ends_at is None:
        return state, False
    passed = _between(seen, now)
    ends_at = state.ends_at + passed.set
    until = seen.wall + passed.set + passed.awake
    state = replace(state, ends_at=ends_at)
    if state.phase is not Phase.FOCUS:
        gap = Gap(
            cause=passed.cause,
            from_at=until,
            to_at=now.wall,
            effect="break_ended" if ends_at <= now.wall else "break_went_on",
            ends_at=ends_at,
        )
        return (replace(state, gap=gap), True) if passed.gone else (state, False)
    if ends_at <= until:
        # its whole rest was spent awake: finished, not paused
        return state, False
    if not passed.gone:
        return replace(state, ends_at=ends_at + passed.slept), False
    gap = Gap(cause=passed.cause, from_at=until, to_at=now.wall, effect="focus_paused")
    return replace(_pause(state, ends_at - until, until), gap=gap), True


def _expire(state: State, now: dt.datetime) -> State:
    """After `AWAY` without a running timer the set begins anew; a paused focus keeps its rest."""
    if state.status is Status.RUNNING or state.since is None or now - state.since < AWAY:
        return state
    if state.phase is Phase.FOCUS:
        return replace(state, done=0)
    return replace(_idle(state, state.since), phase=Phase.FOCUS, done=0)
