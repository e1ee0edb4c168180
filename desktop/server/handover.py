"""Waiting on the loop for what another thread finishes, with one wake-up for a whole group."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_Done = tuple["asyncio.Future[Any]", "Future[Any]"]


class Handover:
    """The writer commits many calls at once; telling the loop of each alone would cost more each."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._done: deque[_Done] = deque()
        self._woken = False

    async def result(self, future: Future[T]) -> T:
        """The future's result. It goes on even when nobody waits any more."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()

        def tell(finished: Future[T]) -> None:
            with self._guard:
                self._done.append((waiter, finished))
                first, self._woken = not self._woken, True
            if first:
                loop.call_soon_threadsafe(self._deliver)

        future.add_done_callback(tell)
        return await waiter

    def _deliver(self) -> None:
        with self._guard:
            done, self._done = self._done, deque()
            self._woken = False
        for waiter, finished in done:
            if waiter.done():
                continue
            error = finished.exception()
            if error is None:
                waiter.set_result(finished.result())
            else:
                waiter.set_exception(error)
