"""Punches (append-only facts), their corrections, attendances, sessions and timesheets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

from .m0001_people import STAMPS

NAME = "0003_time"

ADDS = {
    "punch": {
        "id": "int",
        "uid": "text",
        "user_id": "int",
        "team_id": "int",
        "status": "text",
        "timestamp": "instant",
        "event_id": "int",
        "shift_id": "int",
        "actor_id": "int",
        "time_zone": "text",
        "utc_offset_minutes": "int",
        "monotonic_ms": "int",
        "boot_id": "text",
        "skew_ms": "int",
        "source": "text",
        "detail": "json",
        "flags": "json",
        "recorded_at": "instant",
        "device": "text",
        "seq": "int",
        "prev_hash": "text",
        "hash": "text",
        "demo": "int",
    },
    "correction": {
        "id": "int",
        "punch_id": "int",
        "actor_id": "int",
        "at": "instant",
        "reason": "text",
        "before": "json",
        "after": "json",
        "device": "text",
        "seq": "int",
        "prev_hash": "text",
        "hash": "text",
        "demo": "int",
    },
    "attendance": {
        "id": "int",
        "user_id": "int",
        "team_id": "int",
        "status": "text",
        "timestamp": "instant",
        "event_id": "int",
        "shift_id": "int",
        "actor_id": "int",
        "time_zone": "text",
        "source": "text",
        "manual": "bool",
        "paid": "bool",
        "note": "text",
        "latitude": "real",
        "longitude": "real",
        "accuracy": "real",
        "address": "text",
        "location_name": "text",
        "image": "json",
        "flags": "json",
        **STAMPS,
    },
    "session": {
        "id": "int",
        "user_id": "int",
        "team_id": "int",
        "start_at": "instant",
        "end_at": "instant",
        "last_status": "text",
        "last_at": "instant",
        "work_ms": "int",
        "break_ms": "int",
        "day": "day",
        "time_zone": "text",
        "event_id": "int",
        "shift_id": "int",
        "demo": "int",
        "lapsed": "bool",
    },
    "timesheet": {
        "id": "int",
        "user_id": "int",
        "team_id": "int",
        "status": "text",
        "resource_id": "int",
        "resource_type": "text",
        "start_date": "day",
        "end_date": "day",
        "manual": "bool",
        "locked": "bool",
        "reason": "text",
        **STAMPS,
    },
    "timesheet_item": {
        "id": "int",
        "timesheet_id": "int",
        "user_id": "int",
        "team_id": "int",
        "shift_id": "int",
        "attendance_id": "int",
        "work_ms": "int",
        "break_ms": "int",
        "raw_work_ms": "int",
        "raw_break_ms": "int",
        "rounded_ms": "int",
        "basis": "json",
        "address": "text",
        "manual": "bool",
        "active": "bool",
        "start_date": "day",
        "role": "text",
        "location_name": "text",
        "notes": "text",
        **STAMPS,
    },
}

KEYS: dict[str, tuple[str, ...]] = {}

INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("punch", ("uid",), True),
    ("punch", ("device", "seq"), True),
    ("correction", ("punch_id",), False),
    ("correction", ("device", "seq"), True),
    ("attendance", ("user_id", "team_id", "timestamp"), False),
    ("attendance", ("team_id", "timestamp"), False),
    ("session", ("user_id", "team_id", "start_at"), False),
    ("session", ("team_id", "day"), False),
    ("timesheet", ("team_id", "user_id", "start_date"), True),
    ("timesheet", ("user_id", "start_date"), False),
    ("timesheet_item", ("timesheet_id",), False),
    ("timesheet_item", ("attendance_id",), False),
    ("timesheet_item", ("user_id", "start_date"), False),
)


def _append_only(db: Database) -> None:
    for table in ("punch", "correction"):
        for act in ("update", "delete"):
            # demo rows may go: `DELETE /team/demo_data/reset` promises to remove what it made
            when = " when old.demo is null" if act == "delete" else ""
            db.execute(
                f"create trigger {table}_no_{act} before {act} on {table}{when} "
                f"begin select raise(abort, '{table} is append-only'); end"
            )


AFTER: Callable[[Database], None] | None = _append_only
