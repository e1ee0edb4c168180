"""A create whose answer was lost, at a server that keeps no keys: is it there?

A list that lacks records which we know is not believed. Candidates are records that were unknown
when the entry was first sent, also those that were pulled since, and that no other entry claimed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from desktop.domain.outbox import Event, State
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import incoming, wire
from .incoming import Record
from .replicas import BY_KIND

NEEDED = 2
AGAIN = dt.timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Finding:
    """`event`: found, missing, unclear, hopeless or lost; `record` the one that was found."""

    event: Event
    record: Record | None = None


def begin(uow: UnitOfWork, seq: int) -> Row:
    return outbox.move(uow, seq, Event.PROBE)


def judge(reader: Reader, remote: Row, entry: Row, found: Sequence[Record]) -> Finding:
    """What a fresh list says about the entry."""
    remote_id, kind = int(remote["id"]), entry["kind"]
    known = queries.by_pk(reader, remote_id, kind, [record.pk for record in found])
    if not _is_trusted(reader, remote_id, kind, known.keys()):
        return Finding(Event.LOST)
    alike = False
    for record in found:
        shadow = known.get(record.pk)
        if shadow is not None and not _may_be_ours(reader, kind, entry, shadow):
            continue
        likeness = wire.compare(entry, record.value)
        if likeness == "same":
            return Finding(Event.FOUND, record)
        alike = alike or likeness == "alike"
    return Finding(Event.UNCLEAR if alike else Event.MISSING)


def settle(uow: UnitOfWork, seq: int, finding: Finding) -> State:
    """Draws the consequence: adopted, sent again after two negatives, or a person's."""
    entry = uow.need("outbox", seq)
    if entry["state"] != State.PROBING:
        return State(entry["state"])
    event = finding.event
    if event is Event.FOUND and finding.record is not None:
        return _adopt(uow, entry, finding.record)
    if event is Event.MISSING:
        negatives = int(entry["negatives"]) + 1
        event = Event.ABSENT if negatives >= NEEDED else Event.MISSING
        row = outbox.move(uow, seq, event, negatives=negatives, next_at=uow.now + AGAIN)
        return State(row["state"])
    changes: Row = {"next_at": uow.now + AGAIN}
    if event is not Event.LOST:
        changes["error"] = {"code": "UNCLEAR", "message": "It may have arrived; please compare."}
    return State(outbox.move(uow, seq, event, **changes)["state"])


def _adopt(uow: UnitOfWork, entry: Row, record: Record) -> State:
    remote = queries.remote(uow)
    outbox.move(uow, entry["seq"], Event.FOUND)
    outbox.release(uow, entry["seq"])
    if remote is not None and entry["row_id"] is not None:
        incoming.absorb(uow, remote, BY_KIND[entry["kind"]], record, entry["row_id"], {})
    return State.DONE


def _may_be_ours(reader: Reader, kind: str, entry: Row, shadow: queries.Shadow) -> bool:
    """Unknown when the entry was first sent, and nobody's own create."""
    if shadow.born_tick <= int(entry["first_tick"] or 0) and shadow.state != "stub":
        return False
    return outbox.creator_of(reader, kind, shadow.row_id) is None


def _is_trusted(reader: Reader, remote_id: int, kind: str, shown: AbstractSet[str]) -> bool:
    """Whether the list shows every record of the kind that we know to be there."""
    return queries.live_pks(reader, remote_id, kind) <= shown
