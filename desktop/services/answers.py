"""Answers of the remote as records: one, a list, or a name of the settings map."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from desktop.contract.operation import Operation
from desktop.store.queries import sync as queries
from desktop.store.queries.sync import Shadow
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from .identity import unite
from .incoming import Record
from .replicas import Replica, SettingRecord

PART = 256 * 1024
"""Bytes that are decoded in one go, well within a millisecond."""
_HEAD = re.compile(rb'\[({"[^"\\]+":)')


class Untrusted(Exception):
    """An answer that is not what the contract says; nothing of it is believed."""


class _Named(msgspec.Struct):
    name: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")


_settings = msgspec.json.Decoder(_Named)


def records(replica: Replica, row: Operation, body: bytes) -> list[Record]:
    """The records of an answer to a write; empty when it holds none. Raises Untrusted."""
    text = body.strip()
    if text in (b"", b"null") or row.response is None:
        return []
    if replica.kind == "setting":
        return _setting(row, text)
    if text.startswith(b"["):
        return listed(replica, text)
    record = one(replica, text)
    return [] if record is None else [record]


def one(replica: Replica, body: bytes) -> Record | None:
    """The record of an object; None when it carries no key."""
    try:
        value = replica.decoder.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Untrusted(str(error)) from error
    pk = replica.pk(value)
    return None if pk is None else Record(pk, bytes(body), value)


def listed(replica: Replica, body: bytes | msgspec.Raw) -> list[Record]:
    """The records of an array. Untrusted unless every element is one, with a key of its own."""
    return typed(replica, slices(body))


def slices(body: bytes | msgspec.Raw) -> list[msgspec.Raw]:
    """The elements of an array, not yet decoded: cheap to split, cheap to compare."""
    try:
        return _in_parts(bytes(body)) if len(body) > PART else _elements(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Untrusted(str(error)) from error


def _in_parts(body: bytes) -> list[msgspec.Raw]:
    """The same, piece by piece: a decoder holds Python's lock, and a window would wait for all of it.

    Records of a list mostly begin alike. A cut inside of a record leaves a piece that is no array;
    then the whole is decoded at once.
    """
    body = body.strip()
    head = _HEAD.match(body)
    if head is None or not body.endswith(b"]"):
        return _elements(body)
    cut = b"}," + head[1]
    found: list[msgspec.Raw] = []
    start, end = 1, len(body) - 1
    try:
        while start < end:
            at = body.find(cut, start + PART, end)
            until = end if at < 0 else at + 1
            found += _elements(b"[" + body[start:until] + b"]")
            start = until + 1
    except msgspec.DecodeError:
        return _elements(body)
    return found


def _elements(body: bytes | msgspec.Raw) -> list[msgspec.Raw]:
    return msgspec.json.decode(body, type=list[msgspec.Raw])


def typed(replica: Replica, raws: Sequence[msgspec.Raw]) -> list[Record]:
    decode = replica.decoder.decode
    found: list[Record] = []
    try:
        for raw in raws:
            value = decode(raw)
            pk = replica.pk(value)
            if pk is None:
                raise Untrusted(f"a {replica.kind} has no {replica.key}")
            found.append(Record(pk, bytes(raw), value))
    except (msgspec.DecodeError, RecursionError) as error:
        raise Untrusted(str(error)) from error
    return found


def settings(owner: str, body: bytes) -> list[Record]:
    """A settings answer, whose data maps each name to its value, as one record a name."""
    try:
        whole = _settings.decode(body)
        values = msgspec.json.decode(whole.data, type=dict[str, msgspec.Raw] | None)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Untrusted(str(error)) from error
    return [_named(owner, name, data) for name, data in (values or {}).items()]


def bind_only(
    uow: UnitOfWork, remote: Row, replica: Replica, found: Sequence[Record], row_id: int | None
) -> None:
    """Remembers what the remote calls the row, and leaves the rest to the next pull."""
    if row_id is None or len(found) != 1:
        return
    pk, remote_id = found[0].pk, int(remote["id"])
    twin = queries.by_pk(uow, remote_id, replica.kind, [pk]).get(pk)
    if twin is not None and twin.row_id != row_id:
        unite(uow, remote_id, replica.kind, row_id, twin.row_id)
    tick = queries.next_tick(uow)
    queries.put_shadow(uow, remote_id, replica.kind, Shadow(row_id, pk, None, tick, tick, "live"))


def _setting(row: Operation, body: bytes) -> list[Record]:
    try:
        whole = _settings.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Untrusted(str(error)) from error
    if whole.name is None:
        return []
    return [_named("team" if row.family == "team" else "user", whole.name, whole.data)]


def _named(owner: str, name: str, data: msgspec.Raw) -> Record:
    value = SettingRecord(
        pk=f"{owner}/{name}", owner=owner, name=name, data=msgspec.json.decode(data)
    )
    return Record(value.pk, msgspec.json.encode(value), value)
