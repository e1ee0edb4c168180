"""What lists are narrowed by, as real clients spell it in a query."""

from __future__ import annotations

import datetime as dt
import re

from desktop.base.clock import UTC
from desktop.base.errors import invalid
from desktop.domain.zones import EARLIEST, LATEST, midnight, week_begins

from .context import Call
from .inputs import ABSENT

MOST = 1000
"""The largest page."""
DAY = dt.timedelta(days=1)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
Span = tuple[dt.datetime | None, dt.datetime | None]
"""[from, to) in UTC; None on a side that is open."""
NO_SPAN: Span = (None, None)


def text(call: Call, name: str) -> str:
    """One value, empty when it was not sent or sent as one of the spellings of nothing."""
    value = call.query.get(name, call.query.get(f"{name}[]", "")).strip()
    return "" if value in ABSENT else value


def several(call: Call, name: str) -> list[str]:
    """Values of `name` or `name[]`, however many were sent; several arrive joined by commas."""
    values = (part.strip() for part in text(call, name).split(","))
    return [value for value in values if value not in ABSENT]


def flag(call: Call, name: str) -> bool:
    return text(call, name).lower() in {"true", "1"}


def number(call: Call, name: str) -> int | None:
    value = text(call, name)
    if not value:
        return None
    if len(value) > 19 or not value.lstrip("-").isdecimal() or not value.isascii():
        raise invalid(name, "is not a whole number")
    return int(value)


def instant(name: str, value: str, zone: dt.tzinfo) -> dt.datetime:
    """ISO 8601 text, or seconds since 1970; without a zone it is local time of `zone`."""
    try:
        if value.lstrip("-").replace(".", "", 1).isdigit():
            found = dt.datetime.fromtimestamp(float(value), UTC)
        else:
            read = dt.datetime.fromisoformat(value)
            found = (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise invalid(name, "is not a time") from None
    if not EARLIEST <= found <= LATEST:
        raise invalid(name, "is not a time anybody works at")
    return found


def span(call: Call, zone: dt.tzinfo, week_start: str = "monday", name: str = "date_range") -> Span:
    """`date_range` as `today`, `this_week`, `this_month`, or two dates or times; else no span.

    A last date counts whole. Half a pair, as old clients send it, is no span.
    """
    values = several(call, name)
    if len(values) == 1:
        return _named(values[0], call.now.astimezone(zone).date(), zone, week_start)
    if len(values) != 2:
        return NO_SPAN
    start, end = (instant(name, value, zone) for value in values)
    if end < start:
        raise invalid(name, "ends before it starts")
    if _DATE.fullmatch(values[1]):
        end = midnight(end.astimezone(zone).date() + DAY, zone)
    return start, end


def _named(word: str, today: dt.date, zone: dt.tzinfo, week_start: str) -> Span:
    if word == "today":
        return midnight(today, zone), midnight(today + DAY, zone)
    if word == "this_week":
        start = week_begins(today, week_start)
        return midnight(start, zone), midnight(start + 7 * DAY, zone)
    if word == "this_month":
        start = today.replace(day=1)
        following = (start + 31 * DAY).replace(day=1)
        return midnight(start, zone), midnight(following, zone)
    return NO_SPAN


def page_of(call: Call) -> tuple[int, int]:
    """(limit, offset) of `limit` or `per`, and `page`; without them the whole list (-1, 0)."""
    size = number(call, "per") or number(call, "limit")
    page = number(call, "page")
    if size is None and page is None:
        return -1, 0
    size = min(max(1, 25 if size is None else size), MOST)
    return size, size * min(max(0, (page or 1) - 1), 10**9)
