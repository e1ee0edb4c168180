"""Keeps the exceptions of open sheets up to date behind the punches, and reminds of late sheets.

A punch must not wait for a review, so what it changes is looked at a few seconds later, a bounded
number of sheets at a time. What only time changes (a missed shift, a forgotten clock-out) is looked
at every few minutes.
"""

from __future__ import annotations

import datetime as dt
import threading
from functools import partial

from desktop.base.events import Changed, Events
from desktop.store.queries import reviews as queries
from desktop.store.schema import Row
from desktop.store.store import Store
from desktop.store.uow import Reader, UnitOfWork

from . import reviews, sheet_notices

SECONDS, MINUTES = 5, 5
"""How often `catch_up` and `sweep` run."""
BATCH = 100
QUIET, PATIENCE = 1.0, 60.0
"""Seconds without a change that a look waits for, and how long it does so at most."""
BACK = dt.timedelta(days=35)
"""Sheets that ended longer ago change by no time any more."""
_WATCHED = ("attendance", "shift", "shift_answer", "timesheet", "timesheet_item")


class ReviewWatch:
    """Listens to a store's changes; its jobs run on the scheduler's thread."""

    def __init__(self, store: Store, events: Events) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._changed: dict[str, set[int]] = {}
        self._waiting: dict[int, None] = {}
        self._everything = False
        self._first: float | None = None
        self._last = 0.0
        self.close = events.subscribe(self._note)

    def _note(self, changed: Changed) -> None:
        with self._lock:
            for kind in _WATCHED:
                if kind in changed.kinds:
                    self._changed.setdefault(kind, set()).update(changed.kinds[kind])
            if self._changed:
                self._last = self._store.clock.monotonic()
                self._first = self._last if self._first is None else self._first
            self._everything |= "workforce" in changed.kinds

    def when_quiet(self) -> None:
        """Catches up unless people punch this very second: in a rush it would take their time."""
        now = self._store.clock.monotonic()
        with self._lock:
            rush = self._first is not None and now - self._last < QUIET
            if rush and self._first is not None and now - self._first < PATIENCE:
                return
        self.catch_up()

    def catch_up(self) -> int:
        """Looks at sheets whose punches, shifts or lines changed; returns how many still wait."""
        with self._lock:
            changed, self._changed = self._changed, {}
            everything, self._everything = self._everything, False
            self._first = None
        if everything:
            self.sweep()
        if changed:
            sheets = self._store.read(lambda reader: reviews.concerned(reader, changed))
            self._waiting.update(dict.fromkeys(sorted(sheets)))
        part = list(self._waiting)[:BATCH]
        self._refresh(part)
        for number in part:
            del self._waiting[number]
        return len(self._waiting)

    def sweep(self) -> None:
        """Looks at every open sheet of the last weeks, and gives the reminders that are due."""
        today = self._store.clock.now().date()
        first, last = today - BACK, today + dt.timedelta(days=1)
        open_ones = self._store.read(lambda reader: queries.open_sheets(reader, first, last))
        for i in range(0, len(open_ones), BATCH):
            self._refresh(open_ones[i : i + BATCH])
        self._store.write(lambda uow: sheet_notices.remind(uow, today), durable=False).result()

    def _refresh(self, numbers: list[int]) -> None:
        """Finds out on this thread what differs, so that the writer only writes."""
        now = self._store.clock.now()

        def outdated(reader: Reader) -> list[int]:
            found: list[int] = []
            for number in numbers:
                sheet = reader.get("timesheet", number)
                if sheet is not None and reviews.differs(reader, sheet, now):
                    found.append(number)
            return found

        late = self._store.read(outdated) if numbers else []
        for number in late:  # one at a time, so that punches get in between
            self._store.write(partial(_write, number=number), durable=False).result()


def _write(uow: UnitOfWork, number: int) -> None:
    sheet: Row | None = uow.get("timesheet", number)
    if sheet is not None:
        reviews.refresh(uow, sheet)
