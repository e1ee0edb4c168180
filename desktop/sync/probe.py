"""Looking whether a create arrived at a server that keeps no keys, before it is sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from desktop.contract.table import Table
from desktop.domain.outbox import Event, State
from desktop.services import answers, probing
from desktop.services.answers import Untrusted
from desktop.services.incoming import Record
from desktop.services.probing import Finding
from desktop.services.replicas import BY_KIND
from desktop.store.schema import Row
from desktop.store.store import Store
from desktop.store.uow import UnitOfWork

from .remote import Answer, Lost, Remote, Unreachable
from .scopes import Standing, scopes

T = TypeVar("T")


class Prober:
    """One entry at a time; raises Unreachable or Lost when the network is the trouble."""

    def __init__(self, store: Store, table: Table, wire: Remote) -> None:
        self._store = store
        self._table = table
        self._wire = wire

    async def probe(self, seq: int, remote: Row) -> State:
        """Reads the list past every cache and decides; the entry ends queued, done or with a person."""
        entry = await self._write(lambda uow: probing.begin(uow, seq))
        name = _list_of(entry["kind"], remote)
        if name is None:
            return await self._write(lambda uow: probing.settle(uow, seq, Finding(Event.HOPELESS)))
        try:
            answer = await self._wire.get(self._table[name].url, fresh=True)
        except (Unreachable, Lost):
            # a look that failed says nothing about the entry
            await self._write(lambda uow: probing.settle(uow, seq, Finding(Event.LOST)))
            raise
        finding = self._judge(entry, remote, answer)
        return await self._write(lambda uow: probing.settle(uow, seq, finding))

    def _judge(self, entry: Row, remote: Row, answer: Answer) -> Finding:
        if answer.status != 200 or not answer.json:
            return Finding(Event.LOST)
        try:
            found: Sequence[Record] = answers.listed(BY_KIND[entry["kind"]], answer.body)
        except Untrusted:
            return Finding(Event.LOST)
        return self._store.read(lambda reader: probing.judge(reader, remote, entry, found))

    async def _write(self, work: Callable[[UnitOfWork], T]) -> T:
        return await asyncio.wrap_future(self._store.write(work, initiator="sync"))


def _list_of(kind: str, remote: Row) -> str | None:
    standing: Standing = "manager" if remote["role"] == "manager" else "member"
    for scope in scopes(standing, tomatoes=False):
        if scope.kind == kind and scope.shape == "list":
            return scope.operation
    return None
