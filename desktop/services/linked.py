"""Records that say something of a second one: a membership of the person, a shift of my request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from desktop.domain.shifts import AGREED, LIVE, REJECTED
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from . import incoming, roster_notices
from .identity import Ids
from .incoming import Record
from .replicas import BY_KIND, Replica

GAINS = frozenset({"request", "offer"})
"""Kinds by which somebody gets a shift; by the others they give theirs away."""
_FIELDS = ("first_name", "last_name", "email", "mobile", "icon_url")


def before(
    uow: UnitOfWork, remote: Row, replica: Replica, records: Sequence[Record], asked: int
) -> None:
    """Takes in what the records carry beside themselves, first: they refer to it.

    One's own person is left out: `me` says more of it.
    """
    if replica.kind != "member":
        return
    people = [_person(record) for record in records if record.pk != remote["user_pk"]]
    incoming.apply(uow, remote, BY_KIND["user"], people, asked)


def after(
    uow: UnitOfWork, remote: Row, replica: Replica, records: Sequence[Record], asked: int
) -> None:
    """Draws what shifts say about requests: a member cannot list their own.

    A hub of ours shows the undecided ones that concern the person; offers and proposed swaps are
    learnt so, and the questions of the person's shifts, which nobody can list. A shift that no
    longer shows a request was given to the person by it, taken, or not.
    """
    if replica.kind != "shift":
        return
    if remote["kind"] == "hub":
        _learn(uow, remote, "shift_question", [r.value.questions for r in records], asked)
    if remote["role"] == "manager":
        return
    if remote["kind"] == "hub":
        _learn(uow, remote, "shift_request", [r.value.requests for r in records], asked)
    me = (remote["state"] or {}).get("user_id")
    where = {"user_id": me, "status in": sorted(LIVE)}
    waiting: dict[int, list[Row]] = {}
    for row in uow.find("shift_request", where):
        waiting.setdefault(row["shift_id"], []).append(row)
    if not waiting:
        return
    ids = Ids(uow, remote)
    asked_about = ((r, waiting.get(ids.local("shift", r.pk), ())) for r in records)
    for record, request in ((r, one) for r, found in asked_about for one in found):
        if _is_open(record.value, request["kind"]):
            continue
        known = queries.by_row(uow, ids.remote_id, "shift_request", request["id"])
        if known is None or outbox.unfinished(uow, "shift_request", request["id"]):
            continue
        assignee = record.value.assignee_id
        mine = assignee not in (None, msgspec.UNSET) and ids.local("user", assignee) == me
        granted = mine is (request["kind"] in GAINS)
        status = AGREED if granted else REJECTED
        moved = uow.update("shift_request", request["id"], {"status": status})
        roster_notices.request_moved(uow, request, moved, None)


def _is_open(shift: Any, kind: str) -> bool:
    if kind == "offer":
        return any(one.get("kind") == kind for one in _shown(shift.requests))
    return shift.shift_requested is not False


def _shown(values: Any) -> list[dict[str, Any]]:
    """The records that a shift shows beside itself, as they came."""
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _learn(uow: UnitOfWork, remote: Row, kind: str, shown: Iterable[Any], asked: int) -> None:
    replica = BY_KIND[kind]
    found: dict[str, Record] = {}
    for one in (one for values in shown for one in _shown(values)):
        raw = msgspec.json.encode(one)
        value = replica.decoder.decode(raw)
        pk = replica.pk(value)
        if pk is not None:
            found[pk] = Record(pk, raw, value)
    if found:
        incoming.apply(uow, remote, replica, list(found.values()), asked)


def missed(uow: UnitOfWork, remote_id: int, shift_id: int) -> bool:
    """A shift that I asked for and that is no longer mine to see went to somebody else.

    It stays, as nobody's draft, so that the list can say what became of the request.
    """
    remote = queries.remote(uow)
    me = ((remote or {}).get("state") or {}).get("user_id")
    where = {"requestor_id": me, "kind": "request", "shift_id": shift_id, "status in": sorted(LIVE)}
    found = uow.one("shift_request", where)
    if found is None or queries.by_row(uow, remote_id, "shift_request", found["id"]) is None:
        return False
    if outbox.unfinished(uow, "shift_request", found["id"]):
        return False
    moved = uow.update("shift_request", found["id"], {"status": REJECTED})
    roster_notices.request_moved(uow, found, moved, None)
    uow.update("shift", shift_id, {"published": False})
    return True


def _person(record: Record) -> Record:
    values: dict[str, Any] = {name: getattr(record.value, name) for name in _FIELDS}
    user = BY_KIND["user"].record(id=int(record.pk), **values)
    return Record(record.pk, msgspec.json.encode(user), user)
