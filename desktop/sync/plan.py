"""What to do next with the outbox, and what an answer means. Pure: no clock, no store, no wire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from desktop.contract.operation import Operation, Repeat
from desktop.domain.outbox import OPEN, Entry, Event, State

Kind = Literal["hub", "upstream"]
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=25), dt.timedelta(days=1)
NETWORK_FIRST, NETWORK_LONGEST = 1.0, 300.0
SHORTEST_SETTLE = dt.timedelta(seconds=60)


class Class(Enum):
    """What may be done when nobody knows whether a request was carried out."""

    KEYED = "K"
    IDEMPOTENT = "I"
    PROBE = "P"
    NEVER = "N"


_CLASSES = {Repeat.RESEND: Class.IDEMPOTENT, Repeat.PROBE: Class.PROBE, Repeat.NEVER: Class.NEVER}


def class_of(row: Operation, kind: Kind) -> Class:
    """A hub of ours keeps every key with its effect; other servers are taken as the row says."""
    return Class.KEYED if kind == "hub" else _CLASSES.get(row.repeat, Class.NEVER)


@dataclass(frozen=True, slots=True)
class Round:
    """One look at the outbox.

    `block` and `unblock` are moves to make now. `lanes` are the heads that may be sent, oldest
    first, one a lane. `repeat`, `probe`, `hopeless` are unknown entries and what their class
    allows. `wake_at`: when something becomes due that is not yet (None: only a change can tell).
    """

    block: tuple[int, ...] = ()
    unblock: tuple[int, ...] = ()
    lanes: tuple[int, ...] = ()
    repeat: tuple[int, ...] = ()
    probe: tuple[int, ...] = ()
    hopeless: tuple[int, ...] = ()
    wake_at: dt.datetime | None = None


def look(
    entries: Sequence[Entry],
    rows: Mapping[str, Operation],
    *,
    kind: Kind,
    author_id: int,
    now: dt.datetime,
    settle: dt.timedelta,
) -> Round:
    """What is to be done at `now`. `author_id`: whose credential we hold; others' entries wait."""
    block, unblock = _folds(entries)
    found = Found()
    folded = set(block)
    for entry in entries:
        if entry.state is State.UNKNOWN:
            found.busy.add(entry.lane)
            _unknown(found, entry, class_of(rows[entry.operation], kind), now, settle)
        elif entry.state in OPEN and entry.lane not in found.busy and entry.seq not in folded:
            found.busy.add(entry.lane)
            ours = entry.author_id == author_id
            if ours and entry.state is State.QUEUED and entry.waits_for is None:
                found.offer(found.lanes, entry.seq, entry.next_at, now)
    return Round(
        block=tuple(block),
        unblock=tuple(unblock),
        lanes=tuple(found.lanes),
        repeat=tuple(found.repeat),
        probe=tuple(found.probe),
        hopeless=tuple(found.hopeless),
        wake_at=min(found.wakes, default=None),
    )


@dataclass(slots=True)
class Found:
    """A round in the making."""

    lanes: list[int] = field(default_factory=list)
    repeat: list[int] = field(default_factory=list)
    probe: list[int] = field(default_factory=list)
    hopeless: list[int] = field(default_factory=list)
    wakes: list[dt.datetime] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)

    def offer(self, where: list[int], seq: int, due: dt.datetime | None, now: dt.datetime) -> None:
        # a wait that is longer than any was set by a clock that was ahead
        if due is not None and now < due <= now + LONGEST_WAIT:
            self.wakes.append(due)
        else:
            where.append(seq)


def _unknown(
    found: Found, entry: Entry, what: Class, now: dt.datetime, settle: dt.timedelta
) -> None:
    if what is Class.NEVER:
        found.hopeless.append(entry.seq)
    elif what is Class.PROBE:
        settled = (entry.lost_at or now) + settle
        found.offer(found.probe, entry.seq, max(settled, entry.next_at or settled), now)
    else:
        found.offer(found.repeat, entry.seq, entry.next_at, now)


def _folds(entries: Iterable[Entry]) -> tuple[list[int], list[int]]:
    """Queued entries to fold under a stuck one, and folded ones that nothing holds any more.

    A stuck entry blocks the later ones of its chain, and those that wait for it or for a blocked one.
    """
    chains: set[str] = set()
    held: set[int] = set()
    block: list[int] = []
    unblock: list[int] = []
    for entry in sorted(entries, key=lambda entry: entry.seq):
        if entry.state in {State.REJECTED, State.ATTENTION}:
            chains.add(entry.chain)
            held.add(entry.seq)
            continue
        under = entry.chain in chains or entry.waits_for in held
        if under:
            held.add(entry.seq)
        if entry.state is State.QUEUED and under:
            block.append(entry.seq)
        elif entry.state is State.BLOCKED and not under:
            unblock.append(entry.seq)
    return block, unblock


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer says about an attempt.

    `network`: the other side could not be reached at all. `retry_after`: what it asked for.
    """

    event: Event
    network: bool = False
    retry_after: float | None = None


def meaning(
    status: int, *, method: str, kind: Kind, json: bool, retry_after: float | None = None
) -> Meaning:
    """A status as an event. Anything that is not the API speaking leaves the outcome unknown."""
    if status == 429 or (status == 503 and kind == "hub" and retry_after is not None):
        return Meaning(Event.UNSENT, network=True, retry_after=retry_after or 5.0)
    if not json:
        return Meaning(Event.LOST, network=True)
    if 200 <= status < 300 or (method == "DELETE" and status in {404, 410}):
        return Meaning(Event.ACCEPTED)
    if status == 401:
        return Meaning(Event.EXPIRED)
    if 400 <= status < 500 and status != 408:
        return Meaning(Event.REFUSED)
    return Meaning(Event.LOST)


def entry_wait(attempts: int) -> dt.timedelta:
    """How long an entry pauses that the server itself failed on: 25 s, doubling to a day."""
    doublings: int = min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def network_wait(failures: int, draw: float, longest: float = NETWORK_LONGEST) -> float:
    """Seconds until the next try when nothing answers; `draw` in [0, 1) spreads the crowd."""
    doubled = NETWORK_FIRST * (1 << min(failures, 20))
    return max(0.2, min(doubled, longest) * draw)


def settle_time(read_timeout: float, slowest: float) -> dt.timedelta:
    """How long a request that we gave up may still be carried out."""
    return max(SHORTEST_SETTLE, dt.timedelta(seconds=2 * max(read_timeout, slowest)))
