"""The tables of an export: their columns once, for CSV and for workbooks alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .facts import Batch, Change, Edit, Line, Mark, Pack, Removed, hours, local, offset

Kind = Literal["text", "day", "instant", "duration", "number", "integer"]


@dataclass(frozen=True, slots=True)
class Column:
    """`of` gives a value from (batch, row): text, date, local aware datetime, ms, or number; or None."""

    name: str
    kind: Kind
    of: Callable[[Batch, Any], Any]
    width: int = 12


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` may be read once."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Any]


@dataclass(frozen=True, slots=True)
class EditRow:
    """An edit with whom and what it is about."""

    person: str
    zone: str
    edit: Edit


def tables(pack: Pack) -> list[Table]:
    """What is told as tables, in the order of a workbook's sheets."""
    return [
        Table("timesheets", "Timesheets", LINES, [*pack.lines, *pack.removed]),
        Table("punches", "Punches", PUNCHES, pack.punches),
        Table("edits", "Edits", EDITS, edits(pack)),
    ]


def edits(pack: Pack) -> list[EditRow]:
    """Corrections of punches and deeds on sheets, in the order in which they happened."""
    rows = [
        EditRow(sheet.person.name, sheet.zone, edit)
        for sheet in pack.sheets
        for edit in sheet.edits
    ]
    rows += [EditRow(p.person.name, p.zone, edit) for p in pack.punches for edit in p.edits]
    return sorted(rows, key=lambda row: (row.edit.at, row.person))


def _line(get: Callable[[Line], Any]) -> Callable[[Batch, Any], Any]:
    """Of a line; a line that is no longer there has only its number, day and mark."""
    return lambda _, row: None if isinstance(row, Removed) else get(row)


def _wall(instant: dt.datetime | None, zone: str) -> dt.datetime | None:
    return None if instant is None else local(instant, zone)


def _offset(instant: dt.datetime | None, zone: str) -> str:
    return "" if instant is None else offset(instant, zone)


def _exported(batch: Batch, mark: Mark) -> str:
    """Such as in batch E3-9f3a on 2026-11-20, the day in the zone of the team."""
    if mark.on is None:
        return ""
    return f"in batch {mark.batch} on {local(mark.on, batch.zone):%Y-%m-%d}"


def _breaks(line: Line) -> str:
    return "; ".join(
        f"{local(start, line.zone):%H:%M:%S}–"
        + ("" if end is None else f"{local(end, line.zone):%H:%M:%S}")
        for start, end in line.breaks
    )


LINES: tuple[Column, ...] = (
    Column("batch", "text", lambda batch, _: batch.label, 10),
    Column("line_id", "integer", lambda _, row: row.id, 18),
    Column("person_id", "integer", lambda _, row: row.person.id, 18),
    Column("person", "text", lambda _, row: row.person.name, 22),
    Column("email", "text", lambda _, row: row.person.email, 24),
    Column("day", "day", lambda _, row: row.day, 11),
    Column("start", "instant", _line(lambda x: _wall(x.start, x.zone)), 19),
    Column("start_offset", "text", _line(lambda x: _offset(x.start, x.zone)), 8),
    Column("end", "instant", _line(lambda x: _wall(x.end, x.zone)), 19),
    Column("end_offset", "text", _line(lambda x: _offset(x.end, x.zone)), 8),
    Column("zone", "text", _line(lambda x: x.zone), 16),
    Column("work_raw", "duration", _line(lambda x: x.work_ms), 10),
    Column("work_raw_hours", "number", _line(lambda x: hours(x.work_ms)), 10),
    Column("break_raw", "duration", _line(lambda x: x.break_ms), 10),
    Column("work", "duration", _line(lambda x: x.counted_work_ms), 10),
    Column("work_hours", "number", _line(lambda x: hours(x.counted_work_ms)), 10),
    Column("break", "duration", _line(lambda x: x.counted_break_ms), 10),
    Column("break_hours", "number", _line(lambda x: hours(x.counted_break_ms)), 10),
    Column("rules", "text", _line(lambda x: "; ".join(x.rules)), 24),
    Column("breaks", "text", _line(_breaks), 24),
    Column("by_hand", "text", _line(lambda x: "yes" if x.manual else "no"), 8),
    Column("role", "text", _line(lambda x: x.role), 16),
    Column("location", "text", _line(lambda x: x.location), 18),
    Column("notes", "text", _line(lambda x: x.notes), 30),
    Column("flags", "text", _line(lambda x: " ".join(x.flags)), 18),
    Column("timesheet_id", "integer", _line(lambda x: x.sheet_id), 18),
    Column("period_start", "day", _line(lambda x: x.period[0]), 11),
    Column("period_end", "day", _line(lambda x: x.period[1]), 11),
    Column("status", "text", _line(lambda x: x.status), 12),
    Column("since_last_export", "text", lambda _, row: row.mark.change.value, 12),
    Column("already_exported", "text", lambda batch, row: _exported(batch, row.mark), 32),
)

PUNCHES: tuple[Column, ...] = (
    Column("batch", "text", lambda batch, _: batch.label, 10),
    Column("punch_id", "integer", lambda _, p: p.id, 18),
    Column("uid", "text", lambda _, p: p.uid, 38),
    Column("person_id", "integer", lambda _, p: p.person.id, 18),
    Column("person", "text", lambda _, p: p.person.name, 22),
    Column("email", "text", lambda _, p: p.person.email, 24),
    Column("status", "text", lambda _, p: p.shown_status if p.shown_at else "", 9),
    Column("time", "instant", lambda _, p: _wall(p.shown_at, p.zone), 19),
    Column("offset", "text", lambda _, p: _offset(p.shown_at, p.zone), 8),
    Column("zone", "text", lambda _, p: p.zone, 16),
    Column("recorded_status", "text", lambda _, p: p.status, 9),
    Column("recorded_time", "instant", lambda _, p: _wall(p.at, p.zone), 19),
    Column("stored_at", "instant", lambda _, p: _wall(p.recorded_at, p.zone), 19),
    Column("source", "text", lambda _, p: p.source, 9),
    Column("actor", "text", lambda _, p: p.actor, 20),
    Column("by_hand", "text", lambda _, p: "yes" if p.manual else "no", 8),
    Column("corrected", "text", lambda _, p: "yes" if p.edits else "no", 9),
    Column("location", "text", lambda _, p: p.location, 18),
    Column("note", "text", lambda _, p: p.note, 30),
    Column("flags", "text", lambda _, p: " ".join(p.flags), 18),
    Column("device", "text", lambda _, p: p.device, 38),
    Column("seq", "integer", lambda _, p: p.seq, 8),
    Column("hash", "text", lambda _, p: p.hash, 66),
)

EDITS: tuple[Column, ...] = (
    Column("batch", "text", lambda batch, _: batch.label, 10),
    Column("person", "text", lambda _, row: row.person, 22),
    Column("time", "instant", lambda _, row: _wall(row.edit.at, row.zone), 19),
    Column("offset", "text", lambda _, row: _offset(row.edit.at, row.zone), 8),
    Column("actor", "text", lambda _, row: row.edit.actor, 22),
    Column("what", "text", lambda _, row: row.edit.what, 24),
    Column("before", "text", lambda _, row: row.edit.before, 30),
    Column("after", "text", lambda _, row: row.edit.after, 30),
    Column("reason", "text", lambda _, row: row.edit.reason, 30),
    Column("punch_id", "integer", lambda _, row: row.edit.punch_id, 18),
)


def about(pack: Pack) -> list[tuple[str, str]]:
    """What the batch is, as name and value: the last sheet of a workbook, and a file of its own."""
    batch, changes = pack.batch, pack.changes()
    rows = [
        ("Batch", batch.label),
        ("Made", f"{local(batch.at, batch.zone).isoformat(timespec='seconds')} by {batch.by}"),
        ("Team", batch.team),
        ("Days", f"{batch.first} to {batch.last}, both included"),
        ("Zone of the team", batch.zone),
        ("Program", f"Pomoclock {batch.version}, node {batch.node}"),
        ("Lines", str(sum(changes[c] for c in Change if c is not Change.REMOVED))),
        ("Since the last export", ", ".join(f"{n} {c.value}" for c, n in changes.items() if n)),
        ("Already exported", "; ".join(batch.earlier) or "no"),
    ]
    rows += [
        (f"Head of the chain {head.table}, {head.device}", f"{head.seq} rows, SHA-256 {head.hash}")
        for head in pack.heads
    ]
    return rows
