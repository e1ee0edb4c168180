"""Reading what an export tells: sheets with their lines, punches, corrections and deeds."""

from __future__ import annotations

import bisect
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.base.clock import to_ms
from desktop.domain import zones
from desktop.domain.exports.facts import Edit, Head, Line, Person, Punch, Sheet, Shift, Span
from desktop.domain.exports.sheet_paper import day as day_words
from desktop.domain.sessions import Event, Session, derive
from desktop.store.queries import exports as queries
from desktop.store.queries import ledger as ledger_queries
from desktop.store.queries import sheets as sheet_queries
from desktop.store.schema import Row
from desktop.store.uow import Reader

_DAY = dt.timedelta(days=1)
_SLACK = 2 * _DAY
"""Zones are at most a day apart from UTC, and a session may run over midnight."""

RULES = {
    "snap": "snapped to the shift",
    "step": "rounded",
    "paid_break": "short breaks paid",
    "deducted": "break deducted",
    "day_total": "day rounded",
}
"""The rules of domain/effective in words."""


@dataclass(slots=True)
class Work:
    """One person's days as the store holds them."""

    person: Person
    zone: str
    sessions: dict[int, Row] = field(default_factory=dict)
    derived: dict[int, Session] = field(default_factory=dict)
    punches: dict[dt.date, list[Punch]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose sheets of which days, both included."""

    team_id: int
    zone: str
    first: dt.date
    last: dt.date
    with_demo: bool


def people(reader: Reader, user_ids: Sequence[int]) -> dict[int, Person]:
    found = queries.names(reader, user_ids)
    return {
        number: Person(number, found[number][0] or f"Person {number}", found[number][1])
        for number in user_ids
        if number in found
    }


def sheets(reader: Reader, asked: Asked, person: Person, ends: Sequence[Head]) -> list[Sheet]:
    """The person's sheets that touch the days, oldest first, with what lies in the days.

    `ends` are those of all chains (`heads`), of which a sheet keeps those of its punches.
    """
    rows = sheet_queries.overlapping(reader, asked.team_id, person.id, asked.first, asked.last)
    rows = [row for row in rows if asked.with_demo or row["demo"] is None]
    if not rows:
        return []
    work = _work(reader, asked, person)
    ids = [row["id"] for row in rows]
    items: dict[int, list[Row]] = defaultdict(list)
    for item in queries.of_ids(reader, "timesheet_item", "timesheet_id", ids, "start_date, id"):
        items[item["timesheet_id"]].append(item)
    deeds: dict[int, list[Row]] = defaultdict(list)
    for deed in queries.deeds(reader, ids):
        deeds[deed["row_id"]].append(deed)
    names = queries.names(reader, sorted({d["actor_id"] for part in deeds.values() for d in part}))
    return [
        _sheet(
            asked,
            work,
            row,
            items[row["id"]],
            [_deed(deed, names) for deed in deeds[row["id"]]],
            ends,
        )
        for row in rows
    ]


def _sheet(
    asked: Asked,
    work: Work,
    row: Row,
    items: list[Row],
    deeds: list[Edit],
    ends: Sequence[Head],
) -> Sheet:
    first, last = max(asked.first, row["start_date"]), min(asked.last, row["end_date"])
    lines = [_line(work, row, item) for item in items]
    kept = [line for line in lines if line.day is None or first <= line.day <= last]
    punches = [
        punch for day in sorted(work.punches) if first <= day <= last for punch in work.punches[day]
    ]
    devices = {punch.device for punch in punches}
    return Sheet(
        id=row["id"],
        person=work.person,
        status=row["status"],
        start=row["start_date"],
        end=row["end_date"],
        zone=work.zone,
        locked=bool(row["locked"]),
        reason=row["reason"] or "",
        lines=tuple(kept),
        punches=tuple(punches),
        edits=tuple(deeds),
        heads=tuple(head for head in ends if head.device in devices),
    )


def _line(work: Work, sheet: Row, item: Row) -> Line:
    session = work.sessions.get(item["attendance_id"] or 0)
    derived = work.derived.get(item["attendance_id"] or 0)
    zone = (session and session["time_zone"]) or work.zone
    breaks: tuple[Span, ...] = ()
    if derived is not None:
        breaks = tuple(
            (_at(b.start), None if b.end is None else _at(b.end)) for b in derived.breaks
        )
    return Line(
        id=item["attendance_id"] or item["id"],
        person=work.person,
        day=item["start_date"],
        zone=zone,
        **_worked(item),
        sheet_id=sheet["id"],
        of_session=item["attendance_id"] is not None,
        status=sheet["status"],
        period=(sheet["start_date"], sheet["end_date"]),
        start=session["start_at"] if session else None,
        end=session["end_at"] if session else None,
        manual=bool(item["manual"]),
        role=item["role"] or "",
        location=item["location_name"] or "",
        notes=item["notes"] or "",
        breaks=breaks,
    )


def _worked(item: Row) -> dict[str, Any]:
    """Raw and effective times, and the rules that made the difference; alike where there is none."""
    work, rest = item["work_ms"] or 0, item["break_ms"] or 0
    raw = item["raw_work_ms"], item["raw_break_ms"]
    basis = item["basis"] or {}
    ruled = raw[0] is not None
    return {
        "work_ms": raw[0] if ruled else work,
        "break_ms": (raw[1] or 0) if ruled else rest,
        "effective_work_ms": work if ruled else None,
        "effective_break_ms": rest if ruled else None,
        "rules": tuple(RULES.get(why, why) for why in basis.get("why") or ()) if ruled else (),
    }


def _at(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)


def _work(reader: Reader, asked: Asked, person: Person) -> Work:
    since = dt.datetime.combine(asked.first, dt.time(), dt.UTC) - _SLACK
    until = dt.datetime.combine(asked.last, dt.time(), dt.UTC) + _DAY + _SLACK
    own = {"user_id": person.id, "team_id": asked.team_id}
    found = reader.find(
        "session", {**own, "start_at >=": since, "start_at <": until}, order="start_at, id"
    )
    shown = reader.find(
        "attendance", {**own, "timestamp >=": since, "timestamp <": until}, order="timestamp, id"
    )
    events = (Event(to_ms(row["timestamp"]), row["id"], row["status"]) for row in shown)
    work = Work(
        person,
        asked.zone,
        {row["id"]: row for row in found},
        {session.id: session for session in derive(events).sessions},
    )
    gone = queries.taken_back(reader, asked.team_id, person.id, since, until)
    recorded = {row["id"]: row for row in gone}
    ids = [row["id"] for row in shown]
    recorded |= {row["id"]: row for row in queries.of_ids(reader, "punch", "id", ids, "id")}
    _place(reader, work, shown, recorded, with_demo=asked.with_demo)
    return work


def _place(
    reader: Reader, work: Work, shown: list[Row], recorded: dict[int, Row], *, with_demo: bool
) -> None:
    """Every punch on its business day: that of its session, else its own."""
    attendances = {row["id"]: row for row in shown}
    ids = sorted(attendances.keys() | recorded.keys())
    fixes: dict[int, list[Row]] = defaultdict(list)
    for row in queries.of_ids(reader, "correction", "punch_id", ids, "id"):
        fixes[row["punch_id"]].append(row)
    actors = {row["actor_id"] for part in fixes.values() for row in part}
    actors |= {row["actor_id"] for row in (*attendances.values(), *recorded.values())}
    names = queries.names(reader, sorted(a for a in actors if a is not None))
    starts = [row["start_at"] for row in work.sessions.values()]
    by_start = list(work.sessions.values())
    for number in ids:
        attendance, punch = attendances.get(number), recorded.get(number)
        row = attendance or punch or {}
        if not with_demo and row.get("demo") is not None:
            continue
        made = _punch(work, number, attendance, punch, fixes[number], names)
        at = made.shown_at or made.at
        place = bisect.bisect_right(starts, at) - 1
        session = by_start[place] if place >= 0 else None
        if session is not None and (session["end_at"] is None or at <= session["end_at"]):
            day = session["day"]
        else:
            day = zones.day_of(at, zones.first_known(made.zone, work.zone)[1])
        work.punches[day].append(made)
    for punches in work.punches.values():
        punches.sort(key=lambda p: (p.shown_at or p.at, p.id))


def _punch(
    work: Work,
    number: int,
    attendance: Row | None,
    punch: Row | None,
    fixes: list[Row],
    names: Mapping[int, tuple[str, str]],
) -> Punch:
    """What was recorded and what is shown. One that another server made has no record here."""
    base = punch or attendance or {}
    seen = attendance or base
    zone = zones.first_known(base["time_zone"], work.zone)[0]
    detail = base.get("detail") or {}
    return Punch(
        id=number,
        uid=str(base.get("uid") or ""),
        person=work.person,
        status=base["status"],
        at=base["timestamp"],
        zone=zone,
        shown_status=seen["status"],
        shown_at=attendance["timestamp"] if attendance else None,
        source=base["source"] or "",
        actor=_name(names, base["actor_id"] or work.person.id, work.person.name),
        manual=bool(attendance and attendance["manual"]),
        note=str((attendance or {}).get("note") or detail.get("note") or ""),
        location=str((attendance or {}).get("location_name") or ""),
        flags=tuple((attendance or base).get("flags") or ()),
        recorded_at=base.get("recorded_at") or base.get("created_at"),
        device=str(base.get("device") or ""),
        seq=base.get("seq"),
        hash=str(base.get("hash") or ""),
        edits=tuple(_fix(fix, zone, names) for fix in fixes),
    )


def _fix(fix: Row, zone: str, names: Mapping[int, tuple[str, str]]) -> Edit:
    before, after = fix["before"] or {}, fix["after"]
    if after is None:
        before, words = {k: before.get(k) for k in ("status", "timestamp")}, "taken back"
    else:
        words = _words(after, zone)
    return Edit(
        at=fix["at"],
        actor=_name(names, fix["actor_id"], ""),
        what="Punch",
        before=_words(before, zone),
        after=words,
        reason=fix["reason"] or "",
        punch_id=fix["punch_id"],
    )


def _deed(deed: Row, names: Mapping[int, tuple[str, str]]) -> Edit:
    after = deed["after"] or {}
    kept = [key for key in ("status", "reason", "start_date", "end_date") if key in after]
    before = {key: (deed["before"] or {}).get(key) for key in kept if key in (deed["before"] or {})}
    return Edit(
        at=deed["at"],
        actor=_name(names, deed["actor_id"], ""),
        what="Timesheet made" if deed["before"] is None else "Timesheet",
        before=_words({k: v for k, v in before.items() if k == "status"}, ""),
        after=_words({k: after[k] for k in kept if k == "status"}, "") or "changed",
        reason=deed["reason"] or "",
    )


def _words(values: Mapping[str, Any], zone: str) -> str:
    """A change in words: instants in the zone of the punch."""
    parts = []
    for name, value in values.items():
        shown = value
        if name == "timestamp" and value is not None:
            at = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
            wall = at.astimezone(zones.first_known(zone)[1])
            shown = f"{day_words(wall.date())} {wall:%H:%M:%S %z}"
        label = {"timestamp": "time", "user_id": "person"}.get(name, name.replace("_", " "))
        parts.append(f"{label}: {'nothing' if shown is None else shown}")
    return ", ".join(parts)


def _name(names: Mapping[int, tuple[str, str]], user_id: int | None, default: str) -> str:
    if user_id is None:
        return default
    return names.get(user_id, (default, ""))[0] or default


def heads(reader: Reader) -> list[Head]:
    """The end of every chain that this node holds."""
    found: list[Head] = []
    for table in ("punch", "correction"):
        for device in ledger_queries.chains(reader, table):
            end = ledger_queries.head(reader, table, device)
            if end is not None:
                found.append(Head(table, device, *end))
    return found


def shifts(reader: Reader, asked: Asked, user_ids: Sequence[int] | None) -> list[Shift]:
    """Published shifts of the days; cancelled ones say so. None: the whole team's, open ones too."""
    zone = zones.first_known(asked.zone)[1]
    where: dict[str, Any] = {
        "team_id": asked.team_id,
        "published": True,
        "start_at >=": zones.midnight(asked.first, zone),
        "start_at <": zones.midnight(asked.last + _DAY, zone),
    }
    if user_ids is not None:
        where["assignee_id in"] = list(user_ids)
    rows = reader.find("shift", where, order="start_at, id")
    rows = [row for row in rows if asked.with_demo or row["demo"] is None]
    found = queries.names(reader, sorted({row["assignee_id"] or 0 for row in rows}))
    return [
        Shift(
            id=row["id"],
            title=row["role"] or row["title"] or "Shift",
            start=row["start_at"],
            end=row["end_at"],
            person=""
            if user_ids is not None and len(user_ids) == 1
            else _name(found, row["assignee_id"], "open"),
            location=row["location_name"] or "",
            details=row["details"] or "",
            canceled=bool(row["canceled"]),
            updated=row["updated_at"],
        )
        for row in rows
    ]
