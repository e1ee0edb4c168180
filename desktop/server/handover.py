"""Between the loop and the writer: whole groups are handed over, there and back."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import Any

from desktop.services.bus import Asked, Bus

Waiter = asyncio.Future[Any]
PATIENCE = 0.002
"""Seconds that a write may wait for others to be committed with, when others came along lately."""


class Handover:
    """Writes that arrive together are queued together, and their results come back together.

    The interpreter runs one thread at a time. Handing over each write alone would let the writer and
    the loop interrupt each other at every statement, which costs more than the statements. So the
    loop first reads all requests that are there, then lets the writer commit them as one group, and
    while it does gathers the next one. Whoever was answered often asks again at once: a group waits
    for as many as there were lately, but never longer than PATIENCE.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._asked: list[tuple[Asked, Waiter]] = []
        self._writing: set[Waiter] = set()
        self._expected = 1
        self._going: asyncio.Handle | None = None
        self._guard = threading.Lock()
        self._done: list[tuple[Waiter, Future[Any]]] = []
        self._woken = False

    async def write(self, asked: Asked) -> Any:
        """The result after COMMIT. The write goes on even when nobody waits any more."""
        loop = asyncio.get_running_loop()
        waiter: Waiter = loop.create_future()
        if self._bus.takes_long(asked):
            self._follow(loop, waiter, self._bus.submit(asked))
            return await waiter
        self._asked.append((asked, waiter))
        if not self._writing:
            self._arrange(loop)
        return await waiter

    async def read(self, asked: Asked) -> Any:
        loop = asyncio.get_running_loop()
        waiter: Waiter = loop.create_future()
        self._follow(loop, waiter, self._bus.read_later(asked))
        return await waiter

    def _arrange(self, loop: asyncio.AbstractEventLoop) -> None:
        """Submits what was asked: soon when all who are expected are there, else after PATIENCE."""
        complete = len(self._asked) >= self._expected
        if self._going is not None:
            if not complete:
                return
            self._going.cancel()
        # not at once even then: the other requests of this turn are to come along
        self._going = loop.call_later(0 if complete else PATIENCE, self._submit, loop)

    def _submit(self, loop: asyncio.AbstractEventLoop) -> None:
        self._going = None
        group, self._asked = self._asked, []
        self._expected = len(group)
        self._writing.update(waiter for _, waiter in group)
        for asked, waiter in group:
            self._follow(loop, waiter, self._bus.submit(asked))

    def _follow(self, loop: asyncio.AbstractEventLoop, waiter: Waiter, future: Future[Any]) -> None:
        def tell(finished: Future[Any]) -> None:
            with self._guard:
                self._done.append((waiter, finished))
                first, self._woken = not self._woken, True
            if first:
                loop.call_soon_threadsafe(self._deliver)

        future.add_done_callback(tell)

    def _deliver(self) -> None:
        with self._guard:
            done, self._done = self._done, []
            self._woken = False
        busy = bool(self._writing)
        self._writing.difference_update(waiter for waiter, _ in done)
        if busy and not self._writing:
            self._expected += len(self._asked)
            if self._asked:
                self._arrange(asyncio.get_running_loop())
        for waiter, finished in done:
            if waiter.done():
                continue
            error = finished.exception()
            if error is None:
                waiter.set_result(finished.result())
            else:
                waiter.set_exception(error)
