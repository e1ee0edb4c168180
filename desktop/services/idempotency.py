"""An Idempotency-Key and the effect it had, kept in the same transaction."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.base.clock import to_ms
from desktop.base.errors import invalid
from desktop.store.uow import UnitOfWork

from .context import Call

if TYPE_CHECKING:
    from .bus import Asked

LONGEST = 255


def fingerprint(asked: Asked) -> str:
    """The same for the same request: what an Idempotency-Key is bound to."""
    parts = [asked.row.name, {k: str(v) for k, v in asked.params.items()}, asked.body]
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()


def replay(uow: UnitOfWork, call: Call, asked: Asked) -> tuple[bool, Any]:
    """(whether the key was used before, the kept reply decoded as the row's response).

    A key that comes back with another request is a mistake of the caller: 422.
    """
    if len(call.key) > LONGEST:
        raise invalid("Idempotency-Key", f"is longer than {LONGEST} characters")
    found = uow.select(
        "select fingerprint, body from idempotency where principal = ? and key = ?",
        (str(call.user_id), call.key),
    )
    if not found:
        return False, None
    if found[0][0] != fingerprint(asked):
        raise invalid("Idempotency-Key", "was used before for a different request")
    if asked.row.response is None:
        return True, None
    return True, msgspec.json.decode(found[0][1], type=asked.row.response)


def keep(uow: UnitOfWork, call: Call, asked: Asked, result: Any) -> None:
    uow.execute(
        "insert into idempotency (principal, key, fingerprint, status, body, at) "
        "values (?, ?, ?, ?, ?, ?)",
        (
            str(call.user_id),
            call.key,
            fingerprint(asked),
            asked.row.status,
            msgspec.json.encode(result),
            to_ms(uow.now),
        ),
        forget=False,
    )
