"""Files that went out and came in: batches of exports and imports; kept on this node only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

NAME = "0007_files"

ADDS = {
    "export_batch": {
        "id": "int",
        "uid": "text",
        "team_id": "int",
        "actor_id": "int",
        "at": "instant",
        "first_day": "day",
        "last_day": "day",
        "people": "json",
        "files": "json",
        "lines": "int",
        "work_ms": "int",
    },
    "export_line": {
        "batch_id": "int",
        "kind": "text",
        "row_id": "int",
        "user_id": "int",
        "day": "day",
        "digest": "text",
    },
    "import_batch": {
        "id": "int",
        "uid": "text",
        "team_id": "int",
        "actor_id": "int",
        "at": "instant",
        "file": "text",
        "format": "text",
        "time_zone": "text",
        "lines": "int",
        "taken": "int",
        "work_ms": "int",
        "state": "text",
        "undone_at": "instant",
        "undone_by": "int",
    },
    "import_line": {
        "batch_id": "int",
        "line": "int",
        "user_id": "int",
        "content": "text",
        "kind": "text",
        "row_ids": "json",
    },
}

KEYS: dict[str, tuple[str, ...]] = {
    "export_line": ("batch_id", "kind", "row_id"),
    "import_line": ("batch_id", "line"),
}

INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("export_batch", ("team_id", "first_day"), False),
    ("export_line", ("kind", "row_id"), False),
    ("export_line", ("user_id", "day"), False),
    ("import_line", ("user_id", "content"), False),
)

AFTER: Callable[[Database], None] | None = None
