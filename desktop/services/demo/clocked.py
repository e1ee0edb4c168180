"""Demo punches with all that a real punch leaves: the chained fact, the attendance, the session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.base.clock import from_ms, to_ms
from desktop.domain import chain, sessions, zones
from desktop.store.queries import punches
from desktop.store.schema import Row

from .batch import Batch

Punch = tuple[str, dt.datetime]


@dataclass(frozen=True, slots=True)
class Clocked:
    """What a day's punches came to; `shift` is the one they were for."""

    session_id: int
    user_id: int
    day: dt.date
    work_ms: int
    break_ms: int
    ended: bool
    shift: Row | None
    place: str


def clock(
    batch: Batch,
    user_id: int,
    events: Sequence[Punch],
    *,
    shift: Row | None = None,
    place: str = "",
    source: str = "desk",
) -> Clocked:
    """Writes one session of punches, in order from its start."""
    ids = [_punch(batch, user_id, status, at, shift, place, source) for status, at in events]
    order = [
        sessions.Event(to_ms(at), number, status)
        for number, (status, at) in zip(ids, events, strict=True)
    ]
    (derived,) = sessions.derive(order).sessions
    day = zones.day_of(events[0][1], batch.zone)
    batch.add(
        "session",
        id=derived.id,
        user_id=user_id,
        team_id=batch.team_id,
        start_at=from_ms(derived.start),
        end_at=None if derived.end is None else from_ms(derived.end),
        last_status=derived.last_status,
        last_at=from_ms(derived.last_at),
        work_ms=derived.work,
        break_ms=derived.rest,
        day=day,
        time_zone=batch.zone.key,
        event_id=shift["event_id"] if shift else None,
        shift_id=shift["id"] if shift else None,
    )
    return Clocked(
        derived.id,
        user_id,
        day,
        derived.work,
        derived.rest,
        derived.end is not None,
        shift,
        place,
    )


def _punch(
    batch: Batch,
    user_id: int,
    status: str,
    at: dt.datetime,
    shift: Row | None,
    place: str,
    source: str,
) -> int:
    number = batch.uow.new_id()
    event_id = shift["event_id"] if shift else None
    shift_id = shift["id"] if shift else None
    head = punches.head(batch.uow, "punch", batch.device)
    seq, previous = (head[0] + 1, head[1]) if head else (1, chain.ROOT)
    content = (
        number,
        batch.uid(),
        user_id,
        batch.team_id,
        status,
        to_ms(at),
        event_id,
        shift_id,
        user_id,
        batch.zone.key,
        zones.offset_minutes(at, batch.zone),
        None,
        None,
        0,
        source,
        "{}",
        "[]",
        to_ms(at),
        batch.mark,
        batch.device,
        seq,
    )
    punches.append(batch.uow, "punch", content, previous, chain.link(previous, content))
    batch.add(
        "attendance",
        id=number,
        user_id=user_id,
        team_id=batch.team_id,
        status=status,
        timestamp=at,
        event_id=event_id,
        shift_id=shift_id,
        actor_id=user_id,
        time_zone=batch.zone.key,
        source=source,
        manual=False,
        location_name=place or None,
        flags=[],
        created_at=at,
        updated_at=at,
    )
    return number
