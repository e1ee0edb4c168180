"""Shifts: what members see of the roster, and how managers build it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.base.errors import invalid
from desktop.contract.models import (
    UNSET,
    WorkforceShift,
    WorkforceShiftAnswer,
    WorkforceShiftAnswerInput,
    WorkforceShiftInput,
    WorkforceShiftQuestion,
)
from desktop.domain import identity
from desktop.domain import shifts as rules
from desktop.domain.zones import EARLIEST, LATEST
from desktop.store.queries import shifts as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import filters, person, roster_checks, rosters, shift_questions, workforce
from .context import Call, Role
from .filters import page_of
from .shape import sent

_LINES = ("title", "location_name", "role", "department", "cancel_reason")
_PLAIN = ("location_id", "data", "start_at", "end_at")


def list_(reader: Reader, call: Call) -> list[WorkforceShift]:
    """One's own published shifts, the open ones that suit one, and those one is offered, by start."""
    roles, places, _ = rosters.labels_of(reader, call, call.user_id)
    rows = queries.published(reader, call.user_id, call.team_id, _span(reader, call))
    asked = queries.concerning(reader, call.user_id, call.team_id)
    offered = {one["shift_id"] for one in asked if one["kind"] == "offer"}
    seen = [
        row
        for row in rows
        if row["id"] in offered or rules.visible(row, call.user_id, roles, places)
    ]
    limit, offset = page_of(call)
    part = seen[offset:] if limit < 0 else seen[offset:][:limit]
    return _listed(reader, call, rosters.shaped(reader, call, part, asked))


def active(reader: Reader, call: Call) -> list[WorkforceShift]:
    """One's shifts that are on, and those that begin within the team's notice, the nearest first."""
    notice = workforce.of(reader, call.team_id)["shift_upcoming_notification_minutes"]
    span = (call.now, call.now + dt.timedelta(minutes=notice, milliseconds=1))
    rows = queries.shifts_between(reader, call.team_id, span, assignee_id=call.user_id)
    mine = [row for row in rows if row["published"] and not row["canceled"]]
    mine.sort(key=lambda row: (abs(row["start_at"] - call.now), row["id"]))
    return rosters.shaped(reader, call, mine)


def get(reader: Reader, call: Call, *, id: int) -> WorkforceShift:
    return rosters.shown(reader, call, id)


def questions(reader: Reader, call: Call, *, id: int) -> list[WorkforceShiftQuestion]:
    """What is asked about a shift; `when=start_shift` or `end_shift` narrows to that moment."""
    shift = rosters.need_visible(reader, call, id)
    return shift_questions.of_shift(reader, call, shift, filters.text(call, "when") or None)


def answer(
    uow: UnitOfWork, call: Call, body: WorkforceShiftAnswerInput, *, id: int
) -> WorkforceShiftAnswer:
    return shift_questions.answer(uow, call, body, rosters.need_visible(uow, call, id))


def manager_list(reader: Reader, call: Call) -> list[WorkforceShift]:
    """The team's shifts by start, cancelled ones flagged; `user_id` or `assignee_id` narrows."""
    who = filters.number(call, "assignee_id") or filters.number(call, "user_id")
    limit, offset = page_of(call)
    rows = queries.shifts_between(
        reader,
        call.team_id,
        _span(reader, call),
        assignee_id=who,
        limit=limit,
        offset=offset,
    )
    return _listed(reader, call, rosters.shaped(reader, call, rows))


def _listed(reader: Reader, call: Call, found: list[WorkforceShift]) -> list[WorkforceShift]:
    if filters.flag(call, "with_questions"):
        shift_questions.attach(reader, call, found)
    return found


def manager_get(reader: Reader, call: Call, *, id: int) -> WorkforceShift:
    row = reader.need("shift", id, team_id=call.team_id)
    return rosters.shaped_one(reader, call, row, warnings=True)


_BLANK = {
    "assignee_id": None,
    "title": None,
    "start_at": None,
    "end_at": None,
    "location_id": None,
    "location_name": None,
    "role": None,
    "department": None,
    "details": None,
    "data": None,
    "published": False,
    "canceled": False,
    "cancel_reason": None,
}


def manager_create(uow: UnitOfWork, call: Call, body: WorkforceShiftInput) -> WorkforceShift:
    """A draft, or with status `published` a shift that its person sees at once."""
    for field in ("start_at", "end_at"):
        if getattr(body, field) in (UNSET, None):
            raise invalid(field, "can't be blank")
    values = _merged(uow, call, body, {**_BLANK, "id": None, "team_id": call.team_id})
    return rosters.shaped_one(uow, call, rosters.born(uow, call, values), warnings=True)


def manager_update(
    uow: UnitOfWork, call: Call, body: WorkforceShiftInput, *, id: int
) -> WorkforceShift:
    """Changes what was sent. `assignee_id` null takes it from its person; `canceled` cancels it."""
    before = uow.need("shift", id, team_id=call.team_id)
    after = _merged(uow, call, body, before)
    if after["canceled"] and not before["canceled"]:
        return _cancel(uow, call, before, after)
    kept = rosters.store(uow, call, before, after)
    if kept["assignee_id"] is None and before["assignee_id"] is not None:
        rosters.settle(uow, [id], rules.CANCELED, kinds=("swap", "drop"))
    elif kept["assignee_id"] != before["assignee_id"]:
        rosters.settle(uow, [id], rules.REJECTED)
    return rosters.shaped_one(uow, call, kept, warnings=True)


def manager_delete(uow: UnitOfWork, call: Call, *, id: int) -> WorkforceShift:
    """Cancels the shift: it stays, flagged, and leaves the lists of members. Again: the same answer."""
    before = uow.need("shift", id, team_id=call.team_id)
    if before["canceled"]:
        return rosters.shaped_one(uow, call, before)
    reason = identity.line("reason", filters.text(call, "reason"))
    return _cancel(uow, call, before, {**before, "canceled": True, "cancel_reason": reason})


def _cancel(uow: UnitOfWork, call: Call, before: Row, after: Row) -> WorkforceShift:
    rosters.settle(uow, [before["id"]], rules.CANCELED)
    kept = rosters.store(uow, call, before, after, after["cancel_reason"] or "")
    return rosters.shaped_one(uow, call, kept)


def _span(reader: Reader, call: Call) -> filters.Span:
    account = workforce.of(reader, call.team_id)
    return filters.span(call, workforce.zone(reader, call.team_id), account["week_start"])


def _merged(uow: UnitOfWork, call: Call, body: WorkforceShiftInput, before: Row) -> Row:
    """The shift as it would be, checked; Invalid names the field."""
    after = {**before, **_texts(body), **sent(body, _PLAIN)}
    if body.canceled is not UNSET:
        after["canceled"] = bool(body.canceled)
        if not after["canceled"]:
            after["cancel_reason"] = None
    assignee = body.user_id if body.assignee_id is UNSET else body.assignee_id
    if assignee is not UNSET:
        after["assignee_id"] = assignee
    _state(body, after, named=assignee is not UNSET)
    timed = after["start_at"] is not None and after["end_at"] is not None
    moved = any(after[name] != before[name] for name in ("start_at", "end_at"))
    if moved:
        _check_times(after)
    if after["assignee_id"] != before["assignee_id"]:
        _need_member(uow, call, after["assignee_id"])
    restored = bool(before["canceled"]) and not after["canceled"]
    # a draft that came from another node may overlap; it is not published so
    shown = after["published"] and not before["published"]
    given_away = moved or restored or shown or after["assignee_id"] != before["assignee_id"]
    if after["assignee_id"] is not None and timed and given_away and not after["canceled"]:
        roster_checks.need_free(uow, after, after["assignee_id"])
    return after


def _texts(body: WorkforceShiftInput) -> dict[str, Any]:
    texts = {name: identity.line(name, text) for name, text in sent(body, _LINES).items()}
    if body.details is not UNSET:
        texts["details"] = identity.prose("details", body.details)
    return texts


def _state(body: WorkforceShiftInput, after: Row, *, named: bool) -> None:
    """What the status asks for: published, or a draft that is assigned or open."""
    if body.status is UNSET or body.status is None:
        return
    after["published"] = body.status == rules.PUBLISHED
    if body.status == rules.OPEN and not named:
        after["assignee_id"] = None
    if body.status == rules.ASSIGNED and after["assignee_id"] is None:
        raise invalid("assignee_id", "can't be blank when the status is assigned")


def _check_times(after: Row) -> None:
    start, end = after["start_at"], after["end_at"]
    for field, value in (("start_at", start), ("end_at", end)):
        if value is None:
            raise invalid(field, "can't be blank")
        if not EARLIEST <= value <= LATEST:
            raise invalid(field, "is not a time anybody works at")
    if end <= start:
        raise invalid("end_at", "must be after the start")
    if end - start > rules.LONGEST:
        raise invalid("end_at", f"is more than {rules.LONGEST.days} days after the start")


def _need_member(uow: UnitOfWork, call: Call, user_id: int | None) -> None:
    if user_id is None:
        return
    if person.role_in(uow, user_id, call.team_id) is Role.NONE:
        raise invalid("assignee_id", "is not an active member of this team")
