"""A store of many rows, for the benchmarks: the demo team, and years of shifts around it."""

from __future__ import annotations

import datetime as dt
import math
import random
from typing import Any

from desktop.domain import zones
from desktop.services import person, syncs
from desktop.store.schema import layout
from desktop.store.uow import UnitOfWork

from . import cast, focused
from .batch import ITEM, Batch
from .cast import Crew
from .fill import close, populate
from .roster import BY_JOB, DAY

SHARES: tuple[tuple[str, float], ...] = (("shift", 0.6), ("tomato", 0.25), ("event", 0.15))
"""What the rows beyond the demo team are."""


def bulk(uow: UnitOfWork, rows: int, today: dt.date, time_zone: str, seed: int = 1) -> int:
    """Fills an empty store with at least that many rows; returns how many were made.

    The directory becomes Mara Ellison's. Nobody can log in.
    """
    zone = zones.find(time_zone)
    if zone is None:
        raise LookupError(time_zone)
    sync = syncs.begin(uow, team_id=None, user_id=None, item_type=ITEM, options={"rows": rows})
    batch = Batch(uow, sync["id"], random.Random(f"{seed} {today}"), zone, 0)
    crew = cast.found(batch, time_zone, {})
    populate(batch, crew, today)
    person.settle(uow, crew.named("Mara Ellison").user_id, batch.team_id)
    missing = max(0, rows - batch.total)
    for kind, share in SHARES:
        made = [
            _row(batch, crew, kind, number, today) for number in range(math.ceil(missing * share))
        ]
        uow.insert_many(kind, made)
        batch.count(kind, len(made))
    close(batch, sync, crew.holding("admin").user_id)
    return batch.total


def _row(batch: Batch, crew: Crew, kind: str, number: int, today: dt.date) -> dict[str, Any]:
    """One row of three years back to one ahead; pomodoros of the past only."""
    rng = batch.rng
    member = crew.members[number % len(crew.members)]
    day = today - rng.randint(30, 1000) * DAY
    row: dict[str, Any] = dict.fromkeys(layout(kind).columns)
    row |= {
        "id": batch.uow.new_id(),
        "user_id": member.user_id,
        "demo": batch.mark,
        "created_at": batch.uow.now,
        "updated_at": batch.uow.now,
    }
    if kind == "tomato":
        _, task, tags = rng.choice(focused.THEMES)
        at = batch.at(day, f"{rng.randint(8, 18)}:{rng.randint(0, 59):02d}")
        return row | {"task": task or None, "tags": list(tags), "created_at": at}
    role, place = rng.choice(tuple(BY_JOB)), rng.choice(cast.PLACES)
    begin, end = rng.choice(BY_JOB[role])
    day = rng.choice((day, today + rng.randint(30, 365) * DAY))
    row |= {
        "team_id": batch.team_id,
        "title": role,
        "location_name": place,
        "start_at": batch.at(day, begin),
        "end_at": batch.at(day, end),
    }
    if kind == "event":
        return row | {"kind": "event"}
    return row | {
        "assignee_id": member.user_id,
        "role": role,
        "location_id": crew.places[place],
        "status": "published",
        "published": True,
        "canceled": False,
        "data": {},
    }
