"""Entries of the outbox leave and come to an end: frozen before they are sent, settled once.

`prepare` makes an entry durable as `sending` before its first byte leaves; `settle` is the one
transaction that takes in what became of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from desktop.base.clock import from_ms
from desktop.base.ids import uuid7
from desktop.contract import refs
from desktop.contract.operation import Operation
from desktop.contract.table import Table
from desktop.domain import merge
from desktop.domain.outbox import Event, State
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import answers, incoming, needs, wire
from .identity import HEX, Ids, Missing
from .incoming import Record
from .replicas import BY_KIND

LATE = dt.timedelta(seconds=60)
MOST_REBASES = 3


@dataclass(frozen=True, slots=True)
class Sending:
    """A frozen entry on its way."""

    seq: int
    attempt: int
    row: Operation
    mid: str
    wire: bytes
    kind: str
    row_id: int | None
    intent: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an attempt; `records` are those of an answer that accepted it."""

    event: Event
    status: int = 0
    code: str = ""
    message: str = ""
    records: tuple[Record, ...] = ()
    request_id: str = ""
    next_at: dt.datetime | None = None


def prepare(uow: UnitOfWork, table: Table, seq: int, settle: dt.timedelta) -> Sending | None:
    """The entry, durable as sending, or None when it has to wait or nothing is left to say."""
    entry, remote = uow.need("outbox", seq), queries.remote(uow)
    if remote is None or entry["state"] != State.QUEUED or outbox.ahead(uow, entry["lane"], seq):
        return None
    row = table[entry["operation"]]
    if entry["wire"] is None:
        if remote["kind"] != "hub" and _must_wait(uow, entry, settle):
            return None
        try:
            frozen = _freeze(uow, remote, entry, row)
        except Missing as missing:
            needs.wait_for(uow, table, remote, entry, missing)
            return None
        if frozen is None:
            outbox.move(uow, seq, Event.FOUND)
            outbox.release(uow, seq)
            return None
    else:
        frozen = entry["wire"]
    attempt = int(entry["attempts"]) + 1
    tick = entry["first_tick"] or queries.next_tick(uow)
    outbox.move(uow, seq, Event.SEND, wire=frozen, attempts=attempt, first_tick=tick, next_at=None)
    uow.insert("attempt", {"seq": seq, "number": attempt, "started_at": uow.now})
    return Sending(
        seq, attempt, row, entry["mid"], frozen, entry["kind"], entry["row_id"], entry["intent"]
    )


def settle(uow: UnitOfWork, sent: Sending, verdict: Verdict, *, merged: bool = True) -> State:
    """Takes in what became of an attempt; an answer to an outdated one is dropped.

    `merged=False` takes only the outcome in: for an answer whose contents cannot be stored.
    """
    entry = uow.need("outbox", sent.seq)
    if entry["state"] != State.SENDING or entry["attempts"] != sent.attempt:
        return State(entry["state"])
    _note(uow, sent, verdict)
    if verdict.event is Event.ACCEPTED:
        outbox.move(uow, sent.seq, Event.ACCEPTED, error=None)
        outbox.release(uow, sent.seq)
        _take_in(uow, sent, entry, verdict, merged=merged)
        return State.DONE
    error = {"status": verdict.status, "code": verdict.code, "message": verdict.message}
    changes: dict[str, Any] = {"error": error, "next_at": verdict.next_at}
    if verdict.event is Event.LOST:
        changes["lost_at"] = uow.now
    moved = outbox.move(uow, sent.seq, verdict.event, **changes)
    return State(moved["state"])


def rebase(uow: UnitOfWork, seq: int) -> None:
    """A refused edit is told anew from what the row is now, or, after three times, by a person."""
    entry = uow.need("outbox", seq)
    if entry["state"] != State.REJECTED:
        return
    if entry["rebases"] >= MOST_REBASES:
        outbox.move(uow, seq, Event.ESCALATE)
        return
    count = entry["rebases"] + 1
    outbox.move(uow, seq, Event.REBASE, wire=None, mid=uuid7(), rebases=count)


def escalate(uow: UnitOfWork, seq: int) -> None:
    if uow.need("outbox", seq)["state"] == State.REJECTED:
        outbox.move(uow, seq, Event.ESCALATE)


def left_behind(reader: Reader) -> bool:
    """Whether something is marked as on its way. Between two runs nothing can be."""
    return bool(reader.count("outbox", {"state in": [State.SENDING, State.PROBING]}))


def recover(uow: UnitOfWork) -> int:
    """What was on its way when the process died may have arrived. Returns how many there were."""
    found = uow.find("outbox", {"state in": [State.SENDING, State.PROBING]})
    for entry in found:
        outbox.move(uow, entry["seq"], Event.CRASHED, lost_at=uow.now)
    return len(found)


def _freeze(uow: UnitOfWork, remote: Row, entry: Row, row: Operation) -> bytes | None:
    ids = Ids(uow, remote)
    body: Any = entry["body"]
    if entry["intent"] == "delete":
        known = queries.by_row(uow, ids.remote_id, entry["kind"], entry["row_id"])
        if known is None or known.state == "gone":
            return None
        body = None
    elif entry["intent"] == "update":
        body = _difference(uow, ids, entry, row)
        if body is None:
            return None
    elif body is not None:
        body = refs.translate(body, lambda kind, row_id: ids.reference(kind, int(row_id)))
    path, query = _place(ids, entry, row)
    return wire.freeze(row.method, path, query, body)


def _difference(uow: UnitOfWork, ids: Ids, entry: Row, row: Operation) -> dict[str, Any] | None:
    """What the remote does not know of the row, as a request; None when that is nothing."""
    kind, row_id = entry["kind"], entry["row_id"]
    replica, work = BY_KIND[kind], uow.get(kind, row_id)
    if work is None:
        return None
    if ids.pk(kind, row_id) is None:
        raise Missing(kind, row_id)
    shadow = queries.by_row(uow, ids.remote_id, kind, row_id)
    base: Row = {}
    if shadow is not None and shadow.base is not None:
        base = replica.columns(replica.decoder.decode(shadow.base), ids)
    told = merge.difference(work, base, entry["fields"] or (), replica.rules)
    if not told:
        return None
    required: frozenset[str] = getattr(row.body, "required", frozenset())
    told |= {name: work[name] for name in required if name in work and name != "id"}
    known = set(row.body.__struct_fields__)
    sent = {n: v for n, v in replica.wire(told, ids).items() if n in known}
    return {**(entry["body"] or {}), **sent}


def _place(ids: Ids, entry: Row, row: Operation) -> tuple[str, dict[str, str]]:
    """The path with the remote's keys, and the query."""
    values: dict[str, str] = {}
    for param in row.params:
        value = (entry["params"] or {}).get(param.name)
        if value is None:
            continue
        kind = refs.param_kind(row, param.name) if param.where == "path" else None
        if kind is not None and (param.type is int or kind in HEX):
            pk = ids.pk(kind, int(value))
            if pk is None:
                raise Missing(kind, int(value))
            value = pk
        values[param.name] = str(value)
    path = row.url
    for name in row.path_names:
        path = path.replace(f"{{{name}}}", _quoted(values.pop(name)))
    return path, values


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def _must_wait(uow: UnitOfWork, entry: Row, settle_for: dt.timedelta) -> bool:
    """Against a server without our keys: late punches, and edits that a lost one could undo."""
    if entry["kind"] == "attendance" and entry["intent"] == "create":
        if uow.now - entry["captured_at"] > LATE:
            error = {
                "code": "LATE_PUNCH",
                "message": "The server would record this punch as now. Enter its hours by hand.",
            }
            outbox.move(uow, entry["seq"], Event.ESCALATE, error=error)
            return True
        return False
    if entry["intent"] not in {"update", "delete"}:
        return False
    lost = outbox.last_loss(uow, entry["kind"], entry["row_id"], entry["seq"])
    if lost is None or uow.now >= from_ms(lost) + settle_for:
        return False
    uow.update("outbox", entry["seq"], {"next_at": from_ms(lost) + settle_for})
    return True


def _note(uow: UnitOfWork, sent: Sending, verdict: Verdict) -> None:
    attempt = uow.one("attempt", {"seq": sent.seq, "number": sent.attempt})
    if attempt is not None:
        uow.update(
            "attempt",
            attempt["id"],
            {
                "ended_at": uow.now,
                "outcome": verdict.event,
                "status": verdict.status,
                "request_id": verdict.request_id,
            },
        )


def _take_in(uow: UnitOfWork, sent: Sending, entry: Row, verdict: Verdict, *, merged: bool) -> None:
    remote = queries.remote(uow)
    if remote is None:
        return
    stays = sent.row_id is not None and uow.get(sent.kind, sent.row_id) is not None
    if sent.intent == "delete" and sent.row_id is not None and not (stays and verdict.records):
        tick = queries.next_tick(uow)
        queries.mark_shadow(uow, remote["id"], sent.kind, sent.row_id, "gone", tick)
        return
    replica = BY_KIND.get(sent.kind)
    found = verdict.records
    if replica is None or not found:
        return
    if not merged:
        answers.bind_only(uow, remote, replica, found, sent.row_id)
    elif sent.row_id is not None and len(found) == 1:
        ids = Ids(uow, remote)
        told = _told(replica, entry, sent, ids)
        incoming.absorb(uow, remote, replica, found[0], sent.row_id, told)
    else:
        incoming.apply(uow, remote, replica, found, queries.next_tick(uow))


def _told(replica: Any, entry: Row, sent: Sending, ids: Ids) -> Row:
    """The columns that the frozen body stated."""
    body: Mapping[str, Any] = wire.told({**entry, "wire": sent.wire})
    try:
        stated = msgspec.convert(dict(body), replica.record, strict=False)
    except msgspec.ValidationError:
        return {}
    columns: Row = replica.columns(stated, ids)
    return {name: value for name, value in columns.items() if name in body or name.endswith("_ms")}
