"""The roster as a planner sees it: what deserves a warning, and where copies of shifts fall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from desktop.base.clock import UTC

from . import availability
from .shifts import Shift

DAY = dt.timedelta(days=1)
Severity = Literal["info", "low", "high"]
Times = tuple[dt.datetime, dt.datetime]
_PART = {"am": "morning", "pm": "afternoon", "nd": "night"}


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on a plan is warned about; `daily` None means that no day is too long."""

    rest: dt.timedelta = dt.timedelta(hours=11)
    weekly: dt.timedelta | None = dt.timedelta(hours=40)
    average: dt.timedelta | None = dt.timedelta(hours=48)
    daily: dt.timedelta | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """`code` is one of availability, rest, hours, coverage, same_day. None of them stops anything."""

    code: str
    text: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Around:
    """What else is planned when a shift is looked at, drafts too, cancelled ones left out.

    `mine` are the other shifts of its person that touch its week, the daily rest before and after
    it; `days` the person's stored availability by date; `place` all shifts of its place that begin on
    its day, itself among them, and `wanted` those of them that somebody has asked for.
    """

    zone: dt.tzinfo
    week: Times
    mine: Sequence[Shift] = ()
    days: Mapping[dt.date, Mapping[str, Any]] = field(default_factory=dict)
    place: Sequence[Shift] = ()
    wanted: Collection[int] = ()
    limits: Limits = Limits()


def warnings(shift: Shift, around: Around) -> list[Warned]:
    """What a planner should know of a shift before it is too late."""
    if shift["start_at"] is None or shift["end_at"] is None or shift["canceled"]:
        return []
    if shift["assignee_id"] is None:
        return _coverage(shift, around)
    return [
        *_availability(shift, around),
        *_rest(shift, around),
        *_hours(shift, around),
        *_same_day(shift, around),
    ]


def _availability(shift: Shift, around: Around) -> list[Warned]:
    found = []
    start, end = (shift[edge].astimezone(around.zone) for edge in ("start_at", "end_at"))
    nights: set[dt.date] = set()
    for date, part in availability.parts_between(start, end):
        if part == "nd":
            nights.add(date)
            if date - DAY in nights:
                continue  # the same night, after midnight
        day = around.days.get(date)
        if day is not None and (day[part] or 0) <= availability.UNAVAILABLE:
            text = f"Not available in the {_PART[part]} of {_date(date)}."
            found.append(Warned("availability", text, "high"))
    return found


def _rest(shift: Shift, around: Around) -> list[Warned]:
    found = []
    for other in _timed(around.mine):
        before = shift["start_at"] - other["end_at"]
        gap = max(before, other["start_at"] - shift["end_at"])
        if dt.timedelta() <= gap < around.limits.rest:
            side = "after" if before >= dt.timedelta() else "before"
            text = (
                f"Only {hours(gap)} of rest {side} the shift of {times(other, around.zone)}; "
                f"{hours(around.limits.rest)} are due."
            )
            found.append(Warned("rest", text, "high"))
    return found


def _hours(shift: Shift, around: Around) -> list[Warned]:
    planned = sum(
        (_within(one, around.week) for one in (shift, *_timed(around.mine))), dt.timedelta()
    )
    limits, found = around.limits, []
    over = [limit for limit in (limits.weekly, limits.average) if limit and planned > limit]
    if over:
        limit = max(over)
        text = (
            f"{hours(planned)} planned in the week, {hours(planned - limit)} over {hours(limit)}."
        )
        high = limits.average is not None and planned > limits.average
        found.append(Warned("hours", text, "high" if high else "low"))
    if limits.daily is not None:
        date = _day(shift, around.zone)
        same = [one for one in _timed(around.mine) if _day(one, around.zone) == date]
        worked = sum((one["end_at"] - one["start_at"] for one in (shift, *same)), dt.timedelta())
        if worked > limits.daily:
            text = f"{hours(worked)} planned on {_date(date)}, over {hours(limits.daily)} a day."
            found.append(Warned("hours", text, "low"))
    return found


def _same_day(shift: Shift, around: Around) -> list[Warned]:
    date = _day(shift, around.zone)
    for other in _timed(around.mine):
        if _day(other, around.zone) == date:
            text = f"Another shift on the same day: {times(other, around.zone)}."
            return [Warned("same_day", text, "info")]
    return []


def _coverage(shift: Shift, around: Around) -> list[Warned]:
    """An open shift that nobody asked for is a gap; the text counts the day at its place."""
    if shift["id"] in around.wanted:
        return []
    filled = sum(one["assignee_id"] is not None for one in around.place)
    where = f" at {shift['location_name']}" if shift["location_name"] else ""
    text = (
        f"Nobody works this shift yet: {filled} of {max(len(around.place), 1)} filled{where} on "
        f"{_date(_day(shift, around.zone))}."
    )
    return [Warned("coverage", text, "low")]


def hours(length: dt.timedelta) -> str:
    """`7 h 30 min`."""
    whole, minutes = divmod(round(length.total_seconds() / 60), 60)
    if not minutes:
        return f"{whole} h"
    return f"{whole} h {minutes} min" if whole else f"{minutes} min"


def later(times: Times, days: int, zone: dt.tzinfo) -> Times:
    """The same hours on the wall that many days later, whatever summer time did in between.

    An hour that the target day leaves out begins after the gap; a shift that would lie in the gap
    altogether keeps its length instead.
    """
    start, end = (_later(at, days, zone) for at in times)
    return start, end if end > start else start + (times[1] - times[0])


def _later(at: dt.datetime, days: int, zone: dt.tzinfo) -> dt.datetime:
    wall = at.astimezone(zone).replace(tzinfo=None, fold=0) + days * DAY
    return wall.replace(tzinfo=zone).astimezone(UTC)


def slot(shift: Shift) -> tuple[Any, ...]:
    """What two open shifts share when one is as good as the other."""
    names = ("start_at", "end_at", "title", "role", "location_name", "department")
    return tuple(shift[name] for name in names)


def _timed(shifts: Iterable[Shift]) -> list[Shift]:
    return [one for one in shifts if one["start_at"] is not None and one["end_at"] is not None]


def _within(shift: Shift, span: Times) -> dt.timedelta:
    start: dt.datetime = max(shift["start_at"], span[0])
    end: dt.datetime = min(shift["end_at"], span[1])
    return max(end - start, dt.timedelta())


def _day(shift: Shift, zone: dt.tzinfo) -> dt.date:
    day: dt.date = shift["start_at"].astimezone(zone).date()
    return day


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _date(date: dt.date) -> str:
    return f"{_DAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]}"


def times(shift: Shift, zone: dt.tzinfo) -> str:
    """`Fri 20 Nov 22:00–06:00 +1`."""
    start, end = (shift[edge].astimezone(zone) for edge in ("start_at", "end_at"))
    nights = (end.date() - start.date()).days
    return f"{_date(start.date())} {start:%H:%M}\u2013{end:%H:%M}" + (
        f" +{nights}" if nights else ""
    )
