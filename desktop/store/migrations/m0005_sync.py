"""Sync: change feed, tombstones, idempotency keys, remotes, shadows, scopes, outbox, conflicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

NAME = "0005_sync"

ADDS = {
    "change": {
        "seq": "serial",
        "kind": "text",
        "row_id": "int",
        "op": "text",
        "origin": "text",
        "at": "instant",
    },
    "tomb": {"kind": "text", "row_id": "int", "team_id": "int", "user_id": "int", "at": "instant"},
    "idempotency": {
        "principal": "text",
        "key": "text",
        "fingerprint": "text",
        "status": "int",
        "body": "blob",
        "at": "instant",
    },
    "remote": {
        "id": "int",
        "kind": "text",
        "base_url": "text",
        "node": "text",
        "account_type": "text",
        "account_id": "text",
        "user_pk": "text",
        "team_pk": "text",
        "role": "text",
        "auth": "text",
        "cursor": "text",
        "skew_ms": "int",
        "state": "json",
        "created_at": "instant",
    },
    "shadow": {
        "remote_id": "int",
        "kind": "text",
        "row_id": "int",
        "pk": "text",
        "base": "blob",
        "born_tick": "int",
        "acked_tick": "int",
        "state": "text",
        "gone_at": "instant",
    },
    "scope": {
        "id": "int",
        "remote_id": "int",
        "operation": "text",
        "kind": "text",
        "retired": "bool",
        "etag": "text",
        "body_hash": "blob",
        "rows": "int",
        "ok_at": "instant",
        "changed_at": "instant",
        "frozen": "text",
        "frozen_hash": "blob",
        "frozen_at": "instant",
        "frozen_count": "int",
    },
    "scope_row": {"scope_id": "int", "row_id": "int", "miss": "int", "missed_at": "instant"},
    "outbox": {
        "seq": "serial",
        "mid": "text",
        "remote_id": "int",
        "author_id": "int",
        "operation": "text",
        "intent": "text",
        "kind": "text",
        "row_id": "int",
        "lane": "text",
        "chain": "text",
        "params": "json",
        "body": "json",
        "fields": "json",
        "wire": "blob",
        "state": "text",
        "waits_for": "int",
        "attempts": "int",
        "negatives": "int",
        "rebases": "int",
        "next_at": "instant",
        "first_tick": "int",
        "lost_at": "instant",
        "error": "json",
        "captured_at": "instant",
        "done_at": "instant",
    },
    "attempt": {
        "id": "int",
        "seq": "int",
        "number": "int",
        "started_at": "instant",
        "ended_at": "instant",
        "outcome": "text",
        "status": "int",
        "request_id": "text",
    },
    "conflict": {
        "id": "int",
        "kind": "text",
        "row_id": "int",
        "field_group": "text",
        "base": "json",
        "mine": "json",
        "theirs": "json",
        "state": "text",
        "at": "instant",
    },
}

KEYS: dict[str, tuple[str, ...]] = {
    "change": ("seq",),
    "tomb": ("kind", "row_id"),
    "idempotency": ("principal", "key"),
    "shadow": ("remote_id", "kind", "row_id"),
    "scope_row": ("scope_id", "row_id"),
    "outbox": ("seq",),
}

INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("change", ("kind", "row_id"), True),
    ("shadow", ("remote_id", "kind", "pk"), True),
    ("outbox", ("mid",), True),
    ("outbox", ("state", "seq"), False),
    ("outbox", ("lane", "state"), False),
    ("outbox", ("waits_for",), False),
    ("outbox", ("kind", "row_id"), False),
    ("scope", ("remote_id", "operation"), True),
    ("scope_row", ("row_id",), False),
    ("attempt", ("seq",), False),
    ("conflict", ("state",), False),
    ("idempotency", ("at",), False),
)

AFTER: Callable[[Database], None] | None = None
