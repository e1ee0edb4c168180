"""Work that reaches a locked sheet: a question for whoever may reopen it, never a silent drop.

The punches stay whatever is decided. Each request names the attendance that began the work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from desktop.base.errors import invalid
from desktop.contract.models import SheetDecision
from desktop.domain import identity, zones
from desktop.domain.attendance import OUT_OF_ORDER
from desktop.domain.timesheets import minutes_of_ms
from desktop.store.queries import sheets as queries
from desktop.store.queries import time as time_queries
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from . import audit, sheet_notices
from .context import Call
from .shape import given

OPEN, APPLIED, DECLINED = "open", "applied", "declined"


def session_changed(uow: UnitOfWork, sheet_id: int, session: Mapping[str, Any]) -> None:
    """A session says something else than the locked sheet of its day."""
    if session["end_at"] is None:
        text = "A session of this day runs again."
    else:
        work = minutes_of_ms(session["work_ms"])
        text = f"A session of {work // 60} h {work % 60:02} min differs from the approved lines."
    _ask(uow, sheet_id, session["id"], session["day"], text)


def session_gone(uow: UnitOfWork, sheet_id: int, session_id: int, day: dt.date) -> None:
    _ask(uow, sheet_id, session_id, day, "The session of an approved line is no longer there.")


def session_agrees(uow: UnitOfWork, sheet_id: int, session_id: int) -> None:
    """The punches say again what was approved: nothing is left to decide."""
    sheet = uow.get("timesheet", sheet_id)
    known = [] if sheet is None else sheet["corrections"] or []
    left = [o for o in known if o["attendance_id"] != session_id or o["status"] != OPEN]
    if len(left) < len(known):
        uow.update("timesheet", sheet_id, {"corrections": left or None})


def punched(uow: UnitOfWork, row: Row) -> None:
    """A punch was flagged `locked_period`; what its session then says is asked about once."""
    session = time_queries.session_at(uow, row["user_id"], row["team_id"], row["timestamp"])
    zone = zones.first_known(row["time_zone"])[1]
    day = zones.day_of(row["timestamp"], zone) if session is None else session["day"]
    sheet = queries.holding(uow, row["team_id"], row["user_id"], day)
    if sheet is None or not sheet["locked"]:
        return
    counts = OUT_OF_ORDER not in (row["flags"] or [])
    if counts and session is not None and session["end_at"] is not None:
        return  # finished: its line is compared with the sheet
    about = session["id"] if counts and session is not None else row["id"]
    at = f"{row['timestamp'].astimezone(zone):%H:%M}"
    _ask(
        uow, sheet["id"], about, day, f"A punch ({row['status']}) at {at} came after the approval."
    )


def _ask(uow: UnitOfWork, sheet_id: int, attendance_id: int, day: dt.date, text: str) -> None:
    sheet = uow.get("timesheet", sheet_id)
    if sheet is None:
        return
    entries = list(sheet["corrections"] or [])
    known = next((one for one in entries if one["attendance_id"] == attendance_id), None)
    if known is not None and known["text"] == text:
        return  # asked, or decided, already
    entry = {
        "attendance_id": attendance_id,
        "day": day.isoformat(),
        "text": text,
        "status": OPEN,
        "asked_at": msgspec.to_builtins(uow.now),
    }
    entries = [one for one in entries if one is not known]
    uow.update("timesheet", sheet_id, {"corrections": [*entries, entry]})
    sheet_notices.correction_asked(uow, sheet, attendance_id)


def applied(sheet: Row, call: Call | None, now: dt.datetime) -> dict[str, Any]:
    """The column of a sheet that is reopened: what was open is in its lines from now on."""
    entries = sheet["corrections"] or []
    if all(one["status"] != OPEN for one in entries):
        return {}
    by = None if call is None else call.user_id
    decided = {"status": APPLIED, "decided_by": by, "decided_at": msgspec.to_builtins(now)}
    return {"corrections": [o | decided if o["status"] == OPEN else o for o in entries]}


def waiting(sheet: Row) -> list[int]:
    """The attendances that open requests of a sheet are about."""
    return [one["attendance_id"] for one in sheet["corrections"] or [] if one["status"] == OPEN]


def wants_reopening(decisions: list[SheetDecision]) -> bool:
    return any(decision.decision == "apply" for decision in decisions)


def check(sheet: Row, decisions: list[SheetDecision]) -> None:
    """Invalid when a decision is about nothing that is open, or declines without a reason."""
    asked = set(waiting(sheet))
    for decision in decisions:
        if decision.attendance_id not in asked:
            raise invalid(
                "corrections", f"has no open request about attendance {decision.attendance_id}"
            )
        if decision.decision == "decline" and not _reason(decision):
            raise invalid("corrections", "needs a reason to decline a request")


def decline(uow: UnitOfWork, call: Call, sheet: Row, decisions: list[SheetDecision]) -> Row:
    """Keeps the locked sheet as it is, says why, and tells the member."""
    entries = [dict(one) for one in sheet["corrections"] or []]
    for decision in decisions:
        if decision.decision != "decline":
            continue
        entry = next(o for o in entries if o["attendance_id"] == decision.attendance_id)
        reason = _reason(decision) or ""
        entry |= {
            "status": DECLINED,
            "reason": reason,
            "decided_by": call.user_id,
            "decided_at": msgspec.to_builtins(call.now),
        }
        about = {"user_id": sheet["user_id"], "attendance_id": entry["attendance_id"]}
        asked, told = {**about, "correction": OPEN}, {**about, "correction": DECLINED}
        audit.note(uow, call, "timesheet", sheet["id"], asked, told, reason)
        sheet_notices.correction_declined(uow, call, sheet, entry)
    return uow.update("timesheet", sheet["id"], {"corrections": entries})


def _reason(decision: SheetDecision) -> str | None:
    return identity.prose("reason", given(decision.reason))
