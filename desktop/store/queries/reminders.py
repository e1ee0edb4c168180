"""What reminders are made of: the shifts near an instant, who was there, what was told and not seen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from desktop.base.clock import from_ms, to_ms
from desktop.domain import zones
from desktop.domain.notice_kinds import KINDS
from desktop.domain.reminders import LAPSE, Happening, Shift, Stint

from ..schema import Row, layout
from ..uow import Reader

Instant = dt.datetime
Whose = tuple[int, int]
"""Person and team."""

LONGEST = dt.timedelta(days=2)
"""A session that ended began at most this long before, save for odd ones."""

_SHIFT = (
    "select id, assignee_id, team_id, start_at, end_at, coalesce(nullif(role, ''), title, ''), "
    "coalesce(location_name, ''), demo from shift where {whose} and start_at >= :since "
    "and start_at < :until and end_at > :alive and published = 1 and canceled = 0 "
    "and assignee_id in (select user_id from member where team_id = :team and status = 'active') "
    "order by start_at, id"
)
_STINT = (
    "select s.id, s.user_id, s.team_id, s.start_at, s.end_at, s.shift_id, "
    "exists (select 1 from punch where punch.id = s.id), s.day, s.time_zone from session s "
)
_NEWEST = (
    "join member m on m.user_id = s.user_id and m.team_id = s.team_id where {whose} "
    "and s.end_at is null and s.id = (select id from session where user_id = m.user_id "
    "and team_id = m.team_id order by start_at desc, id desc limit 1)"
)
_NOTICE = layout("notice")


def teams(reader: Reader, user_id: int | None) -> list[int]:
    """Every team here, or those that a person is an active member of."""
    if user_id is None:
        return [int(row[0]) for row in reader.select("select id from team order by id")]
    rows = reader.select(
        "select team_id from member where user_id = ? and status = 'active' order by team_id",
        (user_id,),
    )
    return [int(row[0]) for row in rows]


def shifts(
    reader: Reader,
    team_id: int,
    user_id: int | None,
    since: Instant,
    until: Instant,
    *,
    alive: Instant,
) -> dict[Whose, list[Shift]]:
    """Published shifts that begin in [since, until), end after `alive` and have somebody, by person."""
    whose = "team_id = :team" + ("" if user_id is None else " and assignee_id = :user")
    found: dict[Whose, list[Shift]] = defaultdict(list)
    values = {
        "team": team_id,
        "user": user_id,
        "since": to_ms(since),
        "until": to_ms(until),
        "alive": to_ms(alive),
    }
    for number, who, team, start, end, role, place, demo in reader.select(
        _SHIFT.format(whose=whose), values
    ):
        shift = Shift(number, who, team, from_ms(start), from_ms(end), role, place, demo)
        found[who, team].append(shift)
    return dict(found)


def stints(
    reader: Reader, team_id: int, user_id: int | None, since: Instant
) -> dict[Whose, list[Stint]]:
    """Sessions that went on after `since`, and those that run however long, by person."""
    mine = "" if user_id is None else " and s.user_id = :user"
    recent = f"where s.team_id = :team and s.day >= :day and s.end_at > :since{mine}"
    newest = _NEWEST.format(whose="m.team_id = :team" + mine.replace("s.user_id", "m.user_id"))
    values = {
        "team": team_id,
        "user": user_id,
        "since": to_ms(since),
        "day": (since - LONGEST).date().isoformat(),
    }
    found: dict[Whose, dict[int, Stint]] = defaultdict(dict)
    for text in (recent, newest):
        for row in reader.select(_STINT + text, values):
            stint = _stint(*row)
            found[stint.user_id, stint.team_id][stint.id] = stint
    return {whose: list(by_id.values()) for whose, by_id in found.items()}


def _stint(
    number: int,
    who: int,
    team: int,
    start: int,
    end: int | None,
    shift: int | None,
    here: int,
    day: str,
    zone: str | None,
) -> Stint:
    begun = from_ms(start)
    if end is not None:
        return Stint(number, who, team, begun, from_ms(end), shift, bool(here))
    tomorrow = dt.date.fromisoformat(day) + dt.timedelta(days=1)
    over = zones.midnight(tomorrow, zones.first_known(zone)[1])
    return Stint(number, who, team, begun, None, shift, bool(here), max(begun + LAPSE, over))


def happenings(reader: Reader, user_id: int, since: Instant, until: Instant) -> list[Happening]:
    """The person's own events that begin in [since, until) and are no shift's."""
    rows = reader.select(
        "select id, user_id, team_id, start_at, coalesce(title, ''), coalesce(location_name, ''), "
        "demo from event where user_id = ? and start_at >= ? and start_at < ? "
        "and coalesce(kind, '') != 'shift' "
        "and not exists (select 1 from shift where shift.event_id = event.id)",
        (user_id, to_ms(since), to_ms(until)),
    )
    return [
        Happening(number, who, team, from_ms(start), title, place, demo)
        for number, who, team, start, title, place, demo in rows
    ]


def planners(reader: Reader, user_id: int | None, since: Instant, until: Instant) -> list[int]:
    """Who has events in [since, until): the person, or everybody."""
    if user_id is not None:
        return [user_id]
    rows = reader.select(
        "select distinct e.user_id from member m join event e on e.user_id = m.user_id "
        "where e.start_at >= ? and e.start_at < ?",
        (to_ms(since), to_ms(until)),
    )
    return [int(row[0]) for row in rows]


def unseen(reader: Reader, people: Sequence[int]) -> list[Row]:
    """Reminders that these people were given and have not seen."""
    marks, kinds = ", ".join("?" * len(people)), ", ".join("?" * len(KINDS))
    rows = reader.select(
        f"select {_NOTICE.select} from notice where user_id in ({marks}) and seen_at is null "
        f"and kind in ({kinds}) order by id",
        (*people, *KINDS),
    )
    return [_NOTICE.decode(row) for row in rows]


def told(reader: Reader, user_id: int, key: str) -> bool:
    row = reader.select("select 1 from notice where user_id = ? and key = ?", (user_id, key))
    return bool(row)


def members(reader: Reader, user_id: int | None) -> list[int]:
    if user_id is not None:
        return [user_id]
    return [int(row[0]) for row in reader.select("select distinct user_id from member")]
