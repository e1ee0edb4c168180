"""An asyncio loop on a thread of its own: where HTTP is served and the upstream is talked to."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)


class LoopThread:
    """Started once, stopped once; coroutines reach it through `run`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._main, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    @property
    def running(self) -> bool:
        return self._loop is not None and self._thread.is_alive()

    def run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Schedules a coroutine from any thread."""
        if self._loop is None:
            raise RuntimeError(f"{self._name} is not started")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self, timeout: float = 10.0) -> None:
        """Cancels what still runs, then ends the thread. Safe to call twice."""
        loop, self._loop = self._loop, None
        if loop is None:
            return
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join(timeout)
        if self._thread.is_alive():
            log.error("%s did not stop within %s s", self._name, timeout)

    def _main(self) -> None:
        loop = _new_loop()
        asyncio.set_event_loop(loop)
        self._loop = loop
        loop.call_soon(self._ready.set)
        try:
            loop.run_forever()
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            asyncio.set_event_loop(None)
            loop.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
