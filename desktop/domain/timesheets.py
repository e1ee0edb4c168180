"""Pay periods, the life of a timesheet, and hours as the API writes them."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from .zones import week_begins

UNSUBMITTED, SUBMITTED, PREAPPROVED = "unsubmitted", "submitted", "preapproved"
APPROVED, DENIED = "approved", "denied"
EDITABLE = frozenset({UNSUBMITTED, DENIED})
"""States in which a member may change the lines of the own sheet."""

HOUR, MINUTE = 3_600_000, 60_000
LONGEST = dt.timedelta(days=62)
MOST_HOURS = 24.0
"""A line made by hand says at most this much work, and this much break."""
_DAY = dt.timedelta(days=1)
_EPOCH_WEEK = dt.date(1970, 1, 5)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it."""

    start: dt.date
    end: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.start <= day <= self.end


def period_of(
    day: dt.date,
    length: str | None,
    week_start: str | None,
    anchors: Sequence[dt.date] = (),
) -> Period:
    """The pay period that holds a day. `length` is weekly, fortnightly or monthly.

    The first of `anchors` (`payroll_period`) is the start of some period and shifts all others:
    weeks and fortnights begin on its weekday, months on its day of the month. Without one, weeks
    begin on `week_start`, fortnights on every second of them, months on the first.
    """
    if length == "monthly":
        return _month_of(day, anchors[0].day if anchors else 1)
    days = 14 if length == "fortnightly" else 7
    anchor = anchors[0] if anchors else week_begins(_EPOCH_WEEK, week_start)
    start = day - dt.timedelta(days=(day - anchor).days % days)
    return Period(start, start + dt.timedelta(days=days - 1))


def _month_of(day: dt.date, first: int) -> Period:
    start = _in_month(day.year, day.month, first)
    if day < start:
        before = day.replace(day=1) - _DAY
        start = _in_month(before.year, before.month, first)
    following = start.replace(day=28) + dt.timedelta(days=4)
    return Period(start, _in_month(following.year, following.month, first) - _DAY)


def _in_month(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


class Actor(IntEnum):
    """Who acts on a sheet, by what they may."""

    MEMBER = 1
    MANAGER = 2
    ADMIN = 3


_MOVES: dict[str, dict[str, Actor]] = {
    UNSUBMITTED: {SUBMITTED: Actor.MEMBER},
    SUBMITTED: {
        PREAPPROVED: Actor.MANAGER,
        APPROVED: Actor.MANAGER,
        DENIED: Actor.MANAGER,
        UNSUBMITTED: Actor.MANAGER,
    },
    PREAPPROVED: {
        APPROVED: Actor.MANAGER,
        DENIED: Actor.MANAGER,
        SUBMITTED: Actor.MANAGER,
        UNSUBMITTED: Actor.MANAGER,
    },
    APPROVED: {
        SUBMITTED: Actor.ADMIN,
        PREAPPROVED: Actor.ADMIN,
        DENIED: Actor.ADMIN,
        UNSUBMITTED: Actor.ADMIN,
    },
    DENIED: {SUBMITTED: Actor.MEMBER, UNSUBMITTED: Actor.MANAGER},
}
"""From a state to the states it may go to, and who may do that."""


def needed(before: str, after: str) -> Actor | None:
    """Who may move a sheet so; None when nobody may."""
    if before == after:
        return Actor.MEMBER
    return _MOVES[before].get(after)


def moves(before: str, actor: Actor) -> tuple[str, ...]:
    """Where that person may move the sheet from here."""
    return tuple(to for to, who in _MOVES[before].items() if actor >= who)


def may_edit(status: str, actor: Actor, *, locked: bool) -> bool:
    """Whether the lines may be changed. An admin's edit of an approved sheet reopens it."""
    if locked or status == APPROVED:
        return actor >= Actor.ADMIN
    return actor >= Actor.MANAGER or status in EDITABLE


def reopened(status: str) -> str:
    """The state after somebody else changed the lines of a sheet that was already reviewed."""
    return SUBMITTED if status in {APPROVED, PREAPPROVED} else status


def ms_of_hours(hours: float) -> int:
    """Decimal hours as milliseconds; ValueError unless they are from 0 to 24."""
    if not math.isfinite(hours) or not 0 <= hours <= MOST_HOURS:
        raise ValueError(f"must be between 0 and {MOST_HOURS:g}")
    return round(hours * HOUR)


def hours_of_ms(ms: int) -> float:
    return round(ms / HOUR, 4)


def minutes_of_ms(ms: int) -> int:
    """Whole minutes, half a minute up: what totals are sums of (docs/decisions/0147)."""
    return (ms + MINUTE // 2) // MINUTE
