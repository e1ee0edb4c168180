"""Exports as the command line makes them, without the command line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.app import Node
from desktop.services.context import Principal
from desktop.services.exports import make
from desktop.services.exports.make import Made, Wish


def export(
    node: Node,
    me: Principal,
    first: str = "2026-11-01",
    last: str = "2026-11-30",
    *,
    keep: bool = True,
    **wish: Any,
) -> Made:
    days = {"first": dt.date.fromisoformat(first), "last": dt.date.fromisoformat(last)}
    made = make.make(node.store, me, Wish(**{**days, "formats": ("csv",), **wish}))
    if keep:
        make.keep(node.store, made)
    return made


def file(made: Made, ending: str) -> bytes:
    (found,) = [f.content for f in made.files if f.name.endswith(ending)]
    return found
