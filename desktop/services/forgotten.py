"""Clock-outs that were forgotten: found on a later day and asked about, never made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desktop.base.clock import to_ms
from desktop.domain import zones
from desktop.domain.notice_kinds import FORGOTTEN
from desktop.domain.sessions import LAPSE
from desktop.store.queries import forgotten as queries
from desktop.store.queries import time as time_queries
from desktop.store.schema import Row
from desktop.store.store import Store
from desktop.store.uow import Reader, UnitOfWork

from . import notices

BACK = dt.timedelta(days=31)
"""Nobody remembers when they went home longer ago than this; a manager corrects it."""
_LAPSE = dt.timedelta(milliseconds=LAPSE)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A session without an end. `likely` is when its shift ended, None without a shift.

    `until` is when the next session began, so before that the person must have stopped.
    """

    session_id: int
    user_id: int
    team_id: int
    began: dt.datetime
    last_at: dt.datetime
    day: dt.date
    zone: dt.tzinfo
    likely: dt.datetime | None
    until: dt.datetime | None

    def instant(self, time: dt.time) -> dt.datetime:
        """The first moment after the last punch at which the clock showed that time."""
        wall = self.last_at.astimezone(self.zone)
        at = dt.datetime.combine(wall.date(), time, self.zone)
        if at.astimezone(dt.UTC) <= self.last_at.replace(second=0, microsecond=0):
            at = dt.datetime.combine(wall.date() + dt.timedelta(days=1), time, self.zone)
        return at.astimezone(dt.UTC)


def of(reader: Reader, user_id: int, team_id: int, now: dt.datetime) -> tuple[Forgotten, ...]:
    """The person's, oldest first."""
    return _found(reader, now, {"user_id": user_id, "team_id": team_id})


def running(reader: Reader, user_id: int, team_id: int, now: dt.datetime) -> int | None:
    """The running session's number; None also while only its clock-out is missing.

    Clients then offer to clock in, and not to end yesterday's day with today's time.
    """
    found = time_queries.open_session(reader, user_id, team_id=team_id, now=now)
    if found is None or any(
        one.session_id == found.id for one in of(reader, user_id, team_id, now)
    ):
        return None
    return int(found.id)


def _found(
    reader: Reader, now: dt.datetime, who: dict[str, int] | None = None
) -> tuple[Forgotten, ...]:
    rows = queries.endless(reader, to_ms(now - BACK), to_ms(now - _LAPSE), **(who or {}))
    made = (_forgotten(reader, row) for row in rows)
    return tuple(one for one in made if not _may_go_on(one, now))


def _forgotten(reader: Reader, row: Row) -> Forgotten:
    shift = reader.get("shift", row["shift_id"]) if row["shift_id"] is not None else None
    return Forgotten(
        session_id=row["id"],
        user_id=row["user_id"],
        team_id=row["team_id"],
        began=row["start_at"],
        last_at=row["last_at"],
        day=row["day"],
        zone=zones.first_known(row["time_zone"])[1],
        likely=None if shift is None else shift["end_at"],
        until=queries.next_start(reader, row) if row["lapsed"] else None,
    )


def _may_go_on(one: Forgotten, now: dt.datetime) -> bool:
    """A night or a long shift is not forgotten on the day it belongs to, nor before its shift ends."""
    if one.until is not None:
        return False
    same_day = now.astimezone(one.zone).date() <= one.day
    return same_day or (one.likely is not None and now < one.likely + dt.timedelta(hours=1))


def tell(store: Store) -> None:
    """Gives everybody here a notice for each, once."""
    now = store.clock.now()
    found = store.read(lambda reader: _found(reader, now))
    if found:
        store.write(lambda uow: _give(uow, found), durable=False).result()


def _give(uow: UnitOfWork, found: tuple[Forgotten, ...]) -> None:
    for one in found:
        notices.give(
            uow,
            one.user_id,
            FORGOTTEN,
            "session",
            one.session_id,
            f"session:{one.session_id}:forgotten",
            team_id=one.team_id,
            data={"start_at": one.began.isoformat(), "day": one.day.isoformat()},
        )
