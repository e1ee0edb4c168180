"""Where synchronising stands, for the window's chip: what the tables say and what the engine knows."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from desktop.base.events import Changed
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.store import Store
from desktop.store.uow import Reader

from .status import KIND, SyncState, SyncStatus


@dataclass(frozen=True, slots=True)
class Progress:
    """What only the engine knows; `until` is on the monotonic clock."""

    state: SyncState = "idle"
    done: int = 0
    total: int = 0
    until: float | None = None


class StatusSource:
    """Callable from any thread; a few counts along indexes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._progress = Progress()

    def __call__(self) -> SyncStatus:
        with self._guard:
            progress = self._progress
        return self._store.read(lambda reader: self._status(reader, progress))

    def show(self, progress: Progress) -> None:
        """Keeps what the engine is doing and tells who listens."""
        with self._guard:
            same, self._progress = self._progress == progress, progress
        if not same:
            self.announce()

    def announce(self) -> None:
        self._store.events.publish(Changed({KIND: frozenset()}, initiator="sync"))

    def _status(self, reader: Reader, progress: Progress) -> SyncStatus:
        remote = queries.remote(reader)
        if remote is None:
            return SyncStatus()
        counts = outbox.counts(reader)
        attention = needs_person(reader, counts)
        state = progress.state
        if state == "idle" and (attention or remote["auth"] != "ok"):
            state = "attention"
        wait = None
        if progress.until is not None:
            wait = max(0, round(progress.until - self._store.clock.monotonic()))
        return SyncStatus(
            connected=True,
            state=state,
            done=progress.done,
            total=progress.total,
            pending=counts.open + counts.blocked,
            attention=attention + (remote["auth"] != "ok"),
            next_try_seconds=wait,
            last_ok=queries.last_ok(reader),
        )


def needs_person(reader: Reader, counts: outbox.Counts) -> int:
    """Entries, conflicts that stopped nothing, and frozen lists that somebody has to look at."""
    return counts.attention + queries.conflicts(reader) + queries.frozen(reader)
