"""Times a request may name: far ones break calendars, so they are refused where they come in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from desktop.base.errors import invalid

FIRST, LAST = 1900, 2199


def check_times(value: Any, field: str = "body") -> None:
    """Invalid, naming the field, when a date or instant anywhere in a struct is out of bounds."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            item = getattr(value, name)
            if item is not msgspec.UNSET and item is not None:
                check_times(item, name)
    elif isinstance(value, dt.date):
        if not FIRST <= value.year <= LAST:
            raise invalid(field, f"must be between {FIRST} and {LAST}")
    elif isinstance(value, list):
        for item in value:
            check_times(item, field)
