"""When reminders are looked for: at the next instant that matters, and after what changes them.

The scheduler keeps nothing: each look computes the next from the store (services/reminders.py).
Its threads wait by a clock that stands still while the machine sleeps, so a pulse twice a minute
has it look at the wall clock again.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.base.clock import UTC
from desktop.base.events import Changed
from desktop.store.store import Store

from . import reminders, status

if TYPE_CHECKING:
    from apscheduler.schedulers.base import BaseScheduler

PULSE = dt.timedelta(seconds=30)
SOON = dt.timedelta(seconds=2)
"""After a change: a sync brings hundreds, and one look at the end is enough."""
SHARE = 50
"""A look takes at most this part of the time, however large the team and its day's punches."""
_KINDS = frozenset({"shift", "session", "attendance", "workforce", "member", "team", "event"})


def _never() -> dt.datetime | None:
    """What the store says of the last sync is all that is known."""
    return None


def _nobody() -> None:
    """Without an upstream nobody else's punches are awaited."""


class Alarm:
    """Looks on the scheduler's thread. `start` once, `stop` before the scheduler ends."""

    def __init__(
        self,
        store: Store,
        scheduler: BaseScheduler,
        *,
        everybody: bool,
        last_ok: Callable[[], dt.datetime | None] = _never,
        ask_sync: Callable[[], None] = _nobody,
        soon: dt.timedelta = SOON,
    ) -> None:
        self._store, self._scheduler = store, scheduler
        self._everybody, self._soon = everybody, soon
        self._last_ok, self._ask_sync = last_ok, ask_sync
        self._next: dt.datetime | None = None
        self._dirty = True
        self._held = False
        self._rest = soon
        self._forget: Callable[[], None] | None = None
        self._guard = threading.Lock()
        self._ended = False

    def start(self) -> None:
        self._forget = self._store.events.subscribe(self._heard)
        self._scheduler.add_job(
            self._pulse, "interval", seconds=PULSE.total_seconds(), id="reminders.pulse"
        )
        self._set(self._soon)

    def stop(self) -> None:
        with self._guard:
            self._ended = True
        forget, self._forget = self._forget, None
        if forget is not None:
            forget()

    def _heard(self, changed: Changed) -> None:
        """On the publisher's thread: at most one entry of the scheduler for a burst of changes."""
        told = self._held and status.KIND in changed.kinds
        if not self._dirty and (told or not _KINDS.isdisjoint(changed.kinds)):
            self._dirty = True
            self._set(self._rest)

    def _pulse(self) -> None:
        due = self._next is None or self._store.clock.now() >= self._next
        if self._dirty or due:
            self._look()

    def _look(self) -> None:
        # before the look: what changes during it asks for another
        self._dirty = False
        begun = self._store.clock.monotonic()
        found = reminders.run(self._store, everybody=self._everybody, last_ok=self._last_ok())
        spent = dt.timedelta(seconds=self._store.clock.monotonic() - begun)
        self._rest = max(self._soon, SHARE * spent)
        if found.held and not self._held:
            self._ask_sync()
        self._held = found.held
        self._next = found.next_at
        self._set(found.next_at - self._store.clock.now())

    def _set(self, after: dt.timedelta) -> None:
        """The one job of the next look: a new wish replaces the one before.

        Not once it ended: a scheduler that shuts down waits for its jobs while it holds the lock
        that `add_job` takes.
        """
        at = dt.datetime.now(UTC) + max(after, dt.timedelta())
        with self._guard:
            if not self._ended:
                self._scheduler.add_job(
                    self._look, "date", run_date=at, id="reminders", replace_existing=True
                )
