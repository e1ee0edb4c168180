"""Attendances: the punches of members as the API speaks of them."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import unquote

from desktop.base.clock import to_ms
from desktop.base.errors import NotFound, invalid
from desktop.contract.models import (
    UNSET,
    AttendanceCorrection,
    WorkforceAttendance,
    WorkforceAttendanceInput,
)
from desktop.domain import zones
from desktop.domain.attendance import STATUSES, TRAVELLING, Origin
from desktop.domain.sessions import PAUSE, STOP
from desktop.store.queries import punches, standing
from desktop.store.queries import time as queries
from desktop.store.queries.time import Wanted
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import (
    attendance_edits,
    attendance_times,
    audit,
    filters,
    forgotten,
    limits,
    person,
    workforce,
)
from .attendance_times import Entry
from .context import Call, Role, Sample
from .shape import given, shape

NO_REASON = "No reason was given where this was changed."
_NOTHING = frozenset({"", "undefined", "null"})
_TEXTS = {"address": 1000, "location_name": 255, "note": 5000}
_SOURCES = {"window": "desk", "cli": "desk", "kiosk": "kiosk", "http": "web", "sync": "hub"}


def list_(reader: Reader, call: Call) -> list[WorkforceAttendance]:
    """Newest first: one's own, or for managers a member's (`user_id`) or everybody else's (`others`)."""
    wanted = Wanted(call.team_id, user_id=call.user_id)
    if call.principal.manages:
        asked = filters.number(call, "user_id")
        if asked is not None:
            wanted.user_id = asked
        elif filters.flag(call, "others"):
            wanted.user_id, wanted.but_user_id = None, call.user_id
    return _list(reader, call, wanted)


def manager_list(reader: Reader, call: Call) -> list[WorkforceAttendance]:
    """Newest first, the whole team's; `user_id` narrows, `others=true` leaves out one's own."""
    wanted = Wanted(call.team_id, user_id=filters.number(call, "user_id"))
    others = filters.text(call, "others").lower()
    if wanted.user_id is None and others in {"true", "1"}:
        wanted.but_user_id = call.user_id
    elif wanted.user_id is None and others in {"false", "0"}:
        wanted.user_id = call.user_id
    return _list(reader, call, wanted)


def get(reader: Reader, call: Call, *, id: int) -> WorkforceAttendance:
    return _whole(reader, _need(reader, call, id))


def manager_get(reader: Reader, call: Call, *, id: int) -> WorkforceAttendance:
    return _whole(reader, reader.need("attendance", id, team_id=call.team_id))


def active(reader: Reader, call: Call) -> WorkforceAttendance | None:
    """The start of the running session, or null."""
    return _active(reader, call, call.user_id)


def manager_active(reader: Reader, call: Call) -> WorkforceAttendance | None:
    """The same for a member (`user_id`), by default for oneself."""
    asked = filters.number(call, "user_id")
    return _active(reader, call, call.user_id if asked is None else asked)


def create(uow: UnitOfWork, call: Call, body: WorkforceAttendanceInput) -> WorkforceAttendance:
    """Punches for the caller. Invalid names `status` and what is allowed when the order is wrong."""
    user_id = given(body.user_id, call.user_id)
    if user_id != call.user_id:
        if not call.principal.manages:
            raise invalid("user_id", "must be your own")
        return manager_create(uow, call, body)
    return _punch(uow, call, body, user_id)


def manager_create(
    uow: UnitOfWork, call: Call, body: WorkforceAttendanceInput
) -> WorkforceAttendance:
    """Punches for a member: what a manager adds, and what a kiosk records for whom it served."""
    user_id = given(body.user_id)
    if user_id is None and call.principal.role is Role.KIOSK:
        raise invalid("user_id", "can't be blank")
    if user_id is None or user_id == call.user_id:
        return _punch(uow, call, body, call.user_id)
    _need_member(uow, call, user_id, given(body.status))
    made = _punch(uow, call, body, user_id, for_other=True)
    if call.principal.role is not Role.KIOSK:
        reason = given(body.reason, "")
        audit.note(uow, call, "attendance", made.id, None, uow.get("attendance", made.id), reason)
    return made


def update(
    uow: UnitOfWork, call: Call, body: WorkforceAttendanceInput, *, id: int
) -> WorkforceAttendance:
    """Corrects a punch: one's own while its timesheet is open, anybody's for a manager."""
    return _correct(uow, call, body, _need(uow, call, id))


def manager_update(
    uow: UnitOfWork, call: Call, body: WorkforceAttendanceInput, *, id: int
) -> WorkforceAttendance:
    return _correct(uow, call, body, uow.need("attendance", id, team_id=call.team_id))


def delete(uow: UnitOfWork, call: Call, *, id: int, reason: str | None) -> WorkforceAttendance:
    """Takes an attendance away as a correction: the punch stays on record. Answers what it was."""
    row = _need(uow, call, id)
    attendance_edits.retract(uow, call, row, _reason(call, row, reason))
    return _attendance(row)


def retract(uow: UnitOfWork, call: Call, attendance_id: int, reason: str = "") -> None:
    """Undoes a punch (no operation of the API): the attendance goes, the punch and why stay."""
    attendance_edits.retract(uow, call, _need(uow, call, attendance_id), reason)


def _need(reader: Reader, call: Call, attendance_id: int) -> Row:
    row = reader.need("attendance", attendance_id, team_id=call.team_id)
    if row["user_id"] != call.user_id and not call.principal.manages:
        raise NotFound(f"No attendance {attendance_id}.")
    return row


def _need_member(uow: UnitOfWork, call: Call, user_id: int, status: str | None) -> None:
    member = uow.one("member", {"team_id": call.team_id, "user_id": user_id})
    if member is None:
        raise invalid("user_id", "is not a member of this team")
    left = person.role_of(uow.get("team", call.team_id), member) is Role.NONE
    if left and status != STOP and not call.key:
        raise invalid("user_id", "is not an active member of this team")


def _list(reader: Reader, call: Call, wanted: Wanted) -> list[WorkforceAttendance]:
    account = workforce.of(reader, call.team_id)
    zone = zones.first_known(account["time_zone"])[1]
    wanted.start, wanted.end = filters.span(call, zone, account["week_start"])
    sheet_id = filters.number(call, "timesheet_id")
    if sheet_id is not None and not _within(reader, call, wanted, sheet_id):
        return []
    wanted.search = unquote(filters.text(call, "search"))  # some clients encode it twice
    wanted.limit, wanted.offset = filters.page_of(call)
    return [_attendance(row) for row in queries.attendances(reader, wanted)]


def _within(reader: Reader, call: Call, wanted: Wanted, sheet_id: int) -> bool:
    """Narrows to the days of a timesheet; False when the caller has no such sheet."""
    sheet = reader.get("timesheet", sheet_id)
    if sheet is None or sheet["team_id"] != call.team_id:
        return False
    if sheet["user_id"] != call.user_id and not call.principal.manages:
        return False
    zone = workforce.zone(reader, call.team_id)
    wanted.user_id, wanted.but_user_id = sheet["user_id"], None
    wanted.start = zones.midnight(sheet["start_date"], zone)
    wanted.end = zones.midnight(sheet["end_date"] + filters.DAY, zone)
    return True


def _active(reader: Reader, call: Call, user_id: int) -> WorkforceAttendance | None:
    number = forgotten.running(reader, user_id, call.team_id, call.now)
    row = None if number is None else reader.get("attendance", number)
    return None if row is None else _attendance(row)


def _punch(
    uow: UnitOfWork,
    call: Call,
    body: WorkforceAttendanceInput,
    user_id: int,
    *,
    for_other: bool = False,
) -> WorkforceAttendance:
    status = given(body.status)
    if status is None:
        raise invalid("status", f"can't be blank; it is one of {', '.join(STATUSES)}")
    uid = ""
    if call.key:
        known = punches.punch_of_uid(uow, call.key)
        if known is not None and known[1:] == (user_id, call.user_id, status):
            row = uow.get("attendance", known[0])
            if row is not None:
                return _attendance(row)  # the key outlived the reply that was kept for it
        uid = call.key if known is None else ""
    now = to_ms(call.now)
    at = _instant(body)
    origin = Origin.LIVE if at is None else Origin.TRUSTED if call.key else Origin.STATED
    sample = call.sample
    zone = given(body.time_zone, "") or (sample.time_zone if sample else "") or call.time_zone
    if sample is None and origin is Origin.LIVE:
        clock = uow.clock  # this machine stamps the punch
        sample = Sample(int(clock.since_boot() * 1000), clock.boot_id(), zone, 0)
    event_id = given(body.event_id)
    source = given(body.source, "") or _SOURCES[call.principal.via]
    if call.principal.role is Role.KIOSK:
        source = "kiosk"
    if origin is not Origin.TRUSTED:
        _need_enabled(uow, call, source, status)
    _need_pay(call, body)
    details = _details(body)
    if status != PAUSE:
        details.pop("paid", None)
    entry = Entry(
        user_id=user_id,
        team_id=call.team_id,
        actor_id=call.user_id,
        status=status,
        at=now if at is None else at,
        now=now,
        origin=origin,
        source=source,
        uid=uid,
        zone=zone,
        manual=source in {"manual", "import"} or (for_other and origin is Origin.STATED),
        sample=sample,
        event_id=event_id,
        named=given(body.shift_id, given(body.timesheet_shift_id, event_id)),
        details=details,
        told=_told(body) if origin is Origin.TRUSTED else (),
    )
    row = attendance_times.record(uow, entry)
    made = _attendance(row)
    if origin is Origin.LIVE:
        made.warnings = limits.at_punch(uow, row) or UNSET
    return made


def _need_enabled(uow: UnitOfWork, call: Call, source: str, status: str) -> None:
    """A switched off source begins nothing; what it began it may end, and that is flagged."""
    if status == STOP or source not in standing.team(uow, call.team_id).off:
        return
    raise invalid("source", f"{_PLACES[source]} is switched off for this team")


_PLACES = {
    "web": "Clocking in from a browser",
    "mobile": "Clocking in from a phone",
    "kiosk": "The kiosk",
}


def _reason(call: Call, row: Row, said: str | None, note: str | None = None) -> str:
    """Why somebody changes a punch: asked of those who change another's (docs/decisions/0312)."""
    if row["user_id"] == call.user_id:
        return (said or "").strip()
    reason = (said or "").strip() or (note or "").strip()
    if reason:
        return reason
    if call.key:  # it happened on another node already
        return NO_REASON
    raise invalid("reason", "can't be blank: say why you change somebody else's punch")


def _need_pay(call: Call, body: WorkforceAttendanceInput) -> None:
    """That a break is paid whatever its length is a manager's word; unpaid may be anybody's."""
    if body.paid is True and not call.principal.manages:
        raise invalid("paid", "can be set by a manager only")


def _instant(body: WorkforceAttendanceInput) -> int | None:
    at = given(body.timestamp)
    if at is None:
        return None
    if not zones.EARLIEST <= at <= zones.LATEST:
        raise invalid("timestamp", "is not a time anybody works at")
    return to_ms(at)


def _told(body: WorkforceAttendanceInput) -> tuple[str, ...]:
    """The flags that only the device could give."""
    return tuple(flag for flag in given(body.flags) or () if flag in TRAVELLING)


_RANGES = {"latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0), "accuracy": (0.0, math.inf)}


def _details(body: WorkforceAttendanceInput) -> dict[str, Any]:
    """What came with a punch, checked; absent, null and their spellings are left out."""
    details: dict[str, Any] = {}
    for name, (least, most) in _RANGES.items():
        value = getattr(body, name)
        if value is UNSET or value is None:
            continue
        if not math.isfinite(value) or not least <= value <= most:
            raise invalid(name, f"must be between {least:g} and {most:g}")
        details[name] = value
    for name, longest in _TEXTS.items():
        value = getattr(body, name)
        if value is UNSET or value is None or value in _NOTHING:
            continue
        if len(value) > longest:
            raise invalid(name, f"is too long (maximum is {longest} characters)")
        details[name] = value
    if body.paid is not UNSET and body.paid is not None:
        details["paid"] = body.paid
    if body.image is not UNSET and body.image:
        details["image"] = body.image
    return details


def _correct(
    uow: UnitOfWork, call: Call, body: WorkforceAttendanceInput, row: Row
) -> WorkforceAttendance:
    changes: dict[str, Any] = _details(body)
    _need_pay(call, body)
    for name in (*_RANGES, *_TEXTS, "image", "event_id", "shift_id", "paid"):
        if getattr(body, name) is None:
            changes[name] = None
    for name in ("status", "timestamp"):
        if given(getattr(body, name)) is not None:
            changes[name] = getattr(body, name)
    _instant(body)
    zone = given(body.time_zone)
    if zone is not None:
        if zones.find(zone) is None:
            raise invalid("time_zone", "is not a time zone (write it as Europe/Berlin)")
        changes["time_zone"] = zone
    changes |= _other_shift(uow, call, body)
    user_id = given(body.user_id)
    if user_id is not None and user_id != row["user_id"]:
        if not call.principal.manages:
            raise invalid("user_id", "must be your own")
        _need_member(uow, call, user_id, given(body.status))
        changes["user_id"] = user_id
    reason = _reason(call, row, given(body.reason), given(body.note))
    return _attendance(attendance_edits.correct(uow, call, row, changes, reason))


def _other_shift(uow: UnitOfWork, call: Call, body: WorkforceAttendanceInput) -> dict[str, int]:
    named = given(body.shift_id, given(body.timesheet_shift_id, given(body.event_id)))
    if named is None:
        return {}
    found = punches.shift_named(uow, call.team_id, named)
    if found is None:
        return {"event_id": body.event_id} if isinstance(body.event_id, int) else {}
    changes = {"shift_id": found[0]}
    event_id = given(body.event_id, found[1])
    return changes if event_id is None else {**changes, "event_id": event_id}


def shown(row: Row) -> WorkforceAttendance:
    """An attendance as the API tells it."""
    return _attendance(row)


def _whole(reader: Reader, row: Row) -> WorkforceAttendance:
    """An attendance with its history."""
    found = _attendance(row)
    told = reader.find("correction", {"punch_id": row["id"]}, order="id")
    found.corrections = [
        AttendanceCorrection(
            id=each["id"],
            actor_id=each["actor_id"],
            at=each["at"],
            reason=each["reason"] or "",
            before=each["before"],
            after=each["after"],
        )
        for each in told
    ]
    return found


def _attendance(row: Row) -> WorkforceAttendance:
    image = row["image"]
    return shape(
        WorkforceAttendance,
        "attendance",
        row,
        image=image or UNSET,
        manual=bool(row["manual"]),
        flags=row["flags"] or [],
        source=row["source"] or "desk",
    )
