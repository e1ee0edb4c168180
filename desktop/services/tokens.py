"""What a login hands out: one stable token a user for /v1, a fresh one each time for /api."""

from __future__ import annotations

import datetime as dt
import re
import secrets

from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import keys
from .secret import NodeSecret

V1, TOMATOES = "v1", "tomatoes"
_RAW = re.compile(r"[0-9a-f]{32}")
_PURPOSE = "login token"


def login_token(uow: UnitOfWork, secret: NodeSecret, user: Row) -> str:
    """The user's token, the same until they log out, change their password or revoke a key.

    It is derived, so it can be told again though only its hash is kept.
    """
    kept = uow.one("session_token", {"user_id": user["id"], "api": V1})
    if kept is not None:
        token = _derive(secret, user, kept["generation"])
        if keys.digest(token) == kept["hash"]:
            return token
        uow.delete("session_token", kept["id"])  # the password changed since
    generation = secrets.randbits(62)
    token = _derive(secret, user, generation)
    _keep(uow, user["id"], V1, token, generation=generation)
    return token


def find_login(reader: Reader, secret: NodeSecret, token: str) -> Row | None:
    """The user of a live login token. A token from before a change of password is dead."""
    kept = reader.one("session_token", {"hash": keys.digest(token), "api": V1})
    user = reader.get("user", kept["user_id"]) if kept else None
    if kept is None or user is None:
        return None
    return user if _derive(secret, user, kept["generation"]) == token else None


def new_raw(uow: UnitOfWork, user_id: int, key_id: int) -> str:
    """One more token for /api, beside those the user has; it lives as long as the key it came from."""
    token = secrets.token_hex(16)
    _keep(uow, user_id, TOMATOES, token, key_id=key_id)
    return token


def find_raw(reader: Reader, token: str, now: dt.datetime) -> tuple[int, Row] | None:
    """(user id, key it came from) of a live /api token."""
    if not _RAW.fullmatch(token):
        return None
    kept = reader.one("session_token", {"hash": keys.digest(token), "api": TOMATOES})
    key = reader.get("api_key", kept["key_id"]) if kept and kept["key_id"] else None
    if kept is None or key is None or not keys.is_live(key, now):
        return None
    return int(kept["user_id"]), key


def forget(uow: UnitOfWork, user_id: int, api: str) -> None:
    """Logs the user out of one API, on every device."""
    for token in uow.find("session_token", {"user_id": user_id, "api": api}):
        uow.delete("session_token", token["id"])


def _derive(secret: NodeSecret, user: Row, generation: int) -> str:
    return secret.derive(_PURPOSE, user["id"], generation, user["password_hash"] or "")


def _keep(
    uow: UnitOfWork,
    user_id: int,
    api: str,
    token: str,
    *,
    generation: int = 0,
    key_id: int | None = None,
) -> None:
    uow.insert(
        "session_token",
        {
            "user_id": user_id,
            "api": api,
            "hash": keys.digest(token),
            "generation": generation,
            "key_id": key_id,
            "created_at": uow.now,
        },
    )
