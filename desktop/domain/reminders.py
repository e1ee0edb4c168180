"""Which reminders a roster and the punches ask for: pure, from what is so at an instant.

A reminder is never remembered here: whoever asks gets all that hold now or will, and gives those
whose time has come and that were not given yet (docs/rules/reminders.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import sessions
from .notice_kinds import CLOCK_IN, CLOCK_OUT, EVENT, UPCOMING

LAPSE = dt.timedelta(milliseconds=sessions.LAPSE)
"""An open session says nothing of a shift that begins so long after it."""
LATE = dt.timedelta(days=3)
"""A missed clock-in is told until so long after the shift: a laptop may sleep over a weekend."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the workforce account of a team says; the two switches and the three times."""

    shifts: bool
    events: bool
    upcoming: dt.timedelta
    clock_in: dt.timedelta
    clock_out: dt.timedelta


@dataclass(frozen=True, slots=True)
class Shift:
    """A published shift that somebody has."""

    id: int
    user_id: int
    team_id: int
    start: dt.datetime
    end: dt.datetime
    role: str = ""
    place: str = ""
    demo: int | None = None


@dataclass(frozen=True, slots=True)
class Stint:
    """A session. `here`: it was begun at this node, so its end will be known here first.

    `asked`: from then on an open one counts as forgotten, and its person is asked when it ended
    (services/forgotten.py).
    """

    id: int
    user_id: int
    team_id: int
    start: dt.datetime
    end: dt.datetime | None
    shift_id: int | None = None
    here: bool = True
    asked: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """A calendar event of a person's own."""

    id: int
    user_id: int
    team_id: int | None
    start: dt.datetime
    title: str = ""
    place: str = ""
    demo: int | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """`due` is when it is to be given, `about` the start or end it speaks of.

    `unsure`: a punch that nobody has sent here yet may make it untrue.
    """

    kind: str
    user_id: int
    team_id: int | None
    subject: str
    subject_id: int
    due: dt.datetime
    about: dt.datetime
    unsure: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    demo: int | None = None

    @property
    def key(self) -> str:
        """The event that it tells of: a shift that moves is told of again."""
        return f"{self.kind}:{self.subject_id}:{self.about.isoformat(timespec='minutes')}"


def of_shift(
    shift: Shift, rules: Rules, stints: Iterable[Stint], now: dt.datetime
) -> list[Reminder]:
    """What is or will be to say before a shift and after its start; `stints` are the person's."""
    if not rules.shifts or any(_attends(stint, shift) for stint in stints):
        return []
    found = []
    absent = shift.start + rules.clock_in
    if now < absent:
        found.append(_of_shift(UPCOMING, shift, shift.start - rules.upcoming, shift.start))
    if now < shift.end + LATE:
        found.append(_of_shift(CLOCK_IN, shift, absent, shift.start, unsure=True))
    return found


def of_stint(
    stint: Stint, rules: Rules, shifts: Sequence[Shift], now: dt.datetime
) -> list[Reminder]:
    """What is or will be to say when an open session goes on after its shift.

    A shift that follows the one before within the time of the reminder is worked in one go.
    """
    if not rules.shifts or stint.end is not None:
        return []
    if stint.asked is not None and now >= stint.asked:
        return []
    ordered = sorted(shifts, key=lambda shift: (shift.start, shift.id))
    touched = [s for s in ordered if s.end > stint.start]
    own = [s for s in touched if s.id == stint.shift_id]
    own += [s for s in touched if s.start < now]
    if not own:
        return []
    last = own[0]
    for shift in ordered:
        if last.end <= shift.end and last.start <= shift.start <= last.end + rules.clock_out:
            last = shift
    due = last.end + rules.clock_out
    return [_of_shift(CLOCK_OUT, last, due, last.end, unsure=not stint.here)]


def of_happening(happening: Happening, rules: Rules, now: dt.datetime) -> list[Reminder]:
    if not rules.events or now >= happening.start:
        return []
    return [
        Reminder(
            kind=EVENT,
            user_id=happening.user_id,
            team_id=happening.team_id,
            subject="event",
            subject_id=happening.id,
            due=happening.start - rules.upcoming,
            about=happening.start,
            data={
                "start_at": happening.start.isoformat(),
                "title": happening.title,
                "location_name": happening.place,
            },
            demo=happening.demo,
        )
    ]


def outlived(kind: str, end: dt.datetime, now: dt.datetime) -> bool:
    """Whether a notice that nobody has seen stays although its reminder no longer holds.

    One of a missed clock-in only grew old; every other became untrue or is told by the next.
    """
    return kind == CLOCK_IN and now >= end + LATE


def _attends(stint: Stint, shift: Shift) -> bool:
    """Whether the person is or was there: on the shift, or at work while it is on."""
    if stint.shift_id == shift.id:
        return True
    until = stint.start + LAPSE if stint.end is None else stint.end
    return stint.start < shift.end and until > shift.start


def _of_shift(
    kind: str, shift: Shift, due: dt.datetime, about: dt.datetime, *, unsure: bool = False
) -> Reminder:
    return Reminder(
        kind=kind,
        user_id=shift.user_id,
        team_id=shift.team_id,
        subject="shift",
        subject_id=shift.id,
        due=due,
        about=about,
        unsure=unsure,
        data={
            "start_at": shift.start.isoformat(),
            "end_at": shift.end.isoformat(),
            "role": shift.role,
            "location_name": shift.place,
        },
        demo=shift.demo,
    )
