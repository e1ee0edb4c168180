"""The bus' recorder: what was done here becomes entries of the outbox, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from desktop.base.ids import uuid7
from desktop.contract import refs
from desktop.contract.models.base import present
from desktop.contract.operation import Operation
from desktop.domain.outbox import Event
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.schema import Row, layout
from desktop.store.uow import Reader, UnitOfWork

from .context import Call
from .identity import HEX
from .replicas import FIELD_COLUMNS
from .settings import of_team, of_user
from .wire import ROOTS

Intent = Literal["create", "update", "delete", "call"]
CREATES = frozenset({"create", "manager_create", "invite"})
UPDATES = frozenset({"update", "manager_update"})
DELETES = frozenset({"delete", "manager_delete"})
BY_VALUE = frozenset({"availabilities.update", "tomatoes_user.update"})
"""Updates that are sent as they were given: no one record of ours is their marker."""
SINGLE = {"me.update": "user", "team.update": "team", "workforce.update": "workforce"}
OWN_TIME = frozenset({"attendance", "tomato", "project"})
"""Kinds whose create is told from the row, with the time it happened."""
TIME_KINDS = frozenset({"attendance", "timesheet", "timesheet_item"})
NEVER_SENT = frozenset({"password", "photo", "image", "background"})
DECISIONS = frozenset({"corrections"})
"""Decided here about requests of this node; what follows from them is told by the status."""


@dataclass(slots=True)
class Told:
    """One entry to be."""

    row: Operation
    intent: Intent
    kind: str
    row_id: int | None
    author_id: int
    params: dict[str, Any]
    body: dict[str, Any] | None
    fields: list[str] = field(default_factory=list)
    mid: str = ""
    lane: str = ""
    sent: dict[str, Any] = field(default_factory=dict)


def record(
    uow: UnitOfWork, row: Operation, call: Call, params: Mapping[str, Any], body: Any, result: Any
) -> None:
    """Notes a QUEUE operation when this directory has a remote; demo records are left out."""
    remote = queries.remote_of(uow)
    if remote is None or (row.api == "tomatoes" and not (remote["state"] or {}).get("tomatoes")):
        return
    intent = intent_of(row)
    kind = "setting" if "setting" in row.verb else refs.kind_of(row)
    sent = _sent(body)
    row_id = _row_id(uow, row, call, kind, params, sent, result)
    own = None if row_id is None else uow.get(kind, row_id)
    if own is not None and own.get("demo") is not None:
        return
    if intent == "update" and not sent:
        return
    if intent == "create" and _is_known(uow, remote, kind, row_id):
        return
    told = Told(
        row=row,
        intent=intent,
        kind=kind,
        row_id=row_id,
        author_id=call.user_id,
        params=_params(params, kind, row_id),
        body=_body(row, intent, kind, own, sent),
        fields=_fields(kind, sent) if intent in {"create", "update"} else [],
        mid=_mid(uow, call.key),
        sent={name: value for name, value in sent.items() if name not in DECISIONS},
    )
    if not _folded(uow, told, own):
        queue(uow, remote, told)


def intent_of(row: Operation) -> Intent:
    if row.verb in CREATES:
        return "create"
    if row.verb in DELETES:
        return "delete"
    if row.verb in UPDATES and row.name not in BY_VALUE:
        return "update"
    return "call"


def queue(uow: UnitOfWork, remote: Row, told: Told) -> int:
    """Adds the entry; returns its number."""
    lane, chain = _lane(uow, told)
    mid = told.mid or uuid7()
    return outbox.add(
        uow,
        {
            "mid": mid,
            "remote_id": remote["id"],
            "author_id": told.author_id,
            "operation": told.row.name,
            "intent": told.intent,
            "kind": told.kind,
            "row_id": told.row_id,
            "lane": lane or f"{told.row.name}:{mid}",
            "chain": chain or lane or f"{told.row.name}:{mid}",
            "params": told.params,
            "body": told.body,
            "fields": told.fields or None,
        },
    )


def birth(kind: str, own: Row, struct: Any, *, as_manager: bool = False) -> dict[str, Any]:
    """The body, of the request struct's fields, that creates a row elsewhere as it is here."""
    if kind in {"tomato", "project"}:
        return {kind: _focus(own)}
    names = [n for n in struct.__struct_fields__ if n not in NEVER_SENT | DECISIONS]
    told: dict[str, Any] = {
        name: own.get(FIELD_COLUMNS.get(name, name))
        for name in names
        if FIELD_COLUMNS.get(name, name) in own
    }
    told = {name: value for name, value in told.items() if value is not None}
    for part in ("work", "break"):
        if f"{part}_hours" in told:
            told[f"{part}_hours"] /= 3_600_000
    if kind == "attendance":
        told.pop("timesheet_shift_id", None)
        if own["shift_id"] is not None:
            told.pop("event_id", None)  # it follows from the shift
        if not as_manager:
            for name in ("user_id", "team_id", "actor_id"):
                told.pop(name, None)
    return dict(msgspec.to_builtins(told))


def _focus(own: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"tag_list": ", ".join(own["tags"] or [])}
    for name in ("created_at", "task", "name", "money_budget", "time_budget"):
        if own.get(name) is not None and not (name == "created_at" and "name" in own):
            told[name] = own[name]
    if own.get("focus_ms") is not None:
        told["duration"] = own["focus_ms"] // 1000
    return dict(msgspec.to_builtins(told))


def _folded(uow: UnitOfWork, told: Told, own: Row | None) -> bool:
    """Folds into entries that never left; True when nothing is left to add."""
    if told.row_id is None or told.intent not in {"update", "delete"}:
        return False
    unsent = outbox.unsent(uow, told.kind, told.row_id)
    created = next((entry for entry in unsent if entry["intent"] == "create"), None)
    if told.intent == "delete":
        return _fold_delete(uow, told, unsent, created)
    if created is not None:
        body = {**(created["body"] or {}), **told.sent}
        if told.kind in OWN_TIME and own is not None:
            as_manager = created["operation"].endswith(".manager_create")
            body = birth(told.kind, own, told.row.body, as_manager=as_manager)
        fields = sorted({*(created["fields"] or ()), *told.fields})
        uow.update("outbox", created["seq"], {"body": body, "fields": fields})
        return True
    last = unsent[-1] if unsent else None
    if last is None or last["operation"] != told.row.name or last["intent"] != "update":
        return False
    uow.update(
        "outbox",
        last["seq"],
        {
            "body": {**(last["body"] or {}), **(told.body or {})},
            "fields": sorted({*(last["fields"] or ()), *told.fields}),
        },
    )
    return True


def _fold_delete(uow: UnitOfWork, told: Told, unsent: list[Row], created: Row | None) -> bool:
    row_id = told.row_id or 0
    if created is not None and _is_referred(uow, told.kind, row_id):
        return False
    for entry in unsent:
        outbox.move(uow, entry["seq"], Event.FOLD)
    if created is not None:
        return True
    remote = queries.remote(uow)
    known = remote is not None and queries.by_row(uow, remote["id"], told.kind, row_id) is not None
    return not known and not outbox.unfinished(uow, told.kind, row_id)


def _is_referred(uow: UnitOfWork, kind: str, row_id: int) -> bool:
    """Whether something that waits to be sent names the row."""
    for entry in outbox.bodies(uow):
        if (entry["kind"], entry["row_id"]) == (kind, row_id):
            continue
        work = uow.get(entry["kind"], entry["row_id"]) if entry["row_id"] else None
        for values in (entry["body"] or {}, work or {}):
            if any((k, v) == (kind, row_id) for _, k, v in refs.references(values)):
                return True
    return False


def _row_id(
    uow: UnitOfWork,
    row: Operation,
    call: Call,
    kind: str,
    params: Mapping[str, Any],
    sent: Mapping[str, Any],
    result: Any,
) -> int | None:
    if row.name in SINGLE:
        return _single(uow, call, kind)
    if kind == "member":
        user_id = params.get("user_id") or getattr(result, "user_id", None)
        return _id_of(uow, kind, {"team_id": call.team_id, "user_id": user_id})
    if row.name == "tags.create":
        name, context = str(sent.get("name", "")).strip(), sent.get("context") or "tags"
        return _id_of(uow, kind, {"team_id": call.team_id, "context": context, "name": name})
    if intent_of(row) in {"update", "delete"}:
        return _number(kind, params.get("id"))
    found = getattr(result, "id", None)
    if found is None and kind == "setting":
        owner = of_team(call.team_id) if row.family == "team" else of_user(call.user_id)
        return _id_of(uow, kind, {**owner, "name": params.get("name")})
    return _number(kind, found)


def _is_known(uow: UnitOfWork, remote: Row, kind: str, row_id: int | None) -> bool:
    """Whether the remote has the record already: a tag that was there before, say."""
    shadow = None if row_id is None else queries.by_row(uow, remote["id"], kind, row_id)
    return shadow is not None and shadow.state == "live"


def _single(uow: UnitOfWork, call: Call, kind: str) -> int | None:
    if kind == "user":
        return call.user_id
    if kind == "team":
        return call.team_id
    return _id_of(uow, kind, {"team_id": call.team_id})


def _id_of(reader: Reader, kind: str, where: Mapping[str, Any]) -> int | None:
    found = reader.one(kind, where)
    return None if found is None else int(found["id"])


def _number(kind: str, value: Any) -> int | None:
    if value is None:
        return None
    return int(str(value), 16) if kind in HEX else int(value)


def _params(params: Mapping[str, Any], kind: str, row_id: int | None) -> dict[str, Any]:
    kept = {name: value for name, value in params.items() if value is not None}
    if "id" in kept and kind in HEX:
        kept["id"] = row_id
    return dict(msgspec.to_builtins(kept))


def _sent(body: Any) -> dict[str, Any]:
    """The fields that were sent, without what never leaves; the root of /api taken off."""
    if body is None:
        return {}
    sent = {name: value for name, value in present(body).items() if name not in NEVER_SENT}
    for root in ROOTS:
        if isinstance(sent.get(root), dict):
            sent = dict(sent[root])
    return dict(msgspec.to_builtins(sent))


def _fields(kind: str, sent: Iterable[str]) -> list[str]:
    columns = layout(kind).codecs
    names = {FIELD_COLUMNS.get(name, name) for name in sent}
    return sorted(name for name in names if name in columns)


def _body(
    row: Operation, intent: Intent, kind: str, own: Row | None, sent: dict[str, Any]
) -> dict[str, Any] | None:
    if intent == "delete":
        return None
    if intent == "create" and kind in OWN_TIME and own is not None:
        return birth(kind, own, row.body, as_manager=row.verb == "manager_create")
    if intent == "update":
        known = layout(kind).codecs
        return {n: v for n, v in sent.items() if FIELD_COLUMNS.get(n, n) not in known} or None
    return {"user": sent} if row.name == "tomatoes_user.update" else sent


def _lane(uow: UnitOfWork, told: Told) -> tuple[str, str]:
    """(lane, chain): entries of one lane go in order, a stuck one blocks its chain."""
    if told.lane or told.row_id is None:
        return told.lane, told.lane
    chain = f"{told.kind}:{told.row_id}"
    own = uow.get(told.kind, told.row_id) if told.kind in TIME_KINDS else None
    if own is None:
        return (_last_lane(uow, told) or chain), chain
    if told.kind == "attendance" and told.intent == "create":
        start = queries.session_start(uow, own["user_id"], own["timestamp"])
        chain = f"session:{start or told.row_id}"
    return f"time:{own['user_id']}", chain


def _last_lane(uow: UnitOfWork, told: Told) -> str | None:
    """Where the row's earlier entries are: a row that is gone cannot say whose it was."""
    earlier = outbox.unfinished(uow, told.kind, told.row_id or 0)
    if earlier or told.kind not in TIME_KINDS:
        return earlier[-1]["lane"] if earlier else None
    tomb = uow.one("tomb", {"kind": told.kind, "row_id": told.row_id}) or {}
    return f"time:{tomb['user_id']}" if tomb.get("user_id") else None


def _mid(uow: UnitOfWork, key: str) -> str:
    """A message keeps its id over every hop, as long as that id is no other message's."""
    return key if len(key) == 36 and uow.one("outbox", {"mid": key}) is None else ""
