"""Who is calling: credentials of either API as a Principal with a role in one team."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from desktop.base.errors import Forbidden, Unauthorized
from desktop.store.queries import credentials as people
from desktop.store.schema import Row
from desktop.store.uow import Reader

from . import keys, person, tokens
from .context import ANONYMOUS, Principal, Role
from .passwords import verify_password
from .secret import NodeSecret

Scheme = Literal["none", "key", "token", "basic", "raw"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request carries. `token` is a login token or an API key, `raw` a token of /api."""

    scheme: Scheme = "none"
    secret: str = ""
    login: str = ""
    account_id: str = ""
    account_type: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A principal, the key it came with (0: none) and when that ends."""

    principal: Principal
    key_id: int = 0
    expires_at: dt.datetime | None = None


NOBODY = Identity(ANONYMOUS)


def authenticate(
    reader: Reader, credentials: Credentials, *, secret: NodeSecret, now: dt.datetime
) -> Identity:
    """NOBODY without credentials; Unauthorized when they are wrong, Forbidden for a foreign account.

    Basic checks a password, which is slow: call it from the slow lane.
    """
    if credentials.scheme == "none":
        return NOBODY
    user, key, label = _who(reader, credentials, secret, now)
    if user is None or user["status"] in people.GONE:
        raise Unauthorized("Not authenticated. The credentials are wrong or no longer valid.")
    team_id = _team(reader, user["id"], credentials, key)
    role = person.role_in(reader, user["id"], team_id) if team_id else Role.NONE
    if key is not None and key["role"] is not None:
        role = min(role, keys.ROLES.get(key["role"], Role.NONE))
    via: Literal["kiosk", "http"] = "kiosk" if role is Role.KIOSK else "http"
    return Identity(
        Principal(user["id"], team_id, role, via, label),
        0 if key is None else key["id"],
        None if key is None else key["expires_at"],
    )


def check_password(reader: Reader, login: str, password: str) -> Row:
    """The user; Unauthorized alike for an unknown login and a wrong password. Slow on purpose."""
    user = people.by_login(reader, login.strip()) if login.strip() else None
    if not verify_password(user["password_hash"] if user else None, password) or user is None:
        raise Unauthorized("Not authenticated. The login or the password is wrong.")
    return user


def _who(
    reader: Reader, given: Credentials, secret: NodeSecret, now: dt.datetime
) -> tuple[Row | None, Row | None, str]:
    """(user, key, what to call the credential)."""
    if given.scheme == "basic":
        return check_password(reader, given.login, given.secret), None, "password"
    if given.scheme == "raw":
        found = tokens.find_raw(reader, given.secret, now)
        if found is not None:
            return reader.get("user", found[0]), found[1], f"key {found[1]['id']}"
        # a node of ours that signed in to /v1 with a password shows the same token here
        return tokens.find_login(reader, secret, given.secret), None, "login"
    key = keys.find(reader, given.secret, now)
    if key is not None:
        return reader.get("user", key["user_id"]), key, f"key {key['id']}"
    if given.scheme == "token":
        return tokens.find_login(reader, secret, given.secret), None, "login"
    return None, None, ""


def _team(reader: Reader, user_id: int, given: Credentials, key: Row | None) -> int:
    """The headers' account, else the key's team, else the stored account, else the first team."""
    tied = key["team_id"] if key is not None else None
    if given.account_id.lstrip("-").isdecimal():
        team_id = account_team(reader, user_id, int(given.account_id), given.account_type)
        if team_id is None or (tied is not None and team_id != tied):
            raise Forbidden("Not authorized. That account is not one of yours.")
        return team_id
    if tied is not None:
        return int(tied)
    stored = reader.get("current_account", user_id)
    if stored is not None:
        team_id = account_team(reader, user_id, stored["account_id"], stored["account_type"])
        if team_id is not None:
            return team_id
    return first_team(reader, user_id)


def account_team(
    reader: Reader, user_id: int, account_id: int, account_type: str | None
) -> int | None:
    """The team an account stands for, 0 for the personal one, None when it is not the user's."""
    kind = (account_type or "team").lower()
    if kind == "user":
        return 0 if account_id == user_id else None
    if abs(account_id) >= 2**63:
        return None
    team_id = account_id
    if "member" in kind:
        member = reader.get("member", account_id)
        if member is None or member["user_id"] != user_id:
            return None
        team_id = member["team_id"]
    return team_id if person.role_in(reader, user_id, team_id) is not Role.NONE else None


def first_team(reader: Reader, user_id: int) -> int:
    """The oldest team the user is active in, 0 for none."""
    for member in reader.find("member", {"user_id": user_id}, order="id"):
        if person.role_in(reader, user_id, member["team_id"]) is not Role.NONE:
            return int(member["team_id"])
    return 0
