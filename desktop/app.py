"""The composition root: the only module that knows every layer. Wiring only, at most 200 lines."""

from __future__ import annotations

from pathlib import Path

from desktop.base.clock import Clock, SystemClock
from desktop.base.events import Events
from desktop.contract import table
from desktop.services.bus import Bus
from desktop.store.store import Store


class Node:
    """One process that owns one data directory: a store and the bus over it."""

    def __init__(self, folder: Path, *, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.events = Events()
        self.store = Store(folder, self.clock, self.events)
        self.bus = Bus(table.load(), self.store)

    def close(self) -> None:
        self.bus.close()
        self.store.close()


def main() -> int:
    from desktop.cli.main import run

    return run()
