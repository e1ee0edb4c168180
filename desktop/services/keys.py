"""API keys: shown once, kept as a hash, revocable."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import zlib

from desktop.base.errors import invalid
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .context import Role

PREFIX = "pk_"
ROLES = {"kiosk": Role.KIOSK, "member": Role.MEMBER, "manager": Role.MANAGER, "admin": Role.ADMIN}
"""What a key may be capped at; without a role it may all that its user may."""


def create_key(
    uow: UnitOfWork,
    user_id: int,
    name: str,
    role: str | None = None,
    *,
    team_id: int | None = None,
    expires_at: dt.datetime | None = None,
) -> str:
    """A new key in clear text, which nobody can read again.

    `role` caps what it may do, `team_id` ties it to one team. NotFound when the user is unknown.
    """
    if role is not None and role not in ROLES:
        raise invalid("role", f"must be one of {', '.join(ROLES)}")
    uow.need("user", user_id)
    clear = new()
    uow.insert(
        "api_key",
        {
            "user_id": user_id,
            "team_id": team_id,
            "name": name,
            "role": role,
            "hash": digest(clear),
            "created_at": uow.now,
            "expires_at": expires_at,
        },
    )
    return clear


def revoke(uow: UnitOfWork, key_id: int) -> None:
    """Ends the key and every token that was given for it, at once."""
    key = uow.update("api_key", key_id, {"revoked_at": uow.now})
    if not restricted(key):
        # the user's login token may have been handed out for this key
        for token in uow.find("session_token", {"user_id": key["user_id"], "api": "v1"}):
            uow.delete("session_token", token["id"])


def find(reader: Reader, clear: str, now: dt.datetime) -> Row | None:
    """The live key of this text; None when unknown, revoked or expired."""
    if not well_formed(clear):
        return None
    row = reader.one("api_key", {"hash": digest(clear)})
    return row if is_live(row, now) else None


def is_live(key: Row | None, now: dt.datetime) -> bool:
    if key is None or key["revoked_at"] is not None:
        return False
    return key["expires_at"] is None or key["expires_at"] > now


def restricted(key: Row) -> bool:
    """True when the key may less than its user, or for a shorter time."""
    return any(key[column] is not None for column in ("role", "team_id", "expires_at"))


def new() -> str:
    """256 random bits and a checksum, so that a mistyped key is refused without a lookup."""
    secret = secrets.token_urlsafe(32)
    return f"{PREFIX}{secret}{_checksum(secret)}"


def well_formed(clear: str) -> bool:
    body = clear.removeprefix(PREFIX)
    return body != clear and body.isascii() and _checksum(body[:-8]) == body[-8:]


def digest(clear: str) -> str:
    return hashlib.sha256(clear.encode()).hexdigest()


def _checksum(secret: str) -> str:
    return f"{zlib.crc32(secret.encode()):08x}"
