"""The exceptions of timesheets: found in what is stored, kept on the sheet, replaced when they differ.

A locked sheet keeps what its approver saw. Overrides stay with what they were given for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from desktop.base.clock import from_ms, to_ms
from desktop.base.errors import Invalid
from desktop.domain import exceptions as rules
from desktop.domain import zones
from desktop.domain.exceptions import CRITICAL, Facts, Found, Line, Planned, Punch, Unanswered
from desktop.store.queries import reviews as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import shift_questions, workforce
from .context import Call

_DAY = dt.timedelta(days=1)
_BEFORE, _BEHIND = dt.timedelta(days=8), dt.timedelta(days=2)
"""Punches of the week before decide about rest and the week; a session may end the day after."""
_SILENT = dt.timedelta(days=14)
"""A kiosk that was not heard of for so long is taken for one that was given up."""
_KEPT = ("overridden_by", "overridden_at", "override_reason")
Seen = dict[str, Any]
"""One exception as it is stored on the sheet."""


def refresh(uow: UnitOfWork, sheet: Row) -> Row:
    """Brings a sheet's exceptions up to date; writes only when they differ. Returns the sheet."""
    if sheet["locked"]:
        return sheet
    found = _stored(find(uow, sheet, uow.now), sheet["exceptions"] or [])
    if found == (sheet["exceptions"] or []):
        return sheet
    of_sheet = {"exceptions": found or None, "updated_at": sheet["updated_at"]}
    return uow.update("timesheet", sheet["id"], of_sheet)


def refresh_around(uow: UnitOfWork, punch: Row) -> None:
    """The same for the open sheets that a punch may concern."""
    day = punch["timestamp"].date()
    for number in _around(uow, punch["user_id"], punch["team_id"], day):
        refresh(uow, uow.need("timesheet", number))


def refresh_between(
    uow: UnitOfWork, user_id: int, team_id: int, first: dt.datetime, last: dt.datetime
) -> None:
    """The same for all that punches from the first to the last may concern."""
    days = (first.date() - _DAY, last.date() + 7 * _DAY)
    for number in queries.sheets_of(uow, user_id, team_id, *days):
        refresh(uow, uow.need("timesheet", number))


def _around(reader: Reader, user_id: int, team_id: int, day: dt.date) -> list[int]:
    return queries.sheets_of(reader, user_id, team_id, day - _DAY, day + 7 * _DAY)


def differs(reader: Reader, sheet: Row, now: dt.datetime) -> bool:
    """Whether `refresh` would write: to be asked without holding up the writer."""
    known = sheet["exceptions"] or []
    return not sheet["locked"] and _stored(find(reader, sheet, now), known) != known


def find(reader: Reader, sheet: Row, now: dt.datetime) -> tuple[Found, ...]:
    account = workforce.of(reader, sheet["team_id"])
    limits, _ = rules.read(account)
    return rules.find(_facts(reader, sheet, account, now), limits)


def blocking(sheet: Row) -> list[Seen]:
    """What keeps the sheet from being approved: critical, and nobody has said why it may be."""
    return [
        one
        for one in sheet["exceptions"] or []
        if one["severity"] == CRITICAL and one.get("override_reason") is None
    ]


def refusal(blocked: Iterable[Seen]) -> Invalid:
    """Names every exception that is in the way."""
    named = [f"{one['code']} on {one['day']}: {one['text']}" for one in blocked]
    text = "cannot become approved before these are resolved or overridden with override_reason"
    return Invalid(f"status {text}: {'; '.join(named)}", {"status": [text], "exceptions": named})


def override(call: Call, sheet: Row, reason: str) -> dict[str, Any]:
    """The columns of a sheet after its critical exceptions were overridden by the caller."""
    stamp = {
        "overridden_by": call.user_id,
        "overridden_at": msgspec.to_builtins(call.now),
        "override_reason": reason,
    }
    blocked = blocking(sheet)
    seen = [one | stamp if one in blocked else one for one in sheet["exceptions"] or []]
    return {"exceptions": seen, "override_reason": reason}


def _stored(found: Iterable[Found], known: Iterable[Seen]) -> list[Seen]:
    overridden = {one["key"]: one for one in known if one.get("override_reason") is not None}
    stored: list[Seen] = []
    for one in found:
        seen: Seen = {
            "key": one.key,
            "code": one.code,
            "severity": one.severity,
            "day": one.day.isoformat(),
            "text": one.text,
            "attendance_ids": list(one.points),
            "shift_id": one.shift_id,
        }
        before = overridden.get(one.key)
        stored.append(seen | {name: before[name] for name in _KEPT} if before else seen)
    return stored


def _facts(reader: Reader, sheet: Row, account: Row, now: dt.datetime) -> Facts:
    user_id, team_id = sheet["user_id"], sheet["team_id"]
    _, zone = zones.first_known(account["time_zone"])
    first, last = sheet["start_date"], sheet["end_date"]
    start = zones.midnight(first, zone) - _BEFORE
    end = zones.midnight(last + _DAY, zone) + _BEHIND
    planned = queries.shifts(reader, user_id, team_id, start, end)
    rows = queries.punches(reader, user_id, team_id, start, end)
    kiosks = _kiosk_places(reader, team_id, {row[10] for row in rows if row[3] == "kiosk"})
    punches = tuple(_punch(row, kiosks) for row in rows)
    return Facts(
        first=first,
        last=last,
        now=to_ms(now),
        zone=zone,
        punches=punches,
        shifts=tuple(_planned(shift) for shift in planned),
        lines=tuple(
            Line(
                line["id"],
                line["start_date"] or first,
                line["work_ms"] or 0,
                manual=bool(line["manual"]),
                punched=line["attendance_id"],
            )
            for line in reader.find("timesheet_item", {"timesheet_id": sheet["id"]}, order="id")
        ),
        unanswered=tuple(_unanswered(reader, planned, punches, now)),
        heard_at=_heard(reader, team_id, now),
        days=queries.days_of_sessions(reader, user_id, team_id, start, end),
    )


def _punch(row: tuple[Any, ...], kiosks: dict[int, frozenset[str]]) -> Punch:
    latitude, longitude = row[7], row[8]
    as_recorded = row[13] == row[1]
    return Punch(
        id=row[0],
        at=row[1],
        status=row[2],
        source=row[3] or "desk",
        manual=bool(row[4]),
        flags=frozenset(msgspec.json.decode(row[5] or "[]")),
        shift_id=row[6],
        position=None if latitude is None or longitude is None else (latitude, longitude),
        accuracy=row[9] or 0.0,
        kiosk_places=kiosks.get(row[10], frozenset()) if row[3] == "kiosk" else frozenset(),
        skew=row[11] or 0,
        recorded_at=row[12] if as_recorded else None,
    )


def _planned(shift: Row) -> Planned:
    return Planned(
        shift["id"],
        to_ms(shift["start_at"]),
        to_ms(shift["end_at"]),
        shift["location_name"] or "",
    )


def _kiosk_places(
    reader: Reader, team_id: int, actors: set[int | None]
) -> dict[int, frozenset[str]]:
    known = [actor for actor in actors if actor is not None]
    if not known:
        return {}
    members = reader.find("member", {"team_id": team_id, "user_id in": known})
    return {member["user_id"]: frozenset(member["locations"] or []) for member in members}


def _unanswered(
    reader: Reader, planned: list[Row], punches: tuple[Punch, ...], now: dt.datetime
) -> Iterable[Unanswered]:
    """Questions of the shifts that were begun, or ended, and that nobody answered."""
    asking = shift_questions.asking(reader, planned[0]["team_id"]) if planned else []
    if not asking:
        return
    member = reader.one(
        "member", {"team_id": planned[0]["team_id"], "user_id": planned[0]["assignee_id"]}
    )
    labels = [member[name] or [] for name in ("roles", "locations", "tags")] if member else []
    for shift in planned:
        mine = [punch for punch in punches if punch.shift_id == shift["id"]]
        told: set[int] = set()
        for status, moment in (("start", "start_shift"), ("stop", "end_shift")):
            punch = next((punch for punch in mine if punch.status == status), None)
            if punch is None:
                continue
            for question in shift_questions.unanswered(reader, shift, labels, moment, now, asking):
                if question["id"] not in told:
                    told.add(question["id"])
                    yield Unanswered(question["text"], punch.id, shift["id"])


def _heard(reader: Reader, team_id: int, now: dt.datetime) -> int | None:
    """Up to when every clock that this node hears of has told what it recorded; None: up to now."""
    edge = to_ms(now - _SILENT)
    heard = [at for at, _ in queries.kiosks_heard(reader, team_id) if at is not None and at > edge]
    if queries.has_remote(reader):
        pulled = queries.pulled_at(reader)
        heard.append(min((at or 0 for at in pulled), default=0))
    return min(heard, default=None)


def concerned(reader: Reader, changed: Mapping[str, Collection[int]]) -> set[int]:
    """The sheets, by the ids of what changed: timesheets, their lines, punches, shifts, answers."""
    found = set(changed.get("timesheet", ()))
    for row_id in changed.get("timesheet_item", ()):
        line = reader.get("timesheet_item", row_id)
        if line is not None and line["timesheet_id"] is not None:
            found.add(line["timesheet_id"])
    shifts = set(changed.get("shift", ()))
    for row_id in changed.get("shift_answer", ()):
        answer = reader.get("shift_answer", row_id)
        if answer is not None and answer["shift_id"] is not None:
            shifts.add(answer["shift_id"])
    for kind, ids in (("attendance", changed.get("attendance", ())), ("shift", shifts)):
        for user_id, team_id, at in queries.whose(reader, kind, sorted(ids)):
            found.update(_around(reader, user_id, team_id, from_ms(at).date()))
    return found
