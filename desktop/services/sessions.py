"""Logging in and out of the Workforce API."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.base.errors import Bug, Invalid, Unauthorized
from desktop.contract.models import User, UserCredentials
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import auth, keys, passwords, tokens
from .context import Call
from .shape import given, shape


@dataclass(frozen=True, slots=True)
class Verified:
    """A password that was right, and its hash anew when the kept one is outdated."""

    user_id: int
    better_hash: str | None = None


def prepare_create(reader: Reader, _: Call, body: UserCredentials) -> Verified | None:
    """Checks the password; None for a login by key. Unauthorized when it is wrong."""
    login, password = given(body.login, ""), given(body.password, "")
    if not login and not password and given(body.api_key):
        return None
    missing = [name for name, value in (("login", login), ("password", password)) if not value]
    if missing:
        raise Invalid(
            f"{' and '.join(missing)} missing", {name: ["can't be blank"] for name in missing}
        )
    user = auth.check_password(reader, login, password)
    outdated = passwords.is_outdated(user["password_hash"])
    return Verified(user["id"], passwords.hash_password(password) if outdated else None)


def create(uow: UnitOfWork, call: Call, body: UserCredentials) -> User:
    """The user with a token that is good for `Authorization: Token …`."""
    if call.secret is None:
        raise Bug("A login needs the node's secret.")
    if isinstance(call.prepared, Verified):
        user = uow.need("user", call.prepared.user_id)
        if call.prepared.better_hash is not None:
            user = uow.update("user", user["id"], {"password_hash": call.prepared.better_hash})
        return _answer(user, tokens.login_token(uow, call.secret, user))
    clear = str(given(body.api_key, "")).strip()
    key = keys.find(uow, clear, call.now)
    owner = uow.get("user", key["user_id"]) if key else None
    if key is None or owner is None:
        raise Unauthorized("Not authenticated. The api_key is unknown, revoked or expired.")
    if keys.restricted(key):
        # a token would outlive or outdo a restricted key; the key itself is valid as one
        return _answer(owner, clear)
    return _answer(owner, tokens.login_token(uow, call.secret, owner))


def delete(uow: UnitOfWork, call: Call) -> None:
    """Logs out on every device, as there is one token a user."""
    tokens.forget(uow, call.user_id, tokens.V1)


def _answer(user: Row, token: str) -> User:
    return shape(User, "user", user, token=token)
