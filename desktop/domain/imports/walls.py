"""Dates, times and durations as other programs write them, and the instants they mean in a zone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from desktop.base.clock import UTC

_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})\.?(?:[T ].*)?")
_TIME = re.compile(
    r"(\d{1,2})(?:[:.h](\d{1,2}))?(?:[:.](\d{1,2})(?:[.,]\d+)?)?\s*(?:([ap])\.?\s?m\.?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d+):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?")
_UNITS = re.compile(r"(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?\s*(?:(\d+)\s*s)?", re.IGNORECASE)
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}


class Odd(Exception):
    """A cell that says nothing we understand; the message is for people."""


def order_of(texts: Iterable[str], asked: str = "") -> str:
    """How the dates of a column are written: dmy, mdy, ymd; empty when the file leaves it open.

    Points mean day first everywhere; with slashes and dashes a number over 12 tells.
    """
    if asked:
        return asked
    seen = set()
    for text in texts:
        found = _DATE.fullmatch(text.strip().translate(_SPACES))
        if found is None or len(found[1]) == 4:
            continue
        if found[2] == "." or int(found[1]) > 12:
            return "dmy"
        if int(found[3]) > 12:
            return "mdy"
        seen.add((found[1], found[3]))
    return "ymd" if all(int(a) == int(b) for a, b in seen) else ""


def date(text: str, order: str) -> dt.date:
    found = _DATE.fullmatch(text.strip().translate(_SPACES))
    if found is None:
        raise Odd(f"{text!r} is not a date")
    parts = (int(found[1]), int(found[3]), int(found[4]))
    if len(found[1]) != 4:
        if not order:
            raise Odd(
                f"{text} may be day or month first; say which with --dates dmy or --dates mdy"
            )
        year, month, day = (parts[i] for i in ORDERS["dmy" if order == "ymd" else order])
    else:
        year, month, day = parts
    year += 2000 if year < 100 else 0
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Odd(f"{text} is not a day of the calendar") from None


def time(text: str) -> dt.time:
    """24 hours, or 12 with am and pm in any spelling."""
    found = _TIME.fullmatch(text.strip().translate(_SPACES))
    if found is None or (found[2] is None and found[4] is None):
        raise Odd(f"{text!r} is not a time")
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            raise Odd(f"{text} is not a time of a 12 hour clock")
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    try:
        return dt.time(hour, minute, second)
    except ValueError:
        raise Odd(f"{text} is not a time of the day") from None


def duration(text: str) -> dt.timedelta | None:
    """h:mm, h:mm:ss, "1h 30m", whole seconds, or decimal hours; None for nothing."""
    text = text.strip().translate(_SPACES)
    if not text:
        return None
    if found := _CLOCK.fullmatch(text):
        return dt.timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3] or 0))
    if text.isdigit():
        return _long(float(text), text)
    if re.fullmatch(r"\d+[.,]\d+", text):
        return _long(float(text.replace(",", ".")) * 3600, text)
    found = _UNITS.fullmatch(text)
    if found and any(found.groups()):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    raise Odd(f"{text!r} is not a duration")


def _long(seconds: float, text: str) -> dt.timedelta:
    if seconds > 86_400 * 366:
        raise Odd(f"{text} is longer than a year")
    return dt.timedelta(seconds=seconds)


def instants(day: dt.date, wall: dt.time, zone: ZoneInfo) -> list[dt.datetime]:
    """The instants at which a clock of the zone shows this: one, or two when it was set back.

    Odd when the clock skipped it.
    """
    naive = dt.datetime.combine(day, wall)
    found: list[dt.datetime] = []
    for fold in (0, 1):
        instant = naive.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == naive and instant not in found:
            found.append(instant)
    if not found:
        raise Odd(
            f"{naive:%H:%M} did not exist on {day} in {zone.key}; is that the file's time zone?"
        )
    return found


def span(
    starts: list[dt.datetime], ends: list[dt.datetime], length: dt.timedelta | None
) -> tuple[dt.datetime, dt.datetime, bool]:
    """(start, end, sure): of the instants that the walls may mean, the pair that fits the duration.

    Without one the first start and the first end after it.
    """
    pairs = [(a, b) for a in starts for b in ends if b >= a] or [(starts[0], ends[-1])]
    if len(pairs) == 1 or length is None:
        return (*pairs[0], len(pairs) == 1)
    best = min(pairs, key=lambda pair: (abs((pair[1] - pair[0]) - length), pair))
    fitting = [p for p in pairs if abs((p[1] - p[0]) - length) < dt.timedelta(minutes=1)]
    return (*best, len(fitting) == 1)
