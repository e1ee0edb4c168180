"""A person's calendar: their own events, and their shifts seen as events of the kind `shift`.

A shift is its own event: `event_id` is the event's id, and for a shift born on a node of ours it is
the shift's. Only a shift's own service changes it, so every rule of shifts holds here too.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.base.errors import Conflict, Forbidden, NotFound, invalid
from desktop.contract.models import Event, EventInput, WorkforceShiftInput
from desktop.domain import identity
from desktop.domain.zones import EARLIEST, LATEST
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import filters, shifts, workforce
from .context import Call, Role
from .shape import sent, shape

SHIFT, DEFAULT_KIND = "shift", "event"
KIND, COLOR = 50, 32
WRITTEN = EventInput.__struct_fields__
OF_SHIFT = ("title", "details", "location_name", "start_at", "end_at")
"""What of a shift's event a manager edits."""


def list_(reader: Reader, call: Call) -> list[Event]:
    """Own events and own shifts by start; `date_range` narrows to what touches it."""
    account = workforce.of(reader, call.team_id)
    span = filters.span(call, workforce.zone(reader, call.team_id), account["week_start"])
    before: dict[str, Any] = {} if span[1] is None else {"start_at <": span[1]}
    events = reader.find("event", {"user_id": call.user_id, **before})
    known = {row["id"] for row in events}
    found = [_event(row) for row in events if _touches(row, span)]
    rostered = reader.find("shift", _own_shifts(call, before)) if _in_team(call) else []
    found += [
        _of_shift(row)
        for row in rostered
        if _touches(row, span) and row["event_id"] not in known and row["start_at"] is not None
    ]
    return sorted(found, key=lambda event: (event.start_at or EARLIEST, event.id or 0))


def get(reader: Reader, call: Call, *, id: int) -> Event:
    own = _own(reader, call, id)
    return _event(own) if own is not None else _of_shift(_shift(reader, call, id))


def create(uow: UnitOfWork, call: Call, body: EventInput) -> Event:
    """An event of the caller's own; needs a title and a start."""
    values = _checked(sent(body, WRITTEN))
    for field in ("title", "start_at"):
        if not values.get(field):
            raise invalid(field, "can't be blank")
    values["kind"] = values.get("kind") or DEFAULT_KIND
    _ordered(values)
    team_id = call.team_id if _in_team(call) else None
    return _event(uow.insert("event", {"user_id": call.user_id, "team_id": team_id, **values}))


def update(uow: UnitOfWork, call: Call, body: EventInput, *, id: int) -> Event:
    """Changes what was sent of an own event, or, for a manager, of the shift behind it."""
    own = _own(uow, call, id)
    if own is None:
        return _update_shift(uow, call, body, _shift(uow, call, id))
    values = _checked(sent(body, WRITTEN))
    for field in ("title", "start_at"):
        if field in values and not values[field]:
            raise invalid(field, "can't be blank")
    if "kind" in values:
        values["kind"] = values["kind"] or DEFAULT_KIND
    _ordered({**own, **values})
    return _event(uow.update("event", id, values) if values else own)


def delete(uow: UnitOfWork, call: Call, *, id: int) -> Event:
    """Removes an own event and returns it; a shift is cancelled as a shift."""
    own = _own(uow, call, id)
    if own is None:
        _shift(uow, call, id)
        raise Conflict("This event is a shift. Cancel the shift instead.")
    uow.delete("event", id)
    return _event(own)


def _own(reader: Reader, call: Call, event_id: int) -> Row | None:
    row = reader.get("event", event_id)
    return row if row is not None and row["user_id"] == call.user_id else None


def _shift(reader: Reader, call: Call, event_id: int) -> Row:
    """The shift behind an event, if the caller may see it."""
    row = reader.get("shift", event_id)
    if row is None or row["event_id"] not in (None, event_id):
        row = reader.one("shift", {"event_id": event_id})
    if row is None or not _sees(call, row):
        raise NotFound(f"No event {event_id}.")
    return row


def _sees(call: Call, shift: Row) -> bool:
    if not _in_team(call) or shift["team_id"] != call.team_id:
        return False
    if call.principal.manages:
        return True
    mine = shift["assignee_id"] in (None, call.user_id)
    return mine and bool(shift["published"]) and not shift["canceled"]


def _in_team(call: Call) -> bool:
    return call.principal.role >= Role.MEMBER


def _own_shifts(call: Call, before: dict[str, Any]) -> dict[str, Any]:
    where = {"assignee_id": call.user_id, "team_id": call.team_id, "canceled": False, **before}
    return where if call.principal.manages else {**where, "published": True}


def _update_shift(uow: UnitOfWork, call: Call, body: EventInput, shift: Row) -> Event:
    if not call.principal.manages:
        raise Forbidden("Not authorized. A manager of the team changes a shift.")
    asked = WorkforceShiftInput(**sent(body, OF_SHIFT))
    shifts.manager_update(uow, call, asked, id=shift["id"])
    return _of_shift(uow.need("shift", shift["id"]))


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    longest = {"kind": KIND, "color": COLOR}
    cleaned: dict[str, Any] = {}
    for field, value in values.items():
        if field in {"start_at", "end_at"}:
            if value is not None and not EARLIEST <= value <= LATEST:
                raise invalid(field, "is too far from now")
            cleaned[field] = value
        elif field == "details":
            cleaned[field] = identity.prose(field, value)
        else:
            cleaned[field] = identity.line(field, value, longest.get(field, 255))
    if cleaned.get("kind") == SHIFT:
        raise invalid("kind", "shift is kept for shifts; make a shift instead")
    return cleaned


def _ordered(values: dict[str, Any]) -> None:
    end: dt.datetime | None = values.get("end_at")
    if end is not None and end < values["start_at"]:
        raise invalid("end_at", "is before the start")


def _touches(row: Row, span: filters.Span) -> bool:
    start, end = span
    begins = row["start_at"]
    if begins is None:
        return start is None and end is None
    if end is not None and begins >= end:
        return False
    return start is None or begins >= start or (row["end_at"] or begins) > start


def _event(row: Row) -> Event:
    return shape(Event, "event", row)


def _of_shift(row: Row) -> Event:
    return Event(
        id=row["event_id"] or row["id"],
        kind=SHIFT,
        title=row["title"] or row["role"] or "Shift",
        details=row["details"],
        location_name=row["location_name"],
        start_at=row["start_at"],
        end_at=row["end_at"],
        user_id=row["assignee_id"],
        team_id=row["team_id"],
    )
