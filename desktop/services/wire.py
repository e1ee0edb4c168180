"""A request to the remote, frozen as it will be sent, and sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from desktop.domain.echo import Likeness, likeness
from desktop.store.schema import Row

ROOTS = ("tomato", "project", "user")


class Wire(msgspec.Struct, kw_only=True):
    """`body` is JSON text, so that the same message is the same bytes each time."""

    method: str
    path: str
    query: dict[str, str] = {}
    body: str | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Wire)


def freeze(method: str, path: str, query: dict[str, str], body: Any) -> bytes:
    text = None if body is None else _encoder.encode(body).decode()
    return _encoder.encode(Wire(method=method, path=path, query=query, body=text))


def thaw(stored: bytes) -> Wire:
    return _decoder.decode(stored)


def told(entry: Row) -> Mapping[str, Any]:
    """The fields of an entry's frozen body, spelled as the record's are."""
    if entry["wire"] is None:
        return {}
    text = thaw(entry["wire"]).body
    body: Any = {} if text is None else msgspec.json.decode(text)
    if not isinstance(body, dict):
        return {}
    for root in ROOTS:
        if isinstance(body.get(root), dict):
            body = {**body[root]}
    fields: dict[str, Any] = body
    tags = fields.pop("tag_list", None)
    if isinstance(tags, str):
        fields["tags"] = [tag.strip() for tag in tags.split(",") if tag.strip()]
    return fields


def compare(entry: Row, record: msgspec.Struct) -> Likeness:
    """Whether a record is what the entry sent."""
    values = ((name, getattr(record, name)) for name in record.__struct_fields__)
    shown = {name: value for name, value in values if value is not UNSET}
    return likeness(told(entry), shown)
