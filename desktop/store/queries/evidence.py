"""Where what is shown differs from what was recorded: found by SQL, so that a sound file is quick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..uow import Reader

Member = tuple[int | None, int | None]
"""(user, team)."""

_SAME = (
    "user_id",
    "team_id",
    "status",
    "timestamp",
    "event_id",
    "shift_id",
    "actor_id",
    "time_zone",
    "source",
    "flags",
    "demo",
)
_TOLD = ("note", "paid", "latitude", "longitude", "accuracy", "address", "location_name")
_TOUCHED = "case p.detail when '{}' then %s else 1 end"
_DIFFERS = " or ".join(
    [
        *(f"a.{name} is not p.{name}" for name in _SAME),
        "a.created_at is not p.recorded_at",
        _TOUCHED
        % " or ".join(["a.manual is not 0", *(f"a.{n} is not null" for n in (*_TOLD, "image"))]),
    ]
)


def unlike(reader: Reader) -> list[int]:
    """Attendances that do not say just what their punch says, and those with more than plain facts."""
    rows = reader.select(
        f"select a.id from attendance a join punch p on p.id = a.id where {_DIFFERS} "
        "union select punch_id from correction where punch_id is not null"
    )
    return [int(row[0]) for row in rows]


def odd(reader: Reader) -> list[int]:
    """Attendances whose yes or no is neither."""
    rows = reader.select(
        "select id from attendance where manual not in (0, 1) or paid not in (0, 1)"
    )
    return [int(row[0]) for row in rows]


def unshown(reader: Reader) -> list[int]:
    """Punches without attendance."""
    rows = reader.select(
        "select p.id from punch p left join attendance a on a.id = p.id where a.id is null"
    )
    return [int(row[0]) for row in rows]


def unpunched(reader: Reader) -> list[int]:
    """Attendances without punch: they came from elsewhere."""
    rows = reader.select(
        "select a.id from attendance a left join punch p on p.id = a.id where p.id is null"
    )
    return [int(row[0]) for row in rows]


def vanished(reader: Reader) -> list[int]:
    """Attendances that the remote told of, and that are gone although nobody took them away."""
    rows = reader.select(
        "select s.row_id from shadow s left join attendance a on a.id = s.row_id "
        "where s.kind = 'attendance' and s.state = 'live' and s.base is not null and a.id is null "
        "and not exists (select 1 from tomb t where t.kind = s.kind and t.row_id = s.row_id)"
    )
    return [int(row[0]) for row in rows]


def members(reader: Reader) -> list[Member]:
    return [
        (row[0], row[1])
        for row in reader.select(
            "select user_id, team_id from attendance union select user_id, team_id from session"
        )
    ]


def events(reader: Reader, member: Member) -> list[tuple[Any, ...]]:
    """(instant, id, status, marked as out of order) of a member's attendances."""
    return reader.select(
        "select timestamp, id, status, coalesce(flags, '') like '%\"out_of_order\"%' "
        "from attendance where user_id is ? and team_id is ?",
        member,
    )


def sessions(reader: Reader, member: Member) -> list[tuple[Any, ...]]:
    """(session as derived …, lapsed, its day, its zone, start of the day, account) as kept."""
    return reader.select(
        "select s.id, s.start_at, s.end_at, s.last_status, s.last_at, s.work_ms, s.break_ms, "
        "s.lapsed, s.day, s.time_zone, case when p.id is null then null else "
        "coalesce(json_extract(p.detail, '$.day_start'), 0) end, w.data from session s "
        "left join punch p on p.id = s.id left join workforce w on w.team_id = s.team_id "
        "where s.user_id is ? and s.team_id is ?",
        member,
    )


def mislabelled(reader: Reader) -> list[int]:
    """Sessions that belong to another event, shift or batch than their start."""
    rows = reader.select(
        "select s.id from session s left join attendance a on a.id = s.id where a.id is null "
        "or s.event_id is not a.event_id or s.shift_id is not a.shift_id or s.demo is not a.demo "
        "or (a.time_zone is not null and s.time_zone is not a.time_zone)"
    )
    return [int(row[0]) for row in rows]


def lines(reader: Reader) -> list[int]:
    """Open lines of sessions that do not say what the session says, or lie in another's sheet."""
    rows = reader.select(
        "select i.id from timesheet_item i left join session s on s.id = i.attendance_id "
        "left join timesheet t on t.id = i.timesheet_id "
        "where i.attendance_id is not null and coalesce(i.manual, 0) = 0 and coalesce(t.locked, 0) = 0 "
        "and (s.id is null or t.id is null or s.end_at is null "
        "or coalesce(i.raw_work_ms, i.work_ms) is not s.work_ms "
        "or coalesce(i.raw_break_ms, i.break_ms) is not s.break_ms or i.user_id is not s.user_id "
        "or i.team_id is not s.team_id or i.start_date is not s.day or i.shift_id is not s.shift_id "
        "or i.demo is not s.demo or i.notes is not null or i.active is not 1)"
    )
    return [int(row[0]) for row in rows]


def written(reader: Reader) -> list[int]:
    """Open lines that people made or changed; those of demo data nobody did."""
    rows = reader.select(
        "select i.id from timesheet_item i left join timesheet t on t.id = i.timesheet_id "
        "where (i.attendance_id is null or i.manual is not 0) and coalesce(t.locked, 0) = 0 "
        "and not exists (select 1 from sync b where b.id = i.demo)"
    )
    return [int(row[0]) for row in rows]


def misplaced(reader: Reader) -> list[int]:
    """Lines that lie in no sheet of their person and day, or that belong to no session."""
    rows = reader.select(
        "select i.id from timesheet_item i left join timesheet t on t.id = i.timesheet_id "
        "where t.id is null or i.user_id is not t.user_id or i.team_id is not t.team_id "
        "or i.start_date < t.start_date or i.start_date > t.end_date "
        "or i.manual not in (0, 1) or i.active not in (0, 1) or (i.attendance_id is not null "
        "and not exists (select 1 from session s where s.id = i.attendance_id))"
    )
    return [int(row[0]) for row in rows]


def lost(reader: Reader) -> list[int]:
    """Lines that somebody made by hand and nobody removed, and that are gone from their sheet."""
    rows = reader.select(
        "select u.row_id from audit u join timesheet t on t.id = json_extract(u.after, "
        "'$.timesheet_id') left join timesheet_item i on i.id = u.row_id "
        "where u.kind = 'timesheet_item' and u.before is null and i.id is null "
        "and not exists (select 1 from audit d where d.kind = u.kind and d.row_id = u.row_id "
        "and d.after is null)"
    )
    return [int(row[0]) for row in rows]


def teams(reader: Reader) -> list[int]:
    rows = reader.select("select distinct team_id from timesheet where team_id is not null")
    return [int(row[0]) for row in rows]


def doubled(reader: Reader) -> list[int]:
    """Sessions that stand on more than one line."""
    rows = reader.select(
        "select attendance_id from timesheet_item where attendance_id is not null "
        "group by attendance_id having count(*) > 1"
    )
    return [int(row[0]) for row in rows]


def missing(reader: Reader) -> list[int]:
    """Finished sessions without a line in the open sheet of their day, unless somebody removed it."""
    rows = reader.select(
        "select s.id from session s join timesheet t on t.team_id = s.team_id "
        "and t.user_id = s.user_id and t.start_date <= s.day and t.end_date >= s.day "
        "left join timesheet_item i on i.attendance_id = s.id "
        "where s.end_at is not null and i.id is null and coalesce(t.locked, 0) = 0 "
        "and not exists (select 1 from audit u where u.kind = 'timesheet_item' "
        "and u.after is null and json_extract(u.before, '$.attendance_id') = s.id)"
    )
    return [int(row[0]) for row in rows]


def guards(reader: Reader) -> set[str]:
    """The triggers of the file, which keep what is recorded from being changed."""
    return {
        str(row[0])
        for row in reader.select("select name from sqlite_master where type = 'trigger'")
    }


@contextmanager
def as_of_now(reader: Reader) -> Iterator[None]:
    """What is read within is of one moment, whatever is written meanwhile."""
    reader.select("begin")
    try:
        yield
    finally:
        reader.select("commit")
