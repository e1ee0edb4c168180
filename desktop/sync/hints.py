"""A hub's hints: a request that waits there until something changed, and says of which kinds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

import msgspec

from desktop.store.queries import sync as queries
from desktop.store.store import Store

from .remote import Lost, Remote, Unreachable
from .schedule import Schedule

log = logging.getLogger(__name__)
WAIT, PAUSE = 25, 2.0


class _Hint(msgspec.Struct):
    epoch: str
    seq: int
    kinds: list[str]


class Listener:
    """A task beside the loop. What it heard stays until a run has looked at it."""

    def __init__(
        self, store: Store, wire: Remote, wake: Callable[[], None], schedule: Schedule
    ) -> None:
        self._store = store
        self._wire = wire
        self._wake = wake
        self._schedule = schedule
        self._kinds: set[str] = set()
        self._taken: str | None = None
        self._cursor = store.read(lambda r: (queries.remote(r) or {}).get("cursor")) or ""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._forever(), name="sync-hints")

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def take(self) -> set[str]:
        """The kinds that changed there since the last time; `put_back` when the run failed."""
        kinds, self._kinds = self._kinds, set()
        self._taken = self._cursor
        return kinds

    def put_back(self, kinds: set[str]) -> None:
        self._kinds |= kinds
        self._taken = None

    async def seen(self) -> None:
        """Keeps the cursor, now that all it announced was looked at."""
        taken, self._taken = self._taken, None
        if taken and not self._kinds:
            await asyncio.wrap_future(
                self._store.write(
                    lambda uow: queries.keep_cursor(uow, taken), durable=False, initiator="sync"
                )
            )

    async def _forever(self) -> None:
        while True:
            clock = self._store.clock
            held = self._schedule.not_before - clock.monotonic()
            if held > 0:
                await asyncio.sleep(min(held, PAUSE))
                continue
            try:
                answer = await self._wire.get(
                    "/sync/hints",
                    query={"since": self._cursor, "wait": str(WAIT)},
                    wait=float(WAIT),
                )
            except (Unreachable, Lost):
                # the run finds out for itself whether the hub is there, and says so
                self._wake_up(set())
                await asyncio.sleep(PAUSE)
                continue
            if answer.status != 200 or not answer.json:
                await asyncio.sleep(WAIT)
                continue
            self._hear(answer.body)

    def _hear(self, body: bytes) -> None:
        try:
            hint = msgspec.json.decode(body, type=_Hint)
        except msgspec.DecodeError as error:
            log.warning("a hint could not be read: %s", error)
            return
        self._cursor = f"{hint.epoch}.{hint.seq}"
        if hint.kinds:
            self._wake_up(set(hint.kinds))

    def _wake_up(self, kinds: set[str]) -> None:
        self._kinds |= kinds
        if not kinds:
            self._schedule.pull_at = 0.0
        self._wake()
