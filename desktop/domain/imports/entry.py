"""What a line of a file says, before anybody decides what becomes of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import msgspec

_encoder = msgspec.json.Encoder(order="deterministic")
Kind = Literal["session", "pomodoro"]
Tick = Callable[[int], None]
"""Told now and then how many lines are done; may raise to stop the reading."""
EVERY = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """A place that cannot be read. `column` is a number from 1 and `name` what its header says."""

    line: int
    why: str
    column: int = 0
    name: str = ""

    def words(self, file: str) -> str:
        """time.csv:14, column 8 (Start date): why."""
        place = f"{file}:{self.line}"
        if self.column:
            place += f", column {self.column}" + (f" ({self.name})" if self.name else "")
        return f"{place}: {self.why}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A span of work, or a pomodoro, of one person; instants are aware and in UTC."""

    line: int
    start: dt.datetime
    end: dt.datetime
    zone: str
    person: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    breaks: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    kind: Kind = "session"
    hint: str = ""

    def content(self) -> str:
        """The same for two lines that say the same, in whichever file they stand."""
        told = [self.kind, self.start, self.end, self.person.casefold(), self.note, self.tags]
        return hashlib.sha256(_encoder.encode([*told, self.breaks])).hexdigest()[:32]

    @property
    def length(self) -> dt.timedelta:
        return self.end - self.start

    @property
    def worked(self) -> dt.timedelta:
        return self.length - sum((b - a for a, b in self.breaks), dt.timedelta())


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the person who imports says about the file.

    `projects` and `tags` rename (to nothing: drop); `columns` maps our name of a column to the file's;
    `dates` is dmy, mdy or ymd where the file leaves it open.
    """

    zone: str = "UTC"
    dates: str = ""
    format: str = ""
    projects: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Parsed:
    """A file as read. With problems, nothing of it is imported unless the person says so."""

    file: str
    format: str
    encoding: str
    delimiter: str
    lines: int = 0
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
