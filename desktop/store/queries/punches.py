"""The hot path of a punch: prepared inserts of the fact and of what follows from it.

Values here are as SQLite stores them: instants in milliseconds, JSON as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..schema import layout
from ..uow import Reader, UnitOfWork

_SESSION = layout("session").columns


def punch_of_uid(reader: Reader, uid: str) -> tuple[int, int, int, str] | None:
    """(id, user, actor, status) of the punch that was recorded under a uid."""
    rows = reader.select("select id, user_id, actor_id, status from punch where uid = ?", (uid,))
    return (rows[0][0], rows[0][1], rows[0][2], rows[0][3]) if rows else None


def add_attendance(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """`values` are as stored; columns that are absent are null.

    Like the two below it leaves it to the caller to keep the member's standing in step.
    """
    uow.add("attendance", values)
    uow.touch("attendance", values["id"], forget=False)


def add_session(uow: UnitOfWork, values: Sequence[Any]) -> None:
    """`values` in the table's column order."""
    uow.add("session", dict(zip(_SESSION, values, strict=True)))
    uow.touched.setdefault("session", set()).add(values[0])


def lapse_session(uow: UnitOfWork, session_id: int) -> None:
    """The clock-out was forgotten, and another session begins."""
    uow.execute("update session set lapsed = 1 where id = ?", (session_id,), forget=False)
    uow.touched.setdefault("session", set()).add(session_id)


def day_start(reader: Reader, start_id: int) -> int | None:
    """Where the business day began when a start was punched (minutes); None: it came from elsewhere."""
    rows = reader.select(
        "select coalesce(json_extract(detail, '$.day_start'), 0) from punch where id = ?",
        (start_id,),
    )
    return int(rows[0][0]) if rows else None


def advance_session(
    uow: UnitOfWork,
    session_id: int,
    *,
    end_at: int | None,
    last_status: str,
    last_at: int,
    work_ms: int,
    break_ms: int,
) -> None:
    uow.execute(
        "update session set end_at = ?, last_status = ?, last_at = ?, work_ms = ?, break_ms = ? "
        "where id = ?",
        (end_at, last_status, last_at, work_ms, break_ms, session_id),
        forget=False,
    )
    uow.touched.setdefault("session", set()).add(session_id)


def boundary(reader: Reader, user_id: int, team_id: int, at: int) -> tuple[int, int]:
    """(instant, id) of the start of the newest session that began before an instant; else (0, 0)."""
    rows = reader.select(
        "select start_at, id from session where user_id = ? and team_id = ? and start_at < ? "
        "order by start_at desc, id desc limit 1",
        (user_id, team_id, at),
    )
    return (rows[0][0], rows[0][1]) if rows else (0, 0)


def events(
    reader: Reader, user_id: int, team_id: int, since: int, first: int = 0
) -> list[tuple[int, int, str, str]]:
    """(instant, id, status, flags) of a member's attendances from an instant on.

    Of those in that very instant only the ones from the number `first` on.
    """
    return [
        (row[0], row[1], row[2], row[3] or "[]")
        for row in reader.select(
            "select timestamp, id, status, flags from attendance where user_id = ? and team_id = ? "
            "and timestamp >= ? and (timestamp > ? or id >= ?) order by timestamp, id",
            (user_id, team_id, since, since, first),
        )
    ]


def shift_at(
    reader: Reader, user_id: int, team_id: int, at: int, early: int
) -> tuple[int, int | None] | None:
    """(shift, event) of the member's shift that a punch at an instant belongs to.

    The one that holds the instant, else the next one that begins within `early`; of several the
    one whose start is nearest.
    """
    rows = reader.select(
        "select id, event_id from shift where assignee_id = :user and start_at >= :since "
        "and start_at <= :at + :early and end_at > :at and team_id = :team and published = 1 "
        "and coalesce(canceled, 0) = 0 order by start_at > :at, abs(start_at - :at), id limit 1",
        {"user": user_id, "team": team_id, "at": at, "early": early, "since": at - 7 * 86_400_000},
    )
    return (rows[0][0], rows[0][1]) if rows else None


def shift_named(reader: Reader, team_id: int, number: int) -> tuple[int, int | None] | None:
    """(shift, event) of the team's shift with that number, or whose event has it."""
    rows = reader.select(
        "select id, event_id from shift where id = :n and team_id = :team union all "
        "select id, event_id from shift where event_id = :n and team_id = :team limit 1",
        {"n": number, "team": team_id},
    )
    return (rows[0][0], rows[0][1]) if rows else None
