"""Timesheets behind the operations: the sheet of a day, and the lines that sessions write into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from desktop.base.clock import to_ms
from desktop.base.errors import Forbidden, invalid
from desktop.domain import timesheets as rules
from desktop.domain.timesheets import Actor, Period
from desktop.store.queries import sheets as queries
from desktop.store.queries import worktime as worked_queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, sheet_corrections, sheet_notices, worktime
from .context import Call, Principal

_DAY = dt.timedelta(days=1)


def actor_of(principal: Principal) -> Actor:
    if principal.administers:
        return Actor.ADMIN
    return Actor.MANAGER if principal.manages else Actor.MEMBER


def period_of(reader: Reader, team_id: int, day: dt.date) -> Period:
    """The team's pay period that holds a day."""
    account = reader.one("workforce", {"team_id": team_id}) or {}
    anchors = [_date(text) for text in account.get("payroll_period") or []]
    return rules.period_of(day, account.get("time_period"), account.get("week_start"), anchors)


def _date(value: dt.date | str) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value[:10])


def sheet_of(
    uow: UnitOfWork, team_id: int, user_id: int, day: dt.date, *, demo: int | None = None
) -> Row:
    """The member's sheet of a day, made unsubmitted and filled from sessions when it is missing."""
    found = queries.holding(uow, team_id, user_id, day)
    if found is not None:
        return found
    period = _free(uow, team_id, user_id, day, period_of(uow, team_id, day))
    return make(uow, team_id, user_id, period, demo=demo)


def _free(uow: UnitOfWork, team_id: int, user_id: int, day: dt.date, period: Period) -> Period:
    """The period without the days that sheets of another period length already cover."""
    start, end = period.start, period.end
    for sheet in queries.overlapping(uow, team_id, user_id, start, end):
        if sheet["end_date"] < day:
            start = max(start, sheet["end_date"] + _DAY)
        elif sheet["start_date"] > day:
            end = min(end, sheet["start_date"] - _DAY)
    return Period(start, end)


def make(
    uow: UnitOfWork,
    team_id: int,
    user_id: int,
    period: Period,
    *,
    manual: bool = False,
    demo: int | None = None,
    **more: Any,
) -> Row:
    """A new unsubmitted sheet with a line for each finished session of its days."""
    values = {
        "user_id": user_id,
        "team_id": team_id,
        "status": rules.UNSUBMITTED,
        "start_date": period.start,
        "end_date": period.end,
        "manual": manual,
        "locked": False,
        "demo": demo,
        **more,
    }
    sheet = uow.insert("timesheet", values)
    fill(uow, sheet)
    return sheet


def fill(uow: UnitOfWork, sheet: Row) -> None:
    """A line for each finished session of the sheet's days."""
    days = (sheet["start_date"], sheet["end_date"])
    for session in queries.finished_between(uow, sheet["team_id"], sheet["user_id"], *days):
        write_line(uow, session, settled=False)
    settle(uow, sheet["team_id"], sheet["user_id"], *days)


def settle(uow: UnitOfWork, team_id: int, user_id: int, *days: dt.date) -> None:
    """The lines from the first to the last of these days say what the team's rules make of them."""
    if days:
        for sheet_id in worktime.settle(uow, team_id, user_id, min(days), max(days)):
            changed(uow, uow.need("timesheet", sheet_id))


def settle_team(uow: UnitOfWork, team_id: int) -> None:
    """The rules of the team changed: every sheet that is not locked follows."""
    for user_id, first, last in worked_queries.open_days(uow, team_id):
        settle(uow, team_id, user_id, first, last)


def settle_shift(uow: UnitOfWork, shift_id: int) -> None:
    """The planned times of a shift changed: lines that were snapped to it follow."""
    for team_id, user_id, day in worked_queries.on_shift(uow, shift_id):
        if worktime.policy_of(uow, team_id).rounding.snaps:
            settle(uow, team_id, user_id, day)


def write_line(uow: UnitOfWork, session: Mapping[str, Any], *, settled: bool = True) -> None:
    """Makes the line of a session say what the session says; again and again with one outcome.

    A line that a person changed keeps what they wrote; a locked sheet stays as it was approved.
    Without `settled` the caller settles the day.
    """
    place = queries.place_of(uow, session) if session["end_at"] is not None else None
    if place is not None and place.line_id is None and place.sheet_id is not None:
        if place.locked:
            sheet_corrections.session_changed(uow, place.sheet_id, session)
        else:
            _add(uow, session, place)
            changed(uow, {"id": place.sheet_id, "status": place.status, "locked": False})
            rules_of_team = worktime.known(place.method, place.minutes, place.breaks, place.data)
            plain = rules_of_team.plain and not worked_queries.is_paid(uow, session)
            if settled and not plain:
                settle(uow, session["team_id"], session["user_id"], session["day"])
        return
    line = queries.line_of(uow, session["id"])
    if line is not None and (line["manual"] or _is_kept(uow, line, session)):
        return
    if session["end_at"] is not None:
        _rewrite(uow, session, line, settled=settled)
    elif line is not None:
        _drop(uow, line)


def _is_kept(uow: UnitOfWork, line: Row, session: Mapping[str, Any]) -> bool:
    """Whether the line lies in a locked sheet; what the session says instead is asked about."""
    if not _is_locked(uow, line["timesheet_id"]):
        return False
    if session["end_at"] is None or _differs(line, session):
        sheet_corrections.session_changed(uow, line["timesheet_id"], session)
    else:
        sheet_corrections.session_agrees(uow, line["timesheet_id"], session["id"])
    return True


def _rewrite(
    uow: UnitOfWork, session: Mapping[str, Any], line: Row | None, *, settled: bool
) -> None:
    """The line of a finished session, when it has one or has no sheet yet."""
    sheet = sheet_of(
        uow, session["team_id"], session["user_id"], session["day"], demo=session["demo"]
    )
    if sheet["locked"]:
        sheet_corrections.session_changed(uow, sheet["id"], session)
        return
    if line is None:
        return  # a sheet that was made just now has written its lines itself
    values = {
        "timesheet_id": sheet["id"],
        "start_date": session["day"],
        "shift_id": session["shift_id"],
    }
    days = {session["day"]}
    if any(line[name] != value for name, value in values.items()):
        days |= {line["start_date"] or session["day"]}
        uow.update("timesheet_item", line["id"], values)
        if line["timesheet_id"] != sheet["id"]:
            uow.touch("timesheet", line["timesheet_id"], forget=False)
        changed(uow, sheet)
    if settled:
        settle(uow, session["team_id"], session["user_id"], *days)


def _differs(line: Row, session: Mapping[str, Any]) -> bool:
    """Whether the punches say something else than those that the line was computed from."""
    if (line["start_date"], line["shift_id"]) != (session["day"], session["shift_id"]):
        return True
    raw = [line[f"raw_{name}"] for name in ("work_ms", "break_ms")]
    if None in raw:
        raw = [line["work_ms"], line["break_ms"]]
    return raw != [session["work_ms"], session["break_ms"]]


def _add(uow: UnitOfWork, session: Mapping[str, Any], place: queries.Place) -> None:
    stamp = to_ms(uow.now)
    queries.add_line(
        uow,
        {
            "id": uow.new_id(),
            "timesheet_id": place.sheet_id,
            "shift_id": session["shift_id"],
            "work_ms": session["work_ms"],
            "break_ms": session["break_ms"],
            "raw_work_ms": session["work_ms"],
            "raw_break_ms": session["break_ms"],
            "rounded_ms": 0,
            "user_id": session["user_id"],
            "team_id": session["team_id"],
            "attendance_id": session["id"],
            "start_date": session["day"].isoformat(),
            "manual": 0,
            "active": 1,
            "role": place.role,
            "location_name": place.location_name,
            "address": place.address,
            "demo": session["demo"],
            "created_at": stamp,
            "updated_at": stamp,
        },
    )


def changed(uow: UnitOfWork, sheet: Row, call: Call | None = None, why: str = "") -> Row:
    """Lines of a sheet changed: its totals did too, and a first review no longer covers it.

    `call` is that of the person who changed them: reopening an approved sheet is told and audited.
    """
    status = rules.reopened(sheet["status"])
    if status == sheet["status"] and not sheet["locked"]:
        uow.touch("timesheet", sheet["id"], forget=False)
        return sheet
    opening = unlocking(sheet, call, uow.now) if sheet["locked"] else {}
    after = uow.update("timesheet", sheet["id"], {"status": status, "locked": False, **opening})
    if sheet["locked"]:
        refresh(uow, sheet)
    if call is not None and sheet["locked"]:
        audit.note(uow, call, "timesheet", sheet["id"], sheet, after, why or "reopened by an edit")
        sheet_notices.moved(uow, sheet, after, call.user_id)
    return after


def unlocking(sheet: Row, call: Call | None, now: dt.datetime) -> dict[str, Any]:
    """Columns of a locked sheet that change with the lock: what waited is in its lines now."""
    return {"override_reason": None, **sheet_corrections.applied(sheet, call, now)}


def _is_locked(uow: UnitOfWork, sheet_id: int | None) -> bool:
    sheet = uow.get("timesheet", sheet_id) if sheet_id is not None else None
    return sheet is not None and bool(sheet["locked"])


def _drop(uow: UnitOfWork, line: Row) -> None:
    uow.delete("timesheet_item", line["id"])
    sheet = uow.get("timesheet", line["timesheet_id"])
    if sheet is not None:
        changed(uow, sheet)
    if line["start_date"] is not None:
        settle(uow, line["team_id"], line["user_id"], line["start_date"])


def forget_line(uow: UnitOfWork, session_id: int, heir: int | None) -> None:
    """A session is gone: its line goes to the session that took its place, or goes too.

    A line that a person changed is never dropped: it stays as one made by hand.
    """
    line = queries.line_of(uow, session_id)
    if line is None:
        return
    if not line["manual"] and _is_locked(uow, line["timesheet_id"]):
        sheet_corrections.session_gone(uow, line["timesheet_id"], session_id, line["start_date"])
    elif heir is not None and queries.line_of(uow, heir) is None:
        queries.move_line(uow, session_id, heir)
    elif line["manual"]:
        queries.move_line(uow, session_id, None)
    else:
        _drop(uow, line)


def refresh(uow: UnitOfWork, locked: Row) -> None:
    """Catches up with sessions and rules that changed while a sheet was locked, and with no more.

    `locked` is the row as it was then. A line that somebody took away on purpose stays away.
    """
    for session_id in sheet_corrections.waiting(locked):
        session = uow.get("session", session_id)
        if session is None:
            forget_line(uow, session_id, None)
        else:
            write_line(uow, session)
    days = (locked["start_date"], locked["end_date"])
    settle(uow, locked["team_id"], locked["user_id"], *days)


def need_editable(sheet: Row, actor: Actor) -> None:
    """Raises unless that person may change the sheet's lines; an admin always may."""
    if rules.may_edit(sheet["status"], actor, locked=bool(sheet["locked"])):
        return
    if sheet["locked"] or sheet["status"] == rules.APPROVED:
        if actor is Actor.MANAGER:
            raise Forbidden("This timesheet is approved. Only an admin can change it.")
        raise invalid("timesheet_id", "is approved and locked; ask an admin to change it")
    raise invalid(
        "timesheet_id", f"is {sheet['status']}; it can be changed again once it is denied"
    )


def need_open_day(reader: Reader, team_id: int, user_id: int, day: dt.date, actor: Actor) -> None:
    """Raises unless that person may change times of that day."""
    sheet = queries.holding(reader, team_id, user_id, day)
    if sheet is not None:
        need_editable(sheet, actor)
