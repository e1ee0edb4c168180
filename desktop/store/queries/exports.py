"""What exports read in bulk, and the batches that went out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.base.clock import from_ms, to_ms

from ..schema import Row, layout
from ..uow import Reader, UnitOfWork

_WIDEST = 400


def _parts(ids: Sequence[int]) -> Iterator[tuple[str, Sequence[int]]]:
    for i in range(0, len(ids), _WIDEST):
        part = ids[i : i + _WIDEST]
        yield ", ".join("?" * len(part)), part


def of_ids(reader: Reader, kind: str, column: str, ids: Sequence[int], order: str) -> list[Row]:
    """Rows whose column is one of the numbers, in order within each few hundred."""
    of = layout(kind)
    if column not in of.codecs:
        raise KeyError(f"{kind} has no column {column}")
    found: list[Row] = []
    for marks, part in _parts(ids):
        sql = f'select {of.select} from "{kind}" where "{column}" in ({marks}) order by {order}'
        found += [of.decode(row) for row in reader.select(sql, part)]
    return found


def taken_back(
    reader: Reader, team_id: int, user_id: int, since: dt.datetime, until: dt.datetime
) -> list[Row]:
    """Punches of these days that a correction took away."""
    of = layout("punch")
    columns = ", ".join(f'p."{name}"' for name in of.columns)
    sql = (
        f"select distinct {columns} from correction c join punch p on p.id = c.punch_id "
        "where p.team_id = ? and p.user_id = ? and p.timestamp >= ? and p.timestamp < ? "
        "and not exists (select 1 from attendance a where a.id = p.id)"
    )
    return [
        of.decode(row) for row in reader.select(sql, (team_id, user_id, to_ms(since), to_ms(until)))
    ]


def deeds(reader: Reader, sheet_ids: Sequence[int]) -> list[Row]:
    """What was done to these sheets, oldest first."""
    of = layout("audit")
    found: list[Row] = []
    for marks, part in _parts(sheet_ids):
        sql = (
            f"select {of.select} from audit where kind = 'timesheet' and row_id in ({marks}) "
            "order by id"
        )
        found += [of.decode(row) for row in reader.select(sql, part)]
    return found


def names(reader: Reader, user_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """(full name, e-mail) by user."""
    found: dict[int, tuple[str, str]] = {}
    for marks, part in _parts(user_ids):
        sql = (
            "select id, trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), "
            f"coalesce(email, '') from user where id in ({marks})"
        )
        found |= {row[0]: (row[1], row[2]) for row in reader.select(sql, part)}
    return found


def members(reader: Reader, team_id: int) -> list[int]:
    """Everybody who is or was in the team and may have worked, by number."""
    rows = reader.select(
        "select user_id from member where team_id = ? union select user_id from timesheet "
        "where team_id = ? order by 1",
        (team_id, team_id),
    )
    return [int(row[0]) for row in rows]


@dataclass(frozen=True, slots=True)
class Told:
    """The last batch that held a line."""

    batch: int
    at: dt.datetime
    digest: str
    user_id: int
    day: str | None


_LAST = (
    "select l.row_id, l.batch_id, b.at, l.digest, l.user_id, l.day from export_line l "
    "join export_batch b on b.id = l.batch_id where b.team_id = ? and l.kind = ? and "
)


def told_of(reader: Reader, team_id: int, kind: str, row_ids: Sequence[int]) -> dict[int, Told]:
    found: dict[int, Told] = {}
    for marks, part in _parts(row_ids):
        rows = reader.select(
            f"{_LAST} l.row_id in ({marks}) order by l.batch_id", (team_id, kind, *part)
        )
        found |= {row[0]: _told(row) for row in rows}
    return found


def told_between(
    reader: Reader, team_id: int, kind: str, user_ids: Sequence[int], days: tuple[dt.date, dt.date]
) -> dict[int, Told]:
    """What went out for these people and days, as the last batch told it."""
    found: dict[int, Told] = {}
    for marks, part in _parts(user_ids):
        rows = reader.select(
            f"{_LAST} l.user_id in ({marks}) and l.day between ? and ? order by l.batch_id",
            (team_id, kind, *part, days[0].isoformat(), days[1].isoformat()),
        )
        found |= {row[0]: _told(row) for row in rows}
    return found


def _told(row: tuple[Any, ...]) -> Told:
    return Told(row[1], from_ms(row[2]), row[3], row[4], row[5])


def add_lines(uow: UnitOfWork, lines: list[tuple[int, str, int, int, str | None, str]]) -> None:
    """(batch, kind, row, user, day, digest) of what went out."""
    uow.execute_many(
        "insert into export_line (batch_id, kind, row_id, user_id, day, digest) "
        "values (?, ?, ?, ?, ?, ?)",
        lines,
    )
