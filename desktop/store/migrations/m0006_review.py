"""What people are told, and what a reviewer of timesheets has to look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

NAME = "0006_review"

ADDS = {
    "notice": {
        "id": "int",
        "user_id": "int",
        "team_id": "int",
        "kind": "text",
        "subject": "text",
        "subject_id": "int",
        "key": "text",
        "data": "json",
        "at": "instant",
        "seen_at": "instant",
        "demo": "int",
    },
    "timesheet": {"exceptions": "json", "corrections": "json", "override_reason": "text"},
}

KEYS: dict[str, tuple[str, ...]] = {}

INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("notice", ("user_id", "key"), True),
    ("notice", ("user_id", "seen_at"), False),
    ("notice", ("subject", "subject_id"), False),
)

AFTER: Callable[[Database], None] | None = None
