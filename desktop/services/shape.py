"""Rows as wire structs, and requests as columns: the only place that knows both spellings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

import msgspec

from desktop.contract.models import UNSET
from desktop.store.schema import Row, layout

T = TypeVar("T", bound=msgspec.Struct)


@cache
def _shared(struct: type[msgspec.Struct], kind: str) -> tuple[str, ...]:
    columns = layout(kind).codecs
    return tuple(name for name in struct.__struct_fields__ if name in columns)


def shape(struct: type[T], kind: str, row: Row, **more: Any) -> T:
    """The struct filled from the row's columns of the same names; `more` overrides and adds."""
    values = {name: row[name] for name in _shared(struct, kind) if name not in more}
    return struct(**values, **more)


def sent(body: msgspec.Struct, allowed: Iterable[str]) -> dict[str, Any]:
    """The fields of `allowed` that the request really carried; a null that was sent is None."""
    values = ((name, getattr(body, name)) for name in allowed)
    return {name: value for name, value in values if value is not UNSET}


def given(value: Any, default: Any = None) -> Any:
    """A request field, or `default` when it was absent or null."""
    return default if value is UNSET or value is None else value
