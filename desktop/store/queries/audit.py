"""The audit log of a team, with its exports among the deeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ..schema import Row
from ..uow import Reader


def newest(reader: Reader, team_id: int, since: dt.datetime | None, limit: int) -> list[Row]:
    """The newest entries in the order they happened."""
    where: dict[str, Any] = {"team_id": team_id}
    if since is not None:
        where["at >="] = since
    deeds = reader.find("audit", where, order="id desc", limit=limit)
    batches = reader.find("export_batch", where, order="id desc", limit=limit)
    told = deeds + [_exported(batch) for batch in batches]
    return sorted(told, key=lambda row: (row["at"], row["id"]))[-limit:]


def _exported(batch: Row) -> Row:
    return {
        "id": batch["id"],
        "at": batch["at"],
        "actor_id": batch["actor_id"],
        "user_id": None,
        "kind": "export_batch",
        "before": None,
        "after": {name: batch[name] for name in ("lines", "first_day", "last_day")},
        "reason": "",
    }


def starts(reader: Reader, shift_ids: Iterable[int]) -> dict[int, dt.datetime]:
    """When the shifts begin that are still there."""
    return _column(reader, "shift", "start_at", shift_ids)


def statuses(reader: Reader, attendance_ids: Iterable[int]) -> dict[int, str]:
    """What sort of punch the attendances are that are still there."""
    return _column(reader, "attendance", "status", attendance_ids)


def _column(reader: Reader, kind: str, column: str, ids: Iterable[int]) -> dict[int, Any]:
    known = sorted(ids)
    found: dict[int, Any] = {}
    for i in range(0, len(known), 500):
        rows = reader.find(kind, {"id in": known[i : i + 500]})
        found |= {row["id"]: row[column] for row in rows if row[column] is not None}
    return found


def names(reader: Reader, user_ids: Iterable[int | None]) -> dict[int, str]:
    known = sorted({number for number in user_ids if number is not None})
    found: dict[int, str] = {}
    for i in range(0, len(known), 500):
        for row in reader.find("user", {"id in": known[i : i + 500]}):
            name = " ".join(filter(None, (row["first_name"], row["last_name"])))
            found[row["id"]] = name or "Somebody"
    return found
