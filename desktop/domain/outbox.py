"""The life of one thing to tell the remote: nine states, and what each event does in each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    PROBING = "probing"
    REJECTED = "rejected"
    BLOCKED = "blocked"
    ATTENTION = "attention"
    DONE = "done"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What can happen to an entry; docs/sync.md 3 says when."""

    SEND = "send"
    ACCEPTED = "accepted"
    UNSENT = "unsent"
    LOST = "lost"
    EXPIRED = "expired"
    REFUSED = "refused"
    CRASHED = "crashed"
    REPEAT = "repeat"
    PROBE = "probe"
    FOUND = "found"
    MISSING = "missing"
    ABSENT = "absent"
    UNCLEAR = "unclear"
    HOPELESS = "hopeless"
    REBASE = "rebase"
    ESCALATE = "escalate"
    BLOCK = "block"
    UNBLOCK = "unblock"
    RETRY = "retry"
    DISCARD = "discard"
    ARRIVED = "arrived"
    FOLD = "fold"


class Impossible(Exception):
    """An event that has no meaning in a state: the caller decided on something outdated."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the planner needs to know of one entry.

    Entries of a `lane` go one at a time, by `seq`. A stuck one blocks the later ones of its `chain`
    and those that wait for it.
    """

    seq: int
    state: State
    lane: str
    chain: str
    operation: str
    waits_for: int | None = None
    next_at: dt.datetime | None = None
    lost_at: dt.datetime | None = None
    author_id: int = 0
    attempts: int = 0


OPEN = frozenset({State.QUEUED, State.SENDING, State.UNKNOWN, State.PROBING})
"""Still on its way without anybody's help."""
FLYING = frozenset({State.SENDING, State.UNKNOWN, State.PROBING})
"""The remote may have it already: immutable."""
STUCK = frozenset({State.REJECTED, State.BLOCKED, State.ATTENTION})
"""A person has to look."""
FINAL = frozenset({State.DONE, State.CANCELLED})
UNFINISHED = frozenset(State) - FINAL

_GRID = """
           queued    sending   unknown   probing   rejected  blocked   attention done cancelled
send       sending   -         -         -         -         -         -         -    -
accepted   -         done      -         -         -         -         -         -    -
unsent     -         queued    -         -         -         -         -         -    -
lost       -         unknown   -         unknown   -         -         -         -    -
expired    -         queued    -         unknown   -         -         -         -    -
refused    -         rejected  -         unknown   -         -         -         -    -
crashed    -         unknown   -         unknown   -         -         -         -    -
repeat     -         -         queued    -         -         -         -         -    -
probe      -         -         probing   -         -         -         -         -    -
found      done      -         -         done      -         done      -         -    -
missing    -         -         -         unknown   -         -         -         -    -
absent     -         -         -         queued    -         -         -         -    -
unclear    -         -         -         attention -         -         -         -    -
hopeless   -         -         attention attention -         -         -         -    -
rebase     -         -         -         -         queued    -         -         -    -
escalate   attention -         -         -         attention -         -         -    -
block      blocked   -         -         -         -         -         -         -    -
unblock    -         -         -         -         -         queued    -         -    -
retry      -         -         -         -         -         -         queued    -    -
discard    cancelled -         -         -         -         cancelled cancelled -    -
arrived    -         -         -         -         -         -         done      -    -
fold       cancelled -         -         -         -         -         -         -    -
"""
"""`-` refuses: the pair cannot happen, or happens too late to matter."""


def _read(grid: str) -> Mapping[tuple[State, Event], State | None]:
    head, *lines = grid.strip().splitlines()
    states = [State(name) for name in head.split()]
    table: dict[tuple[State, Event], State | None] = {}
    for line in lines:
        event, *cells = line.split()
        for state, cell in zip(states, cells, strict=True):
            table[state, Event(event)] = None if cell == "-" else State(cell)
    return table


TABLE = _read(_GRID)


def after(state: State, event: Event) -> State:
    """The next state, or Impossible."""
    found = TABLE[state, event]
    if found is None:
        raise Impossible(f"{event} means nothing to an entry that is {state}")
    return found
