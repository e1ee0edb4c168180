"""Whether a record of the remote is what we sent: for creates whose answer was lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

Likeness = Literal["same", "alike", "other"]

TELLING = frozenset(
    {
        "title",
        "text",
        "details",
        "message",
        "notes",
        "name",
        "created_at",
        "date",
        "shift_id",
        "start_at",
        "start_date",
        "timestamp",
    }
)
"""Fields that seldom agree by chance; one that agrees makes a record suspicious."""


def likeness(told: Mapping[str, Any], record: Mapping[str, Any]) -> Likeness:
    """`told` as sent, `record` as received, both as JSON values in the remote's numbers.

    same: every field that was told and that the record shows agrees. alike: a telling one does.
    """
    shown = {name: told[name] for name in told if name in record and told[name] is not None}
    if not shown:
        return "other"
    equal = {name for name, value in shown.items() if plain(value) == plain(record[name])}
    if equal == shown.keys():
        return "same"
    return "alike" if equal & TELLING else "other"


def plain(value: Any) -> Any:
    """One spelling for one value: instants in UTC, dates as text, whole floats as integers."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        value = _instant(value)
    if isinstance(value, dt.datetime):
        zoned = value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)
        return zoned.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    return value.isoformat() if isinstance(value, dt.date) else value


def _instant(text: str) -> dt.datetime | str:
    if len(text) < 16 or text[4] != "-" or text[10] not in "T ":
        return text
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return text
