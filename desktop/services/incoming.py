"""Records of the remote become rows here: joined, inserted, merged or left for later (docs/sync.md 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop.domain import merge
from desktop.domain.outbox import Event, State
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.queries.sync import Shadow
from desktop.store.schema import Row, layout
from desktop.store.uow import UnitOfWork

from . import conflicts, given_back, rederive, roster_notices, sheet_notices, wire
from .identity import Ids, unite
from .replicas import Replica

_FOUND = {
    State.QUEUED: Event.FOUND,
    State.BLOCKED: Event.FOUND,
    State.ATTENTION: Event.ARRIVED,
}
"""What it means for a create that is not on its way when the record turns out to be there."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it came: its key, its bytes and the decoded struct."""

    pk: str
    raw: bytes
    value: Any


@dataclass(slots=True)
class Applied:
    """What a batch did: rows it saw, those of them that are new or changed.

    `later` counts records that the next round has to look at again.
    """

    later: int = 0
    rows: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    uow: UnitOfWork
    remote: Row
    replica: Replica
    asked: int
    ids: Ids
    now: int
    held: set[int]
    touched: outbox.Touched
    done: Applied

    @property
    def kind(self) -> str:
        return self.replica.kind

    @property
    def remote_id(self) -> int:
        return int(self.remote["id"])


def apply(
    uow: UnitOfWork, remote: Row, replica: Replica, records: Sequence[Record], asked: int
) -> Applied:
    """Takes a batch in. `asked` is the tick at which the list was asked for."""
    kind = replica.kind
    batch = _Batch(
        uow=uow,
        remote=remote,
        replica=replica,
        asked=asked,
        ids=Ids(uow, remote),
        now=queries.tick(uow),
        held=outbox.held(uow, kind),
        touched=outbox.touched(uow, kind),
        done=Applied(),
    )
    known = queries.by_pk(uow, batch.remote_id, kind, [record.pk for record in records])
    _prefetch(batch, records)
    flying = outbox.flying_creates(uow, kind)
    fresh: list[Record] = []
    for record in records:
        shadow = known.get(record.pk)
        if shadow is not None and shadow.state != "stub":
            _known(batch, shadow, record)
        elif any(wire.compare(entry, record.value) != "other" for entry in flying):
            batch.done.later += 1
        else:
            fresh.append(record)
    _fresh(batch, fresh)
    rederive.note(uow, kind, batch.done.moved)
    return batch.done


def absorb(
    uow: UnitOfWork, remote: Row, replica: Replica, record: Record, row_id: int, told: Row
) -> None:
    """Takes in an answer to our own write. `told` are the columns that the write stated."""
    remote_id = int(remote["id"])
    ids = Ids(uow, remote)
    tick = queries.next_tick(uow)
    twin = queries.by_pk(uow, remote_id, replica.kind, [record.pk]).get(record.pk)
    if twin is not None and twin.row_id != row_id:
        unite(uow, remote_id, replica.kind, row_id, twin.row_id)
    before = queries.by_row(uow, remote_id, replica.kind, row_id)
    ids.bind(replica.kind, record.pk, row_id)
    work = uow.get(replica.kind, row_id)
    if before is None and work is not None:
        _companions(uow, ids, replica, work, record)
    if work is not None:
        theirs = replica.columns(record.value, ids)
        # what we stated ourselves is theirs by now, in their spelling
        stated = {name: value for name, value in theirs.items() if name in told}
        base = _base(replica, before, ids, theirs) | stated
        touched = outbox.touched(uow, replica.kind).get(row_id, frozenset())
        if _merge(uow, replica, work, base, theirs, touched):
            rederive.note(uow, replica.kind, [row_id])
    queries.put_shadow(
        uow, remote_id, replica.kind, Shadow(row_id, record.pk, record.raw, tick, tick, "live")
    )
    queries.join_open_scopes(uow, remote_id, replica.kind, row_id)


def _prefetch(batch: _Batch, records: Sequence[Record]) -> None:
    """Looks up every reference of the batch at once, a statement a kind."""
    batch.ids.prefetch(batch.kind, [record.pk for record in records])
    wanted: dict[str, list[str]] = {}
    for name, kind, _ in batch.replica.fields:
        if kind is None:
            continue
        values = {getattr(record.value, name) for record in records}
        wanted.setdefault(kind, []).extend(
            str(value) for value in values if value is not None and value is not msgspec.UNSET
        )
    for kind, pks in wanted.items():
        batch.ids.prefetch(kind, pks)


def _known(batch: _Batch, shadow: Shadow, record: Record) -> None:
    uow, kind, row_id = batch.uow, batch.kind, shadow.row_id
    if shadow.base == record.raw and shadow.state == "live":
        batch.done.rows.append(row_id)
        return
    if row_id in batch.held or shadow.acked_tick > batch.asked:
        batch.done.rows.append(row_id)
        batch.done.later += 1
        return
    work = uow.get(kind, row_id)
    theirs = batch.replica.columns(record.value, batch.ids)
    if work is None:
        # it was gone, here or there, and is back
        _insert(batch, [(row_id, record)])
        return
    base = _base(batch.replica, shadow, batch.ids, theirs)
    touched = batch.touched.get(row_id, frozenset())
    if _merge(uow, batch.replica, work, base, theirs, touched):
        batch.done.moved.append(row_id)
    queries.put_shadow(
        uow,
        batch.remote_id,
        kind,
        Shadow(row_id, record.pk, record.raw, shadow.born_tick, shadow.acked_tick, "live"),
    )
    batch.done.rows.append(row_id)


def _fresh(batch: _Batch, records: list[Record]) -> None:
    new: list[tuple[int, Record]] = []
    for record in records:
        own = _natural(batch, record) if batch.replica.natural else None
        if own is None:
            new.append((batch.ids.local(batch.kind, record.pk), record))
        else:
            _join(batch, own, record)
    _insert(batch, new)


def _insert(batch: _Batch, pairs: list[tuple[int, Record]]) -> None:
    if not pairs:
        return
    uow, replica, columns = batch.uow, batch.replica, _names(batch.kind)
    empty: Row = dict.fromkeys(columns)
    empty.update(replica.defaults)
    if "created_at" in empty:
        empty["created_at"] = empty["updated_at"] = uow.now
    empty.update(owned(batch.remote, batch.kind, columns))
    rows = [
        {**empty, **replica.columns(record.value, batch.ids), "id": row_id}
        for row_id, record in pairs
    ]
    uow.insert_many(batch.kind, rows)
    if batch.kind == "timesheet":
        sheet_notices.arrived(uow, rows)
    elif batch.kind in {"shift", "shift_request"}:
        roster_notices.arrived(uow, batch.kind, rows)
    queries.put_shadows(
        uow,
        batch.remote_id,
        batch.kind,
        [Shadow(row_id, r.pk, r.raw, batch.now, 0, "live") for row_id, r in pairs],
    )
    queries.untomb(uow, batch.kind, [row_id for row_id, _ in pairs])
    batch.done.moved.extend(row_id for row_id, _ in pairs)
    batch.done.rows.extend(row_id for row_id, _ in pairs)


def _natural(batch: _Batch, record: Record) -> Row | None:
    """The row that this node made for the same thing, if it has one."""
    names = batch.replica.natural
    columns = {
        **owned(batch.remote, batch.kind, _names(batch.kind)),
        **batch.replica.columns(record.value, batch.ids),
    }
    where = {name: columns.get(name) for name in names}
    if where[names[-1]] is None:
        return None
    return batch.uow.one(batch.kind, where)


def _join(batch: _Batch, own: Row, record: Record) -> None:
    """A row made here and a record made there are one; a waiting create of it is done."""
    uow, kind, row_id = batch.uow, batch.kind, int(own["id"])
    before = queries.by_row(uow, batch.remote_id, kind, row_id)
    if row_id in batch.held or (before is not None and before.acked_tick > batch.asked):
        batch.done.later += 1
        return
    touched = batch.touched.get(row_id, frozenset())
    create = outbox.creating(uow, kind, row_id)
    if create is not None:
        outbox.move(uow, create["seq"], _FOUND[State(create["state"])])
        outbox.release(uow, create["seq"])
        touched = outbox.touched(uow, kind).get(row_id, frozenset())
    batch.ids.bind(kind, record.pk, row_id)
    theirs = batch.replica.columns(record.value, batch.ids)
    if "demo" in own and own["demo"] is not None:
        theirs["demo"] = None
    if _merge(uow, batch.replica, own, theirs, theirs, touched):
        batch.done.moved.append(row_id)
    queries.put_shadow(
        uow, batch.remote_id, kind, Shadow(row_id, record.pk, record.raw, batch.now, 0, "live")
    )
    batch.done.rows.append(row_id)


def _base(replica: Replica, shadow: Shadow | None, ids: Ids, theirs: Row) -> Row:
    """What both started from. At a first meeting that is theirs: nobody overwrote anything yet."""
    if shadow is None or shadow.base is None:
        return theirs
    return replica.columns(replica.decoder.decode(shadow.base), ids)


def _merge(
    uow: UnitOfWork, replica: Replica, work: Row, base: Row, theirs: Row, touched: frozenset[str]
) -> bool:
    """Writes what the merge says; True when the row changed."""
    merged = merge.merge3(base, work, theirs, touched=touched, rules=replica.rules)
    changes = {name: value for name, value in merged.values.items() if work[name] != value}
    if changes:
        after = uow.update(replica.kind, work["id"], changes)
        if replica.kind == "timesheet":
            sheet_notices.moved(uow, work, after, None)  # decided elsewhere, told here
        elif replica.kind == "shift":
            roster_notices.moved(uow, work, after, None)
        elif replica.kind == "shift_request":
            given_back.when_refused(uow, work, after)
            roster_notices.request_moved(uow, work, after, None)
    for clash in merged.clashes:
        conflicts.note(uow, replica.kind, work["id"], clash)
    if merged.asked:
        conflicts.ask(uow, replica.kind, work["id"])
    return bool(changes)


def _companions(uow: UnitOfWork, ids: Ids, replica: Replica, work: Row, record: Record) -> None:
    """Pairs what both sides made beside the row, such as the event behind a new shift."""
    for name, kind, _ in replica.fields:
        theirs = getattr(record.value, name)
        mine = work.get(name)
        if kind is None or theirs in (None, msgspec.UNSET) or mine is None:
            continue
        pk = str(theirs)
        if ids.pk(kind, mine) is None and not queries.by_pk(uow, ids.remote_id, kind, [pk]):
            ids.bind(kind, pk, mine)
            tick = queries.tick(uow)
            queries.put_shadow(uow, ids.remote_id, kind, Shadow(mine, pk, None, tick, 0, "live"))


def owned(remote: Row, kind: str, columns: frozenset[str]) -> Row:
    """The columns that say whose a record is, for records that do not say it themselves."""
    state = remote["state"] or {}
    mine: dict[str, Any] = {"user_id": state.get("user_id"), "team_id": state.get("team_id")}
    if kind in {"user", "team", "tag", "workforce", "member"}:
        mine.pop("user_id")
    return {name: value for name, value in mine.items() if name in columns}


def _names(kind: str) -> frozenset[str]:
    return frozenset(layout(kind).columns)
