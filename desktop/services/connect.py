"""Giving a data directory its upstream: who we are there, and what of ours it does not know yet.

All questions to the other side are asked before (sync/greet); this is one transaction, so an
unfinished connect leaves nothing half-written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from desktop.base.errors import Conflict
from desktop.contract.table import Table
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.queries.sync import Shadow
from desktop.store.schema import Row
from desktop.store.store import Store
from desktop.store.uow import Reader, UnitOfWork

from . import person
from .identity import Ids
from .replicate import Intent, Told, birth, queue
from .vault import Credential, Vault


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the other side said: which server it is, and who we are there.

    `node` is the hub's id, empty for another server. `role` is what our account may read there.
    """

    url: str
    kind: Literal["hub", "upstream"]
    credential: Credential
    user_pk: str
    name: str
    role: Literal["member", "manager"]
    node: str = ""
    account_type: str = ""
    account_id: str = ""
    team_pk: str = ""
    tomatoes: bool = False
    user: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connected:
    """`queued` records of this directory wait to be sent; `kept` says where the secret is."""

    url: str
    kind: str
    name: str
    role: str
    queued: int
    kept: str
    again: bool = False


def adopt(store: Store, table: Table, vault: Vault, welcome: Welcome) -> Connected:
    """Makes the welcome this directory's remote, or renews its credential. Conflict for a second one."""
    known = store.read(queries.remote)
    if known is not None and known["auth"] != queries.LEFT and not _is_same(known, welcome):
        raise Conflict(
            f"This data directory already belongs to {known['base_url']} (account "
            f"{known['account_id'] or known['user_pk']}). Use another --data for a second account, "
            "or disconnect first."
        )
    before = vault.load()
    kept = vault.store(welcome.credential)
    try:
        queued = store.write(lambda uow: _settle(uow, table, welcome)).result()
    except BaseException:
        if before is None:
            vault.forget()
        else:
            vault.store(before)
        raise
    return Connected(
        welcome.url,
        welcome.kind,
        welcome.name,
        welcome.role,
        queued,
        kept,
        again=known is not None and _is_same(known, welcome),
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What a directory leaves, or would leave: `unsent` changes wait here, `attention` need a person."""

    url: str
    name: str
    unsent: int
    attention: int


def leaving(reader: Reader) -> Left:
    """What would stay unsent if this directory were disconnected now. Conflict without an upstream."""
    remote = queries.active(reader)
    if remote is None:
        raise Conflict("This data directory has no upstream.")
    counts = outbox.counts(reader)
    who = reader.get("user", (remote["state"] or {}).get("user_id") or 0) or {}
    name = " ".join(part for part in (who.get("first_name"), who.get("last_name")) if part)
    unsent = counts.open + counts.blocked
    return Left(remote["base_url"], name, unsent, counts.attention)


def leave(store: Store, vault: Vault) -> Left:
    """Sends and fetches nothing more. Every record stays, and what waits keeps waiting.

    The same account takes it up again where it was left (`adopt`); another one begins anew.
    """

    def work(uow: UnitOfWork) -> Left:
        left, remote = leaving(uow), queries.active(uow)
        if remote is not None:
            uow.update("remote", remote["id"], {"auth": queries.LEFT})
        return left

    left = store.write(work).result()
    vault.forget()
    return left


def _is_same(known: Row, welcome: Welcome) -> bool:
    """The same account on the same server; a hub may have moved to another address."""
    place = known["node"] == welcome.node if welcome.node else known["base_url"] == welcome.url
    return bool(place and known["user_pk"] == welcome.user_pk)


def _settle(uow: UnitOfWork, table: Table, welcome: Welcome) -> int:
    known = queries.remote(uow)
    if known is not None and not _is_same(known, welcome):
        queries.abandon(uow, known["id"])
        known = None
    values = {
        "kind": welcome.kind,
        "base_url": welcome.url,
        "node": welcome.node,
        "account_type": welcome.account_type,
        "account_id": welcome.account_id,
        "user_pk": welcome.user_pk,
        "team_pk": welcome.team_pk,
        "role": welcome.role,
        "auth": "ok",
    }
    if known is not None:
        state = {**(known["state"] or {}), "tomatoes": welcome.tomatoes}
        uow.update("remote", known["id"], {**values, "state": state})
        return 0
    user_id, team_id = _whose(uow, welcome)
    state = {"user_id": user_id, "team_id": team_id, "tomatoes": welcome.tomatoes}
    remote = uow.insert("remote", {**values, "state": state, "created_at": uow.now})
    for kind, pk, row_id in (
        ("user", welcome.user_pk, user_id),
        ("team", welcome.team_pk, team_id),
    ):
        if pk:
            queries.put_shadow(uow, remote["id"], kind, Shadow(row_id, pk, None, 0, 0, "live"))
    return _queue_own(uow, table, remote, user_id)


def _whose(uow: UnitOfWork, welcome: Welcome) -> tuple[int, int]:
    """The directory's person and team, made from the welcome when it belongs to nobody yet."""
    if uow.meta(person.USER) is None:
        ids = Ids(uow, {"id": 0, "kind": welcome.kind})
        user_id = ids.local("user", welcome.user_pk)
        names = {name: welcome.user.get(name) for name in ("first_name", "last_name", "email")}
        uow.insert("user", {"id": user_id, "status": "active", **names})
        team_id = ids.local("team", welcome.team_pk) if welcome.team_pk else 0
        if team_id:
            uow.insert("team", {"id": team_id, "name": welcome.name, "status": "active"})
        person.settle(uow, user_id, team_id)
    return int(uow.meta(person.USER) or 0), int(uow.meta(person.TEAM) or 0)


def _queue_own(uow: UnitOfWork, table: Table, remote: Row, user_id: int) -> int:
    """Queues what this person recorded here before, in an order in which each finds what it needs."""
    count = 0
    for name, kind, row in _own(uow, user_id):
        if kind in {"tomato", "project"} and not (remote["state"] or {}).get("tomatoes"):
            continue
        _queue(uow, table, remote, name, kind, row)
        count += 1
    return count


def _own(uow: UnitOfWork, user_id: int) -> Iterator[tuple[str, str, Row]]:
    mine = {"user_id": user_id, "demo": None}
    for row in uow.find("setting", {**mine, "owner": "user"}, order="id"):
        yield "me.put_setting", "setting", row
    for row in uow.find("project", mine, order="created_at, id"):
        yield "projects.create", "project", row
    shifts = {row["event_id"] for row in uow.find("shift", {"event_id !=": None})}
    for row in uow.find("event", mine, order="id"):
        if row["id"] not in shifts:
            yield "events.create", "event", row
    for row in uow.find("availability", mine, order="date"):
        yield "availabilities.update", "availability", row
    for row in uow.find("attendance", mine, order="timestamp, id"):
        yield "attendances.create", "attendance", row
    for row in uow.find("timesheet_item", {**mine, "manual": True}, order="id"):
        if row["attendance_id"] is None:
            yield "timesheet_items.create", "timesheet_item", row
    for row in uow.find("tomato", mine, order="created_at, id"):
        yield "tomatoes.create", "tomato", row


def _queue(uow: UnitOfWork, table: Table, remote: Row, name: str, kind: str, row: Row) -> None:
    operation = table[name]
    intent: Intent = "create" if operation.verb == "create" else "call"
    params: dict[str, Any] = {}
    if kind == "setting":
        params, body = {"name": row["name"]}, {"data": row["data"]}
    else:
        body = birth(kind, row, operation.body)
        if kind == "availability":
            params = {"date": row["date"].isoformat()}
            body.pop("user_id", None)
    queue(
        uow,
        remote,
        Told(
            row=operation,
            intent=intent,
            kind=kind,
            row_id=row["id"],
            author_id=int((remote["state"] or {})["user_id"]),
            params=params,
            body=body,
        ),
    )
