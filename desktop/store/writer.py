"""The one thread that writes: it drains its queue into a group, a savepoint an item, one commit."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from desktop.base.clock import Clock
from desktop.base.errors import Bug, PomoclockError, Unavailable
from desktop.base.events import Changed, Events

from .connection import Connection, Error, translate
from .memory import Memory
from .uow import UnitOfWork, tell_feed

log = logging.getLogger(__name__)
T = TypeVar("T")
GROUP, CAREFUL = 256, 16
Work = Callable[[UnitOfWork], Any]


@dataclass(slots=True)
class Job:
    """One unit of work in the queue; `result` or `error` is set when it is told of.

    Either `future` waits for it, or `tell` is called once a commit with all of its jobs.
    """

    work: Work
    durable: bool = True
    initiator: str = ""
    origin: str = ""
    again: bool = False
    future: Future[Any] | None = None
    tell: Tell | None = None
    token: Any = None
    uow: UnitOfWork | None = None
    result: Any = None
    error: BaseException | None = None


Tell = Callable[[list[Job]], None]


class Writer:
    """Owns the write connection from `start` to `close`."""

    def __init__(self, conn: Connection, path: Path, clock: Clock, events: Events) -> None:
        self._conn = conn
        self._path = path
        self._clock = clock
        self._events = events
        self._queue: queue.SimpleQueue[list[Job] | None] = queue.SimpleQueue()
        self._memory = Memory()
        self._closed = threading.Event()
        self._full_sync = True
        self._careful = 0
        self._seq = 0
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def submit(
        self,
        work: Callable[[UnitOfWork], T],
        *,
        durable: bool = True,
        initiator: str = "",
        origin: str = "",
        again: bool = False,
    ) -> Future[T]:
        """Runs `work` in a transaction; the future is done after COMMIT.

        `durable` waits for the disk (synchronous=FULL); pulled batches may pass False, as they can
        be fetched again. An exception of `work` undoes only its own effect. `again` says that
        `work` does nothing but what it does to its unit of work, so that it may be run twice.
        """
        future: Future[T] = Future()
        if self._closed.is_set():
            future.set_exception(Unavailable("Pomoclock is closing; nothing was changed."))
            return future
        waiting = cast("Future[Any]", future)
        self._queue.put([Job(work, durable, initiator, origin, again, waiting)])
        return future

    def submit_all(self, jobs: list[Job]) -> None:
        """Queues many at once: an object to wait on for each would cost more than its statements.

        Each has a `tell`, which is called on the writer's thread and must return at once.
        """
        if not self._closed.is_set():
            self._queue.put(jobs)
            return
        for job in jobs:
            job.error = Unavailable("Pomoclock is closing; nothing was changed.")
        _tell_all(jobs)

    def close(self) -> None:
        """Finishes what is queued, folds the WAL in, closes the file. Safe to call twice."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()
        self._conn.close()

    def _run(self) -> None:
        open_ = True
        while open_:
            jobs = self._queue.get()
            group: list[Job] = []
            while jobs is not None:
                group += jobs
                if len(group) >= GROUP:
                    break
                try:
                    jobs = self._queue.get_nowait()
                except queue.Empty:
                    break
            open_ = jobs is not None
            if group:
                self._commit(group)
        self._drain()
        try:
            self._conn.execute("pragma wal_checkpoint(truncate)")
        except Error:
            log.info("the write-ahead log could not be folded in at close", exc_info=True)

    def _drain(self) -> None:
        late: list[Job] = []
        while True:
            try:
                jobs = self._queue.get_nowait()
            except queue.Empty:
                break
            late += jobs or ()
        if late:
            self._commit(late)

    def _commit(self, group: list[Job]) -> None:
        alive = [
            item
            for item in group
            if item.future is None or item.future.set_running_or_notify_cancel()
        ]
        try:
            self._mode(full=any(item.durable for item in alive))
            if not self._together(alive):
                self._conn.execute("begin immediate")
                for item in alive:
                    self._one(item, alone=len(alive) == 1)
                self._finish(alive)
        except (
            Exception
        ) as error:  # the whole group failed: the callers are told, nothing is half-written
            self._rollback()
            known = translate(error, self._path) if isinstance(error, Error) else error
            if isinstance(known, PomoclockError):  # whoever asked tells it
                log.info("a commit of %d was not possible: %s", len(alive), known.message)
            else:
                log.exception("a commit of %d failed", len(alive))
            for item in alive:
                item.error = known
        self._tell(alive)

    def _mode(self, *, full: bool) -> None:
        if full != self._full_sync:
            self._conn.execute(f"pragma synchronous = {'full' if full else 'normal'}")
            self._full_sync = full

    def _together(self, group: list[Job]) -> bool:
        """Commits a group without a savepoint an item; False when one failed and nothing is done.

        Savepoints cost an eighth of a punch, and hardly ever is one needed. After a failure the
        next groups take them, so that a run of refusals is not worked through twice.
        """
        if len(group) == 1 or not all(item.again for item in group):
            return False
        if self._careful > 0:
            self._careful -= 1
            return False
        self._conn.execute("begin immediate")
        try:
            for item in group:
                item.uow = self._unit(item)
                item.result = item.work(item.uow)
        except Exception:  # noqa: BLE001  the careful way finds out whose it is and tells them
            self._rollback()
            self._careful = CAREFUL
            return False
        self._finish(group)
        return True

    def _finish(self, group: list[Job]) -> None:
        """The feed of those that succeeded, then COMMIT."""
        done = (item.uow for item in group if item.error is None and item.uow is not None)
        self._seq = tell_feed(self._conn, done)
        self._conn.execute("commit")

    def _unit(self, item: Job) -> UnitOfWork:
        return UnitOfWork(self._conn, self._clock, origin=item.origin, memory=self._memory)

    def _one(self, item: Job, *, alone: bool) -> None:
        item.uow = self._unit(item)
        if not alone:
            self._conn.execute("savepoint item")
        try:
            item.result = item.work(item.uow)
        except Exception as error:  # it belongs to this item's caller; the others go on
            item.error = self._known(error)
            self._memory.clear()
            if not self._conn.in_transaction:
                raise  # SQLite rolled the whole transaction back (full disk, I/O error)
            self._conn.execute("rollback to item" if not alone else "rollback")
            if alone:
                self._conn.execute("begin immediate")
        if not alone:
            self._conn.execute("release item")

    def _known(self, error: Exception) -> Exception:
        if isinstance(error, PomoclockError):
            return error
        if isinstance(error, (Error, OSError)):
            known = translate(error, self._path)
            if isinstance(known, PomoclockError):
                return known
        log.error("a unit of work failed", exc_info=error)
        bug = Bug(f"{type(error).__name__} while saving; nothing of it was stored.")
        bug.__cause__ = error
        return bug

    def _rollback(self) -> None:
        self._memory.clear()
        if self._conn.in_transaction:
            try:
                self._conn.execute("rollback")
            except Error:
                log.exception("rollback failed")

    def _tell(self, group: list[Job]) -> None:
        self._publish([item for item in group if item.error is None])
        told: list[Job] = []
        for item in group:
            if item.future is None:
                told.append(item)
            elif item.error is not None:
                item.future.set_exception(item.error)
            else:
                item.future.set_result(item.result)
        _tell_all(told)

    def _publish(self, done: list[Job]) -> None:
        """One event for all that the same view or engine asked for: listeners look at each."""
        kinds: dict[str, dict[str, set[int]]] = {}
        for item in done:
            if item.uow is not None and item.uow.touched:
                known = kinds.setdefault(item.initiator, {})
                for kind, ids in item.uow.touched.items():
                    known.setdefault(kind, set()).update(ids)
        for initiator, touched in kinds.items():
            changed = {kind: frozenset(ids) for kind, ids in touched.items()}
            self._events.publish(Changed(changed, seq=self._seq, initiator=initiator))


def _tell_all(jobs: Iterable[Job]) -> None:
    groups: dict[int, tuple[Tell, list[Job]]] = {}
    for job in jobs:
        if job.tell is not None:
            groups.setdefault(id(job.tell), (job.tell, []))[1].append(job)
    for tell, told in groups.values():
        tell(told)
