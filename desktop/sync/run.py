"""One round of the engine: who are we, send, fetch, and say how it went."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from desktop.contract.table import Table
from desktop.services import runs
from desktop.services.status import SyncState
from desktop.services.status_source import Progress, StatusSource, needs_person
from desktop.services.vault import Credential
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.store import Store

from . import heads, sentinel, skew
from .pull import Puller
from .push import Pusher
from .remote import Lost, Remote, Unreachable
from .scopes import Scope, Standing, scopes, touched
from .sentinel import Unclear, Word

log = logging.getLogger(__name__)


@dataclass(slots=True)
class SyncReport:
    """How a run went. `pending` entries wait, `attention` need a person.

    `message`: why the run could not go on. `trouble`: what became of an entry that was not taken.
    """

    connected: bool = True
    ok: bool = False
    sent: int = 0
    received: int = 0
    failed: int = 0
    pending: int = 0
    attention: int = 0
    message: str = ""
    trouble: str = ""
    network: bool = False
    offline: bool = False
    expired: bool = False
    retry_after: float | None = None

    @property
    def state(self) -> SyncState:
        if self.network:
            return "offline" if self.offline else "unreachable"
        return "attention" if self.expired or self.attention else "idle"

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


class Run:
    """Rounds with one remote and one credential."""

    def __init__(
        self,
        store: Store,
        table: Table,
        remote: Row,
        credential: Credential | None,
        *,
        status: StatusSource,
        transport: httpx.AsyncBaseTransport | None = None,
        across: int = 2,
    ) -> None:
        self._store = store
        self._table = table
        self._status = status
        self._signed_in = credential is not None
        account = (remote["account_id"], remote["account_type"])
        self.wire = Remote(
            remote["base_url"],
            credential or Credential("key", ""),
            account=account if all(account) else None,
            transport=transport,
        )
        self.is_hub = remote["kind"] == "hub"
        self.puller = Puller(store, table, self.wire)
        self.pusher = Pusher(store, table, self.wire, self.puller, across=across)
        self._wake_at: dt.datetime | None = None

    def work_in(self) -> float | None:
        """Seconds until an entry that had to wait is due."""
        if self._wake_at is None:
            return None
        return max(0.0, (self._wake_at - self._store.clock.now()).total_seconds())

    async def once(self, kinds: Iterable[str] | None, stopping: Callable[[], bool]) -> SyncReport:
        """Sends what is due and looks at the lists of these kinds, or (None) at all of them."""
        report = SyncReport()
        remote = self._store.read(queries.remote)
        if remote is None:
            return SyncReport(connected=False, message="There is no upstream.")
        if not self._signed_in:
            await sentinel.sign_off(self._store, remote)
            report.expired, report.message = True, "The stored credential is gone."
        else:
            await self._guarded(report, remote, kinds, stopping)
        await self._close(report)
        return report

    async def _guarded(
        self,
        report: SyncReport,
        remote: Row,
        kinds: Iterable[str] | None,
        stopping: Callable[[], bool],
    ) -> None:
        try:
            await self._steps(report, remote, kinds, stopping)
        except Unreachable as error:
            report.network, report.offline = True, error.offline
            report.message = f"{remote['base_url']} cannot be reached ({error})."
        except Lost as error:
            report.network = True
            report.message = f"{remote['base_url']} did not answer ({error})."
        except Unclear as error:
            report.network, report.retry_after = True, error.retry_after
            report.message = f"{remote['base_url']}: {error}"

    async def _steps(
        self,
        report: SyncReport,
        remote: Row,
        kinds: Iterable[str] | None,
        stopping: Callable[[], bool],
    ) -> None:
        sure = False
        if kinds is None or remote["auth"] != "ok":
            word = await sentinel.ask(self._store, self.wire, remote)
            if not await self._may_go_on(word, report, remote):
                return
            sure = word is Word.SAME
            fresh = self._store.read(queries.remote)
            remote = remote if fresh is None else fresh
        await self._push(report, remote, stopping)
        if report.network or report.expired:
            return
        todo = self._todo(remote, kinds)
        await self._pull(report, todo, sure=sure, stopping=stopping)
        if report.received and not stopping():
            # what came may be what an entry waited for
            await self._push(report, remote, stopping)
        await skew.note(self._store, self.wire)
        if self.is_hub:
            await heads.tell(self._store, self.wire)
        report.ok = not report.message

    async def _may_go_on(self, word: Word, report: SyncReport, remote: Row) -> bool:
        if word is Word.EXPIRED:
            await sentinel.sign_off(self._store, remote)
            report.expired, report.message = (
                True,
                "The server refuses the credential.",
            )
        elif word is Word.OTHER:
            await sentinel.sign_off(self._store, remote)
            report.expired = True
            report.message = "The server shows another account than this directory belongs to."
        return word in {Word.SAME, Word.ROLE}

    async def _push(self, report: SyncReport, remote: Row, stopping: Callable[[], bool]) -> None:
        waiting = self._store.read(outbox.counts).open
        if waiting:
            self._status.show(Progress("syncing", 0, waiting))
        done = await self.pusher.work(remote, stopping)
        self._wake_at = done.wake_at
        report.sent += done.sent
        report.failed += done.failed
        report.network = report.network or done.network
        report.retry_after = done.retry_after
        if done.expired:
            await sentinel.sign_off(self._store, remote)
            report.expired, report.message = True, "The server refuses the credential."
        elif done.network:
            report.message = f"{remote['base_url']}: {done.trouble}"
        elif done.failed:
            report.trouble = done.trouble

    def _todo(self, remote: Row, kinds: Iterable[str] | None) -> list[Scope]:
        standing: Standing = "manager" if remote["role"] == "manager" else "member"
        tomatoes = bool((remote["state"] or {}).get("tomatoes"))
        found = scopes(standing, tomatoes=tomatoes)
        return list(found) if kinds is None else touched(found, self._table, kinds)

    async def _pull(
        self, report: SyncReport, todo: list[Scope], *, sure: bool, stopping: Callable[[], bool]
    ) -> None:
        for number, scope in enumerate(todo):
            if stopping():
                return
            pulled = await self.puller.pull(scope, sure=sure)
            report.received += pulled.moved + pulled.gone
            if pulled.fetched:
                self._status.show(Progress("syncing", number + 1, len(todo)))
            if pulled.trouble and not pulled.denied:
                report.message = f"{scope.operation}: {pulled.trouble}"
        await self.puller.derive()

    async def _close(self, report: SyncReport) -> None:
        refused = 0 if report.network else report.failed
        if report.ok:
            self._status.looked(self._store.clock.now())
        if report.sent or refused or report.received:
            await self._record(report, refused)
        counts = self._store.read(outbox.counts)
        report.pending = counts.open + counts.blocked
        report.attention = self._store.read(lambda r: needs_person(r, counts)) + report.expired

    async def _record(self, report: SyncReport, refused: int) -> None:
        noted = self._store.write(
            lambda uow: runs.note(
                uow,
                sent=report.sent,
                refused=refused,
                received=report.received,
                message=report.message or None,
                ok=report.ok,
            ),
            durable=False,
            initiator="sync",
        )
        await asyncio.wrap_future(noted)
