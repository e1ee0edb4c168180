"""One change of a timesheet: whether this caller may do it now, then all of it at once.

Everything is checked before anything of the sheet is written, so that a refusal leaves no trace.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.base.errors import Forbidden, invalid
from desktop.contract.models import UNSET, WorkforceTimesheetInput
from desktop.domain import identity
from desktop.domain import timesheets as rules
from desktop.domain.timesheets import Actor, Period
from desktop.store.queries import sheets as queries
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from . import audit, reviews, sheet_corrections, sheet_notices, sheets
from .context import Call
from .shape import given


def change(uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput, sheet: Row) -> Row:
    """Applies what differs; Forbidden or Invalid when this caller may not do that now."""
    decisions = given(body.corrections, [])
    actor = sheets.actor_of(call.principal)
    if decisions:
        sheet = _decide(uow, call, body, sheet, actor)
    changes = _content(uow, body, sheet)
    status = given(body.status, sheet["status"])
    if changes:
        sheets.need_editable(sheet, actor)
        if status == sheet["status"]:
            status = rules.reopened(status)
    if sheet_corrections.wants_reopening(decisions) and status == sheet["status"]:
        status = rules.reopened(status)
    moved = status != sheet["status"]
    if moved and body.status not in (UNSET, None, sheet["status"]):
        _need_move(uow, sheet, status, actor)
    changes |= _reason(body, sheet, actor, submits=moved and status == rules.SUBMITTED)
    changes |= _override(uow, call, body, sheet, status if moved else "")
    if moved:
        changes |= {"status": status, "locked": status == rules.APPROVED}
        if sheet["locked"] and not changes["locked"]:
            changes = sheets.unlocking(sheet, call, uow.now) | changes
    if all(sheet[name] == value for name, value in changes.items()):
        return reviews.refresh(uow, sheet)
    return _apply(uow, call, sheet, changes)


def checked(period: Period) -> Period:
    if period.end < period.start:
        raise invalid("end_date", "must not be before the start date")
    if period.end - period.start >= rules.LONGEST:
        raise invalid("end_date", f"is more than {rules.LONGEST.days} days after the start date")
    return period


def _decide(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput, sheet: Row, actor: Actor
) -> Row:
    """What became of work that came after the lock; applying it reopens the sheet."""
    decisions = given(body.corrections, [])
    if actor < Actor.MANAGER:
        raise Forbidden("Not authorized. A manager of the team can decide this.")
    sheet_corrections.check(sheet, decisions)
    if sheet_corrections.wants_reopening(decisions):
        sheets.need_editable(sheet, actor)
        return sheet
    return sheet_corrections.decline(uow, call, sheet, decisions)


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


def _override(
    uow: UnitOfWork, call: Call, body: WorkforceTimesheetInput, sheet: Row, to: str
) -> dict[str, Any]:
    """Columns of overridden exceptions; Invalid when critical ones are in the way of approval."""
    reason = identity.prose("override_reason", given(body.override_reason))
    if to != rules.APPROVED and reason is None:
        return {}
    if not call.principal.manages:
        raise Forbidden("Not authorized. A manager of the team can override exceptions.")
    sheet = reviews.refresh(uow, sheet)
    blocked = reviews.blocking(sheet)
    if not blocked:
        return {}
    if reason is None:
        raise reviews.refusal(blocked)
    return reviews.override(call, sheet, reason)


def _apply(uow: UnitOfWork, call: Call, sheet: Row, changes: dict[str, Any]) -> Row:
    after = uow.update("timesheet", sheet["id"], changes)
    if sheet["locked"] and not after["locked"]:
        sheets.refresh(uow, sheet)
    elif {"start_date", "end_date"} & changes.keys():
        sheets.fill(uow, after)
    moved = after["status"] != sheet["status"]
    if call.principal.manages or moved:
        audit.note(uow, call, "timesheet", sheet["id"], sheet, after, _why(after))
    if moved:
        sheet_notices.moved(uow, sheet, after, call.user_id)
    return reviews.refresh(uow, uow.get("timesheet", sheet["id"]) or after)


def _why(sheet: Row) -> str:
    return " ".join(filter(None, (sheet["reason"], sheet["override_reason"])))


def _days(uow: UnitOfWork, body: WorkforceTimesheetInput, sheet: Row) -> dict[str, dt.date]:
    start, end = (
        given(body.start_date, sheet["start_date"]),
        given(body.end_date, sheet["end_date"]),
    )
    if (start, end) == (sheet["start_date"], sheet["end_date"]):
        return {}
    period = checked(Period(start, end))
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
