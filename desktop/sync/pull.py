"""Fetching what changed: asks conditionally, believes carefully, hands records over in batches."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from desktop.contract.table import Table
from desktop.services import absence, answers, incoming, linked, rederive
from desktop.services.absence import Copy, Fate, Suspect
from desktop.services.answers import Untrusted
from desktop.services.incoming import Applied, Record
from desktop.services.replicas import BY_KIND, Replica
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.store import Store
from desktop.store.uow import UnitOfWork

from .remote import Answer, Lost, Remote
from .scopes import Scope

log = logging.getLogger(__name__)
T = TypeVar("T")
BATCH, BUDGET, PAGES = 500, 20, 10_000
SINGLE = {"user": "me.get", "team": "team.get", "workforce": "workforce.get"}


@dataclass(slots=True)
class Pulled:
    """What one look at a list brought. `trouble` says why it was not believed."""

    moved: int = 0
    gone: int = 0
    later: int = 0
    fetched: bool = False
    denied: bool = False
    trouble: str = ""


@dataclass(slots=True)
class _Look:
    scope: Scope
    replica: Replica
    row: Row
    remote: Row
    asked: int
    sure: bool
    seen: set[int] = field(default_factory=set)
    out: Pulled = field(default_factory=Pulled)


class Puller:
    """Looks at one list at a time. Raises Unreachable or Lost when the network is the trouble."""

    def __init__(self, store: Store, table: Table, wire: Remote) -> None:
        self._store = store
        self._table = table
        self._wire = wire

    async def pull(self, scope: Scope, *, sure: bool, fresh: bool = False) -> Pulled:
        """`sure`: the sentinel spoke in this cycle. `fresh`: whatever the validators say."""
        look = await self._begin(scope, sure=sure)
        etag = None if fresh else look.row["etag"]
        extras = dict(scope.extras) if look.remote["kind"] == "hub" else None
        answer = await self._get(self._table[scope.operation].url, etag=etag, query=extras)
        if not self._is_news(look, answer):
            return look.out
        digest = hashlib.blake2b(answer.body, digest_size=16).digest()
        if look.row["body_hash"] == digest and not fresh:
            if answer.etag != look.row["etag"]:
                await self._write(
                    lambda uow: uow.update("scope", look.row["id"], {"etag": answer.etag})
                )
            return look.out
        look.out.fetched = True
        try:
            if scope.shape == "pages":
                whole = await self._pages(look, answer)
            else:
                # decoding a long list takes a while: the loop that serves others goes on meanwhile
                await self._take(look, await asyncio.to_thread(self._records, look, answer.body))
                whole = True
        except Untrusted as error:
            log.warning("%s was not believed: %s", scope.operation, error)
            look.out.trouble = str(error)
            return look.out
        await self._finish(look, answer, digest, whole=whole)
        return look.out

    async def look_at(self, kind: str, row_id: int, *, manager: bool) -> None:
        """Takes in what one record is now; one that is gone meets the edit that waits here."""
        if kind in SINGLE:
            await self.pull(Scope(SINGLE[kind], kind, "one"), sure=False)
            return
        fate = await self.item(kind, row_id, manager=manager)
        remote = self._store.read(queries.remote)
        if fate is Fate.GONE and remote is not None:
            await self._write(lambda uow: absence.remove(uow, int(remote["id"]), kind, row_id))

    async def item(self, kind: str, row_id: int, *, manager: bool) -> Fate:
        """Asks for one record itself, and takes it in when it is there."""
        replica = BY_KIND[kind]
        name = replica.item[manager] or replica.item[not manager]
        remote = self._store.read(queries.remote)
        shadow = self._store.read(
            lambda r: None if remote is None else queries.by_row(r, remote["id"], kind, row_id)
        )
        if name is None or remote is None or shadow is None:
            return Fate.UNCLEAR
        asked = self._store.read(queries.tick)
        row = self._table[name]
        answer = await self._get(row.url.replace(f"{{{row.path_names[0]}}}", shadow.pk), fresh=True)
        fate = _fate(answer)
        if fate is not Fate.ELSEWHERE:
            return fate
        try:
            record = answers.one(replica, answer.body)
        except Untrusted:
            return Fate.UNCLEAR
        if record is None or record.pk != shadow.pk:
            return Fate.UNCLEAR
        await self._write(lambda uow: incoming.apply(uow, remote, replica, [record], asked))
        return Fate.ELSEWHERE

    async def derive(self) -> None:
        """Works off the sessions that pulled punches changed, some people at a time."""
        whose = self._store.read(rederive.due)
        for start in range(0, len(whose), 5):
            await self._derive(whose[start : start + 5])
        if self._store.read(rederive.strays):
            await self._write(rederive.clear)

    async def _derive(self, whose: Sequence[str]) -> None:
        await self._write(lambda uow: rederive.run(uow, whose))

    async def _begin(self, scope: Scope, *, sure: bool) -> _Look:
        def read(reader: Any) -> tuple[Row | None, Row | None, int]:
            remote = queries.remote(reader)
            row = queries.scope(reader, remote["id"], scope.operation) if remote else None
            return remote, row, queries.tick(reader)

        remote, row, asked = self._store.read(read)
        if remote is None:
            raise Lost("the directory has no remote any more")
        if row is None or row["retired"]:
            row = await self._write(
                lambda uow: queries.open_scope(uow, remote["id"], scope.operation, scope.kind)
            )
        return _Look(scope, BY_KIND[scope.kind], row, remote, asked, sure)

    def _is_news(self, look: _Look, answer: Answer) -> bool:
        """Whether there is a body to read; everything else touches no row."""
        if answer.status == 304:
            return False
        if answer.status == 200 and answer.json and answer.body.strip():
            return True
        # a personal account has no team, and another server need not know every list
        look.out.denied = answer.status in {401, 403, 404, 501} and answer.json
        look.out.trouble = f"answered {answer.status}" + ("" if answer.json else " without JSON")
        return False

    def _records(self, look: _Look, body: bytes) -> list[Sequence[Record]]:
        """Batches of the whole answer, every record of it decoded: all are believed, or none."""
        scope, replica = look.scope, look.replica
        if scope.shape == "one":
            record = answers.one(replica, body)
            if record is None:
                raise Untrusted(f"the {scope.kind} has no key")
            return [[record]]
        if scope.shape == "settings":
            found = answers.settings(scope.operation.partition(".")[0].replace("me", "user"), body)
            return _batches(found)
        checked = _checked(replica, answers.slices(body))
        return [[record for record in batch if replica.keeps(record.value)] for batch in checked]

    async def _take(self, look: _Look, batches: list[Sequence[Record]]) -> int:
        """Hands batches to the writer, each in a transaction of its own; returns what moved.

        Empties the list: to let go of 20,000 records at once would hold every thread.
        """
        moved = 0
        batches.reverse()
        while batches:
            batch = batches.pop()

            def work(uow: UnitOfWork, batch: Sequence[Record] = batch) -> Applied:
                linked.before(uow, look.remote, look.replica, batch, look.asked)
                applied = incoming.apply(uow, look.remote, look.replica, batch, look.asked)
                linked.after(uow, look.remote, look.replica, batch, look.asked)
                return applied

            applied = await self._write(work)
            look.seen.update(applied.rows)
            look.out.later += applied.later
            moved += len(applied.moved)
        look.out.moved += moved
        return moved

    async def _pages(self, look: _Look, first: Answer) -> bool:
        """Newest page first, until nothing new comes and the count agrees; True: seen to the end."""
        known = len(self._store.read(lambda r: queries.members(r, look.row["id"])))
        url, page, answer = self._table[look.scope.operation].url, 1, first
        while True:
            records, pages, total = _page(look.replica, answer.body)
            moved = await self._take(look, _batches(records))
            if page >= min(pages, PAGES):
                return True
            if not moved and total == known and not look.out.moved:
                return False
            page += 1
            answer = await self._get(url, query={"page": str(page)})
            if answer.status != 200 or not answer.json:
                raise Untrusted(f"page {page} answered {answer.status}")

    async def _finish(self, look: _Look, answer: Answer, digest: bytes, *, whole: bool) -> None:
        copy = Copy(
            rows=frozenset(look.seen),
            asked=look.asked,
            etag=answer.etag,
            digest=digest,
            whole=not look.out.later,
            sure=look.sure,
        )
        if not look.scope.absence or not whole:
            values = {"etag": copy.etag, "body_hash": digest, "ok_at": self._store.clock.now()}
            if not copy.whole:
                values |= {"etag": None, "body_hash": None}
            await self._write(lambda uow: uow.update("scope", look.row["id"], values))
            return
        suspects = await self._write(
            lambda uow: absence.take_copy(uow, look.remote, look.row, look.replica, copy)
        )
        if suspects:
            await self._ask_for(look, suspects)

    async def _ask_for(self, look: _Look, suspects: Sequence[Suspect]) -> None:
        manager = ".manager_" in look.scope.operation or look.scope.operation == "employees.list"
        if look.replica.item[manager] is None and look.replica.item[not manager] is None:
            fates = self._store.read(lambda r: absence.itemless(r, look.row, suspects))
        else:
            fates = {}
            for suspect in suspects[:BUDGET]:
                fates[suspect.row_id] = await self.item(
                    look.scope.kind, suspect.row_id, manager=manager
                )
        gone = await self._write(
            lambda uow: absence.settle(uow, look.remote, look.row, look.replica, fates)
        )
        look.out.gone += len(gone)

    async def _get(self, path: str, **how: Any) -> Answer:
        return await self._wire.get(path, **how)

    async def _write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Pulled rows can be fetched again, so their commits need not wait for the disk."""
        return await asyncio.wrap_future(self._store.write(work, durable=False, initiator="sync"))


def _checked(replica: Replica, raws: Sequence[msgspec.Raw]) -> list[list[Record]]:
    batches = [
        answers.typed(replica, raws[start : start + BATCH]) for start in range(0, len(raws), BATCH)
    ]
    keys = {record.pk for batch in batches for record in batch}
    if len(keys) != len(raws):
        raise Untrusted("a key occurs twice")
    return batches


def _batches(records: Sequence[Record]) -> list[Sequence[Record]]:
    return [records[start : start + BATCH] for start in range(0, len(records), BATCH)]


class _Pages(msgspec.Struct):
    current_page: int
    total_pages: int
    total_count: int


def _page(replica: Replica, body: bytes) -> tuple[list[Record], int, int]:
    """(records, pages, records in all) of a page object."""
    try:
        whole = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        pages = msgspec.json.decode(whole["pagination"], type=_Pages)
        records = answers.listed(
            replica, whole[{"tomato": "tomatoes"}.get(replica.kind, f"{replica.kind}s")]
        )
    except (KeyError, msgspec.DecodeError, RecursionError) as error:
        raise Untrusted(f"no page of {replica.kind}: {error}") from error
    return records, pages.total_pages, pages.total_count


def _fate(answer: Answer) -> Fate:
    """What an answer about one record says of it; ELSEWHERE when it is there."""
    if not answer.json or not answer.body.strip():
        return Fate.UNCLEAR
    if answer.status in {404, 410} and _is_error(answer.body):
        return Fate.GONE
    return {200: Fate.ELSEWHERE, 403: Fate.NOT_OURS}.get(answer.status, Fate.UNCLEAR)


def _is_error(body: bytes) -> bool:
    """A 404 of the API says so in its own shape; a gateway's does not."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return False
    return isinstance(said, dict) and "error" in said
