"""Entries that need a person, and what the person can decide about them."""

from __future__ import annotations

import msgspec

from desktop.base.errors import Conflict
from desktop.base.ids import uuid7
from desktop.domain.outbox import STUCK, Event, Impossible
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import given_back
from .identity import Ids
from .replicas import BY_KIND
from .replicate import TIME_KINDS


def waiting(reader: Reader) -> list[Row]:
    """Entries that stopped, oldest first: `error` says why."""
    return reader.find("outbox", {"state in": sorted(STUCK)}, order="seq")


def retry(uow: UnitOfWork, seq: int) -> None:
    """Sends it again as the row is now. For an outcome that stayed unknown this may do it twice."""
    changes = _mended(uow, seq)
    _decide(
        uow,
        seq,
        Event.RETRY,
        wire=None,
        mid=uuid7(),
        next_at=None,
        error=None,
        negatives=0,
        **changes,
    )


def _mended(uow: UnitOfWork, seq: int) -> Row:
    """A create that was refused goes with what was changed since, or it would be refused again."""
    entry = uow.need("outbox", seq)
    status = (entry["error"] or {}).get("status")
    own = uow.get(entry["kind"], entry["row_id"]) if entry["row_id"] is not None else None
    if entry["kind"] in TIME_KINDS:  # their columns are not what is sent
        return {}
    if entry["intent"] != "create" or own is None or not isinstance(status, int) or status >= 500:
        return {}
    later = [
        other
        for other in outbox.unfinished(uow, entry["kind"], entry["row_id"])
        if other["intent"] == "update" and other["seq"] > seq and not other["attempts"]
    ]
    body, fields = dict(entry["body"] or {}), set(entry["fields"] or ())
    for other in later:
        touched = [name for name in other["fields"] or () if name in own]
        body |= msgspec.to_builtins({name: own[name] for name in touched})
        body |= other["body"] or {}
        fields |= set(touched)
        outbox.move(uow, other["seq"], Event.DISCARD)
    return {"body": body, "fields": sorted(fields)} if later else {}


def arrived(uow: UnitOfWork, seq: int) -> None:
    """The person saw that it is there; the next pull joins it where it can."""
    _decide(uow, seq, Event.ARRIVED)
    outbox.release(uow, seq)


def discard(uow: UnitOfWork, seq: int) -> None:
    """Withdraws it. An edit is undone here as well; a record that was never sent stays here only."""
    entry = _decide(uow, seq, Event.DISCARD)
    outbox.orphan(uow, seq)
    remote = queries.remote(uow)
    if entry["intent"] != "update" or remote is None:
        return
    before = uow.get("shift_request", entry["row_id"]) if entry["kind"] == "shift_request" else None
    _undo(uow, remote, entry)
    if before is not None:
        given_back.when_refused(uow, before, uow.need("shift_request", before["id"]))


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
