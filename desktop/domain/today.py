"""What a person sees of today: values, and what follows from them as the clock runs.

All instants are aware UTC datetimes; a value never changes by itself: what runs is computed from
its instants and a `now`, so that a panel may repaint without reading the store again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from desktop.base.clock import from_ms, to_ms

from . import breaks
from .attendance import allowed, state_of
from .overtime import SHORT_REST
from .sessions import PAUSE, START, STOP, Derived, Session
from .zones import midnight

Standing = Literal["off", "soon", "late", "working", "break"]
Kind = Literal["work", "break"]
Group = Literal["now", "today", "tomorrow", "week", "next", "later"]
Mark = Literal["assigned", "open", "requested", "shortlisted", "rejected"]
Act = Literal["answer", "request", "withdraw"]

NONE = dt.timedelta()
LATE_FROM = dt.timedelta(minutes=1)
"""A shift that began less than this ago is not called late."""


class Span(NamedTuple):
    """A stretch of work or break; `end` is None while it runs."""

    kind: Kind
    start: dt.datetime
    end: dt.datetime | None

    def length(self, now: dt.datetime) -> dt.timedelta:
        """Never negative, also when the clock was set back."""
        return max(NONE, (self.end or now) - self.start)


@dataclass(frozen=True, slots=True)
class Punched:
    """One punch as the timeline lists it; `unsent` while it waits in the outbox.

    `missing` holds "place" and "photo" when the team wants them and the punch has none.
    """

    id: int
    status: str
    at: dt.datetime
    note: str = ""
    unsent: bool = False
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """A shift as the clock card names it."""

    shift_id: int
    start: dt.datetime
    end: dt.datetime
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning about the day so far: its code (docs/rules), what is asked for and what there is."""

    code: str
    wanted: dt.timedelta
    found: dt.timedelta


def _length(ms: int) -> dt.timedelta:
    return dt.timedelta(milliseconds=ms)


@dataclass(frozen=True, slots=True)
class ClockView:
    """The person's clock: what was punched, what is planned, what may be done.

    `newest` is the last punch of the day; `begun` is when the running session began and `since` the
    same, or when its break did; `upcoming` is how long before a shift it is announced; `attended`
    says that a session on the planned shift is already over; `rest` is that before today's first
    start when it was too short.
    """

    spans: tuple[Span, ...] = ()
    newest: Punched | None = None
    plans: tuple[Plan, ...] = ()
    plan: Plan | None = None
    begun: dt.datetime | None = None
    since: dt.datetime | None = None
    allowed: frozenset[str] = frozenset({"start"})
    upcoming: dt.timedelta = NONE
    attended: bool = False
    break_rules: breaks.BreakRules = field(default_factory=breaks.BreakRules)
    rest: dt.timedelta | None = None

    def caution(self, now: dt.datetime) -> Caution | None:
        """What somebody who works right now should know, a missing break before all."""
        running = self.punching
        if running is None or running.kind != "work":
            return None
        worked = [
            breaks.Span(to_ms(span.start), to_ms(max(span.start, span.end or now)))
            for span in self.spans
            if span.kind == "work"
        ]
        for fault in breaks.faults(breaks.Day(tuple(worked)), self.break_rules):
            return Caution(fault.code, _length(fault.wanted), _length(fault.found))
        return None if self.rest is None else Caution(SHORT_REST, NONE, self.rest)

    @property
    def punching(self) -> Span | None:
        """The span that runs, if any."""
        return self.spans[-1] if self.spans and self.spans[-1].end is None else None

    @property
    def open_id(self) -> int | None:
        """The punch that a note is written on: the newest of the running session."""
        return self.newest.id if self.punching and self.newest else None

    def worked(self, now: dt.datetime) -> dt.timedelta:
        return total(self.spans, "work", now)

    def rested(self, now: dt.datetime) -> dt.timedelta:
        return total(self.spans, "break", now)

    def standing(self, now: dt.datetime) -> Standing:
        running = self.punching
        if running is not None:
            return "working" if running.kind == "work" else "break"
        if self.plan is None or self.attended or now >= self.plan.end:
            return "off"
        if now >= self.plan.start + LATE_FROM:
            return "late"
        return "soon" if self.plan.start - now <= self.upcoming else "off"

    def ends_in(self, now: dt.datetime) -> dt.timedelta | None:
        """What is left of the shift that is on; None outside of one."""
        if self.plan is None or not self.plan.start <= now < self.plan.end:
            return None
        return self.plan.end - now


@dataclass(frozen=True, slots=True)
class Question:
    """An unanswered question of a shift, asked from `due_at` on.

    `closing` ones are asked at the latest when the person clocks out.
    """

    id: int
    shift_id: int
    text: str
    due_at: dt.datetime
    closing: bool


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One row of the shift list. `unsent`: my request waits in the outbox.

    `questions` are the unanswered ones, of which the due ones make it offer to answer.
    """

    id: int
    group: Group
    start: dt.datetime
    end: dt.datetime
    role: str
    place: str
    mark: Mark
    act: Act | None = None
    questions: tuple[Question, ...] = ()
    request_id: int | None = None
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class WeekDay:
    date: dt.date
    planned: dt.timedelta
    worked: dt.timedelta
    pomodoros: int
    today: bool
    off: bool


@dataclass(frozen=True, slots=True)
class DayRecord:
    """What is known of one day. Night sessions count whole on the day they began."""

    date: dt.date
    punches: tuple[Punched, ...]
    spans: tuple[Span, ...]
    plans: tuple[Plan, ...]
    pomodoros: int


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from the team's week start. `running` is the day that the open session counts on."""

    days: tuple[WeekDay, ...]
    running: dt.date | None = None

    @property
    def planned(self) -> dt.timedelta:
        return sum((day.planned for day in self.days), NONE)

    @property
    def pomodoros(self) -> int:
        return sum(day.pomodoros for day in self.days)

    def worked_on(self, day: WeekDay, clock: ClockView, now: dt.datetime) -> dt.timedelta:
        """The day's work with what runs right now."""
        running = clock.punching
        if day.date != self.running or running is None or running.kind != "work":
            return day.worked
        return day.worked + running.length(now)

    def worked(self, clock: ClockView, now: dt.datetime) -> dt.timedelta:
        return sum((self.worked_on(day, clock, now) for day in self.days), NONE)


def punched(clock: ClockView, punch: Punched) -> ClockView:
    """The clock with one punch more, as far as the punches tell: shown at once, read again after.

    Only what the punch ends or begins is new, however many there were that day. A punch that is not
    the newest changes nothing here.
    """
    newest = clock.newest
    if newest is not None and (punch.at, punch.id) <= (newest.at, newest.id):
        return clock
    if punch.status not in clock.allowed:
        return replace(clock, newest=punch)
    stretches, running, begun = clock.spans, clock.punching, clock.begun
    if running is not None:
        ended = running._replace(end=punch.at)
        # a stop at the moment in which work began leaves nothing of it
        empty = punch.status == STOP and running.kind == "work" and running.start == punch.at
        stretches = stretches[:-1] if empty else (*stretches[:-1], ended)
    if punch.status != STOP:
        kind: Kind = "break" if punch.status == PAUSE else "work"
        stretches = (*stretches, Span(kind, punch.at, None))
    if punch.status == START:
        begun = punch.at
    state = None if punch.status == STOP else punch.status
    return replace(clock, spans=stretches, newest=punch, **_standing(stretches, state, begun))


def standing_of(derived: Derived, stretches: tuple[Span, ...]) -> dict[str, Any]:
    """`begun`, `since` and `allowed` of a ClockView with these sessions."""
    last = derived.last
    begun = from_ms(last.start) if last is not None else None
    return _standing(stretches, state_of(last), begun)


def _standing(
    stretches: tuple[Span, ...], state: str | None, begun: dt.datetime | None
) -> dict[str, Any]:
    running = stretches[-1] if state is not None else None
    if running is None:
        begun = None
    since = running.start if running is not None and running.kind == "break" else begun
    return {"begun": begun, "since": since, "allowed": frozenset(allowed(state))}


def spans(sessions: Iterable[Session]) -> tuple[Span, ...]:
    """The stretches of work and break that sessions are made of; the last may still run."""
    found: list[Span] = []
    for session in sessions:
        start: int | None = session.start
        for rest in session.breaks:
            if start is not None:
                found.append(_span("work", start, rest.start))
            found.append(_span("break", rest.start, rest.end))
            start = rest.end
        if start is not None and start != session.end:
            found.append(_span("work", start, session.end))
    return tuple(found)


def _span(kind: Kind, start: int, end: int | None) -> Span:
    return Span(kind, from_ms(start), None if end is None else from_ms(end))


def total(of: Sequence[Span], kind: Kind, now: dt.datetime) -> dt.timedelta:
    return sum((span.length(now) for span in of if span.kind == kind), NONE)


def group(
    start: dt.datetime, now: dt.datetime, zone: dt.tzinfo, *, week_end: dt.date, mine: bool
) -> Group | None:
    """Where a shift that is not over stands in the list; None when it is not shown.

    `week_end` is the day after this week; `next` is the week that begins then.
    """
    if start <= now:
        return "now" if mine else None  # an open shift that began can no longer be asked for
    today, day = now.astimezone(zone).date(), start.astimezone(zone).date()
    if day == today:
        return "today"
    if day == today + dt.timedelta(days=1):
        return "tomorrow"
    if day < week_end:
        return "week"
    return "next" if day < week_end + dt.timedelta(days=7) else "later"


DAY_HOURS = (7, 19)
"""What the timeline shows of a day without plan or punches."""
MARGIN = dt.timedelta(hours=2)
HOUR = dt.timedelta(hours=1)


def axis(clock: ClockView, now: dt.datetime, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    """The ends of the timeline: the plan with two hours on both sides, wider when punches or now
    lie outside of it; full hours of the zone's wall, an even number of them.
    """
    starts = [plan.start - MARGIN for plan in clock.plans]
    ends = [plan.end + MARGIN for plan in clock.plans]
    if clock.spans:  # one follows the other
        starts.append(clock.spans[0].start)
        ends.append(clock.spans[-1].end or now)
    if not clock.plans:
        begins = midnight(now.astimezone(zone).date(), zone)
        starts.append(begins + DAY_HOURS[0] * HOUR)
        ends.append(begins + DAY_HOURS[1] * HOUR)
    local = min([*starts, now]).astimezone(zone)
    first = local.replace(minute=0, second=0, microsecond=0).astimezone(dt.UTC)
    pairs = -((first - max([*ends, now])) // (2 * HOUR))
    return first, first + 2 * pairs * HOUR
