"""The hot path of a punch: one statement that says where a member stands, and prepared inserts.

Values here are as SQLite stores them: instants in milliseconds, JSON as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..schema import layout
from ..uow import Reader, UnitOfWork

_SESSION = layout("session").columns


@dataclass(slots=True)
class Standing:
    """Where a member stands, what the device recorded last, and what the team asks for.

    `latest_*` is the newest attendance, `id` to `demo` the newest session (None: never worked),
    `seq` to `boot_id` the newest punch of the device.
    """

    latest_at: int | None
    latest_id: int | None
    id: int | None
    start_at: int
    end_at: int | None
    last_status: str
    last_at: int
    work_ms: int
    break_ms: int
    day: str
    zone: str | None
    event_id: int | None
    shift_id: int | None
    device: str
    seq: int | None
    hash: str
    wall: int
    monotonic_ms: int | None
    boot_id: str | None
    team_zone: str | None
    needs_gps: int | None
    needs_photo: int | None
    locked: int

    @property
    def running(self) -> bool:
        return self.id is not None and self.end_at is None


_STANDING = """
select a.timestamp, a.id,
       s.id, s.start_at, s.end_at, s.last_status, s.last_at, s.work_ms, s.break_ms, s.day,
       s.time_zone, s.event_id, s.shift_id,
       d.name, p.seq, p.hash, p.timestamp, p.monotonic_ms, p.boot_id,
       w.time_zone, w.timeclock_require_gps, w.timeclock_require_photo,
       exists (select 1 from timesheet
               where team_id = :team and user_id = :user and end_date >= :day and locked = 1)
from (select coalesce(:device, (select value from meta where key = 'node_id')) as name) d
left join attendance a on a.id = (
    select id from attendance where user_id = :user and team_id = :team
    order by timestamp desc, id desc limit 1)
left join session s on s.id = (
    select id from session where user_id = :user and team_id = :team
    order by start_at desc, id desc limit 1)
left join punch p on p.id = (
    select id from punch where device = d.name order by seq desc limit 1)
left join workforce w on w.team_id = :team
"""


def standing(reader: Reader, user_id: int, team_id: int, day: str, device: str | None) -> Standing:
    """`day` is a date of which no later locked sheet may exist for `locked` to be false.

    `device` names another chain than the node's own.
    """
    (row,) = reader.select(
        _STANDING, {"user": user_id, "team": team_id, "day": day, "device": device}
    )
    return Standing(*row)


def punch_of_uid(reader: Reader, uid: str) -> tuple[int, int, int, str] | None:
    """(id, user, actor, status) of the punch that was recorded under a uid."""
    rows = reader.select("select id, user_id, actor_id, status from punch where uid = ?", (uid,))
    return (rows[0][0], rows[0][1], rows[0][2], rows[0][3]) if rows else None


def add_attendance(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """`values` are as stored; columns that are absent are null."""
    uow.add("attendance", values)
    uow.touch("attendance", values["id"])


def add_session(uow: UnitOfWork, values: Sequence[Any]) -> None:
    """`values` in the table's column order."""
    uow.add("session", dict(zip(_SESSION, values, strict=True)))
    uow.touched.setdefault("session", set()).add(values[0])


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
    )
    uow.touched.setdefault("session", set()).add(session_id)


def boundary(reader: Reader, user_id: int, team_id: int, at: int) -> int:
    """The start of the newest session that began before an instant, 0 when there is none."""
    rows = reader.select(
        "select start_at from session where user_id = ? and team_id = ? and start_at < ? "
        "order by start_at desc limit 1",
        (user_id, team_id, at),
    )
    return int(rows[0][0]) if rows else 0


def events(
    reader: Reader, user_id: int, team_id: int, since: int
) -> list[tuple[int, int, str, str]]:
    """(instant, id, status, flags) of a member's attendances from an instant on."""
    return [
        (row[0], row[1], row[2], row[3] or "[]")
        for row in reader.select(
            "select timestamp, id, status, flags from attendance "
            "where user_id = ? and team_id = ? and timestamp >= ? order by timestamp, id",
            (user_id, team_id, since),
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
