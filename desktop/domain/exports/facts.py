"""What an export is made of: plain facts, read once, so that every format tells the same."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import msgspec

from .. import zones

Span = tuple[dt.datetime, dt.datetime | None]
_encoder = msgspec.json.Encoder(order="deterministic")


class Change(Enum):
    """What became of a line since the batch that held it last."""

    NEW = "new"
    SAME = "unchanged"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Mark:
    """`batch` and `on` name the earlier batch that held the line; empty when none did."""

    change: Change = Change.NEW
    batch: str = ""
    on: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A correction of a punch, or a deed on a sheet. `before` and `after` are words for people."""

    at: dt.datetime
    actor: str
    what: str
    before: str = ""
    after: str = ""
    reason: str = ""
    punch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Punch:
    """A recorded punch, and what corrections made of it; `shown_at` is None when it was taken back."""

    id: int
    uid: str
    person: Person
    status: str
    at: dt.datetime
    zone: str
    shown_status: str
    shown_at: dt.datetime | None
    source: str
    actor: str
    manual: bool = False
    note: str = ""
    location: str = ""
    flags: tuple[str, ...] = ()
    recorded_at: dt.datetime | None = None
    device: str = ""
    seq: int | None = None
    hash: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: a session, or time that somebody wrote by hand (then without start).

    `id` is that of the session, which outlives the line, where there is one (`of_session`).

    `work_ms` and `break_ms` are raw; the effective ones are what the team's rules make of them, None
    where no rule applies and both are the same.
    """

    id: int
    person: Person
    day: dt.date | None
    zone: str
    work_ms: int
    break_ms: int
    sheet_id: int
    status: str
    period: tuple[dt.date, dt.date]
    of_session: bool = False
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    effective_work_ms: int | None = None
    effective_break_ms: int | None = None
    rules: tuple[str, ...] = ()
    manual: bool = False
    role: str = ""
    location: str = ""
    notes: str = ""
    flags: tuple[str, ...] = ()
    breaks: tuple[Span, ...] = ()
    mark: Mark = Mark()

    @property
    def counted_work_ms(self) -> int:
        return self.work_ms if self.effective_work_ms is None else self.effective_work_ms

    @property
    def counted_break_ms(self) -> int:
        return self.break_ms if self.effective_break_ms is None else self.effective_break_ms

    def digest(self) -> str:
        """Changes when anything that a payroll reads of the line changes; not with its review."""
        told: list[Any] = [
            self.person.id,
            self.day,
            self.start,
            self.end,
            self.work_ms,
            self.break_ms,
            self.effective_work_ms,
            self.effective_break_ms,
            self.role,
            self.location,
            self.notes,
            self.breaks,
        ]
        return hashlib.sha256(_encoder.encode(told)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Removed:
    """A line of an earlier batch that is no longer there."""

    id: int
    of_session: bool
    person: Person
    day: dt.date | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain of punches (or corrections) of a device."""

    table: str
    device: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Sheet:
    id: int
    person: Person
    status: str
    start: dt.date
    end: dt.date
    zone: str
    locked: bool = False
    reason: str = ""
    lines: tuple[Line, ...] = ()
    punches: tuple[Punch, ...] = ()
    edits: tuple[Edit, ...] = ()
    heads: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    id: int
    title: str
    start: dt.datetime
    end: dt.datetime
    person: str = ""
    location: str = ""
    details: str = ""
    canceled: bool = False
    updated: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One export: what it is called, who made it, and which earlier ones hold some of it."""

    label: str
    at: dt.datetime
    by: str
    team: str
    first: dt.date
    last: dt.date
    zone: str
    version: str
    node: str = ""
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything of one export."""

    batch: Batch
    sheets: tuple[Sheet, ...] = ()
    removed: tuple[Removed, ...] = ()
    shifts: tuple[Shift, ...] = ()
    heads: tuple[Head, ...] = field(default=())

    @property
    def lines(self) -> Iterable[Line]:
        return (line for sheet in self.sheets for line in sheet.lines)

    @property
    def punches(self) -> Iterable[Punch]:
        return (punch for sheet in self.sheets for punch in sheet.punches)

    def changes(self) -> dict[Change, int]:
        counted = dict.fromkeys(Change, 0)
        for line in self.lines:
            counted[line.mark.change] += 1
        counted[Change.REMOVED] = len(self.removed)
        return counted


def local(instant: dt.datetime, zone: str) -> dt.datetime:
    """An instant on the wall of its zone, with its offset."""
    return instant.astimezone(zones.first_known(zone)[1])


def offset(instant: dt.datetime, zone: str) -> str:
    """UTC+01:00: with the letters before it no spreadsheet takes it for a sum."""
    return f"UTC{local(instant, zone).isoformat()[-6:]}"


def clock(ms: int) -> str:
    """h:mm:ss of milliseconds, rounded to the second; a minus sign before what is less than nothing."""
    sign, seconds = ("-", -ms) if ms < 0 else ("", ms)
    seconds = (seconds + 500) // 1000
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def hours(ms: int) -> float:
    """Decimal hours; four digits are a third of a second."""
    return round(ms / 3_600_000, 4)
