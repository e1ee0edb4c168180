"""Who the remote says we are. Absence in a list means nothing unless this agrees with what we know."""

from __future__ import annotations

import asyncio
from enum import Enum
from functools import partial
from typing import Any

import msgspec

from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.store import Store
from desktop.store.uow import UnitOfWork

from .remote import Answer, Remote
from .scopes import standing_of


class Unclear(Exception):
    """Not the API that answered, or not in a state to: nothing is known, and nothing may be done."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.in_words())
        self.retry_after = answer.retry_after


class Word(Enum):
    """same: as recorded. role: the same account may read other lists now. expired: sign in again.

    other: somebody else's account, or none of ours any more.
    """

    SAME = "same"
    ROLE = "role"
    EXPIRED = "expired"
    OTHER = "other"


_ME, _ACCOUNT = "me.get", "me.current_account"


async def ask(store: Store, wire: Remote, remote: Row) -> Word:
    """Two conditional requests; raises Unreachable or Lost when the network is the trouble, Unclear."""
    for operation, path in ((_ME, "/v1/me"), (_ACCOUNT, "/v1/me/current_account")):
        answer = await wire.get(path, etag=_etag(store, remote, operation))
        word = _read(operation, answer, remote)
        if word is Word.ROLE:
            await _write(store, partial(_new_role, remote=remote, answer=answer))
        if word is not Word.SAME:
            return word
        if operation == _ACCOUNT and answer.status == 200:
            await _write(store, partial(_keep, remote=remote, answer=answer))
    if remote["auth"] != "ok":
        await _write(store, lambda uow: uow.update("remote", remote["id"], {"auth": "ok"}))
    return Word.SAME


def _etag(store: Store, remote: Row, operation: str) -> str | None:
    scope = store.read(lambda r: queries.scope(r, remote["id"], operation))
    return None if scope is None else scope["etag"]


async def sign_off(store: Store, remote: Row) -> None:
    """Notes that the credential is refused: entries stay, and a person has to sign in."""
    if remote["auth"] != "expired":
        await _write(store, lambda uow: uow.update("remote", remote["id"], {"auth": "expired"}))


_WORDS = {304: Word.SAME, 401: Word.EXPIRED, 403: Word.OTHER}


def _read(operation: str, answer: Answer, remote: Row) -> Word:
    if answer.status in _WORDS and (answer.json or answer.status == 304):
        return _WORDS[answer.status]
    said = _object(answer)
    if answer.status != 200 or said is None:
        raise Unclear(answer)
    if operation == _ME:
        return Word.SAME if str(said.get("id")) == remote["user_pk"] else Word.OTHER
    named = (str(said.get("type") or ""), str(said.get("id") or ""))
    if named != (remote["account_type"], remote["account_id"]):
        return Word.OTHER
    return Word.SAME if _standing(said, remote) == remote["role"] else Word.ROLE


def _standing(said: dict[str, Any], remote: Row) -> str:
    roles = said.get("roles")
    return standing_of(roles, owner=False) if roles else str(remote["role"])


def _new_role(uow: UnitOfWork, remote: Row, answer: Answer) -> None:
    """The lists mean something else from now on: all are fetched whole, none proves absence yet."""
    said = _object(answer) or {}
    uow.update("remote", remote["id"], {"role": _standing(said, remote)})
    queries.forget_validators(uow, int(remote["id"]))


def _keep(uow: UnitOfWork, remote: Row, answer: Answer) -> None:
    scope = queries.scope(uow, remote["id"], _ACCOUNT)
    values = {"etag": answer.etag, "ok_at": uow.now}
    if scope is None:
        uow.insert("scope", {"remote_id": remote["id"], "operation": _ACCOUNT, **values})
    elif scope["etag"] != answer.etag:
        uow.update("scope", scope["id"], values)


def _object(answer: Answer) -> dict[str, Any] | None:
    if not answer.json:
        return None
    try:
        said = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


async def _write(store: Store, work: Any) -> None:
    await asyncio.wrap_future(store.write(work, initiator="sync"))
