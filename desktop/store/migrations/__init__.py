"""The schema's history: named steps, each a module with NAME, what it ADDS and, if more, `run`.

A step adds tables and columns as data (`ADDS`: table → column → codec), so that the program knows
from the same lines how to read a column. A shipped step is never edited; a new one is appended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from sqlite_utils import Database

from . import (
    m0001_people,
    m0002_work,
    m0003_time,
    m0004_focus,
    m0005_sync,
    m0006_review,
    m0007_files,
)


class Step(Protocol):
    """What a step module offers; KEYS give composite or text primary keys, INDEXES (columns)."""

    NAME: str
    ADDS: Mapping[str, Mapping[str, str]]
    KEYS: Mapping[str, tuple[str, ...]]
    INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...]
    AFTER: Callable[[Database], None] | None


STEPS: tuple[Step, ...] = cast(
    "tuple[Step, ...]",
    (m0001_people, m0002_work, m0003_time, m0004_focus, m0005_sync, m0006_review, m0007_files),
)
NAMES: tuple[str, ...] = tuple(step.NAME for step in STEPS)


def columns() -> dict[str, dict[str, str]]:
    """Every table of the newest schema: table → column → codec, in column order."""
    tables: dict[str, dict[str, str]] = {}
    for step in STEPS:
        for table, added in step.ADDS.items():
            tables.setdefault(table, {}).update(added)
    return tables
