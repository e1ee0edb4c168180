"""Pomodoros: the running timer, finished tomatoes and projects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

from .m0001_people import STAMPS

NAME = "0004_focus"

ADDS = {
    "timer": {"user_id": "int", "state": "json", "at": "instant"},
    "tomato": {
        "id": "int",
        "user_id": "int",
        "tags": "json",
        "task": "text",
        "focus_ms": "int",  # null: 25 minutes
        "flags": "json",
        **STAMPS,
    },
    "project": {
        "id": "int",
        "user_id": "int",
        "name": "text",
        "tags": "json",
        "money_budget": "int",
        "time_budget": "int",
        **STAMPS,
    },
}

KEYS: dict[str, tuple[str, ...]] = {"timer": ("user_id",)}

INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("tomato", ("user_id", "created_at"), False),
    ("tomato", ("created_at",), False),
    ("project", ("user_id", "created_at"), False),
)

AFTER: Callable[[Database], None] | None = None
