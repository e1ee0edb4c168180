"""Entries that need something of their own remote first: the create of a row they refer to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.contract.table import Table
from desktop.domain.outbox import STUCK, Event, State
from desktop.store import outbox
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from .identity import Missing
from .replicate import Told, birth, queue

LOOK_AGAIN = dt.timedelta(seconds=30)
ON_DEMAND = {"timesheet": "timesheets.manager_create"}
"""Kinds that this node derives, and that are created there only when something needs them."""


def wait_for(uow: UnitOfWork, table: Table, remote: Row, entry: Row, missing: Missing) -> None:
    """Makes an entry wait for the row it refers to.

    Without a create under way the row is expected from the next pull (its natural key joins it), or
    is created on demand.
    """
    create = outbox.creating(uow, missing.kind, missing.row_id)
    if create is None and missing.kind in ON_DEMAND:
        create = uow.need("outbox", _create(uow, table, remote, entry, missing))
    if create is None or create["seq"] == entry["seq"]:
        error = {"code": "WAITS", "message": f"Waits for the {missing.kind.replace('_', ' ')}."}
        uow.update("outbox", entry["seq"], {"next_at": uow.now + LOOK_AGAIN, "error": error})
        return
    uow.update("outbox", entry["seq"], {"waits_for": create["seq"]})
    if State(create["state"]) in STUCK:
        outbox.move(uow, entry["seq"], Event.BLOCK)


def _create(uow: UnitOfWork, table: Table, remote: Row, entry: Row, missing: Missing) -> int:
    row = table[ON_DEMAND[missing.kind]]
    own: dict[str, Any] = uow.need(missing.kind, missing.row_id)
    body = birth(missing.kind, own, row.body)
    return queue(
        uow,
        remote,
        Told(
            row=row,
            intent="create",
            kind=missing.kind,
            row_id=missing.row_id,
            author_id=entry["author_id"],
            params={},
            lane=f"{missing.kind}:{missing.row_id}",
            body={
                name: body[name] for name in ("user_id", "start_date", "end_date") if name in body
            },
        ),
    )
