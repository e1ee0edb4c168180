"""What the rules look at: punches, shifts, lines and limits of one person, and what they found.

Instants are milliseconds since 1970 UTC, durations milliseconds, as in domain/sessions.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from desktop.base.clock import from_ms

from ..attendance import LONG
from ..breaks import BreakRules
from ..sessions import STOP, Derived, Event, Session, derive
from ..shifts import EARLY

INFO, LOW, HIGH, CRITICAL = "info", "low", "high", "critical"
OFF = "off"
SEVERITIES = (INFO, LOW, HIGH, CRITICAL)
"""In rising order. `off` instead of one of them silences a code."""

CATALOGUE: Mapping[str, str] = {
    "missing_in": CRITICAL,
    "missing_out": CRITICAL,
    "no_show": HIGH,
    "overlap": HIGH,
    "short_rest": HIGH,
    "no_break": HIGH,
    "unscheduled": LOW,
    "in_early": INFO,
    "in_late": LOW,
    "out_early": LOW,
    "out_late": LOW,
    "short_break": LOW,
    "long_break": LOW,
    "late_break": LOW,
    "over_daily": LOW,
    "over_weekly": LOW,
    "outside_geofence": HIGH,
    "wrong_kiosk": LOW,
    "clock_changed": HIGH,
    "unanswered_question": LOW,
    "duplicate_scan": INFO,
    "manual_edit": INFO,
    "offline_punch": INFO,
}
"""Every code with the severity it has unless the team says otherwise."""

MINUTE, HOUR = 60_000, 3_600_000
_EARLY = EARLY // dt.timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Punch:
    """One attendance. `recorded_at` is when a node of ours took it down, None when unknown.

    `kiosk_places` are the places of the kiosk it came from; empty: no kiosk, or one of all places.
    """

    id: int
    at: int
    status: str
    source: str = "desk"
    manual: bool = False
    flags: frozenset[str] = frozenset()
    shift_id: int | None = None
    skew: int = 0
    recorded_at: int | None = None
    position: tuple[float, float] | None = None
    accuracy: float = 0.0
    kiosk_places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """A published shift of the person that was not cancelled."""

    id: int
    start: int
    end: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet; `punched` is the session it was made for."""

    id: int
    day: dt.date
    work: int
    manual: bool = False
    punched: int | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was asked at a punch and has no answer."""

    text: str
    punch_id: int
    shift_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fence:
    """Where work is expected: how far from a place is still there, in metres."""

    metres: float
    places: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the team tolerates. 0 switches a limit off."""

    in_early: int = 15 * MINUTE
    in_late: int = 5 * MINUTE
    out_early: int = 5 * MINUTE
    out_late: int = 15 * MINUTE
    absent_after: int = 15 * MINUTE
    """So long after its end, and after the last word of every clock, a shift counts as missed."""
    forgotten_after: int = 4 * HOUR
    longest: int = LONG
    breaks: BreakRules = field(default_factory=BreakRules)
    long_break: int = 60 * MINUTE
    rest: int = 11 * HOUR
    daily: int = 0
    weekly: int = 40 * HOUR
    week_start: str = "monday"
    duplicate: int = 60_000
    offline: int = 120_000
    skew: int = 120_000
    fence: Fence | None = None
    severities: Mapping[str, str] = field(default_factory=dict)

    def severity(self, code: str) -> str:
        return self.severities.get(code, CATALOGUE[code])


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to look at. `points` are the numbers of the punches it is about."""

    code: str
    severity: str
    day: dt.date
    points: tuple[int, ...]
    text: str
    shift_id: int | None = None

    @property
    def key(self) -> str:
        """The same as long as it is about the same punches: an override holds for it."""
        about = "+".join(str(number) for number in self.points)
        return f"{self.code}/{self.day}/{about}/{self.shift_id or ''}"


@dataclass(frozen=True)
class Facts:
    """What is known of one person from a week before `first` until `last` of a sheet.

    `heard_at` is the instant up to which every clock this person may have used has told what it
    recorded. `days` gives the business day of sessions where it is not the local date of the start.
    """

    first: dt.date
    last: dt.date
    now: int
    zone: dt.tzinfo
    punches: tuple[Punch, ...] = ()
    shifts: tuple[Planned, ...] = ()
    lines: tuple[Line, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    heard_at: int | None = None
    days: Mapping[int, dt.date] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[int, Punch]:
        return {punch.id: punch for punch in self.punches}

    @cached_property
    def derived(self) -> Derived:
        return derive(Event(punch.at, punch.id, punch.status) for punch in self.punches)

    @cached_property
    def heard(self) -> int:
        return self.now if self.heard_at is None else min(self.now, self.heard_at)

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """Those of the sheet's days."""
        return tuple(s for s in self.derived.sessions if self.holds(self.day_of(s)))

    @cached_property
    def shift_of(self) -> dict[int, Planned]:
        """The shift of each session: as its start says, else the one at hand, else the one it
        overlaps most.
        """
        by_id = {shift.id: shift for shift in self.shifts}
        found: dict[int, Planned] = {}
        for session in self.derived.sessions:
            named = by_id.get(self.by_id[session.id].shift_id or 0)
            shift = named or self._at_hand(session) or self._overlapped(session)
            if shift is not None:
                found[session.id] = shift
        return found

    def _at_hand(self, session: Session) -> Planned | None:
        near = [s for s in self.shifts if s.start - _EARLY <= session.start < s.end]
        return min(near, key=lambda s: (abs(s.start - session.start), s.id), default=None)

    def _overlapped(self, session: Session) -> Planned | None:
        end = self.until(session)
        shared = [
            (min(end, shift.end) - max(session.start, shift.start), -shift.start, shift)
            for shift in self.shifts
        ]
        most = max(shared, key=lambda item: item[:2], default=None)
        return most[2] if most is not None and most[0] > 0 else None

    def until(self, session: Session) -> int:
        """The end; now for what runs; what lapsed is only known up to its last punch."""
        if session.end is not None:
            return session.end
        return session.last_at if session.lapsed else max(session.last_at, self.now)

    def day_of(self, session: Session) -> dt.date:
        return self.days.get(session.id) or self.date(session.start)

    def day_at(self, punch: Punch) -> dt.date:
        """The business day a punch counts on: that of its session, else its own date."""
        session = self.session_at(punch)
        return self.date(punch.at) if session is None else self.day_of(session)

    def session_at(self, punch: Punch) -> Session | None:
        i = bisect_right(self._starts, punch.at) - 1
        if i >= 0 and punch.at == self._starts[i] and i and punch.status == STOP:
            i -= 1  # it ended as the next one began
        session = self.derived.sessions[i] if i >= 0 else None
        if session is None or (session.end is not None and session.end < punch.at):
            return None
        return session

    @cached_property
    def _starts(self) -> list[int]:
        return [session.start for session in self.derived.sessions]

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def date(self, at: int) -> dt.date:
        return from_ms(at).astimezone(self.zone).date()

    def clock(self, at: int) -> str:
        return f"{from_ms(at).astimezone(self.zone):%H:%M}"

    def of_shift(self, shift: Planned) -> list[Session]:
        return [s for s in self.derived.sessions if self.shift_of.get(s.id) == shift]


def span(ms: int) -> str:
    """A length as people say it: 45 min, 8 h, 8 h 05 min."""
    minutes = ms // MINUTE
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" + (f" {minutes % 60:02} min" if minutes % 60 else "")


def ids(punches: Iterable[Punch]) -> tuple[int, ...]:
    return tuple(punch.id for punch in punches)
