"""The workforce account of a team: its week, its clock rules, its rounding and its notices."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from desktop.base.errors import Invalid, invalid
from desktop.contract.models import Workforce, WorkforceInput
from desktop.domain import effective, identity, zones
from desktop.domain.breaks import BreakRules
from desktop.domain.rounding import Rounding
from desktop.store.queries import shifts as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, locks, sheets
from .context import Call
from .person import WORKFORCE_DEFAULTS
from .shape import sent, shape

MINUTES = {
    "timesheets_rounding_minutes": 60,
    "shift_upcoming_notification_minutes": 7 * 24 * 60,
    "shift_forgot_clockin_minutes": 24 * 60,
    "shift_forgot_clockout_minutes": 24 * 60,
}
"""The most minutes each field may hold; the least is 0."""
RULES = frozenset(
    {
        "timesheets_rounding_method",
        "timesheets_rounding_minutes",
        "timesheets_enable_break_rounding",
        "data",
    }
)
"""Fields that the lines of timesheets rest on."""
_UNTITLED = {"name": None, "time_zone": "UTC"}


def get(reader: Reader, call: Call) -> Workforce:
    return _workforce(of(reader, call.team_id))


def update(uow: UnitOfWork, call: Call, body: WorkforceInput) -> Workforce:
    """Changes what was sent; a null puts a field back to its default."""
    before = of(uow, call.team_id)
    changes = _checked(sent(body, WorkforceInput.__struct_fields__), before)
    if before["id"] is None:
        after = uow.insert("workforce", {**before, **changes, "team_id": call.team_id})
        before = {**after, **before}
    else:
        after = uow.update("workforce", before["id"], changes) if changes else before
    if "time_zone" in changes:
        uow.update("team", call.team_id, {"time_zone": changes["time_zone"]})
        locks.make_anew(uow, call.team_id, zone(uow, call.team_id), call.now)
    if RULES & changes.keys() and _rules(before) != _rules(after):
        sheets.settle_team(uow, call.team_id)
    audit.note(uow, call, "workforce", after["id"], before, after)
    return _workforce(after)


def _rules(row: Row) -> tuple[Rounding, BreakRules]:
    """What lines are computed by; limits only warn."""
    policy = effective.policy(row)
    return policy.rounding, policy.breaks


def of(reader: Reader, team_id: int) -> Row:
    """A team's workforce row; without one the defaults, whose id is None."""
    row = reader.one("workforce", {"team_id": team_id})
    if row is None:
        team = reader.get("team", team_id) or _UNTITLED
        row = {
            "id": None,
            **WORKFORCE_DEFAULTS,
            "team_id": team_id,
            "name": team["name"],
            "time_zone": team["time_zone"],
        }
    filled = {
        name: value if row[name] is None else row[name]
        for name, value in WORKFORCE_DEFAULTS.items()
    }
    zone = row["time_zone"] if _is_zone(row["time_zone"]) else "UTC"
    return {**row, **filled, "week_start": _day(filled["week_start"]), "time_zone": zone}


def zone(reader: Reader, team_id: int) -> ZoneInfo:
    """The team's own time zone, in which its days and weeks begin."""
    name = queries.zone_of(reader, team_id)
    return ZoneInfo(name if name is not None and _is_zone(name) else "UTC")


def _checked(values: dict[str, Any], before: Row) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    changes: dict[str, Any] = {}
    for field, value in values.items():
        try:
            changes[field] = _check(field, value, before)
        except Invalid as refused:
            wrong.update(refused.details)
    if wrong:
        raise Invalid("; ".join(f"{field} {texts[0]}" for field, texts in wrong.items()), wrong)
    return {field: value for field, value in changes.items() if before[field] != value}


def _check(field: str, value: Any, before: Row) -> Any:
    if field == "name":
        return identity.line(field, value, needed=True)
    if field == "time_zone":
        if value is not None and not _is_zone(value):
            raise invalid(field, "is not a time zone (write it as Europe/Berlin)")
        return value or before["time_zone"]
    if value is None:
        return WORKFORCE_DEFAULTS[field]
    if field in MINUTES and not 0 <= value <= MINUTES[field]:
        raise invalid(field, f"must be between 0 and {MINUTES[field]}")
    if field == "week_start":
        return _day(value)
    if field == "data":
        _check_rules(value)
    if field == "payroll_period":
        return [day.isoformat() for day in value]
    return value


def _check_rules(data: Any) -> None:
    from desktop.domain import exceptions  # needed by nobody else who reads an account

    account = {"data": data}
    wrong = [*effective.mistakes(account), *exceptions.read(account)[1]]
    begins = data.get("day_start") if isinstance(data, dict) else None
    if begins is not None and zones.start_of_day(begins) is None:
        wrong = [*wrong, "day_start is not a time such as 05:00"]
    if wrong:
        raise Invalid("; ".join(wrong), {"data": wrong})


def _day(name: Any) -> str:
    """A slip of the published reference is a day of clients that follow it."""
    return "tuesday" if name == "turesday" else str(name)


def _is_zone(name: Any) -> bool:
    return isinstance(name, str) and len(name) <= identity.NAME and zones.find(name) is not None


def _workforce(row: Row) -> Workforce:
    periods = [dt.date.fromisoformat(day) for day in row["payroll_period"]]
    return shape(Workforce, "workforce", row, payroll_period=periods)
