"""A desk and a server in memory that know the same events."""

from __future__ import annotations

import random
from pathlib import Path

from desktop.sync.run import SyncReport
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk
from tests.helpers.upstream import Upstream, Wire

EVENTS = "/v1/events"


class Pair:
    """A connected desk and its server, with some events that both know."""

    def __init__(self, folder: Path, *, hub: bool, count: int = 12) -> None:
        self.clock = FakeClock()
        self.upstream = Upstream(hub=hub, clock=self.clock)
        self.wire = Wire(self.upstream, lambda _: None, random.Random(1))
        self.desk = Desk(folder, clock=self.clock, transport=self.wire, across=1)
        for _ in range(count):
            self.add()
        self.desk.connect("http://sim", "k")
        self.desk.sync()
        assert len(self.titles()) == count

    def add(self, **more: object) -> int:
        number = self.upstream.number()
        row = {"id": number, "user_id": 7, "title": f"event {number}", **more}
        self.upstream.events[number] = row
        self.upstream.changed()
        return number

    def drop(self, *numbers: int) -> None:
        for number in numbers:
            del self.upstream.events[number]
        self.upstream.changed()

    def sync(self, *, minutes: float = 2) -> SyncReport:
        self.clock.advance(minutes=minutes)
        return self.desk.sync()

    def titles(self) -> set[str]:
        return {row["title"] for row in self.desk.rows("event")}
