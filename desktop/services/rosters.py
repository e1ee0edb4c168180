"""What the shift families share: how a caller sees shifts, and giving them to people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from desktop.base.errors import Invalid, NotFound
from desktop.contract.models import UNSET, UnsetType, WorkforceShift
from desktop.domain import shifts as rules
from desktop.domain import zones
from desktop.domain.availability import UNAVAILABLE, part_of
from desktop.store.queries import shifts as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, availabilities, workforce
from .context import Call
from .shape import shape

DAY = dt.timedelta(days=1)
_PARTS = {"am": "morning", "pm": "afternoon", "nd": "night"}


def shaped(reader: Reader, call: Call, rows: Sequence[Row]) -> list[WorkforceShift]:
    """Shifts as the caller sees them: what they asked for, what else they do that day."""
    if not rows:
        return []
    asked = queries.requested(reader, call.user_id, call.team_id)
    zone = workforce.zone(reader, call.team_id)
    starts = [row["start_at"] for row in rows if row["start_at"] is not None]
    own: dict[int, dt.date] = {}
    if starts:
        edges = (min(starts) - DAY, max(starts) + DAY)
        found = queries.starts_of(reader, call.user_id, call.team_id, *edges)
        own = {number: zones.day_of(at, zone) for number, at in found}
    days = Counter(own.values())
    return [_shift(row, zone, asked, own, days) for row in rows]


def shaped_one(reader: Reader, call: Call, row: Row, *, warnings: bool = False) -> WorkforceShift:
    (shift,) = shaped(reader, call, [row])
    if warnings:
        shift.warnings = warnings_of(reader, row)
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
    return _told(row, same=same, asked=found.requested)


def _shift(
    row: Row,
    zone: dt.tzinfo,
    asked: set[int],
    own: dict[int, dt.date],
    days: Counter[dt.date],
) -> WorkforceShift:
    same = 0
    if row["start_at"] is not None:
        day = zones.day_of(row["start_at"], zone)
        same = days[day] - (own.get(row["id"]) == day)
    return _told(row, same=same > 0, asked=row["id"] in asked)


def _told(row: Row, *, same: bool, asked: bool) -> WorkforceShift:
    return shape(
        WorkforceShift,
        "shift",
        row,
        status=rules.status_of(row),
        location=row["location_name"],
        published=bool(row["published"]),
        canceled=bool(row["canceled"]),
        shift_on_same_day=same,
        shift_requested=asked,
    )


def labels_of(reader: Reader, call: Call, user_id: int) -> tuple[set[str], set[str], set[str]]:
    """A member's (roles, locations, tags)."""
    member = reader.one("member", {"team_id": call.team_id, "user_id": user_id}) or {}
    roles, places, tags = (set(member.get(name) or ()) for name in ("roles", "locations", "tags"))
    return roles, places, tags


def need_visible(reader: Reader, call: Call, shift_id: int | None) -> Row:
    """The team's shift when the caller may see it: a manager, its person, whom it is open to or offered."""
    row = reader.get("shift", shift_id) if shift_id is not None else None
    if row is None or row["team_id"] != call.team_id:
        raise NotFound(f"No shift {shift_id}.")
    if call.principal.manages:
        return row
    roles, places, _ = labels_of(reader, call, call.user_id)
    if rules.visible(row, call.user_id, roles, places):
        return row
    offered = queries.request_of(reader, call.user_id, row["id"], sorted(rules.LIVE))
    if offered is None or not rules.is_open(row):
        raise NotFound(f"No shift {shift_id}.")
    return row


def warnings_of(reader: Reader, row: Row) -> list[str] | UnsetType:
    """What a planner should know before it is too late; none of it stops anything."""
    user_id, start, end = row["assignee_id"], row["start_at"], row["end_at"]
    if user_id is None or start is None or end is None or row["canceled"]:
        return UNSET
    zone = workforce.zone(reader, row["team_id"])
    local = start.astimezone(zone)
    found: list[str] = []
    where = {"team_id": row["team_id"], "user_id": user_id, "date": local.date()}
    day = reader.one("availability", where)
    part = part_of(local)
    if day is not None and (day[part] or 0) <= UNAVAILABLE:
        found.append(f"Not available in the {_PARTS[part]}.")
    near = (start - rules.REST - rules.LONGEST, end + rules.REST)
    others = queries.overlapping(reader, row["team_id"], user_id, *near, but=(row["id"],))
    if rules.short_rest(start, end, others):
        found.append("Less than 11 hours of rest beside another shift.")
    if any(zones.day_of(other["start_at"], zone) == local.date() for other in others):
        found.append("Another shift on the same day.")
    return found


def need_free(reader: Reader, row: Row, user_id: int, but: Sequence[int] = ()) -> None:
    """Invalid, naming `assignee_id`, when the person works elsewhere at that time."""
    found = queries.overlapping(
        reader, row["team_id"], user_id, row["start_at"], row["end_at"], but=(row["id"], *but)
    )
    if not found:
        return
    zone = workforce.zone(reader, row["team_id"])
    first = found[0]["start_at"].astimezone(zone)
    last = found[0]["end_at"].astimezone(zone)
    text = f"already has a shift from {first:%Y-%m-%d %H:%M} to {last:%H:%M} that overlaps"
    raise Invalid(f"assignee_id {text}", {"assignee_id": [text]})


def store(uow: UnitOfWork, call: Call, before: Row, after: Row, reason: str = "") -> Row:
    """Saves a changed shift with its status, the locks of days and the entry in the audit log."""
    after = {**after, "status": rules.status_of(after)}
    changes = {name: value for name, value in after.items() if before[name] != value}
    if not changes:
        return before
    kept = uow.update("shift", before["id"], changes)
    _lock(uow, before, kept)
    audit.note(uow, call, "shift", kept["id"], before, kept, reason)
    return kept


def born(uow: UnitOfWork, call: Call, values: Row) -> Row:
    """Saves a new shift; it is its own event."""
    number = uow.new_id()
    row = {**values, "id": number, "event_id": number, "user_id": call.user_id}
    kept = uow.insert("shift", {**row, "status": rules.status_of(row)})
    _lock(uow, None, kept)
    audit.note(uow, call, "shift", number, None, kept)
    return kept


def _lock(uow: UnitOfWork, before: Row | None, after: Row) -> None:
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


def settle(uow: UnitOfWork, shift_ids: Sequence[int], status: str, but: int | None = None) -> None:
    """Ends the undecided requests about shifts that are given away or cancelled."""
    for request in queries.live_requests(uow, shift_ids):
        if request["id"] != but:
            uow.update("shift_request", request["id"], {"status": status})
