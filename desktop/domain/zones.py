"""Time zones by IANA name, and the days and weeks that instants fall on in them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from desktop.base.clock import UTC

EARLIEST = dt.datetime(1970, 1, 2, tzinfo=UTC)
LATEST = dt.datetime(2200, 1, 1, tzinfo=UTC)
"""Instants outside of these are no times of work; inside, every zone has a date for them."""


@lru_cache(maxsize=1024)
def find(name: str) -> ZoneInfo | None:
    """The zone of that name; None for a name that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # malformed, unreadable, unknown
        return None


def first_known(*names: str | None) -> tuple[str, dt.tzinfo]:
    """The first of the names that is a zone, UTC when none is."""
    for name in names:
        zone = find(name) if name else None
        if name and zone is not None:
            return name, zone
    return "UTC", UTC


def day_of(instant: dt.datetime, zone: dt.tzinfo, begins: int = 0) -> dt.date:
    """The business day of an instant; `begins` is how many minutes after midnight a day starts."""
    wall = instant.astimezone(zone).replace(tzinfo=None)
    return (wall - dt.timedelta(minutes=begins)).date()


def start_of_day(text: object) -> int | None:
    """Minutes after midnight of a time such as 05:00; None when it is no such time."""
    try:
        wall = dt.time.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if wall is None or wall.second or wall.microsecond or wall.tzinfo is not None:
        return None
    return wall.hour * 60 + wall.minute


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def spoken(instant: dt.datetime, zone: dt.tzinfo) -> str:
    """An instant as a person of that zone says it, e.g. 13:23 on 20 November."""
    local = instant.astimezone(zone)
    return f"{local:%H:%M} on {local.day} {_MONTHS[local.month - 1]}"


def offset_minutes(instant: dt.datetime, zone: dt.tzinfo) -> int:
    offset = instant.astimezone(zone).utcoffset() or dt.timedelta()
    return int(offset.total_seconds() // 60)


def midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """The instant at which a day begins in a zone."""
    return dt.datetime.combine(day, dt.time(), zone).astimezone(UTC)


DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def week_begins(day: dt.date, first: str | None) -> dt.date:
    """The first day of the week that holds `day`; `first` names it, monday when it is no day."""
    name = "tuesday" if first == "turesday" else first
    start = DAYS.index(name) if name in DAYS else 0
    return day - dt.timedelta(days=(day.weekday() - start) % 7)
