"""Where synchronising stands, for the window's chip: what the tables say and what the engine knows."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, replace

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


_KINDS = frozenset({"outbox", "conflict", "scope", "remote"})


class StatusSource:
    """Callable from any thread: from memory, and after a change by a few counts along indexes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._progress = Progress()
        self._known: SyncStatus | None = None
        self._version = 0
        self._looked: dt.datetime | None = None
        self._kept: dt.datetime | None = None
        store.events.subscribe(self._heard)

    def __call__(self) -> SyncStatus:
        with self._guard:
            progress, known, version = self._progress, self._known, self._version
            looked = self._looked
        if known is None:
            known = self._store.read(_counted)
            with self._guard:
                if version == self._version:
                    self._known = known
        if looked is not None and (known.last_ok is None or known.last_ok < looked):
            known = replace(known, last_ok=looked)
        return self._with(known, progress)

    def looked(self, at: dt.datetime) -> None:
        """A run ended well. In memory: a look at an unchanged store touches no row (see `keep`)."""
        with self._guard:
            self._looked = at

    def keep(self) -> None:
        """Stores when the last run ended well, for the next start: now and then, and at the end."""
        with self._guard:
            at, kept = self._looked, self._kept
            self._kept = at
        if at is not None and at != kept:
            self._store.write(lambda uow: queries.keep_last_ok(uow, at), initiator="sync")

    def show(self, progress: Progress) -> None:
        """Keeps what the engine is doing and tells who listens."""
        with self._guard:
            same, self._progress = self._progress == progress, progress
        if not same:
            self.announce()

    def announce(self) -> None:
        self._forget()
        self._store.events.publish(Changed({KIND: frozenset()}, initiator="sync"))

    def _heard(self, changed: Changed) -> None:
        if not _KINDS.isdisjoint(changed.kinds):
            self._forget()

    def _forget(self) -> None:
        with self._guard:
            self._known = None
            self._version += 1

    def _with(self, known: SyncStatus, progress: Progress) -> SyncStatus:
        if not known.connected:
            return known
        wait = None
        if progress.until is not None:
            wait = max(0, round(progress.until - self._store.clock.monotonic()))
        state = progress.state
        if state == "idle" and (known.attention or known.expired):
            state = "attention"
        return replace(
            known, state=state, done=progress.done, total=progress.total, next_try_seconds=wait
        )


def _counted(reader: Reader) -> SyncStatus:
    """What the tables say."""
    remote = queries.active(reader)
    if remote is None:
        return SyncStatus()
    counts = outbox.counts(reader)
    return SyncStatus(
        connected=True,
        pending=counts.open + counts.blocked,
        attention=needs_person(reader, counts),
        expired=remote["auth"] != "ok",
        last_ok=queries.last_ok(reader),
    )


def needs_person(reader: Reader, counts: outbox.Counts) -> int:
    """Entries, conflicts that stopped nothing, and frozen lists that somebody has to look at."""
    return counts.attention + queries.conflicts(reader) + queries.frozen(reader)
