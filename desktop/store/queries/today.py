"""What the Today screen reads: a handful of statements, each along an index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from desktop.base.clock import from_ms, to_ms

from ..schema import Row
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


def sessions(reader: Reader, user_id: int, team_id: int, since: Instant) -> list[Row]:
    """The person's sessions that began since, oldest first, and the newest one in any case."""
    newest = reader.one("session", {"user_id": user_id, "team_id": team_id}, order="start_at desc")
    if newest is None:
        return []
    if newest["start_at"] < since:
        return [newest]
    where = {"user_id": user_id, "team_id": team_id, "start_at >=": since}
    return reader.find("session", where, order="start_at, id")


def punches(reader: Reader, user_id: int, team_id: int, since: Instant) -> list[Row]:
    where = {"user_id": user_id, "team_id": team_id, "timestamp >=": since}
    return reader.find("attendance", where, order="timestamp, id")


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
    reader: Reader, team_id: int, since: Instant, until: Instant, limit: int
) -> list[Row]:
    """Published shifts of the team that nobody has, beginning in (since, until)."""
    where = {
        "assignee_id": None,
        "start_at >": since,
        "start_at <": until,
        "team_id": team_id,
        "published": True,
        "canceled": False,
    }
    rows = reader.find("shift", where, order="start_at, id", limit=limit)
    return [row for row in rows if row["end_at"] is not None]


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
        "and state not in ('done', 'discarded')",
        (kind, *row_ids),
    )
    return {int(row[0]) for row in rows}


def recent_tags(reader: Reader, user_id: int, since: Instant) -> list[str]:
    """The person's pomodoro tags since, the most used first."""
    rows = reader.select(
        "select item.value from tomato, json_each(tomato.tags) as item "
        "where tomato.user_id = ? and tomato.created_at >= ? and tomato.tags is not null "
        "group by item.value order by count(*) desc, item.value",
        (user_id, to_ms(since)),
    )
    return [str(row[0]) for row in rows]


def project_counts(reader: Reader, user_id: int) -> dict[int, int]:
    """How many of the person's pomodoros carry a tag of each of their projects."""
    rows = reader.select(
        "select project.id, count(distinct tomato.id) from project "
        "join json_each(project.tags) as wanted "
        "join tomato on tomato.user_id = project.user_id "
        "join json_each(tomato.tags) as worn on worn.value = wanted.value "
        "where project.user_id = ? group by project.id",
        (user_id,),
    )
    return {int(row[0]): int(row[1]) for row in rows}
