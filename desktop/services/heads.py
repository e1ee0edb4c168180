"""The ends of the chains of other nodes, kept here where their owners cannot reach them.

A node tells its hub the newest row of each of its chains, and what its row was that it told last. From
that a hub sees a chain that became shorter, or that was written anew behind a point that it knows.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from desktop.base.errors import invalid
from desktop.store.queries import ledger as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, ledger
from .context import Call, Principal

OK, BACK, FORKED = "ok", "went back", "was written anew"
_TOLD = "heads_told"
_HASH, _LONGEST = 64, 64


class Mark(msgspec.Struct):
    """A row of a chain by its place."""

    seq: int
    hash: str


class End(msgspec.Struct):
    """The newest row of a chain; `known` is the node's row at the place that was kept here last."""

    seq: int
    hash: str
    known: Mark | None = None


class Told(msgspec.Struct):
    """What a node tells: its name, and table → end."""

    node: str
    ends: dict[str, End]


def kept(reader: Reader, node: str) -> dict[str, int]:
    """The places up to which a node's chains are known here: table → seq."""
    found = {table: _last(reader, node, table) for table in queries.TABLES}
    return {table: int(row["seq"]) for table, row in found.items() if row is not None}


def take(uow: UnitOfWork, who: Principal, payload: dict[str, Any]) -> dict[str, int]:
    """Keeps what a node told and judges it; answers as `kept`. What was kept stays for ever."""
    told = _read(payload)
    for table, end in told.ends.items():
        last = _last(uow, told.node, table)
        state = _judge(end, last)
        if last is not None and (last["seq"], last["hash"]) == (end.seq, end.hash):
            continue
        row = uow.insert(
            "chain_head",
            {
                "node": told.node,
                "chain": table,
                "seq": end.seq,
                "hash": end.hash,
                "state": state,
                "user_id": who.user_id,
                "at": uow.now,
            },
        )
        if state != OK:
            call = Call(operation="sync.heads", principal=who, now=uow.now)
            audit.note(uow, call, "chain_head", row["id"], None, row, f"the chain {state}")
    return kept(uow, told.node)


def _judge(end: End, last: Row | None) -> str:
    if last is None:
        return OK
    if end.seq < last["seq"]:
        return BACK
    known = Mark(end.seq, end.hash) if end.seq == last["seq"] else end.known
    same = known is not None and (known.seq, known.hash) == (last["seq"], last["hash"])
    return OK if same else FORKED


def _last(reader: Reader, node: str, table: str) -> Row | None:
    return reader.one("chain_head", {"node": node, "chain": table}, order="id desc")


def _read(payload: dict[str, Any]) -> Told:
    try:
        told = msgspec.convert(payload, Told, strict=False)
    except msgspec.ValidationError as error:
        raise invalid("ends", f"cannot be read ({error})") from error
    if not 0 < len(told.node) <= _LONGEST:
        raise invalid("node", "is no name of a node")
    for table, end in told.ends.items():
        marks = [Mark(end.seq, end.hash), *([end.known] if end.known else [])]
        fits = all(0 < m.seq < 2**53 and len(m.hash) == _HASH for m in marks)
        if table not in queries.TABLES or not fits:
            raise invalid("ends", "is not table → {seq, hash, known}")
    return told


def news(reader: Reader) -> bool:
    """Whether this node's chains grew since it told its hub of them."""
    return _encoded(ledger.head(reader)) != (reader.meta(_TOLD) or "{}")


def telling(reader: Reader, known: dict[str, int]) -> tuple[dict[str, Any], str]:
    """(what to tell a hub that knows our chains up to these places, what to `note` afterwards)."""
    device = reader.meta("node_id") or ""
    ends = ledger.head(reader)
    told: dict[str, Any] = {}
    for table, (seq, digest) in ends.items():
        told[table] = {"seq": seq, "hash": digest}
        before = known.get(table)
        here = None if before is None else queries.at(reader, table, device, before)
        if before is not None and here is not None:
            told[table]["known"] = {"seq": before, "hash": here}
    return {"node": device, "ends": told}, _encoded(ends)


def note(uow: UnitOfWork, told: str) -> None:
    """The hub has them."""
    uow.set_meta(_TOLD, told)


def _encoded(ends: dict[str, tuple[int, str]]) -> str:
    return msgspec.json.encode(ends, order="deterministic").decode()


def broken(reader: Reader) -> list[str]:
    """What is wrong with chains of which an end was kept: other nodes' here, ours at the hub."""
    found = [
        f"the {row['chain']} chain of node {row['node'][:13]} {row['state']} at {_words(row['at'])}, "
        f"told as row {row['seq']} by user {row['user_id']}"
        for row in reader.find("chain_head", {"state !=": OK}, order="id")
    ]
    device = reader.meta("node_id") or ""
    told = msgspec.json.decode(reader.meta(_TOLD) or "{}", type=dict[str, tuple[int, str]])
    for table, (seq, digest) in told.items():
        if queries.at(reader, table, device, seq) != digest:
            found.append(f"row {seq} of the {table} chain is not the one that the hub was told of")
    return found


def _words(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
