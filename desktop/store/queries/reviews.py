"""What the exceptions of a timesheet are found in, and whose sheets have to be looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.base.clock import to_ms

from ..schema import Row, layout
from ..uow import Reader

_SHEET = layout("timesheet")
_PUNCHES = """
select a.id, a.timestamp, a.status, a.source, a.manual, a.flags, a.shift_id,
       a.latitude, a.longitude, a.accuracy, a.actor_id, p.skew_ms, p.recorded_at, p.timestamp
from attendance a left join punch p on p.id = a.id
where a.user_id = ? and a.team_id = ? and a.timestamp >= ? and a.timestamp < ?
order by a.timestamp, a.id
"""


def punches(
    reader: Reader, user_id: int, team_id: int, start: dt.datetime, end: dt.datetime
) -> list[tuple[Any, ...]]:
    """As stored: id, instant, status, source, manual, flags, shift, latitude, longitude, accuracy,
    actor, skew, instant it was recorded at, instant it was recorded with.
    """
    return reader.select(_PUNCHES, (user_id, team_id, to_ms(start), to_ms(end)))


def days_of_sessions(
    reader: Reader, user_id: int, team_id: int, start: dt.datetime, end: dt.datetime
) -> dict[int, dt.date]:
    """The business day of each session that began in a span."""
    rows = reader.select(
        "select id, day from session where user_id = ? and team_id = ? and start_at >= ? "
        "and start_at < ?",
        (user_id, team_id, to_ms(start), to_ms(end)),
    )
    return {int(row[0]): dt.date.fromisoformat(row[1]) for row in rows if row[1]}


def shifts(
    reader: Reader, user_id: int, team_id: int, start: dt.datetime, end: dt.datetime
) -> list[Row]:
    """The person's published shifts that begin in a span and were not cancelled."""
    where = {
        "assignee_id": user_id,
        "team_id": team_id,
        "published": True,
        "start_at >=": start,
        "start_at <": end,
        "end_at !=": None,
    }
    return [row for row in reader.find("shift", where, order="start_at, id") if not row["canceled"]]


def kiosks_heard(reader: Reader, team_id: int) -> list[tuple[int | None, str]]:
    """(last use in ms, name) of every live key of a kiosk of the team."""
    rows = reader.select(
        "select k.last_used_at, k.name from api_key k join member m on m.user_id = k.user_id "
        "where k.role = 'kiosk' and k.revoked_at is null and m.team_id = ?1 "
        "and (k.team_id is null or k.team_id = ?1)",
        (team_id,),
    )
    return [(row[0], row[1]) for row in rows]


def pulled_at(reader: Reader) -> list[int | None]:
    """When each list of punches was last fetched from the upstream; empty without an upstream."""
    rows = reader.select(
        "select s.ok_at from scope s join remote r on r.id = s.remote_id "
        "where s.kind = 'attendance' and coalesce(s.retired, 0) = 0"
    )
    return [row[0] for row in rows]


def has_remote(reader: Reader) -> bool:
    return bool(reader.select("select 1 from remote limit 1"))


def open_sheets(reader: Reader, first: dt.date, last: dt.date) -> list[int]:
    """The sheets that are not locked and touch the days, oldest first."""
    rows = reader.select(
        "select id from timesheet where coalesce(locked, 0) = 0 and start_date <= ? "
        "and end_date >= ? order by start_date, id",
        (last.isoformat(), first.isoformat()),
    )
    return [int(row[0]) for row in rows]


def sheets_of(
    reader: Reader, user_id: int, team_id: int, first: dt.date, last: dt.date
) -> list[int]:
    rows = reader.select(
        "select id from timesheet where user_id = ? and team_id = ? and coalesce(locked, 0) = 0 "
        "and start_date <= ? and end_date >= ? order by start_date",
        (user_id, team_id, last.isoformat(), first.isoformat()),
    )
    return [int(row[0]) for row in rows]


def whose(reader: Reader, kind: str, ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """(user, team, instant in ms) of attendances, or of shifts by their assignee."""
    who, at = ("assignee_id", "start_at") if kind == "shift" else ("user_id", "timestamp")
    found: list[tuple[int, int, int]] = []
    for i in range(0, len(ids), 500):
        part = ids[i : i + 500]
        rows = reader.select(
            f'select "{who}", team_id, "{at}" from "{kind}" '
            f"where id in ({', '.join('?' * len(part))})",
            part,
        )
        found += [(row[0], row[1], row[2]) for row in rows if None not in row]
    return found


def waiting(reader: Reader, statuses: Iterable[str], ended_before: dt.date) -> list[Row]:
    """Sheets in these states whose last day is over, oldest first."""
    where = {"status in": sorted(statuses), "end_date <": ended_before}
    return reader.find("timesheet", where, order="end_date, id")


def reviewers(reader: Reader, team_id: int) -> list[Row]:
    """Members whose roles may let them review; the caller looks at their authority."""
    of = layout("member")
    rows = reader.select(
        f"select {of.select} from member where team_id = ? and (manager = 1 or "
        "lower(roles) like '%admin%' or lower(roles) like '%manager%' or "
        "user_id = (select user_id from team where id = team_id)) order by user_id",
        (team_id,),
    )
    return [of.decode(row) for row in rows]
