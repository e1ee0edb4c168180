"""Between the loop and the writer: whole groups are handed over, there and back."""

from __future__ import annotations

import asyncio
from typing import Any

from desktop.services.bus import Asked, Bus
from desktop.store.writer import Job

Waiter = asyncio.Future[Any]
PATIENCE = 0.008
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
        self._writing = 0
        self._expected = 1
        self._going: asyncio.Handle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def write(self, asked: Asked) -> Any:
        """The result after COMMIT. The write goes on even when nobody waits any more."""
        if self._bus.takes_long(asked):
            return await asyncio.wrap_future(self._bus.submit(asked))
        loop = self._loop = asyncio.get_running_loop()
        waiter: Waiter = loop.create_future()
        self._asked.append((asked, waiter))
        if not self._writing:
            self._arrange(loop)
        return await waiter

    async def read(self, asked: Asked) -> Any:
        return await asyncio.wrap_future(self._bus.read_later(asked))

    def _arrange(self, loop: asyncio.AbstractEventLoop) -> None:
        """Submits what was asked: soon when all who are expected are there, else after PATIENCE."""
        complete = len(self._asked) >= self._expected
        if self._going is not None:
            if not complete:
                return
            self._going.cancel()
        # not at once even then: the other requests of this turn are to come along
        self._going = loop.call_later(0 if complete else PATIENCE, self._submit)

    def _submit(self) -> None:
        self._going = None
        group, self._asked = self._asked, []
        self._expected = len(group)
        self._writing += len(group)
        self._bus.submit_all(group, self._tell)

    def _tell(self, done: list[Job]) -> None:
        """On the writer's thread: one wake-up of the loop for a whole commit."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._deliver, done)

    def _deliver(self, done: list[Job]) -> None:
        self._writing -= len(done)
        if not self._writing:
            self._expected += len(self._asked)
            if self._asked and self._loop is not None:
                self._arrange(self._loop)
        for job in done:
            waiter: Waiter = job.token
            if waiter.done():
                continue
            if job.error is None:
                waiter.set_result(job.result)
            else:
                waiter.set_exception(job.error)
