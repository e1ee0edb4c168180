"""Rules of the Tomatoes API: ids, tags, zones, wording, overlap, periods, dates, pages."""

from __future__ import annotations

import datetime as dt
import math
import re
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from . import rails_zones

LENGTH = dt.timedelta(minutes=25)
PER_PAGE = 25
UTC = zoneinfo.ZoneInfo("UTC")
Period = Literal["daily", "weekly", "monthly", "overall"]
PERIODS: tuple[Period, ...] = ("daily", "weekly", "monthly", "overall")
UNITS = {"USD": "$", "EUR": "€", "JPY": "¥", "GBP": "£", "CHF": "Fr."}
LARGEST_ID = 2**63 - 1
AHEAD = dt.timedelta(minutes=5)
"""A pomodoro that ended this far in the future was stamped by a wrong clock."""

LARGEST_NUMBER = 2**53

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?")
_ID = re.compile(r"[0-9a-fA-F]{24}")
_WHEN = re.compile(
    r"\s*(?P<year>\d{4})(?:(?P<compact>\d{4})|[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?)?"
    r"(?:[T\s]+(?P<hour>\d{1,2})(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})"
    r"(?:[.,](?P<fraction>\d+))?)?)?"
    # a plus sign in a query string arrives as a space
    r"\s*(?P<offset>Z|UTC|GMT|(?P<sign>[-+ ]?)(?P<oh>\d{2}):?(?P<om>\d{2}))?)?",
    re.IGNORECASE,
)


def wire_id(row_id: int) -> str:
    """24 hexadecimal digits, as this API spells ids."""
    return format(row_id, "024x")


def row_id(text: str) -> int | None:
    """The number behind an id; None for what can be no id of ours."""
    if not _ID.fullmatch(text):
        return None
    number = int(text, 16)
    return number if number <= LARGEST_ID else None


def split_tags(text: str) -> list[str]:
    """Order, case and duplicates stay; blanks go."""
    return [tag for part in text.split(",") if (tag := part.strip())]


def stamp(instant: dt.datetime, zone: dt.tzinfo) -> str:
    """Milliseconds and the zone's offset; `Z` in UTC."""
    local = instant.astimezone(zone)
    text = local.isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z" if local.tzname() in {"UTC", "UCT"} else text


def zone(*names: str | None) -> zoneinfo.ZoneInfo:
    """The first name that was given decides; when it names no zone, UTC."""
    for name in names:
        if name and name.strip():
            return rails_zones.find(name.strip()) or UTC
    return UTC


def overlapping(last: dt.datetime, now: dt.datetime) -> str | None:
    """Why a tomato saved now is refused beside one saved at `last`; None when it is not.

    The reference refuses whatever is less than 25 minutes after a saved one, counting no break.
    """
    left = last + LENGTH - now
    if left < dt.timedelta():
        return None
    return f"Must not overlap saved tomatoes, please wait {_in_words(left)}"


def overlap(
    ended_at: dt.datetime, length: dt.timedelta, others: Iterable[tuple[dt.datetime, dt.timedelta]]
) -> bool:
    """Whether a pomodoro shares time with one of the others (their end and length)."""
    begun = ended_at - length
    return any(begun < end and end - long < ended_at for end, long in others)


def period_start(period: Period, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    """Midnight at which the current day, Monday week or month of the zone began; None for overall."""
    if period == "overall":
        return None
    day = now.astimezone(zone).date()
    if period == "weekly":
        day -= dt.timedelta(days=day.weekday())
    elif period == "monthly":
        day = day.replace(day=1)
    return dt.datetime.combine(day, dt.time(), zone)


def parse_when(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """A date or time as lists are filtered by; None without a date part, ValueError out of range."""
    found = _WHEN.match(text)
    if found is None:
        return None
    part = found.groupdict()
    if part["compact"]:
        month, day = int(part["compact"][:2]), int(part["compact"][2:])
    else:
        month, day = int(part["month"] or 1), int(part["day"] or 1)
    hour = int(part["hour"] or 0)
    minute, second = int(part["minute"] or 0), int(part["second"] or 0)
    micro = int((part["fraction"] or "0")[:6].ljust(6, "0"))
    try:
        if (hour, minute, second) == (24, 0, 0):
            hour, days = 0, 1
        else:
            days = 0
        local = dt.datetime(
            int(part["year"]), month, day, hour, minute, second, micro, _offset(part, zone)
        )
        return local + dt.timedelta(days=days)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def _offset(part: dict[str, str | None], zone: dt.tzinfo) -> dt.tzinfo:
    if part["offset"] is None:
        return zone
    if part["oh"] is None or part["om"] is None:
        return dt.UTC
    delta = dt.timedelta(hours=int(part["oh"]), minutes=int(part["om"]))
    return dt.timezone(-delta if part["sign"] == "-" else delta)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of 25, as asked for; out of range pages are empty, not refused."""

    number: int
    total: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * PER_PAGE

    @property
    def pages(self) -> int:
        return -(-self.total // PER_PAGE)


def page_number(text: str | None) -> int:
    """What was sent as `page`; 1 for everything that is no positive number."""
    digits = re.match(r"\s*\+?(\d{1,12})", text or "")
    return max(1, int(digits.group(1))) if digits else 1


def linked(tags: Sequence[str], project_tags: Sequence[str]) -> list[str]:
    """The tags of a pomodoro spent on a project: one of the project's is added when none is there."""
    if not project_tags or set(tags) & set(project_tags):
        return list(tags)
    return [*tags, project_tags[0]]


def _in_words(left: dt.timedelta) -> str:
    parts: list[str] = []
    rest = int(left.total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return ", ".join(parts)


def number(
    raw: object,
    *,
    above: float | None = None,
    least: float | None = None,
    below: float | None = None,
) -> tuple[float | None, str | None]:
    """(the value, what is wrong with it); a blank is no value and nothing is wrong with that."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None, None
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None, "is not a number"
    if isinstance(raw, str) and not _NUMBER.fullmatch(raw.strip()):
        return None, "is not a number"
    value = float(raw) if not isinstance(raw, int) or abs(raw) < LARGEST_NUMBER else math.inf
    return value, _outside(value, above, least, below)


def _outside(
    value: float, above: float | None, least: float | None, below: float | None
) -> str | None:
    if math.isnan(value):
        return "is not a number"
    if above is not None and value <= above:
        return f"must be greater than {above:g}"
    if least is not None and value < least:
        return f"must be greater than or equal to {least:g}"
    if below is not None and value >= below:
        return f"must be less than {below:g}"
    # beyond the reference: what no client could read back exactly
    return f"must be less than {LARGEST_NUMBER}" if value >= LARGEST_NUMBER else None
