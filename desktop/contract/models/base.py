"""What all wire structs share: absent is not null, and instants carry a zone."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

Id: TypeAlias = Annotated[
    int, Meta(ge=-(2**63), le=2**63 - 1, extra_json_schema={"format": "int64"})
]
Instant: TypeAlias = Annotated[dt.datetime, Meta(tz=True)]
Day: TypeAlias = dt.date
Json: TypeAlias = dict[str, Any]
AnyJson: TypeAlias = Any
"""Declared as an object by the contract; clients send, and get back, any JSON value."""
Binary: TypeAlias = Annotated[str, Meta(extra_json_schema={"format": "binary"})]
Float: TypeAlias = Annotated[float, Meta(extra_json_schema={"format": "float"})]
Double: TypeAlias = Annotated[float, Meta(extra_json_schema={"format": "double"})]

__all__ = [
    "UNSET",
    "AnyJson",
    "Binary",
    "Body",
    "Day",
    "Double",
    "Float",
    "Id",
    "Input",
    "Instant",
    "Json",
    "Meta",
    "UnsetType",
    "present",
]


class Body(msgspec.Struct, kw_only=True):
    """An answer. A field that the contract requires has no default; others may be null."""


class Input(msgspec.Struct, kw_only=True):
    """A request. A field that was not sent is UNSET, a null that was sent is None.

    `required` repeats the contract; `tolerated` names those of them that real clients leave out
    and the server therefore does not insist on (docs/decisions/0002). `refusal` is the status of a
    body that does not fit: 400 where the contract documents no 422.
    """

    refusal: ClassVar[int] = 422
    required: ClassVar[frozenset[str]] = frozenset()
    tolerated: ClassVar[frozenset[str]] = frozenset()


def present(body: msgspec.Struct) -> dict[str, Any]:
    """The fields that were sent, by name; values as decoded."""
    values = ((name, getattr(body, name)) for name in body.__struct_fields__)
    return {name: value for name, value in values if value is not UNSET}
