"""The lines of timesheets: written by sessions, added and changed by people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.base.errors import NotFound, invalid
from desktop.contract.models import (
    UNSET,
    WorkforceTimesheetItem,
    WorkforceTimesheetItemInput,
)
from desktop.domain import identity, zones
from desktop.domain import timesheets as rules
from desktop.store.queries import punches
from desktop.store.queries import sheets as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, filters, person, reviews, sheets, workforce
from .context import Call, Role
from .filters import page_of
from .shape import given, shape

_LINES = {"address": 1000, "role": 255, "location_name": 255}
_MS = dt.timedelta(milliseconds=1)


def list_(reader: Reader, call: Call) -> list[WorkforceTimesheetItem]:
    """One's own, newest day first; `timesheet_id` narrows, for managers to anybody's sheet."""
    where: dict[str, Any] = {"team_id": call.team_id, "user_id": call.user_id}
    if call.principal.manages and filters.number(call, "timesheet_id") is not None:
        del where["user_id"]
    return _list(reader, call, where)


def get(reader: Reader, call: Call, *, id: int) -> WorkforceTimesheetItem:
    return _item(_need(reader, call, id))


def create(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetItemInput
) -> WorkforceTimesheetItem:
    """Adds a line by hand to one's own sheet while it may be edited."""
    sheet_id = given(body.timesheet_id)
    owner = call.user_id
    if sheet_id is not None:
        owner = _need_sheet(uow, call, sheet_id)["user_id"]
    user_id = given(body.user_id, owner)
    if user_id != owner and sheet_id is not None:
        raise invalid("user_id", "differs from the person of the timesheet")
    if user_id != call.user_id:
        if not call.principal.manages:
            raise invalid("user_id", "must be your own")
        if person.role_in(uow, user_id, call.team_id) is Role.NONE:
            raise invalid("user_id", "is not an active member of this team")
    shift = _shift(uow, call, given(body.shift_id))
    day = _day(uow, call, body, shift, sheet_id)
    sheet = (
        uow.need("timesheet", sheet_id)
        if sheet_id is not None
        else sheets.sheet_of(uow, call.team_id, user_id, day)
    )
    _need_within(sheet, day)
    sheets.need_editable(sheet, sheets.actor_of(call.principal))
    values = {
        "timesheet_id": sheet["id"],
        "user_id": user_id,
        "team_id": call.team_id,
        "shift_id": shift["id"] if shift is not None else None,
        "work_ms": 0,
        "break_ms": 0,
        "manual": True,
        "active": True,
        "start_date": day,
        "role": shift["role"] if shift is not None else None,
        "location_name": shift["location_name"] if shift is not None else None,
        **_hours(body),
        **_texts(body),
    }
    line = uow.insert("timesheet_item", values)
    _changed(uow, call, sheet, None, line)
    return _item(line)


def update(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetItemInput, *, id: int
) -> WorkforceTimesheetItem:
    """Changes a line; from then on it says what a person wrote, not what the punches say."""
    return _update(uow, call, body, _need(uow, call, id))


def delete(uow: UnitOfWork, call: Call, *, id: int) -> None:
    """Removes a line; that of a session comes back when the session's punches change."""
    line = _need(uow, call, id)
    sheet = uow.get("timesheet", line["timesheet_id"])
    if sheet is not None:
        sheets.need_editable(sheet, sheets.actor_of(call.principal))
    uow.delete("timesheet_item", id)
    _changed(uow, call, sheet, line, None)


def manager_list(reader: Reader, call: Call) -> list[WorkforceTimesheetItem]:
    """The team's, newest day first; `user_id` and `timesheet_id` narrow."""
    where: dict[str, Any] = {"team_id": call.team_id}
    who = filters.number(call, "user_id")
    if who is not None:
        where["user_id"] = who
    return _list(reader, call, where)


def manager_create(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetItemInput
) -> WorkforceTimesheetItem:
    """Adds a line to the sheet of any member."""
    return create(uow, call, body)


def manager_get(reader: Reader, call: Call, *, id: int) -> WorkforceTimesheetItem:
    return _item(reader.need("timesheet_item", id, team_id=call.team_id))


def manager_update(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetItemInput, *, id: int
) -> WorkforceTimesheetItem:
    return _update(uow, call, body, uow.need("timesheet_item", id, team_id=call.team_id))


def _need(reader: Reader, call: Call, line_id: int) -> Row:
    line = reader.need("timesheet_item", line_id, team_id=call.team_id)
    if line["user_id"] != call.user_id and not call.principal.manages:
        raise NotFound(f"No timesheet item {line_id}.")
    return line


def _need_sheet(reader: Reader, call: Call, sheet_id: int) -> Row:
    sheet = reader.get("timesheet", sheet_id)
    mine = sheet is not None and sheet["team_id"] == call.team_id
    if sheet is None or not mine:
        raise NotFound(f"No timesheet {sheet_id}.")
    if sheet["user_id"] != call.user_id and not call.principal.manages:
        raise NotFound(f"No timesheet {sheet_id}.")
    return sheet


def _list(reader: Reader, call: Call, where: dict[str, Any]) -> list[WorkforceTimesheetItem]:
    sheet_id = filters.number(call, "timesheet_id")
    if sheet_id is not None:
        where["timesheet_id"] = sheet_id
    zone = workforce.zone(reader, call.team_id)
    week_start = workforce.of(reader, call.team_id)["week_start"]
    start, end = filters.span(call, zone, week_start)
    if start is not None and end is not None:
        where["start_date >="] = start.astimezone(zone).date()
        where["start_date <="] = (end - _MS).astimezone(zone).date()
    order = "start_date desc, id desc"
    rows = queries.page(reader, "timesheet_item", where, order, *page_of(call))
    return [_item(row) for row in rows]


def _update(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetItemInput, line: Row
) -> WorkforceTimesheetItem:
    changes: dict[str, Any] = {**_hours(body), **_texts(body)}
    if body.shift_id is not UNSET:
        shift = _shift(uow, call, body.shift_id)
        changes["shift_id"] = shift["id"] if shift is not None else None
    day = given(body.start_date)
    if day is not None:
        changes["start_date"] = day
    sheet_id = given(body.timesheet_id)
    if sheet_id is not None:
        changes["timesheet_id"] = sheet_id
    differs = {name: value for name, value in changes.items() if line[name] != value}
    if not differs:
        return _item(line)
    after = {**line, **differs}
    actor = sheets.actor_of(call.principal)
    before = uow.get("timesheet", line["timesheet_id"])
    if before is not None:
        sheets.need_editable(before, actor)
    sheet = before
    if "timesheet_id" in differs:
        sheet = _need_sheet(uow, call, after["timesheet_id"])
        if sheet["user_id"] != line["user_id"]:
            raise invalid("timesheet_id", "belongs to somebody else")
        sheets.need_editable(sheet, actor)
    if sheet is not None and after["start_date"] is not None:
        _need_within(sheet, after["start_date"])
    kept = uow.update("timesheet_item", line["id"], {**differs, "manual": True})
    _changed(uow, call, sheet, line, kept)
    if before is not None and sheet is not None and before["id"] != sheet["id"]:
        reviews.refresh(uow, sheets.changed(uow, before, call))
    return _item(kept)


def _changed(
    uow: UnitOfWork, call: Call, sheet: Row | None, before: Row | None, after: Row | None
) -> None:
    row = after or before or {}
    if sheet is not None:
        kept = sheets.changed(uow, sheet, call)
        days = (line["start_date"] for line in (before, after) if line is not None)
        sheets.settle(uow, row["team_id"], row["user_id"], *filter(None, days))
        reviews.refresh(uow, kept)
    audit.note(uow, call, "timesheet_item", row["id"], before, after)


def _shift(uow: UnitOfWork, call: Call, named: int | None) -> Row | None:
    if named is None:
        return None
    found = punches.shift_named(uow, call.team_id, named)
    if found is None:
        raise invalid("shift_id", "is not a shift of this team")
    return uow.get("shift", found[0])


def _day(
    uow: UnitOfWork,
    call: Call,
    body: WorkforceTimesheetItemInput,
    shift: Row | None,
    sheet_id: int | None,
) -> dt.date:
    """As given, else the shift's, else today when the sheet holds it, else the sheet's first."""
    day: dt.date | None = given(body.start_date)
    if day is not None:
        return day
    zone = workforce.zone(uow, call.team_id)
    if shift is not None and shift["start_at"] is not None:
        return zones.day_of(shift["start_at"], zone)
    today = zones.day_of(call.now, zone)
    sheet = uow.get("timesheet", sheet_id) if sheet_id is not None else None
    if sheet is None or sheet["start_date"] <= today <= sheet["end_date"]:
        return today
    first: dt.date = sheet["start_date"]
    return first


def _need_within(sheet: Row, day: dt.date) -> None:
    if not sheet["start_date"] <= day <= sheet["end_date"]:
        raise invalid("start_date", f"must lie within {sheet['start_date']} to {sheet['end_date']}")


def _hours(body: WorkforceTimesheetItemInput) -> dict[str, int]:
    changes: dict[str, int] = {}
    for field, column in (("work_hours", "work_ms"), ("break_hours", "break_ms")):
        hours = getattr(body, field)
        if hours is UNSET:
            continue
        try:
            changes[column] = rules.ms_of_hours(hours or 0)
        except ValueError as error:
            raise invalid(field, str(error)) from None
    return changes


def _texts(body: WorkforceTimesheetItemInput) -> dict[str, str | None]:
    texts: dict[str, str | None] = {}
    for name, longest in _LINES.items():
        value = getattr(body, name)
        if value is not UNSET:
            texts[name] = identity.line(name, value, longest)
    if body.notes is not UNSET:
        texts["notes"] = identity.prose("notes", body.notes)
    return texts


def _item(row: Row) -> WorkforceTimesheetItem:
    work, rest = row["work_ms"] or 0, row["break_ms"] or 0
    return shape(
        WorkforceTimesheetItem,
        "timesheet_item",
        row,
        work_hours=rules.hours_of_ms(work),
        break_hours=rules.hours_of_ms(rest),
        work_minutes=rules.minutes_of_ms(work),
        break_minutes=rules.minutes_of_ms(rest),
        work_ms=work,
        break_ms=rest,
        raw_work_hours=_punched(row["raw_work_ms"]),
        raw_break_hours=_punched(row["raw_break_ms"]),
    )


def _punched(ms: int | None) -> float | None:
    """Hours of the punches behind a line; None where there are none."""
    return None if ms is None else rules.hours_of_ms(ms)
