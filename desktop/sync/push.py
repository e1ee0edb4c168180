"""Sending what waits: one entry a lane, durable before the first byte, settled in one transaction."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from desktop.base.errors import Bug
from desktop.contract.table import Table
from desktop.domain.outbox import Event, State
from desktop.services import answers, outgoing, wire
from desktop.services.answers import Untrusted
from desktop.services.incoming import Record
from desktop.services.outgoing import Sending, Verdict
from desktop.services.replicas import BY_KIND
from desktop.store import outbox
from desktop.store.schema import Row
from desktop.store.store import Store
from desktop.store.uow import UnitOfWork

from . import plan
from .probe import Prober
from .pull import Puller
from .remote import READ, Answer, Lost, Remote, Unreachable

log = logging.getLogger(__name__)
T = TypeVar("T")
ACROSS, IN_A_ROW = 2, 64


@dataclass(slots=True)
class Pushed:
    """What a look at the outbox did.

    `network`: nothing answers, or it asked for patience (`retry_after` seconds). `expired`: the
    credential is refused. `wake_at`: when something is due that was not yet.
    """

    sent: int = 0
    failed: int = 0
    network: bool = False
    expired: bool = False
    retry_after: float | None = None
    wake_at: dt.datetime | None = None
    trouble: str = ""
    moved: bool = field(default=False)


class Pusher:
    """Works the outbox off, lane by lane."""

    def __init__(
        self,
        store: Store,
        table: Table,
        remote: Remote,
        puller: Puller,
        *,
        across: int = ACROSS,
    ) -> None:
        self._store = store
        self._table = table
        self._wire = remote
        self._puller = puller
        self._prober = Prober(store, table, remote)
        self._rows = {row.name: row for row in table}
        self._across = across

    async def work(self, remote: Row, stopping: Callable[[], bool]) -> Pushed:
        """Sends all that is due, until nothing moves or the network fails."""
        done = Pushed()
        while not stopping():
            done.moved = False
            found = self._look(remote)
            await self._fold(found)
            await self._send_due(found, remote, done, stopping)
            done.wake_at = found.wake_at
            again = done.moved or found.repeat or found.block or found.unblock
            if done.network or done.expired or not again:
                break
        return done

    async def _send_due(
        self, found: plan.Round, remote: Row, done: Pushed, stopping: Callable[[], bool]
    ) -> None:
        for seq in found.probe:
            await self._probe(seq, remote, done)
        for start in range(0, len(found.lanes), self._across):
            if done.network or done.expired or stopping():
                return
            heads = found.lanes[start : start + self._across]
            await asyncio.gather(*(self._lane(seq, remote, done) for seq in heads))

    def _look(self, remote: Row) -> plan.Round:
        entries = self._store.read(outbox.entries)
        return plan.look(
            entries,
            self._rows,
            kind=remote["kind"],
            author_id=int((remote["state"] or {}).get("user_id") or 0),
            now=self._store.clock.now(),
            settle=self._settle(),
        )

    def _settle(self) -> dt.timedelta:
        return plan.settle_time(READ, self._wire.slowest)

    async def _fold(self, found: plan.Round) -> None:
        """The moves that need no wire."""
        moves = [
            (Event.BLOCK, found.block),
            (Event.UNBLOCK, found.unblock),
            (Event.REPEAT, found.repeat),
            (Event.HOPELESS, found.hopeless),
        ]

        def work(uow: UnitOfWork) -> None:
            for event, seqs in moves:
                for seq in seqs:
                    outbox.move(uow, seq, event)

        if any(seqs for _, seqs in moves):
            await self._write(work)

    async def _lane(self, seq: int, remote: Row, done: Pushed) -> None:
        """Sends a lane's entries one after the other for as long as each is done."""
        following: int | None = seq
        for _ in range(IN_A_ROW):
            if following is None or done.network or done.expired:
                return
            if not await self._read_first(following, remote, done):
                return
            state = await self._send(following, remote, done)
            if state is not State.DONE:
                return
            following = self._following(following)

    async def _read_first(self, seq: int, remote: Row, done: Pushed) -> bool:
        """Before an edit is told, a look at what the record is there by now.

        That does not remove the moment in which somebody else may write in between; it makes it short.
        False when the network failed.
        """
        edit = self._store.read(lambda r: outbox.fresh_edit(r, seq))
        if edit is None:
            return True
        try:
            await self._puller.look_at(*edit, manager=remote["role"] == "manager")
        except (Unreachable, Lost) as error:
            done.network, done.trouble = True, str(error)
            return False
        return True

    def _following(self, seq: int) -> int | None:
        return self._store.read(lambda r: outbox.following(r, seq))

    async def _send(self, seq: int, remote: Row, done: Pushed) -> State | None:
        settle = self._settle()
        sending = await self._write(
            lambda uow: outgoing.prepare(uow, self._table, seq, settle), durable=True
        )
        if sending is None:
            now = self._store.read(lambda r: outbox.state_of(r, seq))
            if now is State.DONE:
                done.moved = True
            return now
        done.moved = True
        verdict = await self._attempt(sending, remote, done)
        state = await self._settled(sending, verdict)
        if state is State.DONE:
            done.sent += 1
        else:
            done.failed += 1
            done.trouble = verdict.message
        if state is State.REJECTED:
            await self._after_refusal(sending, verdict, remote)
        return state

    async def _attempt(self, sending: Sending, remote: Row, done: Pushed) -> Verdict:
        """One request, whatever comes of it, as a verdict."""
        frozen = wire.thaw(sending.wire)
        try:
            answer = await self._wire.send(
                frozen.method,
                frozen.path,
                query=frozen.query,
                body=None if frozen.body is None else frozen.body.encode(),
                key=sending.mid,
            )
        except Unreachable as error:
            done.network = True
            return Verdict(Event.UNSENT, code="UNREACHABLE", message=str(error))
        except Lost as error:
            done.network = True
            return Verdict(Event.LOST, code="NO_ANSWER", message=str(error))
        return self._read(sending, answer, remote, done)

    def _read(self, sending: Sending, answer: Answer, remote: Row, done: Pushed) -> Verdict:
        method = sending.row.method
        meant = plan.meaning(
            answer.status,
            method=method,
            kind=remote["kind"],
            json=answer.json,
            retry_after=answer.retry_after,
        )
        done.network = done.network or meant.network
        done.expired = done.expired or meant.event is Event.EXPIRED
        done.retry_after = meant.retry_after or done.retry_after
        event, (code, message) = meant.event, _said(answer)
        if event in {Event.LOST, Event.UNSENT}:
            message = f"{answer.in_words()} {message}".strip()
        elif answer.status >= 400:
            message = message or f"The server answered {answer.status}."
        found: tuple[Record, ...] = ()
        if event is Event.ACCEPTED and answer.status < 300:
            try:
                found = _records(sending, answer)
            except Untrusted as error:
                event, code = Event.LOST, "UNREADABLE"
                message = f"The answer cannot be read ({error})."
        wait = None
        if event is Event.LOST:
            wait = self._store.clock.now() + plan.entry_wait(sending.attempt)
        return Verdict(event, answer.status, code, message, found, answer.request_id, wait)

    async def _settled(self, sending: Sending, verdict: Verdict) -> State:
        """The one transaction of an outcome. What an answer holds may fail to be stored; that it
        was accepted may not be forgotten.
        """
        try:
            return await self._write(
                lambda uow: outgoing.settle(uow, sending, verdict), durable=True
            )
        except Bug:
            log.exception("an answer to %s was accepted and not stored", sending.row.name)
            return await self._write(
                lambda uow: outgoing.settle(uow, sending, verdict, merged=False), durable=True
            )

    async def _after_refusal(self, sending: Sending, verdict: Verdict, remote: Row) -> None:
        """409 and 412: somebody else was faster; look, and say it anew. Else a person decides."""
        rebasable = verdict.status in {409, 412} and sending.intent == "update"
        if rebasable and sending.row_id is not None:
            try:
                await self._puller.item(
                    sending.kind, sending.row_id, manager=remote["role"] == "manager"
                )
            except (Unreachable, Lost):
                log.info("the record behind a refused edit could not be fetched yet")
            await self._write(lambda uow: outgoing.rebase(uow, sending.seq), durable=True)
        else:
            await self._write(lambda uow: outgoing.escalate(uow, sending.seq), durable=True)

    async def _probe(self, seq: int, remote: Row, done: Pushed) -> None:
        if done.network or done.expired:
            return
        try:
            await self._prober.probe(seq, remote)
        except (Unreachable, Lost) as error:
            done.network, done.trouble = True, str(error)
        done.moved = True

    async def _write(self, work: Callable[[UnitOfWork], T], *, durable: bool = True) -> T:
        return await asyncio.wrap_future(self._store.write(work, durable=durable, initiator="sync"))


def _records(sending: Sending, answer: Answer) -> tuple[Record, ...]:
    """Untrusted when the answer shows nothing of what was sent: perhaps nobody has received it."""
    replica, row = BY_KIND.get(sending.kind), sending.row
    found = () if replica is None else tuple(answers.records(replica, row, answer.body))
    if found or row.response is None or row.method == "DELETE":
        return found
    if sending.intent == "create" and replica is not None:
        raise Untrusted(f"it holds no {sending.kind}")
    if not answer.body.strip() and answer.status != 204:
        raise Untrusted("it is empty")
    return found


def _said(answer: Answer) -> tuple[str, str]:
    """(code, message) of an error body, for people."""
    if answer.status < 400:
        return "", ""
    try:
        said = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError):
        return "", ""
    if not isinstance(said, dict):
        return "", ""
    text = said.get("message") or said.get("error")
    return str(said.get("code") or ""), text if isinstance(text, str) else ""
