"""What the work-life score is computed from: a team's sessions with their shifts, pomodoros by end."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from desktop.base.clock import UTC, from_ms, to_ms
from desktop.domain import zones
from desktop.domain.wls import Worked

from ..uow import Reader
from .focus import STANDARD_MS

_WORKED = (
    "select s.user_id, s.day, s.start_at, s.end_at, s.work_ms, s.time_zone, shift.end_at "
    "from session s left join shift on shift.id = s.shift_id "
    "where s.end_at is not null and s.day >= :first and s.day < :last and {whose}"
)
_SPENT = (
    f"select user_id, created_at, coalesce(focus_ms, {STANDARD_MS}) from tomato "
    "where created_at >= ? and created_at < ? and user_id in ({marks})"
)


def of_person(reader: Reader, user_id: int, first: dt.date, last: dt.date) -> list[Worked]:
    """The person's finished sessions of [first, last) in all their teams."""
    text = _WORKED.format(whose="s.user_id = :who")
    values = {"first": first.isoformat(), "last": last.isoformat(), "who": user_id}
    return [_worked(row) for row in reader.select(text, values)]


def of_team(
    reader: Reader, team_id: int, but_user_id: int, first: dt.date, last: dt.date
) -> dict[int, list[Worked]]:
    """The finished sessions in the team of everybody else, by person."""
    text = _WORKED.format(whose="s.team_id = :team and s.user_id != :but")
    found: dict[int, list[Worked]] = defaultdict(list)
    values = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "team": team_id,
        "but": but_user_id,
    }
    for row in reader.select(text, values):
        found[row[0]].append(_worked(row))
    return dict(found)


def focus(
    reader: Reader, people: Sequence[int], since: dt.datetime, until: dt.datetime
) -> dict[int, list[tuple[dt.datetime, dt.timedelta]]]:
    """(end, length) of the pomodoros that ended in [since, until), by person."""
    found: dict[int, list[tuple[dt.datetime, dt.timedelta]]] = defaultdict(list)
    text = _SPENT.format(marks=", ".join("?" * len(people)))
    for user_id, ended, ms in reader.select(text, (to_ms(since), to_ms(until), *people)):
        found[user_id].append((from_ms(ended), dt.timedelta(milliseconds=ms)))
    return dict(found)


def _worked(row: tuple[Any, ...]) -> Worked:
    _, day, start, end, work, zone, due = row
    return Worked(
        _day(day),
        from_ms(start),
        from_ms(end),
        dt.timedelta(0, 0, 0, work),
        zones.find(zone or "") or UTC,
        None if due is None else from_ms(due),
    )


_day = lru_cache(maxsize=256)(dt.date.fromisoformat)
