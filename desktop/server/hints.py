"""Telling other nodes at once that something changed, by a request that waits for it."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from desktop.base.errors import TooMany, invalid
from desktop.base.events import Changed, Events
from desktop.services.versions import Versions

from .doorkeeper import WATCHED

LONGEST, USUAL = 60.0, 25.0
MOST = 1000


class Hints:
    """Waiters cost a future each, no thread; they all wake at a change, at shutdown, or in time."""

    def __init__(self, versions: Versions, events: Events) -> None:
        self._versions = versions
        self._guard = threading.Lock()
        self._waiters: dict[asyncio.Future[None], asyncio.AbstractEventLoop] = {}
        self._closed = False
        self._unsubscribe = events.subscribe(self._wake)

    def close(self) -> None:
        """Everybody is answered, so that the server can stop."""
        self._unsubscribe()
        self._closed = True
        self._release()

    async def change(self, since: str, wait: str) -> dict[str, Any]:
        """`since` is `<epoch>.<seq>`; answers at once when that is not where the store is."""
        epoch, seq = _cursor(since)
        seconds = _seconds(wait)
        if epoch != self._versions.epoch:
            return self._tell(0)
        waiter = self._enlist()  # before the look, so that a change in between wakes it
        try:
            if self._versions.seq <= seq and not self._closed:
                await asyncio.wait([waiter], timeout=seconds)
        finally:
            with self._guard:
                self._waiters.pop(waiter, None)
        return self._tell(seq)

    def _enlist(self) -> asyncio.Future[None]:
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        with self._guard:
            if len(self._waiters) >= MOST:
                raise TooMany("Too many nodes are waiting here.", retry_after=5)
            self._waiters[waiter] = loop
        return waiter

    def _tell(self, seq: int) -> dict[str, Any]:
        now = self._versions.seq
        kinds = self._versions.since(seq)
        return {"epoch": self._versions.epoch, "seq": now, "kinds": kinds}

    def _wake(self, changed: Changed) -> None:
        # a change of people or keys also wakes: a caller who was shut out must ask again and be told
        if self._waiters and (changed.seq or not WATCHED.isdisjoint(changed.kinds)):
            self._release()

    def _release(self) -> None:
        with self._guard:
            waiters, self._waiters = self._waiters, {}
        for waiter, loop in waiters.items():
            loop.call_soon_threadsafe(_done, waiter)


def _done(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


def _cursor(since: str) -> tuple[str, int]:
    """An empty cursor belongs to no epoch, so it is answered at once with everything."""
    epoch, _, seq = since.rpartition(".")
    if not since:
        return "", 0
    if not seq.isdigit() or len(seq) > 18:
        raise invalid("since", "is not <epoch>.<seq>")
    return epoch, int(seq)


def _seconds(wait: str) -> float:
    if not wait:
        return USUAL
    if not wait.isdigit():
        raise invalid("wait", "is not a number of seconds")
    return min(float(wait[:6]), LONGEST)
