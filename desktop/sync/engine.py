"""The loop that keeps a store in step with its remote. What is due is read from the tables each time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import httpx

from desktop.base.events import Changed
from desktop.services import connect, outgoing
from desktop.services.bus import Bus
from desktop.services.status_source import Progress, StatusSource
from desktop.services.vault import Vault, system_ring
from desktop.store import outbox
from desktop.store.queries import sync as queries

from .greet import greet
from .hints import Listener
from .push import ACROSS
from .run import Run, SyncReport
from .schedule import DEBOUNCE, GRACE, Schedule, SleepWatch

log = logging.getLogger(__name__)
STOP_WITHIN = 5.0


class Engine:
    """One a node. `start` and `stop` run on the loop that owns it; `wake` may come from any thread."""

    def __init__(
        self,
        bus: Bus,
        *,
        vault: Vault | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        draw: Callable[[], float] = random.random,
        across: int = ACROSS,
        status: StatusSource | None = None,
    ) -> None:
        """`across`: how many lanes send at the same time; `draw` spreads waits, in [0, 1)."""
        self._bus = bus
        self._store = bus.store
        self._vault = vault
        self._transport = transport
        self._draw = draw
        self._across = across
        self.status = status or StatusSource(bus.store)
        self.schedule = Schedule()
        self._run: Run | None = None
        self._busy = asyncio.Lock()
        self._woken = asyncio.Event()
        self._local = False
        self._asked = False
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._listener: Listener | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unsubscribe: Callable[[], None] | None = None

    @property
    def vault(self) -> Vault:
        if self._vault is None:
            self._vault = Vault(self._store.folder, self._store.node_id, ring=system_ring())
        return self._vault

    async def start(self) -> None:
        """Begins to run in the background; without a remote it waits for one."""
        self._stopping = False
        self._loop = asyncio.get_running_loop()
        self._unsubscribe = self._store.events.subscribe(self._changed)
        self._task = asyncio.create_task(self._forever(), name="sync")

    async def stop(self) -> None:
        """Ends in order: no new work, the current request gets a moment, connections close."""
        self._stopping = True
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        await self._deafen()
        task, self._task = self._task, None
        if task is not None:
            self._woken.set()
            done, _ = await asyncio.wait([task], timeout=STOP_WITHIN)
            if not done:
                # what was being sent stays `sending` and is found at the next start
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._forget_run()

    def wake(self) -> None:
        """Sync now: whatever waits for its time waits no longer."""
        self._asked = True
        self.schedule.hurry()
        self._set()

    async def connect(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Sets the upstream: `url`, `secret`, and `login` when the secret is a password."""
        welcome = await greet(
            str(payload.get("url") or ""),
            login=str(payload.get("login") or ""),
            secret=str(payload.get("secret") or ""),
            transport=self._transport,
        )
        table, vault = self._bus.table, self.vault
        done = await asyncio.to_thread(connect.adopt, self._store, table, vault, welcome)
        async with self._busy:
            await self._forget_run()
        self.status.announce()
        self.wake()
        return {
            "url": done.url,
            "kind": done.kind,
            "name": done.name,
            "role": done.role,
            "queued": done.queued,
            "stored_in": done.kept,
        }

    async def disconnect(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Leaves the upstream; with `ask` it only tells what would not be sent."""
        if payload.get("ask"):
            left = await asyncio.to_thread(self._store.read, connect.leaving)
        else:
            async with self._busy:
                left = await asyncio.to_thread(connect.leave, self._store, self.vault)
                await self._forget_run()
            self.status.show(Progress())
            self.status.announce()
        return asdict(left)

    async def run_once(self) -> SyncReport:
        """One full reconcile: all that may be sent is sent, every list is looked at."""
        self._asked = True
        self.schedule.hurry()
        try:
            return await self.cycle(whole=True)
        finally:
            if self._task is None:
                await self._forget_run()

    async def cycle(self, *, whole: bool) -> SyncReport:
        """One round; `whole` looks at every list, otherwise only at those that are hinted at."""
        async with self._busy:
            run = await self._ready()
            if run is None:
                return SyncReport(connected=False, message="There is no upstream.")
            asked, self._asked = self._asked, False
            if asked and run.is_hub:
                # another server must get its time: what was lost there may still be carried out
                await asyncio.wrap_future(self._store.write(outbox.hurry, initiator="sync"))
            hinted = set() if self._listener is None else self._listener.take()
            report = await run.once(None if whole else hinted, lambda: self._stopping)
        now = self._store.clock.monotonic()
        if report.network:
            self.schedule.failed(now, self._draw(), report.retry_after)
            if self._listener is not None:
                self._listener.put_back(hinted)
        elif report.expired:
            self.schedule.expired(now)
        else:
            self.schedule.reached()
            if self._listener is not None:
                await self._listener.seen()
        if whole and not report.network:
            self.schedule.looked(now, changed=bool(report.received or report.sent))
        self._show(report)
        return report

    async def _forever(self) -> None:
        clock = self._store.clock
        watch = SleepWatch(clock.now(), clock.monotonic())
        while not self._stopping:
            planned = await self._rest()
            if watch.slept(clock.now(), clock.monotonic(), planned):
                await self._after_sleep()
            if self._local:
                self._local = False
                await asyncio.sleep(DEBOUNCE)
            now = clock.monotonic()
            if self.schedule.held(now):
                continue
            try:
                await self.cycle(whole=self.schedule.pull_due(now))
            except Exception:  # the loop must outlive what it did not foresee
                log.exception("a sync run failed")
                self.schedule.failed(clock.monotonic(), self._draw())
            self._listen()

    async def _rest(self) -> float:
        """Waits until something is due or somebody wakes us; returns how long was planned."""
        if self._run is None and self._store.read(queries.active) is None:
            await self._woken.wait()
            self._woken.clear()
            return 1e9
        work_in = None if self._run is None else self._run.work_in()
        planned = self.schedule.wait(self._store.clock.monotonic(), work_in)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), planned)
        self._woken.clear()
        return planned

    async def _after_sleep(self) -> None:
        log.info("the machine slept; looking at everything again")
        await asyncio.sleep(GRACE)
        if self._run is not None:
            await self._run.wire.rest()
        self.schedule.hurry()

    async def _ready(self) -> Run | None:
        """The run for the stored remote and credential, with nothing left behind as being sent."""
        if self._store.read(outgoing.left_behind):
            # a crash, or a full disk, cut off what would have settled it
            await asyncio.wrap_future(self._store.write(outgoing.recover))
        if self._run is None:
            remote = await asyncio.to_thread(self._store.read, queries.active)
            credential = await asyncio.to_thread(self.vault.load)
            if remote is None:
                return None
            self._run = Run(
                self._store,
                self._bus.table,
                remote,
                credential,
                status=self.status,
                transport=self._transport,
                across=self._across,
            )
            if self._run.is_hub:
                self.schedule.near()
        return self._run

    def _listen(self) -> None:
        """Waits for a hub's hints beside the loop."""
        if self._listener is None and self._run is not None and self._run.is_hub:
            self._listener = Listener(self._store, self._run.wire, self._set, self.schedule)
            self._listener.start()

    async def _deafen(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener.stop()

    async def _forget_run(self) -> None:
        await self._deafen()
        run, self._run = self._run, None
        if run is not None:
            await run.wire.rest()

    def _show(self, report: SyncReport) -> None:
        until = self.schedule.not_before if report.network else None
        # what the tables know needs no telling: a person may decide on it before the next run
        state = "idle" if report.state == "attention" and not report.expired else report.state
        self.status.show(Progress(state, until=until))
        self.status.announce()

    def _changed(self, changed: Changed) -> None:
        """On whatever thread committed: something may have to be sent."""
        if changed.initiator != "sync" and "outbox" in changed.kinds:
            self._local = True
            self._set()
            self.status.announce()

    def _set(self) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._woken.set)
