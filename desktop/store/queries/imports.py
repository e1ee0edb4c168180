"""What an import finds there already, and the batches that came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from desktop.base.clock import from_ms, to_ms

from ..uow import Reader, UnitOfWork

Span = tuple[dt.datetime, dt.datetime]
NEVER = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
"""The end of a session that still runs."""


def _marks(ids: Sequence[int]) -> str:
    return ", ".join("?" * len(ids))


def members_by_name(reader: Reader, team_id: int) -> list[tuple[int, str, str]]:
    """(user, full name, e-mail) of those who may have worked in the team."""
    rows = reader.select(
        "select u.id, trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), "
        "coalesce(u.email, '') from member m join user u on u.id = m.user_id where m.team_id = ? "
        "order by u.id",
        (team_id,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def busy(
    reader: Reader, team_id: int, user_id: int, since: dt.datetime, until: dt.datetime
) -> list[Span]:
    """The member's sessions that touch the time, oldest first; sessions of one member do not overlap."""
    before = reader.select(
        "select max(start_at) from session where team_id = ? and user_id = ? and start_at < ?",
        (team_id, user_id, to_ms(since)),
    )
    first = before[0][0] if before and before[0][0] is not None else to_ms(since)
    rows = reader.select(
        "select start_at, end_at from session where team_id = ? and user_id = ? and start_at >= ? "
        "and start_at < ? order by start_at",
        (team_id, user_id, first, to_ms(until)),
    )
    return [(from_ms(a), NEVER if b is None else from_ms(b)) for a, b in rows]


def pomodoros(
    reader: Reader, user_id: int, since: dt.datetime, until: dt.datetime, usual: dt.timedelta
) -> list[Span]:
    rows = reader.select(
        "select created_at, focus_ms from tomato where user_id = ? and created_at >= ? "
        "and created_at < ? order by created_at",
        (user_id, to_ms(since), to_ms(until)),
    )
    found: list[Span] = []
    for at, focus in rows:
        length = usual if focus is None else dt.timedelta(milliseconds=focus)
        found.append((from_ms(at) - length, from_ms(at)))
    return sorted(found)


def known(reader: Reader, user_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """(user, content) → number of the batch that holds it and was not undone."""
    if not user_ids:
        return {}
    rows = reader.select(
        "select l.user_id, l.content, l.batch_id from import_line l join import_batch b "
        f"on b.id = l.batch_id where b.state = 'done' and l.user_id in ({_marks(user_ids)})",
        user_ids,
    )
    return {(row[0], row[1]): row[2] for row in rows}


def add_lines(uow: UnitOfWork, lines: list[tuple[int, int, int, str, str, str]]) -> None:
    """(batch, line, user, content, kind, numbers of the rows as JSON)."""
    uow.execute_many(
        "insert into import_line (batch_id, line, user_id, content, kind, row_ids) "
        "values (?, ?, ?, ?, ?, ?)",
        lines,
    )
