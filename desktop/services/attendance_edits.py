"""Corrections of punches: a new row that says who, when, why, before and after; the punch stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from desktop.base.clock import from_ms, to_ms
from desktop.domain import chain, zones
from desktop.domain.attendance import breaks_order, standing
from desktop.domain.sessions import Event, derive
from desktop.store.queries import ledger as queries
from desktop.store.queries import sheets as sheet_queries
from desktop.store.queries import standing as standing_queries
from desktop.store.queries import time as time_queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, derivation, reviews, sheets
from .attendance_times import refused
from .context import Call

_json = msgspec.json.Encoder()
ORDERING = frozenset({"status", "timestamp", "user_id"})
"""Columns of an attendance that sessions follow from."""
DERIVING = ORDERING | {"time_zone", "event_id", "shift_id", "paid"}


def correct(uow: UnitOfWork, call: Call, row: Row, changes: Mapping[str, Any], reason: str) -> Row:
    """Applies what differs, records the correction, recomputes what follows; returns the row."""
    differs = {name: value for name, value in changes.items() if row[name] != value}
    if not differs:
        return row
    after = {**row, **differs}
    sheets_of = _need_editable(uow, call, row, after)
    if ORDERING & differs.keys() and not call.key:
        _need_order(uow, row, after)
    kept = uow.update("attendance", row["id"], {**differs, "manual": True})
    _note(uow, call, row, {name: row[name] for name in differs}, differs, reason)
    for sheet in sheets_of:
        sheets.changed(uow, sheet, call, reason)
    _follow(uow, row, after, differs, sheets_of)
    for changed in (row, after):
        reviews.refresh_around(uow, changed)
    audit.note(uow, call, "attendance", row["id"], row, kept, reason)
    return uow.get("attendance", row["id"]) or kept


def retract(uow: UnitOfWork, call: Call, row: Row, reason: str) -> None:
    """Takes an attendance away, as when somebody undoes a punch; the punch itself stays."""
    reopened = _need_editable(uow, call, row, row)
    if not call.key:
        _need_order(uow, row, None)
    uow.delete("attendance", row["id"])
    _note(uow, call, row, row, None, reason)
    for sheet in reopened:
        sheets.changed(uow, sheet, call, reason)
    derivation.recompute(uow, row["user_id"], row["team_id"], to_ms(row["timestamp"]))
    reviews.refresh_around(uow, row)
    audit.note(uow, call, "attendance", row["id"], row, None, reason)


def retract_all(uow: UnitOfWork, call: Call, rows: Sequence[Row], reason: str) -> None:
    """The same for whole sessions of one team at once; what follows is computed once a person.

    Invalid or Forbidden, naming the timesheet, when one of them may not be changed any more.
    """
    since: dict[int, int] = {}
    reopened: dict[int, Row] = {}
    for row in rows:
        reopened |= {sheet["id"]: sheet for sheet in _need_editable(uow, call, row, row)}
    for row in rows:
        uow.delete("attendance", row["id"])
        _note(uow, call, row, row, None, reason)
        at = to_ms(row["timestamp"])
        since[row["user_id"]] = min(at, since.get(row["user_id"], at))
        if row["user_id"] != call.user_id:
            audit.note(uow, call, "attendance", row["id"], row, None, reason)
    for sheet in reopened.values():
        sheets.changed(uow, sheet, call, reason)
    for user_id, first in since.items():
        derivation.recompute(uow, user_id, rows[0]["team_id"], first)
        last = max(row["timestamp"] for row in rows if row["user_id"] == user_id)
        reviews.refresh_between(uow, user_id, rows[0]["team_id"], from_ms(first), last)


def _follow(
    uow: UnitOfWork, before: Row, after: Row, differs: Mapping[str, Any], reopened: list[Row]
) -> None:
    if not DERIVING & differs.keys():
        return
    since = min(to_ms(before["timestamp"]), to_ms(after["timestamp"]))
    for user_id in {before["user_id"], after["user_id"]}:
        derivation.recompute(uow, user_id, after["team_id"], since)
    for sheet in reopened:
        sheets.refresh(uow, sheet)


def _need_editable(uow: UnitOfWork, call: Call, before: Row, after: Row) -> list[Row]:
    """The locked sheets that an admin's correction reopens; raises when somebody may not do it."""
    actor = sheets.actor_of(call.principal)
    found: dict[int, Row] = {}
    for row in (before, after):
        sheet = sheet_queries.holding(uow, row["team_id"], row["user_id"], day_of(uow, row))
        if sheet is not None:
            sheets.need_editable(sheet, actor)
            if sheet["locked"]:
                found[sheet["id"]] = sheet
    return list(found.values())


def day_of(reader: Reader, row: Row) -> dt.date:
    """The business day an attendance counts on: its session's, else that of its own instant."""
    session = time_queries.session_at(reader, row["user_id"], row["team_id"], row["timestamp"])
    if session is not None and isinstance(session["day"], dt.date):
        return session["day"]
    account = reader.one("workforce", {"team_id": row["team_id"]}) or {}
    begins = standing_queries.day_start_of(account.get("data"))
    return zones.day_of(row["timestamp"], _zone_of(reader, row), begins)


def _zone_of(reader: Reader, row: Row) -> dt.tzinfo:
    account = reader.one("workforce", {"team_id": row["team_id"]}) or {}
    return zones.first_known(row["time_zone"], account.get("time_zone"))[1]


def _when(reader: Reader, row: Row) -> str:
    """The time of a punch in its own zone, in words."""
    return zones.spoken(row["timestamp"], _zone_of(reader, row))


def _need_order(uow: UnitOfWork, before: Row, after: Row | None) -> None:
    """Invalid when the change would leave some punch without its order that has one now."""
    since = to_ms(before["timestamp"])
    if after is not None:
        since = min(since, to_ms(after["timestamp"]))
    events = derivation.history(uow, before["user_id"], before["team_id"], since)
    rest = [event for event in events if event.id != before["id"]]
    stays = after is not None and after["user_id"] == before["user_id"]
    changed = [*rest, _event(after)] if after is not None and stays else rest
    if breaks_order(derive(events), derive(changed)):
        at = after or before
        raise refused(standing(rest, to_ms(at["timestamp"])), _when(uow, at))
    if after is not None and not stays:
        others = derivation.history(uow, after["user_id"], after["team_id"], since)
        if breaks_order(derive(others), derive([*others, _event(after)])):
            raise refused(standing(others, to_ms(after["timestamp"])), _when(uow, after))


def _event(row: Row) -> Event:
    return Event(to_ms(row["timestamp"]), row["id"], row["status"])


def _note(
    uow: UnitOfWork,
    call: Call,
    row: Row,
    before: Mapping[str, Any],
    after: Mapping[str, Any] | None,
    reason: str,
) -> None:
    device = uow.meta("node_id") or ""
    head = queries.head(uow, "correction", device)
    seq, previous = (head[0] + 1, head[1]) if head else (1, chain.ROOT)
    content = (
        uow.new_id(),
        row["id"],
        call.user_id,
        to_ms(call.now),
        reason,
        _json.encode(before).decode(),
        _json.encode(after).decode(),
        row["demo"],
        device,
        seq,
    )
    queries.append(uow, "correction", content, previous)
