"""Taking a planned import in, and taking it back: both whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop.base.errors import Forbidden, NotFound, Rejected, invalid
from desktop.base.ids import uuid7
from desktop.contract.models import WorkforceAttendanceInput
from desktop.contract.models.tomatoes import TomatoInput
from desktop.domain import tomatoes as tomato_rules
from desktop.domain.imports.entry import Parsed
from desktop.domain.imports.plan import Decided
from desktop.services import attendance_edits, attendances, audit, tomatoes, undo
from desktop.services.bus import Bus
from desktop.services.context import Call, Principal
from desktop.store.queries import imports as queries
from desktop.store.queries import sync as sync_queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .record import Writer

_NUMBER = "import_number"
DONE, UNDONE = "done", "undone"
_json = msgspec.json.Encoder()


class Cancelled(Rejected):
    """Somebody stopped it; nothing of it was written."""


class DryRun(Rejected):
    """Everything went well, and the transaction is taken back on purpose."""

    def __init__(self, batch: dict[str, Any]) -> None:
        super().__init__("This was a dry run; nothing was written.")
        self.batch = batch


@dataclass(slots=True)
class Progress:
    """How far a reading or writing is; `stop` is set by somebody who no longer wants it."""

    what: str = ""
    done: int = 0
    total: int = 0
    stop: bool = field(default=False)

    def at(self, done: int) -> None:
        self.done = done
        if self.stop:
            raise Cancelled("The import was cancelled. Nothing of it was written.")


def label(reader: Reader, number: int) -> str:
    return f"I{number}-{(reader.meta('node_id') or '')[-4:]}"


def take(
    uow: UnitOfWork,
    bus: Bus,
    who: Principal,
    parsed: Parsed,
    chosen: Sequence[Decided],
    progress: Progress,
    zone: str,
) -> dict[str, Any]:
    """Writes what the plan takes and remembers it as a batch; returns its row in plain values."""
    made = _written(uow, bus, who, chosen, progress)
    number = int(uow.meta(_NUMBER) or 0) + 1
    uow.set_meta(_NUMBER, str(number))
    worked = sum((decided.worked for decided, _ in made), dt.timedelta())
    row = uow.insert(
        "import_batch",
        {
            "id": number,
            "uid": uuid7(),
            "team_id": who.team_id,
            "actor_id": who.user_id,
            "at": uow.now,
            "file": parsed.file,
            "format": parsed.format,
            "time_zone": zone,
            "lines": parsed.lines,
            "taken": len(made),
            "work_ms": worked // dt.timedelta(milliseconds=1),
            "state": DONE,
        },
    )
    lines: list[tuple[int, int, int, str, str, str]] = [
        (
            number,
            d.entry.line,
            d.user_id,
            d.entry.content(),
            d.entry.kind,
            _json.encode(rows).decode(),
        )
        for d, rows in made
    ]
    queries.add_lines(uow, lines)
    call = Call(operation="import", principal=who, now=uow.now)
    for user_id in sorted({d.user_id for d, _ in made} - {who.user_id}):
        told = {"file": parsed.file, "batch": label(uow, number), "user_id": user_id}
        audit.note(uow, call, "import_batch", number, None, told, f"import of {parsed.file}")
    return shown(uow, row)


def _written(
    uow: UnitOfWork, bus: Bus, who: Principal, chosen: Sequence[Decided], progress: Progress
) -> list[tuple[Decided, list[int]]]:
    """The rows of each entry, what follows from them, and what the upstream is to be told."""
    progress.what, progress.total = "writing", len(chosen)
    writer = Writer(uow, who.team_id, who.user_id)
    made: list[tuple[Decided, list[int]]] = []
    for done, decided in enumerate(chosen):
        progress.at(done)
        if decided.entry.kind == "pomodoro":
            made.append((decided, [_pomodoro(uow, bus, who, decided)]))
        else:
            made.append((decided, writer.session(decided)))
    writer.follow()
    progress.at(len(chosen))
    if sync_queries.remote(uow) is not None:
        for done, (decided, rows) in enumerate(made):
            progress.at(done)
            if decided.entry.kind == "session":
                _tell(uow, bus, who, rows)
    return made


def _pomodoro(uow: UnitOfWork, bus: Bus, who: Principal, decided: Decided) -> int:
    entry = decided.entry
    row = tomatoes.save(uow, decided.user_id, entry.end, entry.tags)
    if decided.user_id == who.user_id:
        sent = {"tag_list": ", ".join(entry.tags), "created_at": entry.end.isoformat()}
        call = Call(operation="tomatoes.create", principal=who, now=uow.now)
        told = tomatoes.shown(row, tomato_rules.UTC)
        bus.note(uow, call.operation, call, {"time_zone": None}, TomatoInput(tomato=sent), told)
    return int(row["id"])


def _tell(uow: UnitOfWork, bus: Bus, who: Principal, rows: Sequence[int]) -> None:
    """Queues the punches for the upstream, as one that somebody stated by hand."""
    for number in rows:
        row = uow.need("attendance", number)
        own = row["user_id"] == who.user_id
        name = "attendances.create" if own else "attendances.manager_create"
        call = Call(operation=name, principal=who, now=uow.now)
        body = WorkforceAttendanceInput(status=row["status"], timestamp=row["timestamp"])
        bus.note(uow, name, call, {}, body, attendances.shown(row))


def undone(
    uow: UnitOfWork, bus: Bus, who: Principal, number: int, progress: Progress
) -> dict[str, Any]:
    """Takes a batch back by corrections: punches stay recorded, what followed from them goes.

    Punches that the upstream has or may have are corrected to last no time, as its API deletes none.
    """
    batch = uow.get("import_batch", number)
    if batch is None or batch["team_id"] != who.team_id:
        raise NotFound(f"There is no import {number}.")
    if batch["state"] == UNDONE:
        raise invalid("batch", "was undone already")
    lines = uow.find("import_line", {"batch_id": number}, order="line desc")
    if not who.manages and any(line["user_id"] != who.user_id for line in lines):
        raise Forbidden("Only a manager takes back what belongs to others, too.")
    progress.what, progress.total = "taking back", len(lines)
    call = Call(operation="import.undo", principal=who, now=uow.now)
    reason = f"import {label(uow, number)} was undone"
    gone: list[Row] = []
    for done, line in enumerate(lines):
        progress.at(done)
        if line["kind"] == "pomodoro":
            _without_pomodoro(uow, bus, who, line)
            continue
        rows = [row for n in line["row_ids"] if (row := uow.get("attendance", n)) is not None]
        if any(undo.known_upstream(uow, row["id"]) for row in rows):
            _emptied(uow, bus, call, rows, reason)
        else:
            gone += rows
    attendance_edits.retract_all(uow, call, gone, reason)
    undo.forget(uow, [row["id"] for row in gone])
    row = uow.update(
        "import_batch",
        number,
        {"state": UNDONE, "undone_at": uow.now, "undone_by": who.user_id},
    )
    return shown(uow, row)


def _emptied(uow: UnitOfWork, bus: Bus, call: Call, rows: Sequence[Row], reason: str) -> None:
    """Every punch of a session at the instant of its start: it lasts no time, here and upstream."""
    ordered = sorted(rows, key=lambda row: row["id"])
    start = ordered[0]["timestamp"] if ordered else None
    for row in ordered[1:]:
        if row["status"] == "start":
            start = row["timestamp"]
        elif row["timestamp"] != start:
            attendance_edits.correct(uow, call, row, {"timestamp": start}, reason)
            own = row["user_id"] == call.user_id
            name = "attendances.update" if own else "attendances.manager_update"
            body = WorkforceAttendanceInput(timestamp=start, reason=reason)
            told = attendances.shown(uow.need("attendance", row["id"]))
            bus.note(uow, name, call, {"id": row["id"]}, body, told)


def _without_pomodoro(uow: UnitOfWork, bus: Bus, who: Principal, line: Row) -> None:
    for number in line["row_ids"]:
        if uow.get("tomato", number) is None:
            continue
        uow.delete("tomato", number)
        if line["user_id"] == who.user_id:
            call = Call(operation="tomatoes.delete", principal=who, now=uow.now)
            params = {"id": tomato_rules.wire_id(number), "time_zone": None}
            bus.note(uow, call.operation, call, params, None, None)


def kept(reader: Reader, who: Principal) -> list[dict[str, Any]]:
    """The team's imports, newest first; a member sees their own."""
    where: dict[str, Any] = {"team_id": who.team_id}
    if not who.manages:
        where["actor_id"] = who.user_id
    return [shown(reader, row) for row in reader.find("import_batch", where, order="id desc")]


def shown(reader: Reader, row: Row) -> dict[str, Any]:
    return {
        "batch": label(reader, row["id"]),
        "number": row["id"],
        "at": row["at"].isoformat(),
        "file": row["file"],
        "format": row["format"],
        "lines": row["lines"],
        "taken": row["taken"],
        "work_ms": row["work_ms"],
        "state": row["state"],
        "undone_at": row["undone_at"].isoformat() if row["undone_at"] else None,
    }
