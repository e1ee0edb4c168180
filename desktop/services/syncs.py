"""Recorded runs: demo data and every reconcile with another server, with how far they got."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.base.errors import NotFound, invalid
from desktop.contract.models import Sync, SyncDirection, SyncStatus, SyncUser
from desktop.store.queries import people
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .context import Call
from .shape import shape

PER, MOST_PER, LAST_PAGE = 25, 100, 10**9


def list_(reader: Reader, call: Call, *, page: int | None, per: int | None) -> list[Sync]:
    """Newest first: a member's own runs, a manager's own and the team's."""
    for name, value in (("page", page), ("per", per)):
        if value is not None and value < 1:
            raise invalid(name, "must be at least 1")
    rows = people.sync_page(
        reader,
        call.user_id,
        call.team_id if call.principal.manages else None,
        per=min(per or PER, MOST_PER),
        page=min(page or 1, LAST_PAGE),
    )
    return [_sync(reader, row) for row in rows]


def get(reader: Reader, call: Call, *, id: int) -> Sync:
    row = reader.need("sync", id)
    team = call.principal.manages and row["team_id"] == call.team_id
    if row["user_id"] != call.user_id and not team:
        raise NotFound(f"No sync {id}.")
    return _sync(reader, row)


def begin(
    uow: UnitOfWork,
    *,
    team_id: int | None,
    user_id: int | None,
    item_type: str,
    direction: SyncDirection = "import",
    total: int | None = None,
    options: dict[str, Any] | None = None,
    message: str | None = None,
) -> Row:
    """A run that has just started, status processing."""
    return uow.insert(
        "sync",
        {
            "team_id": team_id or None,
            "user_id": user_id or None,
            "status": "processing",
            "direction": direction,
            "item_type": item_type,
            "progress_percentage": 0.0,
            "total_items": total,
            "success_items": 0,
            "failed_items": 0,
            "options": options or {},
            "message": message,
            "started_at": uow.now,
        },
    )


def progress(
    uow: UnitOfWork,
    sync_id: int,
    *,
    success: int,
    failed: int = 0,
    total: int | None = None,
    message: str | None = None,
) -> Row:
    """How many items are done by now, all in all; `total` and `message` stay when not given."""
    row = uow.need("sync", sync_id)
    changes: dict[str, Any] = {"success_items": success, "failed_items": failed}
    if total is not None:
        changes["total_items"] = total
    if message is not None:
        changes["message"] = message
    known = total if total is not None else row["total_items"]
    if known:
        changes["progress_percentage"] = round(min(1.0, (success + failed) / known) * 100, 1)
    return uow.update("sync", sync_id, changes)


def finish(
    uow: UnitOfWork,
    sync_id: int,
    *,
    status: SyncStatus = "complete",
    message: str | None = None,
    at: dt.datetime | None = None,
) -> Row:
    """Ends a run; a complete one has done all of its items."""
    changes: dict[str, Any] = {"status": status, "ended_at": at or uow.now}
    if status == "complete":
        changes["progress_percentage"] = 100.0
    if message is not None:
        changes["message"] = message
    return uow.update("sync", sync_id, changes)


def _sync(reader: Reader, row: Row) -> Sync:
    user = reader.get("user", row["user_id"]) if row["user_id"] else None
    return shape(Sync, "sync", row, user=None if user is None else _user(user))


def _user(row: Row) -> SyncUser:
    name = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    return SyncUser(id=row["id"], name=name, email=row["email"])
