"""A short lane for work that is slow on purpose, such as password hashes, apart from the writer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from desktop.base.errors import TooMany

T = TypeVar("T")
AT_ONCE, WAITING = 4, 16


class SlowLane:
    """At most four things at once and sixteen waiting; more are refused, not queued."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._inside = 0

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Raises TooMany when the lane is full."""
        with self._guard:
            if self._inside >= AT_ONCE + WAITING:
                raise TooMany("Too many logins at once. Try again in a moment.", retry_after=1)
            self._inside += 1
            if self._pool is None:
                self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="slow")
            future = self._pool.submit(work)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _: Future[Any]) -> None:
        with self._guard:
            self._inside -= 1

    def close(self) -> None:
        with self._guard:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)
