"""Who changed what, when, why: the row that every change by a manager or admin leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.store.uow import UnitOfWork

from .context import Call

SECRET = frozenset({"password_hash", "created_at", "updated_at", "exceptions", "corrections"})
"""Columns that say nothing about what somebody did, or that nobody may read back."""

Values = Mapping[str, Any] | None


def note(
    uow: UnitOfWork,
    call: Call,
    kind: str,
    row_id: int,
    before: Values,
    after: Values,
    reason: str = "",
) -> None:
    """Writes one audit row in the caller's transaction.

    `before` is None for what was made, `after` None for what was deleted; both may be whole
    decoded rows, of which only the columns that differ are kept. A change of nothing leaves no row.
    """
    old, new = _changed(before, after)
    if before is not None and after is not None and not new:
        return
    whole = after if after is not None else before
    uow.insert(
        "audit",
        {
            "at": uow.now,
            "actor_id": call.user_id,
            "team_id": call.team_id,
            "user_id": (whole or {}).get("user_id"),
            "operation": call.operation,
            "kind": kind,
            "row_id": row_id,
            "before": old,
            "after": new,
            "reason": reason,
            "via": call.principal.via,
            "request_id": call.request_id,
        },
    )


def _changed(before: Values, after: Values) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Both sides without secrets; of a change only what differs."""
    if before is None or after is None:
        return _kept(before), _kept(after)
    differs = {name for name in after if before.get(name) != after[name]} - SECRET
    return (
        {name: before.get(name) for name in sorted(differs)},
        {name: after[name] for name in sorted(differs)},
    )


def _kept(values: Values) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: value for name, value in values.items() if name not in SECRET}
