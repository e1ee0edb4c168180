"""What the shift families share: how a caller sees shifts, and giving them to people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence

from desktop.base.errors import NotFound
from desktop.contract.models import UNSET, WorkforceShift, WorkforceShiftRequest
from desktop.domain import shifts as rules
from desktop.domain import zones
from desktop.store.queries import shifts as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, availabilities, roster_checks, roster_notices, sheets, workforce
from .context import Call
from .shape import shape

DAY = dt.timedelta(days=1)


def shaped(
    reader: Reader, call: Call, rows: Sequence[Row], concerning: Sequence[Row] | None = None
) -> list[WorkforceShift]:
    """Shifts as the caller sees them: what they asked for, what else they do that day.

    `concerning` are the undecided requests that concern the caller, when they are known already.
    """
    if not rows:
        return []
    if concerning is None:
        concerning = queries.concerning(reader, call.user_id, call.team_id)
    asked: dict[int, list[Row]] = {}
    for request in concerning:
        of_mine = request["user_id"] == call.user_id
        asked.setdefault(request["shift_id" if of_mine else "swap_shift_id"], []).append(request)
    zone = workforce.zone(reader, call.team_id)
    starts = [row["start_at"] for row in rows if row["start_at"] is not None]
    own: dict[int, dt.date] = {}
    if starts:
        edges = (min(starts) - DAY, max(starts) + DAY)
        found = queries.starts_of(reader, call.user_id, call.team_id, *edges)
        own = {number: zones.day_of(at, zone) for number, at in found}
    days = Counter(own.values())
    told = []
    for row in rows:
        same = 0
        if row["start_at"] is not None:
            day = zones.day_of(row["start_at"], zone)
            same = days[day] - (own.get(row["id"]) == day)
        told.append(_told(row, call, same=same > 0, asked=asked.get(row["id"], ())))
    return told


def shaped_one(reader: Reader, call: Call, row: Row, *, warnings: bool = False) -> WorkforceShift:
    (shift,) = shaped(reader, call, [row])
    if warnings and not row["canceled"]:
        shift.warnings = roster_checks.warnings_of(reader, row)
    return shift


def shown(reader: Reader, call: Call, shift_id: int) -> WorkforceShift:
    """The shift as `need_visible` and `shaped_one` give it, by one statement where it is one's own."""
    found = queries.seen(reader, shift_id, call.team_id, call.user_id)
    if found is None:
        raise NotFound(f"No shift {shift_id}.")
    row = found.row
    own = row["assignee_id"] == call.user_id and rules.visible(row, call.user_id, (), ())
    if not (own or call.principal.manages):
        return shaped_one(reader, call, need_visible(reader, call, shift_id))
    same = False
    if found.near:
        zone = zones.find(found.team_zone or "") or workforce.zone(reader, call.team_id)
        day = zones.day_of(row["start_at"], zone)
        same = any(zones.day_of(at, zone) == day for at in found.near)
    asked = reader.find("shift_request", {"id in": found.asked}, order="id") if found.asked else ()
    return _told(row, call, same=same, asked=asked)


def _told(row: Row, call: Call, *, same: bool, asked: Sequence[Row]) -> WorkforceShift:
    mine = [one for one in asked if one["user_id"] == call.user_id and one["kind"] != "offer"]
    return shape(
        WorkforceShift,
        "shift",
        row,
        status=rules.status_of(row),
        location=row["location_name"],
        published=bool(row["published"]),
        canceled=bool(row["canceled"]),
        shift_on_same_day=same,
        shift_requested=bool(mine),
        requests=[request_of(one) for one in asked] if asked else UNSET,
    )


def request_of(row: Row) -> WorkforceShiftRequest:
    kind = row["kind"] or "request"
    return shape(WorkforceShiftRequest, "shift_request", {**row, "kind": kind})


def labels_of(reader: Reader, call: Call, user_id: int) -> tuple[set[str], set[str], set[str]]:
    """A member's (roles, locations, tags) in the caller's team."""
    return labels_in(reader, user_id, call.team_id)


def labels_in(reader: Reader, user_id: int, team_id: int) -> tuple[set[str], set[str], set[str]]:
    member = reader.one("member", {"team_id": team_id, "user_id": user_id}) or {}
    roles, places, tags = (set(member.get(name) or ()) for name in ("roles", "locations", "tags"))
    return roles, places, tags


def need_visible(reader: Reader, call: Call, shift_id: int | None) -> Row:
    """The team's shift when the caller may see it.

    A manager may, its person, whom it is open to, offered to, or proposed to in exchange.
    """
    row = reader.get("shift", shift_id) if shift_id is not None else None
    if row is None or row["team_id"] != call.team_id:
        raise NotFound(f"No shift {shift_id}.")
    if call.principal.manages:
        return row
    roles, places, _ = labels_of(reader, call, call.user_id)
    if rules.visible(row, call.user_id, roles, places):
        return row
    asked = queries.concerning(reader, call.user_id, call.team_id)
    shift_ids = {one["shift_id"] for one in asked if one["kind"] in {"swap", "offer"}}
    if row["id"] not in shift_ids or not row["published"] or row["canceled"]:
        raise NotFound(f"No shift {shift_id}.")
    return row


def store(uow: UnitOfWork, call: Call, before: Row, after: Row, reason: str = "") -> Row:
    """Saves a changed shift with its status, the locks of days and the entry in the audit log."""
    after = {**after, "status": rules.status_of(after)}
    changes = {name: value for name, value in after.items() if before[name] != value}
    if not changes:
        return before
    kept = uow.update("shift", before["id"], changes)
    lock_days(uow, before, kept)
    roster_notices.moved(uow, before, kept, call.user_id)
    if {"start_at", "end_at"} & changes.keys():
        sheets.settle_shift(uow, kept["id"])
    audit.note(uow, call, "shift", kept["id"], before, kept, reason)
    return kept


def born(uow: UnitOfWork, call: Call, values: Row) -> Row:
    """Saves a new shift; it is its own event."""
    number = uow.new_id()
    row = {**values, "id": number, "event_id": number, "user_id": call.user_id}
    kept = uow.insert("shift", {**row, "status": rules.status_of(row)})
    lock_days(uow, None, kept)
    roster_notices.moved(uow, None, kept, call.user_id)
    audit.note(uow, call, "shift", number, None, kept)
    return kept


def lock_days(uow: UnitOfWork, before: Row | None, after: Row) -> None:
    """A published shift locks the part of its person's day that it starts in."""
    zone = workforce.zone(uow, after["team_id"])
    held = _held(before, zone) if before is not None else None
    holds = _held(after, zone)
    if held == holds:
        return
    if held is not None:
        availabilities.unlock(uow, held[0], after["team_id"], held[1], but=after["id"])
    if holds is not None:
        availabilities.lock_for_shift(uow, holds[0], after["team_id"], holds[1])


def _held(row: Row, zone: dt.tzinfo) -> tuple[int, dt.datetime] | None:
    if row["assignee_id"] is None or row["canceled"] or not row["published"]:
        return None
    if row["start_at"] is None:
        return None
    return row["assignee_id"], row["start_at"].astimezone(zone)


def settle(
    uow: UnitOfWork,
    shift_ids: Sequence[int],
    status: str,
    but: int | None = None,
    kinds: Collection[str] = ("request", "swap", "drop", "offer"),
) -> None:
    """Ends the undecided requests about shifts that are given away, dropped or cancelled.

    Whoever was given the shift that they asked for did not lose: theirs is approved.
    """
    for request in queries.live_requests(uow, shift_ids):
        if request["id"] != but and (request["kind"] or "request") in kinds:
            to = rules.AGREED if status == rules.REJECTED and _got_it(uow, request) else status
            after = uow.update("shift_request", request["id"], {"status": to})
            roster_notices.request_moved(uow, request, after, None)


def _got_it(reader: Reader, request: Row) -> bool:
    shift = reader.get("shift", request["shift_id"])
    wants = (request["kind"] or "request") in {"request", "offer"}
    return wants and shift is not None and shift["assignee_id"] == request["user_id"]
