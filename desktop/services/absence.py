"""What is missing from a newer copy of a list, and when that means that it is gone (docs/sync.md 4)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from desktop.base.clock import from_ms, to_ms
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import conflicts, linked, rederive
from .replicas import Replica

APART = dt.timedelta(seconds=60)
SMALL, SHARE, FEW = 5, 0.2, 10
AGREEING, PATIENCE = 3, dt.timedelta(hours=1)


class Fate(Enum):
    """What asking for a missing record itself said."""

    GONE = "gone"
    NOT_OURS = "noaccess"
    ELSEWHERE = "elsewhere"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row whose record was missing often enough to ask for it."""

    row_id: int
    pk: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A whole, believed copy of a list: the rows in it, when it was asked for, what validates it.

    `whole` is False when a record of it was left for later: then its validator is not kept.
    `sure`: the sentinel named our account and role in the same cycle.
    """

    rows: frozenset[int]
    asked: int
    etag: str | None
    digest: bytes
    whole: bool
    sure: bool


def take_copy(
    uow: UnitOfWork, remote: Row, scope: Row, replica: Replica, copy: Copy
) -> list[Suspect]:
    """Notes a copy and the strikes that follow from it; returns whom to ask for."""
    scope_id = int(scope["id"])
    before = queries.members(uow, scope_id)
    settled = {row_id for row_id, (misses, _) in before.items() if not misses}
    queries.join_scope(uow, scope_id, copy.rows - settled)
    suspects: list[Suspect] = []
    absent = before.keys() - copy.rows
    if absent:
        absent = _real(uow, remote, replica, scope_id, set(absent), copy)
    if absent and copy.sure and _is_credible(before.keys(), copy):
        suspects = _strikes(uow, remote, scope, replica, before, sorted(absent))
    elif not absent and scope["frozen"]:
        _thaw(uow, scope_id)
    values = {"rows": len(copy.rows), "ok_at": uow.now, "changed_at": uow.now}
    validators = {"etag": copy.etag, "body_hash": copy.digest}
    keep = copy.whole and not absent
    uow.update("scope", scope_id, values | (validators if keep else dict.fromkeys(validators)))
    return suspects


def settle(
    uow: UnitOfWork, remote: Row, scope: Row, replica: Replica, fates: Mapping[int, Fate]
) -> list[int]:
    """Draws the consequences of asking; returns the rows that are gone."""
    gone: list[int] = []
    scope_id, remote_id = int(scope["id"]), int(remote["id"])
    for row_id, fate in fates.items():
        if fate is Fate.UNCLEAR:
            continue
        if fate is Fate.ELSEWHERE:
            queries.mark_left(uow, scope_id, row_id)
            continue
        queries.leave_scope(uow, scope_id, [row_id])
        if fate is Fate.GONE:
            if remove(uow, remote_id, replica.kind, row_id):
                gone.append(row_id)
        elif fate is Fate.NOT_OURS:
            queries.mark_shadow(
                uow, remote_id, replica.kind, row_id, "noaccess", queries.next_tick(uow)
            )
    return gone


def itemless(reader: Reader, scope: Row, suspects: Sequence[Suspect]) -> dict[int, Fate]:
    """Kinds whose records cannot be asked for: three strikes decide."""
    known = queries.members(reader, int(scope["id"]))
    return {
        suspect.row_id: Fate.GONE if known.get(suspect.row_id, (0, 0))[0] >= 3 else Fate.UNCLEAR
        for suspect in suspects
    }


def approve(uow: UnitOfWork, scope_id: int) -> None:
    """A person says that a frozen list is right: what is missing may go once it is confirmed."""
    uow.update("scope", scope_id, {"frozen": "approved", "etag": None, "body_hash": None})


def _real(
    uow: UnitOfWork, remote: Row, replica: Replica, scope_id: int, absent: set[int], copy: Copy
) -> set[int]:
    """Without rows that the list could not know yet, and without rows that are no longer here."""
    remote_id = int(remote["id"])
    absent -= outbox.held(uow, replica.kind)
    absent -= queries.after_tick(uow, remote_id, replica.kind, copy.asked)
    known = queries.pks(uow, remote_id, replica.kind, sorted(absent))
    queries.leave_scope(uow, scope_id, absent - known.keys())
    return absent & known.keys()


def _is_credible(before: AbstractSet[int], copy: Copy) -> bool:
    """A list that holds nothing we know is believed only where there was hardly anything."""
    return len(before) < SMALL or not before.isdisjoint(copy.rows)


def _strikes(
    uow: UnitOfWork,
    remote: Row,
    scope: Row,
    replica: Replica,
    before: Mapping[int, tuple[int, int | None]],
    absent: list[int],
) -> list[Suspect]:
    if len(absent) > max(FEW, SHARE * len(before)) and not _is_settled(uow, scope, absent):
        return []
    scope_id = int(scope["id"])
    due = [
        row_id
        for row_id in absent
        if before[row_id][1] is None or from_ms(before[row_id][1] or 0) + APART <= uow.now
    ]
    queries.strike(uow, scope_id, due)
    at_once = remote["kind"] == "hub" and replica.item != (None, None)
    ready = [row for row in absent if at_once or before[row][0] + (row in due) >= 2]
    pks = queries.pks(uow, int(remote["id"]), replica.kind, ready)
    return [Suspect(row_id, pks[row_id]) for row_id in ready]


def _is_settled(uow: UnitOfWork, scope: Row, absent: list[int]) -> bool:
    """Many at once: the list is frozen until a person, or three equal copies over an hour, agree."""
    if scope["frozen"] == "approved":
        return True
    digest = hashlib.blake2b(repr(absent).encode(), digest_size=16).digest()
    if scope["frozen_hash"] != digest:
        values = {"frozen_hash": digest, "frozen_at": uow.now, "frozen_count": 1}
    else:
        values = {"frozen_count": int(scope["frozen_count"] or 0) + 1}
    row = uow.update("scope", scope["id"], {"frozen": "yes", **values})
    long_enough = uow.now - row["frozen_at"] >= PATIENCE
    return bool(row["frozen_count"] >= AGREEING and long_enough)


def _thaw(uow: UnitOfWork, scope_id: int) -> None:
    uow.update(
        "scope",
        scope_id,
        {"frozen": None, "frozen_hash": None, "frozen_at": None, "frozen_count": None},
    )


def remove(uow: UnitOfWork, remote_id: int, kind: str, row_id: int) -> bool:
    """Takes the row away, unless a person changed it here and the remote does not know that yet."""
    row = uow.get(kind, row_id)
    queries.mark_shadow(uow, remote_id, kind, row_id, "gone", queries.next_tick(uow))
    edited = [e for e in outbox.unfinished(uow, kind, row_id) if e["intent"] == "update"]
    if row is not None and edited:
        told = {name: row[name] for entry in edited for name in entry["fields"] or ()}
        conflicts.note_deleted(uow, kind, row_id, told)
        conflicts.ask(uow, kind, row_id)
        return False
    if row is None:
        return False
    if kind == "shift" and linked.missed(uow, remote_id, row_id):
        return True
    uow.delete(kind, row_id)
    if kind == "attendance":
        rederive.note_at(uow, row["user_id"], row["team_id"], to_ms(row["timestamp"]))
    return True
