"""Whether the lines of timesheets follow from sessions, or from what the audit log says of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import msgspec

from desktop.domain.chain import Fault
from desktop.store import outbox
from desktop.store.connection import Error
from desktop.store.queries import evidence as queries
from desktop.store.queries import sync as sync_queries
from desktop.store.queries import worktime as worktime_queries
from desktop.store.schema import Row, layout
from desktop.store.uow import Reader

from . import worktime
from .identity import Ids
from .replicas import BY_KIND

UNREADABLE = (Error, ValueError, TypeError, OverflowError, OSError, KeyError, msgspec.MsgspecError)
"""What reading a row raises that holds what was never written."""


def faults(reader: Reader, remote: Row | None) -> Iterator[Fault]:
    """Lines of open sheets that say something else. What the remote says of a line is right."""

    def foreign(number: int) -> bool:
        return _is_theirs(reader, remote, number)

    checks = (
        (queries.lines, "does not follow from its session"),
        (_unsettled, "is not what the rules of the team make of its session"),
        (_unwritten, "is not as the audit log says"),
        (queries.misplaced, "lies on the sheet of another person or day"),
    )
    for find, why in checks:
        for number in find(reader):
            if not foreign(number):
                yield Fault(number, f"timesheet item {number} {why}")
    for number in queries.doubled(reader):
        yield Fault(number, f"session {number} stands on two lines")
    if remote is None:
        yield from _gone(reader)


def _unsettled(reader: Reader) -> Iterator[int]:
    for team_id in queries.teams(reader):
        for user_id, first, last in worktime_queries.open_days(reader, team_id):
            try:
                for one, _ in worktime.unsettled(reader, team_id, user_id, first, last):
                    yield one.line_id or 0
            except UNREADABLE:
                yield 0


def _unwritten(reader: Reader) -> list[int]:
    return [number for number in queries.written(reader) if not _is_audited(reader, number)]


def _gone(reader: Reader) -> Iterator[Fault]:
    for number in queries.missing(reader):
        yield Fault(number, f"session {number} has no line on its timesheet")
    for number in queries.lost(reader):
        yield Fault(number, f"timesheet item {number} was removed, and nobody did")


def _holds(check: Callable[..., bool]) -> Callable[..., bool]:
    """False also for a row that cannot be read."""

    @wraps(check)
    def checked(*given: Any) -> bool:
        try:
            return check(*given)
        except UNREADABLE:
            return False

    return checked


_DERIVED = {
    **{name: name for name in ("user_id", "team_id", "work_ms", "break_ms", "shift_id", "demo")},
    "start_date": "day",
}
"""Columns of a line and those of the session that it says."""
_PLAIN = {"demo": None, "active": True, "notes": None}


@_holds
def _is_audited(reader: Reader, line_id: int) -> bool:
    """Whether a line that a person wrote says what the audit log says they wrote."""
    row, of = reader.get("timesheet_item", line_id), layout("timesheet_item")
    notes = reader.find("audit", {"kind": "timesheet_item", "row_id": line_id}, order="id")
    if row is None or not notes:
        return False
    session = reader.get("session", row["attendance_id"] or 0)
    said: Row = {} if session is None else {name: session[of_] for name, of_ in _DERIVED.items()}
    for note in notes:
        told = note["after"] or {}
        said |= {name: of.from_plain(name, told[name]) for name in told if name in of.codecs}
    said.pop("attendance_id", None)  # a line passes from a session to the one that takes its place
    return all(row[name] == value for name, value in {**_PLAIN, **said}.items())


@_holds
def _is_theirs(reader: Reader, remote: Row | None, line_id: int) -> bool:
    """Whether a line says what the remote says of it, or waits to be told there."""
    if remote is None:
        return False
    shadow = sync_queries.by_row(reader, remote["id"], "timesheet_item", line_id)
    row = reader.get("timesheet_item", line_id)
    if shadow is None or shadow.base is None or row is None:
        return False
    replica = BY_KIND["timesheet_item"]
    theirs = replica.columns(replica.decoder.decode(shadow.base), Ids(reader, remote))
    ours = outbox.touched(reader, "timesheet_item").get(line_id, frozenset())
    return all(row[name] == value for name, value in theirs.items() if name not in ours)
