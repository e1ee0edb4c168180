"""Demo punches, recorded by the same function as real ones: fact, attendance, session, timesheet line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from desktop.base.clock import to_ms
from desktop.domain.attendance import Origin
from desktop.services import attendance_times
from desktop.services.attendance_times import Entry
from desktop.store.schema import Row

from .batch import Batch

Punch = tuple[str, dt.datetime]


def clock(
    batch: Batch,
    user_id: int,
    events: Sequence[Punch],
    *,
    shift: Row | None = None,
    place: str = "",
    source: str = "desk",
) -> None:
    """Records punches of a person in their order; each counts as made at its own time."""
    for status, at in events:
        entry = Entry(
            user_id=user_id,
            team_id=batch.team_id,
            actor_id=user_id,
            status=status,
            at=to_ms(at),
            now=to_ms(at),
            origin=Origin.LIVE,
            source=source,
            uid=batch.uid(),
            zone=batch.zone.key,
            named=shift["id"] if shift else None,
            details={"location_name": place} if place else {},
            demo=batch.mark,
            device=batch.device,
        )
        attendance_times.record(batch.uow, entry)
        batch.count("attendance")
