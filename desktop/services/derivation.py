"""Sessions as they follow from attendances, brought into the store after an odd change.

The newest punch advances its session directly (services/attendance_times); everything else, a late
punch, a correction, attendances that came from elsewhere, goes through `recompute`. Both use the
same rules and lead to the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from desktop.base.clock import from_ms, to_ms
from desktop.domain import zones
from desktop.domain.attendance import OUT_OF_ORDER
from desktop.domain.sessions import Derived, Event, Session, derive
from desktop.store.queries import punches as queries
from desktop.store.queries import standing
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import sheets


def history(reader: Reader, user_id: int, team_id: int, at: int) -> list[Event]:
    """The member's events from the session before an instant (ms) on."""
    edge = queries.boundary(reader, user_id, team_id, at)
    return [
        Event(row[0], row[1], row[2]) for row in queries.events(reader, user_id, team_id, *edge)
    ]


def recompute(uow: UnitOfWork, user_id: int, team_id: int, since: int) -> None:
    """Replaces what follows from the member's attendances from an instant (ms) on.

    Idempotent: sessions, their timesheet lines and the mark of attendances that do not count are
    changed only where they differ.
    """
    edge = queries.boundary(uow, user_id, team_id, since)
    rows = queries.events(uow, user_id, team_id, *edge)
    derived = derive(Event(at, number, status) for at, number, status, _ in rows)
    where = {"user_id": user_id, "team_id": team_id, "start_at >=": from_ms(edge[0])}
    # what stands before the edge in its very instant belongs to the session before
    before = {
        row["id"]: row
        for row in uow.find("session", where)
        if (to_ms(row["start_at"]), row["id"]) >= edge
    }
    after = {session.id: session for session in derived.sessions}
    _mark(uow, rows, derived)
    changed = [_write(uow, session, before.get(session.id)) for session in derived.sessions]
    # one that stayed as it is took nobody's place, even where it touches a session that is gone
    heirs = [one for one, row in zip(derived.sessions, changed, strict=True) if row is not None]
    for gone in before.keys() - after.keys():
        uow.delete("session", gone)
        sheets.forget_line(uow, gone, _heir(before[gone], heirs))
    days = {before[gone]["day"] for gone in before.keys() - after.keys()}
    for row in changed:
        if row is not None:
            sheets.write_line(uow, row, settled=False)
            days.add(row["day"])
    # a break that only moved leaves its session's sums as they are
    days |= {before[one.id]["day"] for one in derived.sessions[:2] if one.id in before}
    sheets.settle(uow, team_id, user_id, *days)


def _mark(uow: UnitOfWork, rows: list[tuple[int, int, str, str]], derived: Derived) -> None:
    for _, number, _, text in rows:
        if (OUT_OF_ORDER in text) is (number in derived.strays):
            continue
        flags = [flag for flag in msgspec.json.decode(text) if flag != OUT_OF_ORDER]
        if number in derived.strays:
            flags.append(OUT_OF_ORDER)
        uow.update("attendance", number, {"flags": flags})


def _write(uow: UnitOfWork, session: Session, before: Row | None) -> Row | None:
    """The session's row when it is new or differs, else None."""
    start = uow.get("attendance", session.id) or {}
    name, zone = zones.first_known(start.get("time_zone"), _team_zone(uow, start))
    begins = queries.day_start(uow, session.id)
    if begins is None:
        begins = _day_start(uow, start["team_id"])
    values: dict[str, Any] = {
        "user_id": start["user_id"],
        "team_id": start["team_id"],
        "start_at": from_ms(session.start),
        "end_at": None if session.end is None else from_ms(session.end),
        "last_status": session.last_status,
        "last_at": from_ms(session.last_at),
        "work_ms": session.work,
        "break_ms": session.rest,
        "day": zones.day_of(from_ms(session.start), zone, begins),
        "time_zone": name,
        "event_id": start["event_id"],
        "shift_id": start["shift_id"],
        "demo": start["demo"],
        "lapsed": session.lapsed,
    }
    if before is None:
        return uow.insert("session", {"id": session.id, **values})
    if all(before[key] == value for key, value in values.items()):
        return None
    return uow.update("session", session.id, values)


def _day_start(reader: Reader, team_id: int) -> int:
    account = reader.one("workforce", {"team_id": team_id}) or {}
    return standing.day_start_of(account.get("data"))


def _team_zone(reader: Reader, start: Row) -> str | None:
    if start["time_zone"]:
        return None
    account = reader.one("workforce", {"team_id": start["team_id"]}) or {}
    return account.get("time_zone")


def _heir(gone: Row, sessions: Iterable[Session]) -> int | None:
    """Which of these sessions now covers the time of one that is gone."""
    start = to_ms(gone["start_at"])
    end = None if gone["end_at"] is None else to_ms(gone["end_at"])
    for session in sessions:
        begins_before = end is None or session.start <= end
        if begins_before and (session.end is None or session.end >= start):
            return session.id
    return None
