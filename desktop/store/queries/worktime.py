"""Finished sessions with their timesheet lines, as the rules of the team need them, and back.

Values here are as SQLite stores them: instants and lengths in milliseconds, JSON and days as text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from desktop.base.clock import to_ms

from ..uow import Reader, UnitOfWork

_ZONES = dt.timedelta(days=1)
"""No zone is further than this from UTC."""


class Worked(NamedTuple):
    """A finished session and its line; `line_id` None: somebody took the line away.

    `computed` unless a person wrote the line or took it away.
    """

    session_id: int
    day: str
    time_zone: str | None
    shift_id: int | None
    start: int
    end: int
    raw_work: int
    raw_rest: int
    line_id: int | None
    sheet_id: int | None
    manual: int | None
    locked: int | None
    now: tuple[int | None, int | None, int | None, int | None, int | None, str | None]
    """work, break, raw work, raw break, rounded, basis: what the line says now."""

    @property
    def computed(self) -> bool:
        return self.line_id is not None and not self.manual


_WORKED = """
select s.id, s.day, s.time_zone, s.shift_id, s.start_at, s.end_at, s.work_ms, s.break_ms,
       i.id, i.timesheet_id, i.manual, t.locked,
       i.work_ms, i.break_ms, i.raw_work_ms, i.raw_break_ms, i.rounded_ms, i.basis
from session s
left join timesheet_item i on i.id = (
    select min(id) from timesheet_item where attendance_id = s.id)
left join timesheet t on t.id = i.timesheet_id
where s.user_id = ? and s.team_id = ? and s.start_at >= ? and s.start_at < ?
and +s.day >= ? and +s.day <= ? and s.end_at is not null
order by s.start_at, s.id
"""


def worked(
    reader: Reader, team_id: int, user_id: int, first: dt.date, last: dt.date
) -> list[Worked]:
    """The member's finished sessions of these business days, oldest first."""
    rows = reader.select(
        _WORKED,
        (
            user_id,
            team_id,
            to_ms(dt.datetime.combine(first, dt.time(), dt.UTC) - _ZONES),
            to_ms(dt.datetime.combine(last, dt.time(), dt.UTC) + 3 * _ZONES),
            first.isoformat(),
            last.isoformat(),
        ),
    )
    return [Worked(*(*row[:12], row[12:])) for row in rows]


def events(
    reader: Reader, team_id: int, user_id: int, since: int, until: int
) -> list[tuple[int, int, str]]:
    """(instant, id, status) of a member's attendances of a time, both ends included."""
    rows = reader.select(
        "select timestamp, id, status from attendance "
        "where user_id = ? and team_id = ? and timestamp >= ? and timestamp <= ?",
        (user_id, team_id, since, until),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def said_paid(
    reader: Reader, team_id: int, user_id: int, since: int, until: int
) -> dict[int, bool]:
    """By instant, the breaks of a time of which somebody said whether they are paid."""
    rows = reader.select(
        "select timestamp, paid from attendance where user_id = ? and team_id = ? "
        "and timestamp >= ? and timestamp <= ? and paid is not null and status = 'pause'",
        (user_id, team_id, since, until),
    )
    return {row[0]: bool(row[1]) for row in rows}


def is_paid(reader: Reader, session: Mapping[str, Any]) -> bool:
    """Whether somebody said of a break of a finished session that it is paid, or that it is not."""
    if not session["break_ms"]:
        return False
    return bool(
        reader.select(
            "select 1 from attendance where user_id = ? and team_id = ? and timestamp >= "
            "(select timestamp from attendance where id = ?) and timestamp <= ? "
            "and paid is not null limit 1",
            (session["user_id"], session["team_id"], session["id"], to_ms(session["end_at"])),
        )
    )


def planned(reader: Reader, shift_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(start, end) of shifts that have both, also of those that are cancelled by now."""
    wanted = sorted(set(shift_ids))
    found: dict[int, tuple[int, int]] = {}
    for i in range(0, len(wanted), 500):
        part = wanted[i : i + 500]
        marks = ", ".join("?" * len(part))
        for row in reader.select(
            f"select id, start_at, end_at from shift where id in ({marks}) "
            "and start_at is not null and end_at is not null",
            part,
        ):
            found[row[0]] = (row[1], row[2])
    return found


def rules_of(reader: Reader, team_id: int) -> tuple[Any, ...]:
    """(method, minutes, break rounding, data) of the team's account; nothing when it has none."""
    rows = reader.select(
        "select timesheets_rounding_method, timesheets_rounding_minutes, "
        "timesheets_enable_break_rounding, data from workforce where team_id = ?",
        (team_id,),
    )
    return rows[0] if rows else (None, None, None, None)


def write(uow: UnitOfWork, lines: Sequence[tuple[Any, ...]]) -> None:
    """Lines as (work, break, raw work, raw break, rounded, basis, id)."""
    if not lines:
        return  # the writer forgets much with every statement that it does not know
    stamp = to_ms(uow.now)
    uow.execute_many(
        "update timesheet_item set work_ms = ?, break_ms = ?, raw_work_ms = ?, raw_break_ms = ?, "
        f"rounded_ms = ?, basis = ?, updated_at = {stamp} where id = ?",
        lines,
    )
    for line in lines:
        uow.touch("timesheet_item", line[-1])


def open_days(reader: Reader, team_id: int) -> list[tuple[int, dt.date, dt.date]]:
    """(user, first day, last day) of everybody's sheets that are not locked."""
    rows = reader.select(
        "select user_id, min(start_date), max(end_date) from timesheet "
        "where team_id = ? and coalesce(locked, 0) = 0 group by user_id order by user_id",
        (team_id,),
    )
    return [(row[0], dt.date.fromisoformat(row[1]), dt.date.fromisoformat(row[2])) for row in rows]


def on_shift(reader: Reader, shift_id: int) -> list[tuple[int, int, dt.date]]:
    """(team, user, day) of the sessions that were worked on a shift."""
    rows = reader.select(
        "select distinct team_id, user_id, day from session "
        "where team_id = (select team_id from shift where id = ?) and shift_id = ?",
        (shift_id, shift_id),
    )
    return [(row[0], row[1], dt.date.fromisoformat(row[2])) for row in rows]


def rounded(reader: Reader, team_id: int, user_id: int, first: dt.date, last: dt.date) -> list[int]:
    """By how much rounding lengthened each of the member's lines of these days."""
    rows = reader.select(
        "select rounded_ms from timesheet_item where user_id = ? and team_id = ? "
        "and start_date >= ? and start_date <= ? and rounded_ms is not null",
        (user_id, team_id, first.isoformat(), last.isoformat()),
    )
    return [int(row[0]) for row in rows]


@dataclass(frozen=True, slots=True)
class Sums:
    """What the lines of one day add up to."""

    work: int
    rest: int
    raw_work: int
    raw_rest: int
    rounded: int


def sums_by_day(
    reader: Reader, team_id: int, user_id: int, first: dt.date, last: dt.date
) -> dict[dt.date, Sums]:
    """By the date of the lines; days without lines are absent."""
    rows = reader.select(
        "select start_date, coalesce(sum(work_ms), 0), coalesce(sum(break_ms), 0), "
        "coalesce(sum(raw_work_ms), 0), coalesce(sum(raw_break_ms), 0), "
        "coalesce(sum(rounded_ms), 0) from timesheet_item "
        "where user_id = ? and team_id = ? and start_date >= ? and start_date <= ? "
        "group by start_date",
        (user_id, team_id, first.isoformat(), last.isoformat()),
    )
    return {dt.date.fromisoformat(row[0]): Sums(*row[1:]) for row in rows}


def before_newest(reader: Reader, user_id: int, team_id: int) -> tuple[str, int] | None:
    """(business day, end) of the member's last session but one, when that has ended."""
    rows = reader.select(
        "select day, end_at from session where user_id = ? and team_id = ? "
        "order by start_at desc, id desc limit 2",
        (user_id, team_id),
    )
    return None if len(rows) < 2 or rows[1][1] is None else (rows[1][0], rows[1][1])


def punched_by_day(
    reader: Reader, team_id: int, user_id: int, first: dt.date, last: dt.date
) -> dict[dt.date, int]:
    """The work of the member's sessions by business day, up to their last punch."""
    rows = reader.select(
        "select day, sum(work_ms) from session where user_id = ? and team_id = ? "
        "and start_at >= ? and +day >= ? and +day <= ? group by day",
        (
            user_id,
            team_id,
            to_ms(dt.datetime.combine(first, dt.time(), dt.UTC) - _ZONES),
            first.isoformat(),
            last.isoformat(),
        ),
    )
    return {dt.date.fromisoformat(row[0]): row[1] or 0 for row in rows}


def day_starts(reader: Reader, team_id: int, user_id: int, day: dt.date) -> int | None:
    """The start of the member's first session of a business day."""
    (row,) = reader.select(
        "select min(start_at) from session where user_id = ? and team_id = ? "
        "and start_at >= ? and +day = ?",
        (
            user_id,
            team_id,
            to_ms(dt.datetime.combine(day, dt.time(), dt.UTC) - _ZONES),
            day.isoformat(),
        ),
    )
    return row[0] if row[0] is None else int(row[0])


def shifts_of(
    reader: Reader, team_id: int, user_id: int, since: int, until: int
) -> list[tuple[int, int]]:
    """(start, end) of the member's published shifts that begin in a time."""
    rows = reader.select(
        "select start_at, end_at from shift where assignee_id = ? and team_id = ? "
        "and start_at >= ? and start_at < ? and end_at is not null "
        "and published = 1 and coalesce(canceled, 0) = 0",
        (user_id, team_id, since, until),
    )
    return [(row[0], row[1]) for row in rows]
