"""Users, teams, members, keys, settings, tags, devices: who is there and what they may."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

NAME = "0001_people"

STAMPS = {"demo": "int", "created_at": "instant", "updated_at": "instant"}

ADDS = {
    "meta": {"key": "text", "value": "text"},
    "preference": {"name": "text", "value": "text"},
    "user": {
        "id": "int",
        "status": "text",
        "first_name": "text",
        "last_name": "text",
        "slug": "text",
        "email": "text",
        "mobile": "text",
        "dob": "text",
        "locale": "text",
        "icon_url": "text",
        "time_zone": "text",
        "password_hash": "text",
        "image": "text",
        "color": "text",
        "volume": "int",
        "ticking": "bool",
        "work_hours_per_day": "int",
        "average_hourly_rate": "real",
        "currency": "text",
        **STAMPS,
    },
    "team": {
        "id": "int",
        "user_id": "int",
        "name": "text",
        "icon_url": "text",
        "background_url": "text",
        "email": "text",
        "phone": "text",
        "status": "text",
        "slug": "text",
        "features": "json",
        "time_zone": "text",
        **STAMPS,
    },
    "member": {
        "id": "int",
        "user_id": "int",
        "team_id": "int",
        "favorite": "bool",
        "mute": "bool",
        "roles": "json",
        "locations": "json",
        "tags": "json",
        "manager": "bool",
        "member": "bool",
        "status": "text",
        "has_vehicle": "bool",
        "compliance_check": "text",
        "notes": "text",
        **STAMPS,
    },
    "current_account": {"user_id": "int", "account_id": "int", "account_type": "text"},
    "api_key": {
        "id": "int",
        "user_id": "int",
        "team_id": "int",
        "name": "text",
        "hash": "text",
        "role": "text",
        "created_at": "instant",
        "last_used_at": "instant",
        "expires_at": "instant",
        "revoked_at": "instant",
    },
    "session_token": {
        "id": "int",
        "user_id": "int",
        "api": "text",
        "hash": "text",
        "generation": "int",
        "key_id": "int",
        "created_at": "instant",
    },
    "setting": {
        "id": "int",
        "owner": "text",
        "user_id": "int",
        "team_id": "int",
        "addon_install_id": "int",
        "resource_id": "int",
        "resource_type": "text",
        "context": "text",
        "format": "text",
        "name": "text",
        "data": "json",
        **STAMPS,
    },
    "tag": {
        "id": "int",
        "team_id": "int",
        "name": "text",
        "context": "text",
        "taggings_count": "int",
        **STAMPS,
    },
    "device": {
        "id": "int",
        "user_id": "int",
        "platform": "text",
        "environment": "text",
        "uuid": "text",
        "token": "text",
        "name": "text",
        "locked": "bool",
        **STAMPS,
    },
    "audit": {
        "id": "int",
        "at": "instant",
        "actor_id": "int",
        "team_id": "int",
        "user_id": "int",
        "operation": "text",
        "kind": "text",
        "row_id": "int",
        "before": "json",
        "after": "json",
        "reason": "text",
        "via": "text",
        "request_id": "text",
    },
}

KEYS: dict[str, tuple[str, ...]] = {
    "meta": ("key",),
    "preference": ("name",),
    "current_account": ("user_id",),
}

INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("user", ("email",), False),
    ("user", ("mobile",), False),
    ("member", ("team_id", "user_id"), True),
    ("member", ("user_id",), False),
    ("api_key", ("hash",), True),
    ("session_token", ("hash",), True),
    ("session_token", ("user_id",), False),
    ("setting", ("owner", "user_id", "team_id", "name"), False),
    ("tag", ("team_id", "context", "name"), False),
    ("device", ("token",), False),
    ("audit", ("kind", "row_id"), False),
)


def _search(db: Database) -> None:
    db.table("user").enable_fts(
        ["first_name", "last_name", "email", "mobile"], create_triggers=True
    )
    db.table("team").enable_fts(["name", "email", "phone"], create_triggers=True)


AFTER: Callable[[Database], None] | None = _search
