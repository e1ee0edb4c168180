"""Sessions and attendances as lists, days and people ask for them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from desktop.base.clock import to_ms

from ..schema import Row, layout
from ..uow import Reader

_ZERO = dt.timedelta()
_ATTENDANCE = layout("attendance")
_SESSION = layout("session")


@dataclass(frozen=True, slots=True)
class Stint:
    """One session of work. `id` is that of the attendance that started it.

    `work` and `rest` count up to `last_at`; `worked` and `rested` add what runs since then.
    """

    id: int
    user_id: int
    team_id: int
    start_at: dt.datetime
    end_at: dt.datetime | None
    last_status: str
    last_at: dt.datetime
    work: dt.timedelta
    rest: dt.timedelta
    day: dt.date
    time_zone: str | None
    event_id: int | None
    shift_id: int | None
    lapsed: bool = False

    @property
    def on_break_since(self) -> dt.datetime | None:
        return self.last_at if self.end_at is None and self.last_status == "pause" else None

    def worked(self, now: dt.datetime) -> dt.timedelta:
        return self.work + self._running(now, on_break=False)

    def rested(self, now: dt.datetime) -> dt.timedelta:
        return self.rest + self._running(now, on_break=True)

    def _running(self, now: dt.datetime, *, on_break: bool) -> dt.timedelta:
        if self.end_at is not None or self.lapsed or (self.last_status == "pause") is not on_break:
            return _ZERO
        return max(_ZERO, now - self.last_at)


@dataclass(slots=True)
class DayTotal:
    """What a person did on one business day; a session counts whole on the day it started."""

    work: dt.timedelta = _ZERO
    rest: dt.timedelta = _ZERO
    sessions: int = 0


def _stint(row: Row) -> Stint:
    return Stint(
        id=row["id"],
        user_id=row["user_id"],
        team_id=row["team_id"],
        start_at=row["start_at"],
        end_at=row["end_at"],
        last_status=row["last_status"],
        last_at=row["last_at"],
        work=dt.timedelta(milliseconds=row["work_ms"]),
        rest=dt.timedelta(milliseconds=row["break_ms"]),
        day=row["day"],
        time_zone=row["time_zone"],
        event_id=row["event_id"],
        shift_id=row["shift_id"],
        lapsed=bool(row["lapsed"]),
    )


def sessions_between(
    reader: Reader,
    user_id: int,
    start: dt.datetime,
    end: dt.datetime,
    *,
    team_id: int | None = None,
) -> list[Stint]:
    """The person's sessions that touch [start, end), oldest first."""
    team = "" if team_id is None else "and team_id = :team "
    before = (
        "select max(start_at) from session where user_id = :user "
        f"{team}and start_at < :start"  # sessions of one member do not overlap
    )
    rows = reader.select(
        f"select {_SESSION.select} from session where user_id = :user {team}"
        f"and start_at >= coalesce(({before}), :start) and start_at < :end "
        "and ((end_at is null and coalesce(lapsed, 0) = 0) or end_at > :start "
        "or start_at >= :start) order by start_at, id",
        {"user": user_id, "team": team_id, "start": to_ms(start), "end": to_ms(end)},
    )
    return [_stint(_SESSION.decode(row)) for row in rows]


def open_session(
    reader: Reader, user_id: int, *, team_id: int | None = None, now: dt.datetime | None = None
) -> Stint | None:
    """The running session. With `now` also one that ends later than that, by a wrong clock."""
    where: dict[str, Any] = {"user_id": user_id}
    if team_id is not None:
        where["team_id"] = team_id
    newest = reader.one("session", where, order="start_at desc, id desc")
    if newest is None or newest["end_at"] is None:
        return None if newest is None else _stint(newest)
    if now is None or newest["end_at"] <= now:
        return None
    begun = reader.one("session", {**where, "start_at <=": now}, order="start_at desc, id desc")
    if begun is None or (begun["end_at"] is not None and begun["end_at"] <= now):
        return None
    return _stint(begun)


def day_totals(
    reader: Reader,
    user_id: int,
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    *,
    team_id: int | None = None,
) -> dict[dt.date, DayTotal]:
    """Work and break by business day, both days included, the running session up to `now`."""
    day = dt.timedelta(days=1)
    edge = dt.datetime.combine(first, dt.time(), dt.UTC) - day
    until = dt.datetime.combine(last, dt.time(), dt.UTC) + 2 * day
    totals: dict[dt.date, DayTotal] = defaultdict(DayTotal)
    for stint in sessions_between(reader, user_id, edge, until, team_id=team_id):
        if first <= stint.day <= last:
            total = totals[stint.day]
            total.work += stint.worked(now)
            total.rest += stint.rested(now)
            total.sessions += 1
    return dict(totals)


def attendances_between(
    reader: Reader,
    user_id: int,
    start: dt.datetime,
    end: dt.datetime,
    *,
    team_id: int | None = None,
) -> list[Row]:
    """The person's punches of [start, end), oldest first."""
    where: dict[str, Any] = {"user_id": user_id, "timestamp >=": start, "timestamp <": end}
    if team_id is not None:
        where["team_id"] = team_id
    return reader.find("attendance", where, order="timestamp, id")


@dataclass(slots=True)
class Wanted:
    """Which attendances of a team a list asks for; None or empty leaves a side open."""

    team_id: int
    user_id: int | None = None
    but_user_id: int | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    search: str = ""
    limit: int = -1
    offset: int = 0


def attendances(reader: Reader, wanted: Wanted) -> list[Row]:
    """Newest first."""
    parts, values = _conditions(wanted)
    columns = ", ".join(f'a."{column}"' for column in _ATTENDANCE.columns)
    rows = reader.select(
        f"select {columns} from attendance a where {' and '.join(parts)} "
        "order by a.timestamp desc, a.id desc limit :limit offset :offset",
        {**values, "limit": wanted.limit, "offset": wanted.offset},
    )
    return [_ATTENDANCE.decode(row) for row in rows]


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    parts = ["a.team_id = :team"]
    values: dict[str, Any] = {"team": wanted.team_id}
    if wanted.user_id is not None:
        parts.append("a.user_id = :user")
        values["user"] = wanted.user_id
    if wanted.but_user_id is not None:
        parts.append("a.user_id != :but")
        values["but"] = wanted.but_user_id
    if wanted.start is not None:
        parts.append("a.timestamp >= :start")
        values["start"] = to_ms(wanted.start)
    if wanted.end is not None:
        parts.append("a.timestamp < :end")
        values["end"] = to_ms(wanted.end)
    for number, word in enumerate(_words(wanted.search)):
        parts.append(_SEARCHED.format(word=f":word{number}"))
        values[f"word{number}"] = word
    return parts, values


_SEARCHED = (
    "(a.location_name like {word} escape '\\' or a.address like {word} escape '\\' "
    "or a.user_id in (select id from user where first_name like {word} escape '\\' "
    "or last_name like {word} escape '\\') or a.user_id in (select user_id from member "
    "where team_id = :team and roles like {word} escape '\\'))"
)
_MOST_WORDS = 8


def _words(search: str) -> Iterable[str]:
    for word in search.split()[:_MOST_WORDS]:
        plain = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        yield f"%{plain}%"


def session_at(reader: Reader, user_id: int, team_id: int, at: dt.datetime) -> Row | None:
    """The member's session that holds an instant, its ends included."""
    where = {"user_id": user_id, "team_id": team_id, "start_at <=": at}
    found = reader.one("session", where, order="start_at desc, id desc")
    if found is None or (found["end_at"] is not None and found["end_at"] < at):
        return None
    return found
