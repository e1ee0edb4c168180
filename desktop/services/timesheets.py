"""Timesheets: one per member and pay period, submitted by them and approved by managers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from desktop.base.errors import Forbidden, NotFound, invalid
from desktop.contract.models import (
    UNSET,
    WorkforceTimesheet,
    WorkforceTimesheetBulkInput,
    WorkforceTimesheetInput,
)
from desktop.domain import identity
from desktop.domain import timesheets as rules
from desktop.domain.timesheets import Actor, Period
from desktop.store.queries import sheets as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, filters, person, sheets, workforce
from .attendances import page_of
from .context import Call, Role
from .shape import given, shape

MOST = 1000
"""So many sheets at most in one bulk update."""
_MS = dt.timedelta(milliseconds=1)


def list_(reader: Reader, call: Call) -> list[WorkforceTimesheet]:
    """One's own, newest period first."""
    return _list(reader, call, {"team_id": call.team_id, "user_id": call.user_id})


def get(reader: Reader, call: Call, *, id: int) -> WorkforceTimesheet:
    return _sheet(reader, _need(reader, call, id))


def update(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput, *, id: int
) -> WorkforceTimesheet:
    """Submits one's own sheet or changes its days; a manager may review anybody's here too."""
    return _sheet(uow, _change(uow, call, body, _need(uow, call, id)))


def delete(uow: UnitOfWork, call: Call, *, id: int) -> None:
    """Removes a sheet that its person may still edit, with its lines; punches stay."""
    sheet = _need(uow, call, id)
    sheets.need_editable(sheet, sheets.actor_of(call.principal))
    for line in uow.find("timesheet_item", {"timesheet_id": id}):
        uow.delete("timesheet_item", line["id"])
    uow.delete("timesheet", id)
    audit.note(uow, call, "timesheet", id, sheet, None)


def manager_list(reader: Reader, call: Call) -> list[WorkforceTimesheet]:
    """The team's, newest period first; `user_id` and `status` narrow."""
    where: dict[str, Any] = {"team_id": call.team_id}
    who = filters.number(call, "user_id")
    if who is not None:
        where["user_id"] = who
    return _list(reader, call, where)


def manager_create(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput
) -> WorkforceTimesheet:
    """A member's sheet of a period, filled from their sessions; the one there is when it exists."""
    user_id = given(body.user_id, call.user_id)
    if user_id != call.user_id:
        if not call.principal.manages:
            raise invalid("user_id", "must be your own")
        if person.role_in(uow, user_id, call.team_id) is Role.NONE:
            raise invalid("user_id", "is not an active member of this team")
    period = _period(uow, call, body)
    known = queries.overlapping(uow, call.team_id, user_id, period.start, period.end)
    for sheet in known:
        if sheet["start_date"] == period.start and sheet["end_date"] == period.end:
            return _sheet(uow, sheet)
    if known:
        raise invalid("start_date", "overlaps another timesheet of this person")
    sheet = sheets.make(
        uow,
        call.team_id,
        user_id,
        period,
        manual=bool(given(body.manual, True)),
        resource_id=given(body.resource_id),
        resource_type=given(body.resource_type),
        reason=identity.prose("reason", given(body.reason)),
    )
    if user_id != call.user_id:
        audit.note(uow, call, "timesheet", sheet["id"], None, sheet)
    if given(body.status, rules.UNSUBMITTED) != rules.UNSUBMITTED:
        sheet = _change(uow, call, WorkforceTimesheetInput(status=body.status), sheet)
    return _sheet(uow, sheet)


def manager_get(reader: Reader, call: Call, *, id: int) -> WorkforceTimesheet:
    return _sheet(reader, reader.need("timesheet", id, team_id=call.team_id))


def manager_update(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput, *, id: int
) -> WorkforceTimesheet:
    """Approves, preapproves, denies, reopens or changes a sheet. Approving locks it."""
    sheet = uow.need("timesheet", id, team_id=call.team_id)
    return _sheet(uow, _change(uow, call, body, sheet))


def manager_bulk_update(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetBulkInput
) -> list[WorkforceTimesheet]:
    """The same change for several sheets: all of them, or none when one does not allow it."""
    ids = list(dict.fromkeys(given(body.timesheet_ids, [])))
    if not ids:
        raise invalid("timesheet_ids", "can't be blank")
    if len(ids) > MOST:
        raise invalid("timesheet_ids", f"names more than {MOST} timesheets")
    chosen = [uow.need("timesheet", number, team_id=call.team_id) for number in ids]
    asked = WorkforceTimesheetInput(
        status=body.status,
        resource_id=body.resource_id,
        resource_type=body.resource_type,
        start_date=body.start_date,
        end_date=body.end_date,
        manual=body.manual,
        reason=body.reason,
    )
    changed = [_change(uow, call, asked, sheet) for sheet in chosen]
    return _sheets(uow, changed)


def _need(reader: Reader, call: Call, sheet_id: int) -> Row:
    sheet = reader.need("timesheet", sheet_id, team_id=call.team_id)
    if sheet["user_id"] != call.user_id and not call.principal.manages:
        raise NotFound(f"No timesheet {sheet_id}.")
    return sheet


def _list(reader: Reader, call: Call, where: dict[str, Any]) -> list[WorkforceTimesheet]:
    zone = workforce.zone(reader, call.team_id)
    week_start = workforce.of(reader, call.team_id)["week_start"]
    start, end = filters.span(call, zone, week_start)
    if start is not None and end is not None:
        where["end_date >="] = start.astimezone(zone).date()
        where["start_date <="] = (end - _MS).astimezone(zone).date()
    statuses = filters.several(call, "status")
    if statuses:
        where["status in"] = statuses
    order = "start_date desc, id desc"
    return _sheets(reader, queries.page(reader, "timesheet", where, order, *page_of(call)))


def _period(uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput) -> Period:
    """The days as given; a missing side follows from the team's pay period."""
    start, end = given(body.start_date), given(body.end_date)
    if start is None:
        day = end or call.now.astimezone(workforce.zone(uow, call.team_id)).date()
        start = sheets.period_of(uow, call.team_id, day).start
    if end is None:
        end = sheets.period_of(uow, call.team_id, start).end
    return _checked(Period(start, end))


def _checked(period: Period) -> Period:
    if period.end < period.start:
        raise invalid("end_date", "must not be before the start date")
    if period.end - period.start >= rules.LONGEST:
        raise invalid("end_date", f"is more than {rules.LONGEST.days} days after the start date")
    return period


def _change(uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput, sheet: Row) -> Row:
    """Applies what differs; Forbidden or Invalid when this caller may not do that now."""
    changes = _content(uow, body, sheet)
    actor = sheets.actor_of(call.principal)
    status = given(body.status, sheet["status"])
    if changes:
        sheets.need_editable(sheet, actor)
        if status == sheet["status"]:
            status = rules.reopened(status)
    moved = status != sheet["status"]
    if moved and body.status not in (UNSET, None, sheet["status"]):
        _need_move(uow, sheet, status, actor)
    changes |= _reason(body, sheet, actor, submits=moved and status == rules.SUBMITTED)
    if moved:
        changes |= {"status": status, "locked": status == rules.APPROVED}
    if all(sheet[name] == value for name, value in changes.items()):
        return sheet
    return _apply(uow, call, sheet, changes)


def _content(uow: UnitOfWork, body: WorkforceTimesheetInput, sheet: Row) -> dict[str, Any]:
    """What the request changes beside the review."""
    changes: dict[str, Any] = {}
    for name in ("resource_id", "resource_type", "manual"):
        value = getattr(body, name)
        if value is not UNSET and value != sheet[name]:
            changes[name] = value
    return changes | _days(uow, body, sheet)


def _reason(
    body: WorkforceTimesheetInput, sheet: Row, actor: Actor, *, submits: bool
) -> dict[str, str | None]:
    if body.reason is UNSET:
        return {"reason": None} if submits else {}  # an earlier denial is answered
    reason = identity.prose("reason", body.reason)
    if reason != sheet["reason"] and actor is Actor.MEMBER:
        sheets.need_editable(sheet, actor)
    return {"reason": reason}


def _apply(uow: UnitOfWork, call: Call, sheet: Row, changes: dict[str, Any]) -> Row:
    after = uow.update("timesheet", sheet["id"], changes)
    if sheet["locked"] and not after["locked"]:
        sheets.refresh(uow, after)
    elif {"start_date", "end_date"} & changes.keys():
        sheets.fill(uow, after)
    if call.principal.manages:
        audit.note(uow, call, "timesheet", sheet["id"], sheet, after, after["reason"] or "")
    return uow.get("timesheet", sheet["id"]) or after


def _days(uow: UnitOfWork, body: WorkforceTimesheetInput, sheet: Row) -> dict[str, dt.date]:
    start, end = (
        given(body.start_date, sheet["start_date"]),
        given(body.end_date, sheet["end_date"]),
    )
    if (start, end) == (sheet["start_date"], sheet["end_date"]):
        return {}
    period = _checked(Period(start, end))
    others = queries.overlapping(uow, sheet["team_id"], sheet["user_id"], start, end)
    if any(other["id"] != sheet["id"] for other in others):
        raise invalid("start_date", "overlaps another timesheet of this person")
    for line in uow.find("timesheet_item", {"timesheet_id": sheet["id"]}):
        if line["start_date"] is not None and not period.holds(line["start_date"]):
            raise invalid("start_date", f"would leave out the line of {line['start_date']}")
    return {"start_date": start, "end_date": end}


def _need_move(uow: UnitOfWork, sheet: Row, status: str, actor: Actor) -> None:
    needed = rules.needed(sheet["status"], status)
    if needed is None:
        may = ", ".join(rules.moves(sheet["status"], actor)) or "nothing"
        raise invalid("status", f"cannot go from {sheet['status']} to {status}; allowed now: {may}")
    if actor < needed:
        who = "An admin" if needed is Actor.ADMIN else "A manager"
        raise Forbidden(
            f"Not authorized. {who} of the team can do this.",
            {"status": [f"can be changed to {status} by {who.lower()} only"]},
        )
    sends = status == rules.SUBMITTED and sheet["status"] in rules.EDITABLE
    if sends and not uow.count("timesheet_item", {"timesheet_id": sheet["id"]}):
        raise invalid("status", "cannot become submitted: the timesheet has no lines")


def _sheet(reader: Reader, row: Row) -> WorkforceTimesheet:
    (sheet,) = _sheets(reader, [row])
    return sheet


def _sheets(reader: Reader, rows: Iterable[Row]) -> list[WorkforceTimesheet]:
    rows = list(rows)
    totals = queries.totals(reader, [row["id"] for row in rows])
    shaped: list[WorkforceTimesheet] = []
    for row in rows:
        lines, work, rest = totals.get(row["id"], (0, 0, 0))
        shaped.append(
            shape(
                WorkforceTimesheet,
                "timesheet",
                row,
                locked=bool(row["locked"]),
                manual=bool(row["manual"]),
                items_count=lines,
                work_minutes=work,
                break_minutes=rest,
            )
        )
    return shaped
