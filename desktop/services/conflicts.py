"""What both sides changed: kept with every value there was, until a person has looked."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from desktop.base.errors import Conflict
from desktop.base.ids import uuid7
from desktop.domain.merge import Clash
from desktop.domain.outbox import Event, State
from desktop.store import outbox
from desktop.store.schema import Row, layout
from desktop.store.uow import Reader, UnitOfWork

Choice = Literal["mine", "theirs"]


def note(uow: UnitOfWork, kind: str, row_id: int, clash: Clash) -> None:
    """Keeps a clash; the same one again changes nothing."""
    where = {"kind": kind, "row_id": row_id, "field_group": ",".join(clash.group), "state": "open"}
    values = {
        side: _plain(getattr(clash, side), clash.group) for side in ("base", "mine", "theirs")
    }
    known = uow.one("conflict", where)
    if known is None:
        uow.insert("conflict", {**where, **values, "at": uow.now})
    elif known["mine"] != values["mine"] or known["theirs"] != values["theirs"]:
        uow.update("conflict", known["id"], {**values, "at": uow.now})


def note_deleted(uow: UnitOfWork, kind: str, row_id: int, mine: dict[str, Any]) -> None:
    """Deleted there, changed here: the row stays until a person says otherwise."""
    where = {"kind": kind, "row_id": row_id, "field_group": "*", "state": "open"}
    if uow.one("conflict", where) is None:
        uow.insert(
            "conflict",
            {
                **where,
                "base": None,
                "mine": msgspec.to_builtins(mine),
                "theirs": None,
                "at": uow.now,
            },
        )


def ask(uow: UnitOfWork, kind: str, row_id: int) -> None:
    """Holds the row's edit back until a person has chosen."""
    for entry in outbox.unfinished(uow, kind, row_id):
        if entry["state"] == State.QUEUED and entry["intent"] == "update":
            error = {"code": "CONFLICT", "message": "It was changed here and elsewhere."}
            outbox.move(uow, entry["seq"], Event.ESCALATE, error=error)


def open_ones(reader: Reader) -> list[Row]:
    return reader.find("conflict", {"state": "open"}, order="id")


def resolve(uow: UnitOfWork, conflict_id: int, choice: Choice) -> None:
    """Takes one side. Mine is sent; theirs becomes the row's value and the edit is withdrawn.

    Where the other side was told already, what is taken now is sent as an edit of its own.
    """
    clash = uow.need("conflict", conflict_id)
    if clash["state"] != "open":
        raise Conflict("That was decided already.")
    uow.update("conflict", conflict_id, {"state": f"resolved:{choice}"})
    group = set(clash["field_group"].split(","))
    waiting = outbox.unfinished(uow, clash["kind"], clash["row_id"])
    if not waiting and clash["theirs"] is not None:
        _tell(uow, clash, choice)
        return
    for entry in waiting:
        if entry["state"] != State.ATTENTION:
            continue
        if choice == "mine":
            outbox.move(uow, entry["seq"], Event.RETRY, error=None, wire=None, attempts=0)
            continue
        left = [name for name in entry["fields"] or [] if name not in group]
        if left and clash["field_group"] != "*":
            outbox.move(
                uow, entry["seq"], Event.RETRY, error=None, wire=None, attempts=0, fields=left
            )
        else:
            outbox.move(uow, entry["seq"], Event.DISCARD)
    if choice == "theirs":
        _take_theirs(uow, clash)


def _take_theirs(uow: UnitOfWork, clash: Row) -> None:
    if clash["theirs"] is None:
        if uow.get(clash["kind"], clash["row_id"]) is not None:
            uow.delete(clash["kind"], clash["row_id"])
        return
    uow.update(clash["kind"], clash["row_id"], _values(clash, "theirs"))


def _tell(uow: UnitOfWork, clash: Row, choice: Choice) -> None:
    """Nothing waits any more: the row and the remote agree on what is there now."""
    row, values = uow.get(clash["kind"], clash["row_id"]), _values(clash, choice)
    where = {"kind": clash["kind"], "row_id": clash["row_id"], "intent": "update"}
    told = uow.one("outbox", where, order="seq desc")
    if row is None or told is None or all(row[name] == values[name] for name in values):
        return
    uow.update(clash["kind"], clash["row_id"], values)
    same = ("remote_id", "author_id", "operation", "intent", "kind", "row_id", "lane", "chain")
    again = {name: told[name] for name in (*same, "params")}
    outbox.add(uow, {**again, "mid": uuid7(), "body": None, "fields": sorted(values)})


def _values(clash: Row, side: Choice) -> dict[str, Any]:
    of = layout(clash["kind"])
    return {name: of.from_plain(name, value) for name, value in clash[side].items()}


def _plain(values: tuple[Any, ...], group: tuple[str, ...]) -> dict[str, Any]:
    return dict(zip(group, msgspec.to_builtins(values), strict=True))
