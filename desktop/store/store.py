"""The store of a node: opened once, read from any thread, written by one, closed in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from desktop.base.clock import Clock
from desktop.base.events import Events
from desktop.base.ids import node_floor, uuid7
from desktop.base.paths import STORE

from .connection import Connection, check, open_reader, open_writer, translated
from .lock import DirectoryLock
from .migrate import migrate, pending
from .uow import Reader, UnitOfWork
from .writer import Job, Writer

T = TypeVar("T")


class Store:
    """Owns the directory's lock, the writer and the readers."""

    def __init__(self, folder: Path, clock: Clock, events: Events) -> None:
        """Opens or creates; raises InUse, Damaged, TooNew or Unavailable with what to do."""
        self.folder = folder
        self.path = folder / STORE
        self.clock = clock
        self.events = events
        self.lock = DirectoryLock(folder)
        try:
            conn = self._open()
        except BaseException:
            self.lock.close()
            raise
        self._writer = Writer(conn, self.path, clock, events)
        self._writer.start()
        self._local = threading.local()
        self._readers: list[Connection] = []
        self._guard = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def _open(self) -> Connection:
        existed = self.path.exists() and self.path.stat().st_size > 0
        if existed:
            with translated(self.path):
                head = open_reader(self.path)
                try:
                    pending(head, self.path)  # refuses a newer file before anything writes to it
                finally:
                    head.close()
        conn = open_writer(self.path)
        try:
            with translated(self.path):
                if existed and _was_killed(conn):
                    check(conn, self.path)
                migrate(conn, self.path)
                _identify(conn)
        except BaseException:
            conn.close()
            raise
        return conn

    @property
    def node_id(self) -> str:
        return self.read(lambda reader: reader.meta("node_id")) or ""

    def read(self, work: Callable[[Reader], T]) -> T:
        """Runs a short read on the calling thread's own read-only connection."""
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            conn = open_reader(self.path)
            with self._guard:
                self._readers.append(conn)
            reader = self._local.reader = Reader(conn)
        with translated(self.path):
            return work(reader)

    def read_later(self, work: Callable[[Reader], T]) -> Future[T]:
        """The same on a pool thread, for answers that may take longer than a frame."""
        with self._guard:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(2, thread_name_prefix="reader")
            pool = self._pool
        return pool.submit(self.read, work)

    def write(
        self,
        work: Callable[[UnitOfWork], T],
        *,
        durable: bool = True,
        initiator: str = "",
        origin: str = "",
        again: bool = False,
    ) -> Future[T]:
        """See Writer.submit."""
        return self._writer.submit(
            work, durable=durable, initiator=initiator, origin=origin, again=again
        )

    def write_all(self, jobs: list[Job]) -> None:
        """See Writer.submit_all."""
        self._writer.submit_all(jobs)

    def check(self, *, whole: bool = False) -> None:
        """Reads the whole file once; Damaged when something in it is wrong. Takes a while.

        `whole` also compares every index with its table.
        """
        conn = open_reader(self.path)
        try:
            check(conn, self.path, whole=whole)
        finally:
            conn.close()

    def close(self) -> None:
        """Readers, then the writer with what it still has to do, then the lock."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        with self._guard:
            for conn in self._readers:
                conn.close()
            self._readers.clear()
        self._local = threading.local()
        self._writer.submit(lambda uow: uow.set_meta("clean_shutdown", "1"))
        self._writer.close()
        self.lock.close()


def _was_killed(conn: Connection) -> bool:
    found = conn.execute("select 1 from sqlite_master where name = 'meta'").fetchone()
    if found is None:
        return False
    row = conn.execute("select value from meta where key = 'clean_shutdown'").fetchone()
    return row is None or row[0] != "1"


def _identify(conn: Connection) -> None:
    """Names the node at its first start, and notes that it is running."""
    first = (("node_id", uuid7()), ("epoch", uuid7()), ("next_id", str(node_floor())))
    conn.execute("begin immediate")
    for key, value in first:
        conn.execute("insert or ignore into meta (key, value) values (?, ?)", (key, value))
    conn.execute("insert or replace into meta (key, value) values ('clean_shutdown', '0')")
    conn.execute("commit")
