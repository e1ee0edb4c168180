"""Settings of a person and of a team: any JSON under a name."""

from __future__ import annotations

from typing import Any

import msgspec

from desktop.base.errors import invalid
from desktop.contract.models import UNSET, Setting, SettingData
from desktop.domain import identity
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .shape import shape

LONGEST = 256 * 1024
"""Bytes of one setting as JSON; a setting is a choice, not a store of files."""
DEEPEST = 64

Owner = dict[str, Any]
"""The columns that say whose setting it is."""


def of_user(user_id: int) -> Owner:
    return {"owner": "user", "user_id": user_id, "team_id": None}


def of_team(team_id: int) -> Owner:
    return {"owner": "team", "user_id": None, "team_id": team_id}


def all_(reader: Reader, owner: Owner) -> Setting:
    """One Setting whose data maps every name to its value."""
    rows = reader.find("setting", owner, order="name, id")
    return Setting(**_scope(owner), data={row["name"]: row["data"] for row in rows})


def get(reader: Reader, owner: Owner, name: str) -> Setting:
    """A missing setting reads as null."""
    row = _row(reader, owner, name)
    return Setting(**_scope(owner), name=name, data=None) if row is None else setting(row)


def put(uow: UnitOfWork, owner: Owner, name: str, body: SettingData) -> tuple[Row | None, Row]:
    """Stores `data`; returns the row before (None: new) and after."""
    title = identity.line("name", name, needed=True)
    if body.data is UNSET:
        raise invalid("data", "can't be blank")
    values: dict[str, Any] = {"data": _value(body.data)}
    for column, field in (("context", "context"), ("format", "_format")):
        sent = getattr(body, field)
        if sent is not UNSET:
            values[column] = identity.line(field, sent)
    before = _row(uow, owner, name)
    if before is None:
        return None, uow.insert("setting", {**owner, **values, "name": title})
    return before, uow.update("setting", before["id"], values)


def delete(uow: UnitOfWork, owner: Owner, name: str) -> Row | None:
    """Takes a setting away, if there is one, and returns it."""
    row = _row(uow, owner, name)
    if row is not None:
        uow.delete("setting", row["id"])
    return row


def _row(reader: Reader, owner: Owner, name: str) -> Row | None:
    return reader.one("setting", {**owner, "name": name.strip()})


def _value(data: Any) -> Any:
    """The value itself, or what a text that holds a JSON object or array stands for.

    Other texts stay texts: a value that passed once is read the same at every further node.
    """
    if isinstance(data, str) and data.lstrip()[:1] in ("{", "["):
        try:
            data = msgspec.json.decode(data)
        except RecursionError:
            raise invalid("data", "is nested too deeply") from None
        except msgspec.DecodeError:
            pass  # not JSON after all: somebody's text begins with a bracket
    if _depth(data) > DEEPEST:
        raise invalid("data", "is nested too deeply")
    try:
        size = len(msgspec.json.encode(data))
    except (UnicodeEncodeError, OverflowError):
        raise invalid("data", "cannot be kept as JSON") from None
    if size > LONGEST:
        raise invalid("data", f"is too long (maximum is {LONGEST} bytes)")
    return data


def _depth(data: Any) -> int:
    depth, level = 0, [data]
    while level and depth <= DEEPEST:
        level = [item for holder in level for item in _items(holder)]
        depth += 1
    return depth


def _items(holder: Any) -> list[Any]:
    if isinstance(holder, dict):
        return list(holder.values())
    return holder if isinstance(holder, list) else []


def _scope(owner: Owner) -> dict[str, Any]:
    return {"user_id": owner["user_id"], "team_id": owner["team_id"]}


def setting(row: Row) -> Setting:
    return shape(Setting, "setting", row)
