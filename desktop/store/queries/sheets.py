"""Timesheets with their totals, and the lines that belong to sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.base.clock import to_ms

from ..schema import Row, layout
from ..uow import Reader, UnitOfWork, Where, condition

_MINUTES = "coalesce(sum(({0} + 30000) / 60000), 0)"  # as domain/timesheets.minutes_of_ms
_ZONES = dt.timedelta(days=1)
"""No zone is further than this from UTC."""


def holding(reader: Reader, team_id: int, user_id: int, day: dt.date) -> Row | None:
    """The member's sheet that the day belongs to."""
    where = {
        "team_id": team_id,
        "user_id": user_id,
        "start_date <=": day,
        "end_date >=": day,
    }
    return reader.one("timesheet", where, order="start_date desc")


def overlapping(
    reader: Reader, team_id: int, user_id: int, start: dt.date, end: dt.date
) -> list[Row]:
    where = {
        "team_id": team_id,
        "user_id": user_id,
        "start_date <=": end,
        "end_date >=": start,
    }
    return reader.find("timesheet", where, order="start_date")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a sheet's lines: minutes as the lines show them, and what rounding did, in ms."""

    lines: int = 0
    work: int = 0
    rest: int = 0
    raw_work: int = 0
    raw_rest: int = 0
    rounded: int = 0
    won: int = 0


def totals(reader: Reader, sheet_ids: Sequence[int]) -> dict[int, Totals]:
    """By sheet; sheets without lines are absent."""
    found: dict[int, Totals] = {}
    for i in range(0, len(sheet_ids), 500):
        part = sheet_ids[i : i + 500]
        marks = ", ".join("?" * len(part))
        for row in reader.select(
            f"select timesheet_id, count(*), {_MINUTES.format('work_ms')}, "
            f"{_MINUTES.format('break_ms')}, {_MINUTES.format('raw_work_ms')}, "
            f"{_MINUTES.format('raw_break_ms')}, coalesce(sum(rounded_ms), 0), "
            "coalesce(sum(max(rounded_ms, 0)), 0) from timesheet_item "
            f"where timesheet_id in ({marks}) group by timesheet_id",
            part,
        ):
            found[row[0]] = Totals(*row[1:])
    return found


def page(reader: Reader, kind: str, where: Where, order: str, limit: int, offset: int) -> list[Row]:
    """Rows by condition from an offset on; a negative limit means all."""
    of = layout(kind)
    text, values = condition(of, where)
    sql = f'select {of.select} from "{kind}" where {text} order by {order} limit ? offset ?'
    return [of.decode(stored) for stored in reader.select(sql, [*values, limit, offset])]


def line_of(reader: Reader, session_id: int) -> Row | None:
    """The line that was made for a session."""
    return reader.one("timesheet_item", {"attendance_id": session_id}, order="id")


_PLACE = """
select i.id, t.id, t.status, t.locked,
       s.role, coalesce(s.location_name, a.location_name), a.address,
       w.timesheets_rounding_method, w.timesheets_rounding_minutes,
       w.timesheets_enable_break_rounding, w.data
from (select 1)
left join timesheet t on t.id = (
    select id from timesheet where team_id = :team and user_id = :user
    and start_date <= :day and end_date >= :day order by start_date desc limit 1)
left join timesheet_item i on i.id = (
    select min(id) from timesheet_item where attendance_id = :session)
left join attendance a on a.id = :session
left join shift s on s.id = :shift
left join workforce w on w.team_id = :team
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the line of a session belongs, and what it is labelled with; None: there is none yet."""

    line_id: int | None
    sheet_id: int | None
    status: str
    locked: int
    role: str | None
    location_name: str | None
    address: str | None
    method: str | None
    minutes: int | None
    breaks: int | None
    data: str | None


def place_of(reader: Reader, session: Mapping[str, Any]) -> Place:
    (row,) = reader.select(
        _PLACE,
        {
            "team": session["team_id"],
            "user": session["user_id"],
            "day": session["day"].isoformat(),
            "session": session["id"],
            "shift": session["shift_id"],
        },
    )
    return Place(*row)


def add_line(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Adds a line of a session; `values` are as stored, absent columns null."""
    uow.add("timesheet_item", values)
    uow.touch("timesheet_item", values["id"])


def finished_between(
    reader: Reader, team_id: int, user_id: int, first: dt.date, last: dt.date
) -> list[Row]:
    """The member's finished sessions of these days, oldest first."""
    of = layout("session")
    rows = reader.select(
        # the plus keeps SQLite from walking through the whole team's days
        f"select {of.select} from session where user_id = ? and team_id = ? and start_at >= ? "
        "and start_at < ? and +day >= ? and +day <= ? and end_at is not null "
        "order by start_at, id",
        (
            user_id,
            team_id,
            to_ms(dt.datetime.combine(first, dt.time(), dt.UTC) - _ZONES),
            to_ms(dt.datetime.combine(last, dt.time(), dt.UTC) + 2 * _ZONES),
            first.isoformat(),
            last.isoformat(),
        ),
    )
    return [of.decode(row) for row in rows]


def move_line(uow: UnitOfWork, before: int, after: int | None) -> None:
    """Lets the lines of one session belong to another."""
    for row in uow.find("timesheet_item", {"attendance_id": before}):
        uow.update("timesheet_item", row["id"], {"attendance_id": after})
