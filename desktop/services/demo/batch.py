"""One batch of demo rows: every row carries its mark, every choice comes from its seed."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

ITEM = "demo_data"
"""What the Syncs of demo data are runs of."""


@dataclass(slots=True)
class Batch:
    """`mark` is the number of the Sync that made the rows; `zone` is where the places are."""

    uow: UnitOfWork
    mark: int
    rng: random.Random
    zone: ZoneInfo
    team_id: int
    made: dict[str, int] = field(default_factory=dict)

    @property
    def device(self) -> str:
        """Demo punches are a chain of their own, so that removing them breaks no other."""
        return f"demo-{self.mark}"

    def add(self, table: str, /, **values: Any) -> Row:
        self.count(table)
        return self.uow.insert(table, {**values, "demo": self.mark})

    def count(self, table: str, more: int = 1) -> None:
        self.made[table] = self.made.get(table, 0) + more

    def at(self, day: dt.date, clock: str) -> dt.datetime:
        """`9:30` or `09:30:15` on a day at the places, as an instant; hours past 23 run on."""
        hours, _, rest = clock.partition(":")
        minutes, _, seconds = rest.partition(":")
        later, hour = divmod(int(hours), 24)
        time = dt.time(hour, int(minutes or 0), int(seconds or 0))
        local = dt.datetime.combine(day + dt.timedelta(days=later), time, self.zone)
        return local.astimezone(dt.UTC)

    def uid(self) -> str:
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    @property
    def total(self) -> int:
        return sum(self.made.values())
