"""When people can work: three parts a day, one row a person and date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.base.errors import Forbidden, NotFound, invalid
from desktop.contract.models import UNSET, WorkforceAvailability, WorkforceAvailabilityInput
from desktop.domain.availability import ANSWERS, NEUTRAL, PARTS, part_of
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, filters, workforce
from .context import Call
from .person import role_in
from .shape import shape

DAY = dt.timedelta(days=1)
_ONE_MS = dt.timedelta(milliseconds=1)
LOCKS = tuple(f"{part}_locked" for part in PARTS)


def list_(reader: Reader, call: Call) -> list[WorkforceAvailability]:
    """Stored days by date: one's own, a member's for a manager (`user_id`), or all (`others`)."""
    where: dict[str, Any] = {"team_id": call.team_id}
    if not (call.principal.manages and filters.flag(call, "others")):
        where["user_id"] = _whose(reader, call, filters.number(call, "user_id"))
    zone = workforce.zone(reader, call.team_id)
    start, end = filters.span(
        call, zone, workforce.of(reader, call.team_id)["week_start"], "date_range"
    )
    if start is not None and end is not None:
        where["date >="] = start.astimezone(zone).date()
        where["date <="] = (end - _ONE_MS).astimezone(zone).date()
    return [_day(row) for row in reader.find("availability", where, order="date, user_id")]


def get(reader: Reader, call: Call, *, date: dt.date) -> WorkforceAvailability:
    user_id = _whose(reader, call, filters.number(call, "user_id"))
    row = _row(reader, user_id, call.team_id, date)
    if row is None:
        raise NotFound(f"Nothing is stored for {date}.")
    return _day(row)


def update(
    uow: UnitOfWork, call: Call, body: WorkforceAvailabilityInput, *, date: dt.date
) -> WorkforceAvailability:
    """Makes or changes the day. Parts not sent stay as they are; a null part becomes neutral."""
    if body.date not in (UNSET, None, date):
        raise invalid("date", "differs from the day of the path")
    asked = filters.number(call, "user_id") if body.user_id in (UNSET, None) else body.user_id
    user_id = _whose(uow, call, asked if isinstance(asked, int) else None)
    before = _row(uow, user_id, call.team_id, date)
    shown = before if before is not None else _blank(uow, user_id, call.team_id, date)
    changes = {**_answers(call, body, shown), **_locks(call, body, shown)}
    if before is not None:
        after = uow.update("availability", before["id"], changes) if changes else before
    else:
        after = uow.insert("availability", {**shown, **changes})
    if user_id != call.user_id:
        audit.note(uow, call, "availability", after["id"], before, after)
    return _day(after)


def lock_for_shift(uow: UnitOfWork, user_id: int, team_id: int, start: dt.datetime) -> None:
    """Locks the part of the day that holds a shift's start; `start` is aware, in the team's zone."""
    lock = f"{part_of(start)}_locked"
    row = _row(uow, user_id, team_id, start.date())
    if row is None:
        uow.insert("availability", {**_blank(uow, user_id, team_id, start.date()), lock: True})
    elif not row[lock]:
        uow.update("availability", row["id"], {lock: True})


def unlock(
    uow: UnitOfWork, user_id: int, team_id: int, start: dt.datetime, *, but: int | None = None
) -> None:
    """Unlocks that part unless another live shift of the person starts in it.

    `but` is the shift that is being moved, dropped or cancelled, when its row still says otherwise.
    """
    row = _row(uow, user_id, team_id, start.date())
    lock = f"{part_of(start)}_locked"
    if row is None or not row[lock]:
        return
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    others = uow.find(
        "shift",
        {
            "assignee_id": user_id,
            "team_id": team_id,
            "start_at >=": midnight,
            "start_at <": midnight + DAY,
            "published": True,
        },
    )
    held = {
        part_of(shift["start_at"].astimezone(start.tzinfo))
        for shift in others
        if shift["id"] != but and not shift["canceled"]
    }
    if part_of(start) not in held:
        uow.update("availability", row["id"], {lock: False})


def _whose(reader: Reader, call: Call, asked: int | None) -> int:
    """The person whose days are meant; to a member nobody else's exist."""
    if asked is None or asked == call.user_id:
        return call.user_id
    if not call.principal.manages or not role_in(reader, asked, call.team_id):
        raise NotFound(f"No member {asked}.")
    return asked


def _answers(call: Call, body: WorkforceAvailabilityInput, shown: Row) -> dict[str, int]:
    changes: dict[str, int] = {}
    for part in PARTS:
        value = getattr(body, part)
        if value is UNSET:
            continue
        value = NEUTRAL if value is None else value
        if value not in ANSWERS:
            raise invalid(part, "must be -1, 0, 1 or 2")
        if value == (shown[part] or NEUTRAL):
            continue
        if shown[f"{part}_locked"] and not call.principal.manages:
            raise invalid(part, "is locked by a shift; ask a manager")
        changes[part] = value
    return changes


def _locks(call: Call, body: WorkforceAvailabilityInput, shown: Row) -> dict[str, bool]:
    sent = {name: bool(getattr(body, name)) for name in LOCKS if getattr(body, name) is not UNSET}
    changes = {name: value for name, value in sent.items() if value != bool(shown[name])}
    if changes and not call.principal.manages:
        field = min(changes)
        raise Forbidden(
            "Not authorized. Only a manager locks parts of a day.", {field: ["needs a manager"]}
        )
    return changes


def _row(reader: Reader, user_id: int, team_id: int, date: dt.date) -> Row | None:
    return reader.one("availability", {"team_id": team_id, "user_id": user_id, "date": date})


def _blank(reader: Reader, user_id: int, team_id: int, date: dt.date) -> Row:
    member = reader.one("member", {"user_id": user_id, "team_id": team_id})
    return {
        "user_id": user_id,
        "team_id": team_id,
        "employee_id": member["id"] if member else None,
        "date": date,
        **dict.fromkeys(PARTS, NEUTRAL),
        **dict.fromkeys(LOCKS, False),
    }


def _day(row: Row) -> WorkforceAvailability:
    return shape(WorkforceAvailability, "availability", row)
