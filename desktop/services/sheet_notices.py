"""Who is told of a timesheet: its reviewers when it is submitted, its person when it was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from desktop.base.clock import to_ms
from desktop.domain import timesheets as rules
from desktop.store.queries import reviews as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import notices, person
from .context import Call, Role

CORRECTION, DECLINED = "timesheet_correction", "timesheet_correction_declined"
SUBMIT_REMINDER, REVIEW_REMINDER = "timesheet_not_submitted", "timesheet_not_reviewed"
_OF_MEMBER = {
    rules.APPROVED: notices.APPROVED,
    rules.PREAPPROVED: notices.PREAPPROVED,
    rules.DENIED: notices.DENIED,
}
_REVIEWED = frozenset({rules.APPROVED, rules.PREAPPROVED})
REMIND_AFTER = dt.timedelta(days=1)
"""A sheet that was not submitted a day after its last day; one that waits three days for review."""
REVIEW_AFTER = dt.timedelta(days=3)


def moved(uow: UnitOfWork, before: Row, after: Row, actor_id: int | None) -> None:
    """Tells whom a change of status concerns, but nobody about what they did themselves."""
    status = after["status"]
    if status == before["status"]:
        return
    if status == rules.SUBMITTED and before["status"] in rules.EDITABLE:
        for user_id in reviewers(uow, after["team_id"]):
            if user_id not in {actor_id, after["user_id"]}:
                _give(uow, user_id, notices.SUBMITTED, after, actor_id)
        return
    kind = _OF_MEMBER.get(status)
    if kind is None and before["status"] in _REVIEWED:
        kind = notices.REOPENED
    if kind is not None and after["user_id"] != actor_id:
        _give(uow, after["user_id"], kind, after, actor_id)


def arrived(uow: UnitOfWork, sheets: Iterable[Row]) -> None:
    """Sheets from elsewhere that wait for a review, whatever they were before."""
    for sheet in sheets:
        if sheet["status"] == rules.SUBMITTED:
            moved(uow, {**sheet, "status": rules.UNSUBMITTED}, sheet, None)


def correction_asked(uow: UnitOfWork, sheet: Row, attendance_id: int) -> None:
    for user_id in reviewers(uow, sheet["team_id"]):
        _give(uow, user_id, CORRECTION, sheet, None, {"attendance_id": attendance_id})


def correction_declined(uow: UnitOfWork, call: Call, sheet: Row, entry: Mapping[str, Any]) -> None:
    if sheet["user_id"] != call.user_id:
        more = {"attendance_id": entry["attendance_id"], "reason": entry["reason"]}
        _give(uow, sheet["user_id"], DECLINED, sheet, call.user_id, more)


def remind(uow: UnitOfWork, today: dt.date) -> None:
    """Once a sheet: its person when it should have been submitted, its reviewers when it waits."""
    for sheet in queries.waiting(uow, rules.EDITABLE, today - REMIND_AFTER):
        if uow.count("timesheet_item", {"timesheet_id": sheet["id"]}):
            _remind(uow, sheet["user_id"], SUBMIT_REMINDER, sheet)
    late = frozenset({rules.SUBMITTED, rules.PREAPPROVED})
    for sheet in queries.waiting(uow, late, today - REVIEW_AFTER):
        for user_id in reviewers(uow, sheet["team_id"]):
            if user_id != sheet["user_id"]:
                _remind(uow, user_id, REVIEW_REMINDER, sheet)


def reviewers(reader: Reader, team_id: int) -> list[int]:
    """Everybody who may review sheets of the team."""
    team = reader.get("team", team_id)
    members = queries.reviewers(reader, team_id)
    return [m["user_id"] for m in members if person.role_of(team, m) >= Role.MANAGER]


def _remind(uow: UnitOfWork, user_id: int, kind: str, sheet: Row) -> None:
    key = f"timesheet:{sheet['id']}:{kind}"
    notices.give(
        uow,
        user_id,
        kind,
        "timesheet",
        sheet["id"],
        key,
        team_id=sheet["team_id"],
        data=_data(sheet),
        demo=sheet["demo"],
    )


def _give(
    uow: UnitOfWork,
    user_id: int,
    kind: str,
    sheet: Row,
    actor_id: int | None,
    more: Mapping[str, Any] | None = None,
) -> None:
    key = f"timesheet:{sheet['id']}:{kind}:{to_ms(uow.now)}"
    data = {**_data(sheet), "actor_id": actor_id, "reason": sheet["reason"], **(more or {})}
    if more is not None:
        key = f"timesheet:{sheet['id']}:{kind}:{more['attendance_id']}"
    notices.give(
        uow,
        user_id,
        kind,
        "timesheet",
        sheet["id"],
        key,
        team_id=sheet["team_id"],
        data=data,
        demo=sheet["demo"],
    )


def _data(sheet: Row) -> dict[str, Any]:
    return {
        "user_id": sheet["user_id"],
        "start_date": sheet["start_date"],
        "end_date": sheet["end_date"],
    }
