"""The person a data directory belongs to, and the team they act in."""

from __future__ import annotations

from desktop.base.errors import Unavailable
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .context import Principal, Role, Via

USER, TEAM = "person_user_id", "person_team_id"


def role_of(team: Row | None, member: Row | None) -> Role:
    """The role of a member row in its team: owner of the team, else the highest role name."""
    if team is None or member is None or member["status"] in {"archived", "inactive"}:
        return Role.NONE
    if team["user_id"] == member["user_id"]:
        return Role.OWNER
    names = [str(name).lower() for name in member["roles"] or []]
    if any("admin" in name for name in names):
        return Role.ADMIN
    if any("manager" in name for name in names) or member["manager"]:
        return Role.MANAGER
    return Role.KIOSK if "kiosk" in names else Role.MEMBER


def role_in(reader: Reader, user_id: int, team_id: int) -> Role:
    member = reader.one("member", {"user_id": user_id, "team_id": team_id})
    return role_of(reader.get("team", team_id), member)


def principal(reader: Reader, via: Via) -> Principal:
    """Whoever this data directory belongs to, as a caller."""
    user_id, team_id = reader.meta(USER), reader.meta(TEAM)
    if user_id is None:
        raise Unavailable("This data directory belongs to nobody yet.")
    user, team = int(user_id), int(team_id or 0)
    return Principal(user, team, role_in(reader, user, team), via)


def settle(uow: UnitOfWork, user_id: int, team_id: int) -> None:
    """Says whose directory this is."""
    uow.set_meta(USER, str(user_id))
    uow.set_meta(TEAM, str(team_id))


def ensure(uow: UnitOfWork, name: str, time_zone: str) -> None:
    """A new directory gets its person, who owns a team of one, so that the clock works at once."""
    if uow.meta(USER) is not None:
        return
    first, _, last = name.strip().partition(" ")
    user = uow.insert(
        "user",
        {
            "first_name": first or "Me",
            "last_name": last,
            "status": "active",
            "time_zone": time_zone,
        },
    )
    team = found_team(uow, user["id"], "My time", time_zone)
    settle(uow, user["id"], team["id"])


def found_team(uow: UnitOfWork, user_id: int, name: str, time_zone: str, **more: object) -> Row:
    """A new team with its owner as first member and its workforce account; returns the team."""
    team = uow.insert(
        "team",
        {"user_id": user_id, "name": name, "status": "active", "time_zone": time_zone, **more},
    )
    uow.insert(
        "member",
        {
            "user_id": user_id,
            "team_id": team["id"],
            "roles": ["Team Admin"],
            "locations": [],
            "tags": [],
            "manager": True,
            "member": True,
            "favorite": False,
            "mute": False,
            "status": "active",
        },
    )
    uow.insert(
        "workforce",
        {"team_id": team["id"], "name": name, **WORKFORCE_DEFAULTS, "time_zone": time_zone},
    )
    return team


WORKFORCE_DEFAULTS = {
    "week_start": "monday",
    "time_period": "weekly",
    "payroll_period": [],
    "timeclock_require_gps": False,
    "timeclock_require_photo": False,
    "timeclock_enable_mobile": True,
    "timeclock_enable_web": True,
    "timeclock_enable_kiosk": True,
    "timesheets_rounding_method": "none",
    "timesheets_rounding_minutes": 0,
    "timesheets_enable_break_rounding": False,
    "shift_upcoming_notification_minutes": 30,
    "shift_forgot_clockin_minutes": 15,
    "shift_forgot_clockout_minutes": 30,
    "shift_notifications_enabled": True,
    "event_notifications_enabled": True,
    "data": {},
}
