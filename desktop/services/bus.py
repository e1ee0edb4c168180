"""The bus: any operation, run on the local store for any caller. What a button and a route do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from desktop.base.errors import Rejected
from desktop.contract.operation import Offline, Operation
from desktop.contract.table import Table
from desktop.store.store import Store
from desktop.store.uow import Reader, UnitOfWork
from desktop.store.writer import Job, Tell

from . import access, device, idempotency
from .context import ANONYMOUS, Call, Principal, Sample
from .registry import Bindings, UseCase, safe
from .secret import NodeSecret
from .slow import SlowLane

Recorder = Callable[[UnitOfWork, Operation, Call, Mapping[str, Any], Any, Any], None]
"""Notes a QUEUE operation for the upstream, in the same transaction (services/replicate)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation with its decoded inputs, ready to run."""

    row: Operation
    params: Mapping[str, Any]
    body: Any = None
    principal: Principal = ANONYMOUS
    query: Mapping[str, str] | None = None
    key: str = ""
    request_id: str = ""
    sample: Sample | None = None
    time_zone: str = ""
    prepared: Any = None


class Bus:
    """Runs operations. Authorisation happens here and nowhere else."""

    def __init__(self, table: Table, store: Store, *, record: Recorder | None = None) -> None:
        self.table = table
        self.store = store
        self.secret = NodeSecret(store.folder)
        self.slow = SlowLane()
        self._bindings = Bindings(table)
        self._record = record
        self._local = threading.local()

    def ask(self, name: str, /, *, principal: Principal, body: Any = None, **params: Any) -> Asked:
        """An operation by name, with parameters as keywords (`from` as `from_`)."""
        row = self.table[name]
        given = {safe(p.name): params.pop(safe(p.name), None) for p in row.params}
        query = {name: str(value) for name, value in params.items()}
        return Asked(row, given, body, principal, query)

    def read(self, asked: Asked) -> Any:
        """Runs a read now, on the calling thread. Raises Rejected."""
        return self.store.read(lambda reader: self._run(reader, asked))

    def read_later(self, asked: Asked) -> Future[Any]:
        return self.store.read_later(lambda reader: self._run(reader, asked))

    def submit(self, asked: Asked, *, initiator: str = "") -> Future[Any]:
        """Runs a write on the writer thread; done after COMMIT, or failed with Rejected.

        A row with a preparation goes through the slow lane first; TooMany when that is full.
        """
        if not self.takes_long(asked):
            return self._enqueue(asked, initiator)
        done: Future[Any] = Future()
        done.set_running_or_notify_cancel()
        try:
            first = self.slow.submit(lambda: self.store.read(lambda r: self._prepare(r, asked)))
        except Rejected as full:
            done.set_exception(full)
        else:
            first.add_done_callback(lambda ready: self._go_on(ready, asked, initiator, done))
        return done

    def submit_all(self, group: Sequence[tuple[Asked, Any]], tell: Tell) -> None:
        """Runs writes that do not take long; `tell` gets their jobs after COMMIT, a call a commit.

        The second of each pair comes back as the job's `token`. `tell` runs on the writer's thread.
        """
        self.store.write_all(
            [
                Job(
                    partial(self._write, asked=asked),
                    origin=asked.key,
                    again=True,
                    tell=tell,
                    token=token,
                )
                for asked, token in group
            ]
        )

    def takes_long(self, asked: Asked) -> bool:
        """Whether a write goes through the slow lane first, so that nobody should wait for it."""
        return self._bindings.preparation(asked.row) is not None

    def check(self) -> None:
        """Binds every row now; BadRow when one does not fit its use case."""
        self._bindings.check()

    def close(self) -> None:
        """Before the store closes: lets the slow lane finish."""
        self.slow.close()

    def call(
        self,
        name: str,
        /,
        *,
        principal: Principal,
        body: Any = None,
        initiator: str = "",
        **params: Any,
    ) -> Any:
        """Runs any operation and waits for it: for the command line and tests, never for the GUI."""
        asked = self.ask(name, principal=principal, body=body, **params)
        if asked.row.writes:
            return self.submit(asked, initiator=initiator).result()
        return self.read(asked)

    def note(
        self,
        uow: UnitOfWork,
        name: str,
        call: Call,
        params: Mapping[str, Any],
        body: Any,
        result: Any,
    ) -> None:
        """Queues an operation whose effect another use case had, such as a finished pomodoro's."""
        if self._record is not None:
            self._record(uow, self.table[name], call, params, body, result)

    def _enqueue(self, asked: Asked, initiator: str) -> Future[Any]:
        return self.store.write(
            lambda uow: self._write(uow, asked), initiator=initiator, origin=asked.key, again=True
        )

    def _prepare(self, reader: Reader, asked: Asked) -> Any:
        access.authorise(asked.row, asked.principal)
        inputs = () if asked.row.body is None else (asked.body,)
        step = self._bindings.preparation(asked.row)
        return None if step is None else step(reader, self._call(asked), *inputs, **asked.params)

    def _go_on(self, ready: Future[Any], asked: Asked, initiator: str, done: Future[Any]) -> None:
        error = ready.exception()
        if error is not None:
            done.set_exception(error)
            return
        last = self._enqueue(replace(asked, prepared=ready.result()), initiator)
        last.add_done_callback(lambda finished: _copy(finished, done))

    def _run(self, reader: Reader, asked: Asked) -> Any:
        access.authorise(asked.row, asked.principal)
        call = self._call(asked)
        inputs = () if asked.row.body is None else (asked.body,)
        return self._use_case(asked)(reader, call, *inputs, **asked.params)

    def _write(self, uow: UnitOfWork, asked: Asked) -> Any:
        access.authorise(asked.row, asked.principal)
        call = self._call(asked)
        if asked.key:
            seen, kept = idempotency.replay(uow, call, asked)
            if seen:
                return kept
        inputs = () if asked.row.body is None else (asked.body,)
        result = self._use_case(asked)(uow, call, *inputs, **asked.params)
        if asked.row.offline is Offline.QUEUE and self._record is not None:
            self._record(uow, asked.row, call, asked.params, asked.body, result)
        if asked.key:
            idempotency.keep(uow, call, asked, result)
        return result

    def _use_case(self, asked: Asked) -> UseCase:
        return self._bindings.use_case(asked.row)

    def _call(self, asked: Asked) -> Call:
        return Call(
            operation=asked.row.name,
            principal=asked.principal,
            now=self.store.clock.now(),
            query=dict(asked.query or {}),
            key=asked.key,
            request_id=asked.request_id,
            sample=asked.sample or self._own_sample(asked.principal),
            time_zone=asked.time_zone,
            prepared=asked.prepared,
            secret=self.secret,
        )

    def _own_sample(self, principal: Principal) -> Sample | None:
        """Calls of this machine's window and command line carry this machine's clock."""
        return device.sample(self.store.clock) if principal.via in {"window", "cli"} else None


def _copy(finished: Future[Any], done: Future[Any]) -> None:
    error = finished.exception()
    if error is None:
        done.set_result(finished.result())
    else:
        done.set_exception(error)
