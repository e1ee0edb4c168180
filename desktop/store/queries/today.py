"""What the Today screen reads: a handful of statements, each along an index."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import msgspec

from desktop.base.clock import from_ms, to_ms

from ..schema import Row, layout
from ..uow import Reader, UnitOfWork

Instant = dt.datetime
_OVERNIGHT = dt.timedelta(days=1)
"""A shift or session that covers an instant began at most this long before it, save for odd ones."""


@contextmanager
def snapshot(reader: Reader) -> Iterator[None]:
    """All reads inside see one state of the store; a unit of work already does."""
    if isinstance(reader, UnitOfWork):
        yield
        return
    reader.select("begin")
    try:
        yield
    finally:
        reader.select("commit")


class Stint(NamedTuple):
    """A session as far as a week needs it."""

    id: int
    start_at: Instant
    end_at: Instant | None
    day: dt.date | None
    shift_id: int | None
    work_ms: int


_Session = tuple[int, int, int | None, dt.date | None, int | None, int | None]


def sessions(reader: Reader, user_id: int, team_id: int, since: Instant) -> list[Stint]:
    """The person's sessions that began since, oldest first, and the newest one in any case."""
    newest = "(select max(start_at) from session where user_id = :user and team_id = :team)"
    values = {"user": user_id, "team": team_id, "since": to_ms(since)}
    return _sessions(reader, f"start_at >= min(:since, {newest})", values)


def sessions_between(
    reader: Reader, user_id: int, team_id: int, since: Instant, until: Instant
) -> list[Stint]:
    """The person's sessions that began in [since, until), oldest first."""
    values = {"user": user_id, "team": team_id, "since": to_ms(since), "until": to_ms(until)}
    return _sessions(reader, "start_at >= :since and start_at < :until", values)


def _sessions(reader: Reader, when: str, values: Mapping[str, int]) -> list[Stint]:
    """As one row, as `events` are."""
    (row,) = reader.select(
        "select json_group_array(json_array(start_at, id, "
        "case when lapsed = 1 then last_at else end_at end, day, shift_id, work_ms)) "
        f"from session where user_id = :user and team_id = :team and {when}",
        values,
    )
    return [
        Stint(
            session_id,
            from_ms(start),
            None if end is None else from_ms(end),
            day,
            shift_id,
            work or 0,
        )
        for start, session_id, end, day, shift_id, work in sorted(
            msgspec.json.decode(row[0], type=list[_Session])
        )
    ]


def punches(reader: Reader, user_id: int, team_id: int, since: Instant) -> list[Row]:
    where = {"user_id": user_id, "team_id": team_id, "timestamp >=": since}
    return reader.find("attendance", where, order="timestamp, id")


def events(
    reader: Reader, user_id: int, team_id: int, since: Instant
) -> list[tuple[int, int, str]]:
    """(instant in ms, id, status) of the person's punches since, in any order.

    As one row: between two rows SQLite lets go of Python's lock, and a window that paints meanwhile
    would make a long day wait for it hundreds of times.
    """
    (row,) = reader.select(
        "select json_group_array(json_array(timestamp, id, status)) from attendance "
        "where user_id = ? and team_id = ? and timestamp >= ?",
        (user_id, team_id, to_ms(since)),
    )
    return msgspec.json.decode(row[0], type=list[tuple[int, int, str]])


def my_shifts(
    reader: Reader, user_id: int, team_id: int, since: Instant, until: Instant
) -> list[Row]:
    """Published shifts assigned to the person that touch [since, until)."""
    where = {
        "assignee_id": user_id,
        "start_at >=": since - _OVERNIGHT,
        "start_at <": until,
        "team_id": team_id,
        "published": True,
        "canceled": False,
    }
    rows = reader.find("shift", where, order="start_at, id")
    return [row for row in rows if row["end_at"] is not None and row["end_at"] > since]


def open_shifts(
    reader: Reader,
    team_id: int,
    since: Instant,
    until: Instant,
    *,
    roles: Sequence[str],
    locations: Sequence[str],
    limit: int,
) -> list[Row]:
    """Published shifts that nobody has and that suit a member, beginning in (since, until).

    The rule is that of domain.shifts.suits; it stands here too so that `limit` counts what is shown.
    """
    of = layout("shift")
    rows = reader.select(
        f"select {of.select} from shift where assignee_id is null and start_at > :since "
        "and start_at < :until and team_id = :team and published = 1 and canceled = 0 "
        "and end_at is not null and (coalesce(role, '') = '' "
        "or role in (select value from json_each(:roles))) "
        "and (coalesce(location_name, '') = '' or :locations = '[]' "
        "or location_name in (select value from json_each(:locations))) "
        "order by start_at, id limit :limit",
        {
            "team": team_id,
            "since": to_ms(since),
            "until": to_ms(until),
            "roles": json.dumps(list(roles)),
            "locations": json.dumps(list(locations)),
            "limit": limit,
        },
    )
    return [of.decode(row) for row in rows]


def live_requests(reader: Reader, user_id: int, shift_ids: Sequence[int]) -> dict[int, Row]:
    """The person's undecided requests by shift."""
    if not shift_ids:
        return {}
    where = {
        "shift_id in": shift_ids,
        "user_id": user_id,
        "kind": "request",
        "status in": ("requested", "shortlisted"),
    }
    return {row["shift_id"]: row for row in reader.find("shift_request", where, order="id")}


def declined(
    reader: Reader, user_id: int, team_id: int, since: Instant, until: Instant
) -> list[Row]:
    """Shifts beginning in (since, until) that the person asked for and that somebody else gets."""
    of = layout("shift")
    rows = reader.select(
        f"select {of.select} from shift where team_id = :team "
        "and start_at > :since and start_at < :until and end_at is not null "
        "and coalesce(canceled, 0) = 0 and assignee_id is not :user and id in "
        "(select shift_id from shift_request where user_id = :user and status = 'rejected' "
        "and coalesce(kind, 'request') = 'request') and id not in "
        "(select shift_id from shift_request where user_id = :user "
        "and status in ('requested', 'shortlisted', 'approved') and shift_id is not null) "
        "order by start_at, id",
        {"user": user_id, "team": team_id, "since": to_ms(since), "until": to_ms(until)},
    )
    return [of.decode(row) for row in rows]


def answered(reader: Reader, user_id: int, shift_id: int) -> set[int]:
    """The questions of a shift that the person has answered."""
    rows = reader.select(
        "select shift_question_id from shift_answer where shift_id = ? and user_id = ?",
        (shift_id, user_id),
    )
    return {int(row[0]) for row in rows if row[0] is not None}


def pomodoros(reader: Reader, user_id: int, since: Instant, until: Instant) -> list[Instant]:
    """When the person's pomodoros of [since, until) ended."""
    rows = reader.select(
        "select created_at from tomato where user_id = ? and created_at >= ? and created_at < ?",
        (user_id, to_ms(since), to_ms(until)),
    )
    return [from_ms(row[0]) for row in rows]


def waiting(reader: Reader, kind: str, row_ids: Sequence[int]) -> set[int]:
    """Which of the rows have something in the outbox that is not done."""
    if not row_ids:
        return set()
    marks = ", ".join("?" * len(row_ids))
    rows = reader.select(
        f"select distinct row_id from outbox where kind = ? and row_id in ({marks}) "
        "and state not in ('done', 'cancelled')",
        (kind, *row_ids),
    )
    return {int(row[0]) for row in rows}
