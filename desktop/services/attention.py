"""Entries that need a person, and what the person can decide about them."""

from __future__ import annotations

from desktop.base.errors import Conflict
from desktop.base.ids import uuid7
from desktop.domain.outbox import STUCK, Event, Impossible
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .identity import Ids
from .replicas import BY_KIND


def waiting(reader: Reader) -> list[Row]:
    """Entries that stopped, oldest first: `error` says why."""
    return reader.find("outbox", {"state in": sorted(STUCK)}, order="seq")


def retry(uow: UnitOfWork, seq: int) -> None:
    """Sends it again as the row is now. For an outcome that stayed unknown this may do it twice."""
    _decide(uow, seq, Event.RETRY, wire=None, mid=uuid7(), next_at=None, error=None, negatives=0)


def arrived(uow: UnitOfWork, seq: int) -> None:
    """The person saw that it is there; the next pull joins it where it can."""
    _decide(uow, seq, Event.ARRIVED)
    outbox.release(uow, seq)


def discard(uow: UnitOfWork, seq: int) -> None:
    """Withdraws it. An edit is undone here as well; a record that was never sent stays here only."""
    entry = _decide(uow, seq, Event.DISCARD)
    outbox.orphan(uow, seq)
    remote = queries.remote(uow)
    if entry["intent"] == "update" and remote is not None:
        _undo(uow, remote, entry)


def _decide(uow: UnitOfWork, seq: int, event: Event, **changes: object) -> Row:
    try:
        return outbox.move(uow, seq, event, **changes)
    except Impossible as late:
        raise Conflict("That has moved on in the meantime. Look again.") from late


def _undo(uow: UnitOfWork, remote: Row, entry: Row) -> None:
    kind, row_id = entry["kind"], entry["row_id"]
    shadow = queries.by_row(uow, int(remote["id"]), kind, row_id)
    if shadow is None or shadow.base is None or uow.get(kind, row_id) is None:
        return
    replica = BY_KIND[kind]
    base = replica.columns(replica.decoder.decode(shadow.base), Ids(uow, remote))
    changes = {name: base[name] for name in entry["fields"] or () if name in base}
    if changes:
        uow.update(kind, row_id, changes)
