"""Sessions of work as they follow from attendances: pure, total, the same for every node.

Instants are milliseconds since 1970 UTC and durations milliseconds, as the store keeps them, so
that sums are exact. Durations are differences of instants and never negative.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

START, PAUSE, RESUME, STOP = "start", "pause", "resume", "stop"
LAPSE = 12 * 3_600_000
"""A start so long after the last one begins a new session: nobody works on without 11 h of rest."""


class Event(NamedTuple):
    """One attendance as far as order matters: by instant, then by number.

    This and what follows from it are tuples: a day may have a thousand, read after each punch.
    """

    at: int
    id: int
    status: str


class Break(NamedTuple):
    """`end` is None while it runs."""

    start: int
    end: int | None


class Session(NamedTuple):
    """From a start to its stop. `id` is that of the start; `end` is None while it runs.

    `work` and `rest` count up to `last_at`, the instant of the newest event; what runs since then
    belongs to whoever asks with a `now`. `lapsed`: the clock-out was forgotten, and a later start
    began another session; this one has no end until somebody states it (docs/decisions/0311).
    """

    id: int
    start: int
    end: int | None
    last_status: str
    last_at: int
    work: int
    rest: int
    breaks: tuple[Break, ...] = ()
    lapsed: bool = False

    @property
    def on_break_since(self) -> int | None:
        return self.last_at if self.end is None and self.last_status == PAUSE else None

    def worked(self, now: int) -> int:
        return self.work + self._running(now, on_break=False)

    def rested(self, now: int) -> int:
        return self.rest + self._running(now, on_break=True)

    def _running(self, now: int, *, on_break: bool) -> int:
        if self.end is not None or self.lapsed or (self.last_status == PAUSE) is not on_break:
            return 0
        return max(0, now - self.last_at)


@dataclass(frozen=True, slots=True)
class Derived:
    """The sessions, oldest first, and the events that fit no order and therefore do not count."""

    sessions: tuple[Session, ...]
    strays: frozenset[int]

    @property
    def last(self) -> Session | None:
        return self.sessions[-1] if self.sessions else None


def begin(event_id: int, at: int) -> Session:
    return Session(event_id, at, None, START, at, 0, 0)


def after(session: Session, status: str, at: int) -> Session:
    """The running session one event later; what passed since the event before becomes its share."""
    passed = max(0, at - session.last_at)
    resting = session.last_status == PAUSE
    breaks = session.breaks
    if status == PAUSE:
        breaks = (*breaks, Break(at, None))
    elif resting and breaks:
        breaks = (*breaks[:-1], Break(breaks[-1].start, at))
    return Session(
        id=session.id,
        start=session.start,
        end=at if status == STOP else None,
        last_status=status,
        last_at=at,
        work=session.work + (0 if resting else passed),
        rest=session.rest + (passed if resting else 0),
        breaks=breaks,
    )


_FITS = {
    None: frozenset({START}),
    START: frozenset({PAUSE, STOP}),
    RESUME: frozenset({PAUSE, STOP}),
    PAUSE: frozenset({RESUME, STOP}),
    STOP: frozenset({START}),
}


def fits(state: str | None, status: str) -> bool:
    """Whether an event may follow in a state; the state is the last event that counted."""
    return status in _FITS[state]


def lapses(status: str, at: int, running_since: int) -> bool:
    """Whether a punch leaves the running session without an end and begins the next."""
    return status == START and at - running_since >= LAPSE


def _lapsed(session: Session) -> Session:
    return Session(
        *(session.id, session.start, session.end, session.last_status, session.last_at),
        *(session.work, session.rest, session.breaks),
        lapsed=True,
    )


def derive(events: Iterable[Event]) -> Derived:
    """Sessions of one member from their events in any order; whatever they are, it has an answer.

    An event that does not fit the state it meets (a second start, a resume without a break) counts
    for nothing and is named in `strays`.
    """
    done: list[Session] = []
    strays: set[int] = set()
    running: Session | None = None
    for event in sorted(events):
        if running is not None and lapses(event.status, event.at, running.start):
            done.append(_lapsed(running))
            running = begin(event.id, event.at)
        elif not fits(running.last_status if running else None, event.status):
            strays.add(event.id)
        elif running is None:
            running = begin(event.id, event.at)
        else:
            running = after(running, event.status, event.at)
            if running.end is not None:
                done.append(running)
                running = None
    if running is not None:
        done.append(running)
    return Derived(tuple(done), frozenset(strays))
