"""How the people of a demo team log in: drawn anew for every data directory."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from desktop.base.paths import DEMO_CREDENTIALS
from desktop.services import keys
from desktop.services.passwords import hash_password
from desktop.store.uow import UnitOfWork

from .cast import ACCOUNTS, Account, Crew


@dataclass(frozen=True, slots=True)
class Secrets:
    """Passwords by account, and their hashes. Draw them on a thread of your own: hashing is slow."""

    passwords: Mapping[Account, str]
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Login:
    login: str
    password: str
    api_key: str
    user_id: int


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Who was made; `worker` is Mara Ellison, whose window it is."""

    admin: Login
    manager: Login
    worker: Login
    peer: Login
    kiosk: Login
    team_id: int


def draw() -> Secrets:
    passwords: dict[Account, str] = {account: secrets.token_urlsafe(12) for account in ACCOUNTS}
    hashes: dict[str, str] = {each: hash_password(clear) for each, clear in passwords.items()}
    return Secrets(passwords, hashes)


def people(uow: UnitOfWork, crew: Crew, team_id: int, drawn: Secrets) -> DemoPeople:
    """Gives each account its API key."""
    logins: dict[str, Any] = {}
    for account in ACCOUNTS:
        member = crew.holding(account)
        key = keys.create_key(uow, member.user_id, "Demo", team_id=team_id)
        logins[account] = Login(member.part.login, drawn.passwords[account], key, member.user_id)
    return DemoPeople(**logins, team_id=team_id)


def write_credentials(folder: Path, made: DemoPeople) -> Path:
    """Writes `demo-credentials.json`, readable by its owner only, in place of an older one."""
    target = folder / DEMO_CREDENTIALS
    fresh = folder / (DEMO_CREDENTIALS + ".new")
    fresh.unlink(missing_ok=True)
    text = msgspec.json.format(msgspec.json.encode(made), indent=2)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text + b"\n")
    fresh.replace(target)
    return target
