"""Timesheets: one per member and pay period, submitted by them and approved by managers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal, TypeVar

import msgspec

from desktop.base.errors import NotFound, Rejected, invalid
from desktop.contract.models import (
    SheetCorrection,
    SheetException,
    WorkforceTimesheet,
    WorkforceTimesheetBulkInput,
    WorkforceTimesheetInput,
)
from desktop.domain import identity
from desktop.domain import timesheets as rules
from desktop.domain.timesheets import Period
from desktop.store.queries import sheets as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, filters, person, sheet_changes, sheet_days, sheets, workforce
from .context import Call, Role
from .filters import page_of
from .shape import given, shape

MOST = 1000
"""So many sheets at most in one bulk update."""
_MS = dt.timedelta(milliseconds=1)
BulkResult = Literal["changed", "unchanged", "refused"]
T = TypeVar("T")


def list_(reader: Reader, call: Call) -> list[WorkforceTimesheet]:
    """One's own, newest period first."""
    return _list(reader, call, {"team_id": call.team_id, "user_id": call.user_id})


def get(reader: Reader, call: Call, *, id: int) -> WorkforceTimesheet:
    return _reviewed(reader, _need(reader, call, id))


def update(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput, *, id: int
) -> WorkforceTimesheet:
    """Submits one's own sheet or changes its days; a manager may review anybody's here too."""
    return _sheet(uow, sheet_changes.change(uow, call, body, _need(uow, call, id)))


def delete(uow: UnitOfWork, call: Call, *, id: int) -> None:
    """Removes a sheet that its person may still edit, with its lines; punches stay."""
    sheet = _need(uow, call, id)
    sheets.need_editable(sheet, sheets.actor_of(call.principal))
    if sheet["locked"]:
        raise invalid("id", "names an approved timesheet; reopen it before it is deleted")
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
        sheet = sheet_changes.change(uow, call, WorkforceTimesheetInput(status=body.status), sheet)
    return _sheet(uow, sheet)


def manager_get(reader: Reader, call: Call, *, id: int) -> WorkforceTimesheet:
    return _reviewed(reader, reader.need("timesheet", id, team_id=call.team_id))


def manager_update(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput, *, id: int
) -> WorkforceTimesheet:
    """Approves, preapproves, denies, reopens or changes a sheet. Approving locks it."""
    sheet = uow.need("timesheet", id, team_id=call.team_id)
    return _sheet(uow, sheet_changes.change(uow, call, body, sheet))


def manager_bulk_update(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetBulkInput
) -> list[WorkforceTimesheet]:
    """The same change for several sheets, each of them wholly or not at all.

    Every sheet of the answer says `result`: changed, unchanged, or refused with its `error`. When
    none could be changed the first refusal is the answer, and its details name all of them.
    """
    ids = list(dict.fromkeys(given(body.timesheet_ids, [])))
    if not ids:
        raise invalid("timesheet_ids", "can't be blank")
    if len(ids) > MOST:
        raise invalid("timesheet_ids", f"names more than {MOST} timesheets")
    asked = WorkforceTimesheetInput(
        **{name: getattr(body, name) for name in body.__struct_fields__ if name in _BULK}
    )
    done: dict[int, Row] = {}
    results: dict[int, BulkResult] = {}
    refused: dict[int, Rejected] = {}
    for number in ids:
        try:
            sheet = uow.need("timesheet", number, team_id=call.team_id)
            after = sheet_changes.change(uow, call, asked, sheet)
        except Rejected as error:  # raised before anything of this sheet was written
            refused[number] = error
        else:
            done[number] = after
            results[number] = "changed" if _differ(sheet, after) else "unchanged"
    if not done:
        raise _all_refused(refused)
    return _bulk_answer(uow, call, ids, done, results, refused)


def _differ(before: Row, after: Row) -> bool:
    return any(before[name] != value for name, value in after.items() if name != "exceptions")


_BULK = frozenset(WorkforceTimesheetInput.__struct_fields__)


def _all_refused(refused: dict[int, Rejected]) -> Rejected:
    first = next(iter(refused.values()))
    if len(refused) > 1:
        named = [f"{number}: {error.message}" for number, error in refused.items()]
        first.details = {**first.details, "timesheet_ids": named}
    return first


def _bulk_answer(
    uow: UnitOfWork,
    call: Call,
    ids: list[int],
    done: dict[int, Row],
    results: dict[int, BulkResult],
    refused: dict[int, Rejected],
) -> list[WorkforceTimesheet]:
    known = {row["id"]: row for row in done.values()}
    for number in refused:
        row = uow.get("timesheet", number)
        if row is not None and row["team_id"] == call.team_id:
            known[number] = row
    shaped = {sheet.id: sheet for sheet in _sheets(uow, known.values())}
    answer = []
    for number in ids:
        sheet = shaped.get(number) or WorkforceTimesheet(id=number)
        error = refused.get(number)
        sheet.result = results.get(number, "refused")
        if error is not None:
            sheet.error = {"code": error.code, "message": error.message, "details": error.details}
        answer.append(sheet)
    return answer


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
    return sheet_changes.checked(Period(start, end))


def _reviewed(reader: Reader, row: Row) -> WorkforceTimesheet:
    """A sheet by itself says more than one of a list: its days, overtime and warnings."""
    days, warnings = sheet_days.of_sheet(reader, row)
    sheet = _sheet(reader, row)
    sheet.days, sheet.warnings = days, warnings
    sheet.overtime_minutes = rules.minutes_of_ms(sum(day.overtime_ms for day in days))
    return sheet


def _sheet(reader: Reader, row: Row) -> WorkforceTimesheet:
    (sheet,) = _sheets(reader, [row])
    return sheet


def _sheets(reader: Reader, rows: Iterable[Row]) -> list[WorkforceTimesheet]:
    rows = list(rows)
    totals = queries.totals(reader, [row["id"] for row in rows])
    shaped: list[WorkforceTimesheet] = []
    for row in rows:
        sums = totals.get(row["id"], queries.Totals())
        shaped.append(
            shape(
                WorkforceTimesheet,
                "timesheet",
                row,
                locked=bool(row["locked"]),
                manual=bool(row["manual"]),
                items_count=sums.lines,
                work_minutes=sums.work,
                break_minutes=sums.rest,
                raw_work_minutes=sums.raw_work,
                raw_break_minutes=sums.raw_rest,
                rounded_ms=sums.rounded,
                rounded_won_ms=sums.won,
                rounded_lost_ms=sums.won - sums.rounded,
                exceptions=_typed(row["exceptions"], list[SheetException]),
                corrections=_typed(row["corrections"], list[SheetCorrection]),
            )
        )
    return shaped


def _typed(stored: Any, kind: type[T]) -> T:
    """JSON of a column as the structs that the wire shows."""
    return msgspec.convert(stored or [], kind)
