"""Times a request may name: far ones break calendars, so they are refused where they come in."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from desktop.base.errors import invalid

FIRST, LAST = 1900, 2199


def check_times(value: Any, field: str = "body") -> None:
    """Invalid, naming the field, when a date or instant anywhere in a struct is out of bounds."""
    if isinstance(value, msgspec.Struct):
        for name in _dated(type(value)):
            check_times(getattr(value, name), name)
    elif isinstance(value, dt.date):
        if not FIRST <= value.year <= LAST:
            raise invalid(field, f"must be between {FIRST} and {LAST}")
    elif isinstance(value, list):
        for item in value:
            check_times(item, field)


@cache
def _dated(struct: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields that can hold a time, directly or inside."""
    hints = get_type_hints(struct)
    return tuple(name for name in struct.__struct_fields__ if _can_hold(hints[name]))


def _can_hold(kind: Any) -> bool:
    if isinstance(kind, type) and not get_args(kind):
        if issubclass(kind, msgspec.Struct):
            return bool(_dated(kind))
        return issubclass(kind, dt.date)
    return any(_can_hold(part) for part in get_args(kind))
