"""The outbox: adding entries, moving them by the state table, and asking what is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from desktop.base.clock import from_ms
from desktop.domain.outbox import FLYING, OPEN, STUCK, UNFINISHED, Entry, Event, State, after

from .schema import Row, layout
from .uow import Reader, UnitOfWork

LOADED = 1000
"""So many open entries are planned at a time; the others follow when these have gone."""
Touched = dict[int, frozenset[str]]


def _marks(states: Iterable[State]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


_ENTRY = "seq, state, lane, chain, operation, waits_for, next_at, lost_at, author_id, attempts"


def add(uow: UnitOfWork, values: Row) -> int:
    """Queues an entry (or, when its chain is stuck, blocks it); returns its number."""
    stuck = uow.select(
        f"select 1 from outbox where chain = ? and state in ({_marks(STUCK)}) limit 1",
        (values["chain"],),
    )
    row: Row = {
        "state": State.BLOCKED if stuck else State.QUEUED,
        "attempts": 0,
        "negatives": 0,
        "rebases": 0,
        "captured_at": uow.now,
        **values,
    }
    of = layout("outbox")
    names = ", ".join(f'"{name}"' for name in row)
    found = uow.select(
        f"insert into outbox ({names}) values ({', '.join('?' * len(row))}) returning seq",
        [of.encode(name, value) for name, value in row.items()],
    )
    seq = int(found[0][0])
    uow.touch("outbox", seq)
    return seq


def move(uow: UnitOfWork, seq: int, event: Event, **changes: Any) -> Row:
    """Applies an event; Impossible when the entry is elsewhere by now. Returns the entry."""
    row = uow.need("outbox", seq)
    state = after(State(row["state"]), event)
    if state in {State.DONE, State.CANCELLED}:
        changes = {"done_at": uow.now, "wire": None, "next_at": None, **changes}
    return uow.update("outbox", seq, {"state": state, **changes})


def release(uow: UnitOfWork, seq: int) -> None:
    """Lets go of what waited for an entry that is final or queued again."""
    row = uow.need("outbox", seq)
    if State(row["state"]) is State.DONE:
        for (waiting,) in uow.select("select seq from outbox where waits_for = ?", (seq,)):
            uow.update("outbox", waiting, {"waits_for": None})


def orphan(uow: UnitOfWork, seq: int) -> None:
    """Hands what waited for a withdrawn entry to a person."""
    error = {"code": "ORPHAN", "message": "What it belongs to was discarded."}
    for (waiting,) in uow.select("select seq from outbox where waits_for = ?", (seq,)):
        row = uow.update("outbox", waiting, {"waits_for": None})
        if row["state"] == State.BLOCKED:
            row = move(uow, waiting, Event.UNBLOCK)
        if row["state"] == State.QUEUED:
            move(uow, waiting, Event.ESCALATE, error=error)


def unsent(reader: Reader, kind: str, row_id: int) -> list[Row]:
    """Entries of a row that never left, oldest first: those that may still be folded."""
    return reader.find(
        "outbox",
        {"kind": kind, "row_id": row_id, "state in": ["queued", "blocked"], "attempts": 0},
        order="seq",
    )


def unfinished(reader: Reader, kind: str, row_id: int) -> list[Row]:
    return reader.find(
        "outbox",
        {"kind": kind, "row_id": row_id, "state in": sorted(UNFINISHED)},
        order="seq",
    )


def creating(reader: Reader, kind: str, row_id: int) -> Row | None:
    """The entry that will give a row its pk, if it is not final."""
    return reader.one(
        "outbox",
        {"kind": kind, "row_id": row_id, "intent": "create", "state in": sorted(UNFINISHED)},
        order="seq",
    )


def bodies(reader: Reader) -> list[Row]:
    """Every unfinished entry, whole."""
    return reader.find("outbox", {"state in": sorted(UNFINISHED)}, order="seq")


def entries(reader: Reader) -> list[Entry]:
    """What the planner sees: everything that is stuck or on its way, and the oldest of the queue."""
    rows = reader.select(
        f"select {_ENTRY} from outbox where state in ({_marks(UNFINISHED - {State.QUEUED})}) "
        f"union all select * from (select {_ENTRY} from outbox where state = 'queued' "
        "order by seq limit ?) order by seq",
        (LOADED,),
    )
    return [_entry(row) for row in rows]


def hurry(uow: UnitOfWork) -> None:
    """Entries that the server failed on wait no longer: somebody asked for them to be tried now."""
    for (seq,) in uow.select(
        "select seq from outbox where state = 'unknown' and next_at is not null"
    ):
        uow.update("outbox", seq, {"next_at": None})


def ahead(reader: Reader, lane: str, seq: int) -> bool:
    """Whether an earlier entry of the lane is still on its way."""
    return bool(
        reader.select(
            f"select 1 from outbox where lane = ? and seq < ? and state in ({_marks(OPEN)}) limit 1",
            (lane, seq),
        )
    )


def following(reader: Reader, seq: int) -> int | None:
    """The next entry of the lane, if it may go at once."""
    rows = reader.select(
        "select n.seq, n.state, n.waits_for, n.next_at, n.author_id = l.author_id "
        "from outbox l join outbox n on n.lane = l.lane and n.seq > l.seq "
        f"where l.seq = ? and n.state in ({_marks(OPEN)}) order by n.seq limit 1",
        (seq,),
    )
    if not rows:
        return None
    found, state, waits_for, next_at, same_author = rows[0]
    ready = state == State.QUEUED and waits_for is None and next_at is None and same_author
    return int(found) if ready else None


def fresh_edit(reader: Reader, seq: int) -> tuple[str, int] | None:
    """(kind, row) of a queued edit whose body is not frozen yet."""
    rows = reader.select(
        "select kind, row_id from outbox where seq = ? and intent = 'update' and wire is null "
        "and state = 'queued'",
        (seq,),
    )
    return (str(rows[0][0]), int(rows[0][1])) if rows else None


def state_of(reader: Reader, seq: int) -> State | None:
    rows = reader.select("select state from outbox where seq = ?", (seq,))
    return State(rows[0][0]) if rows else None


def creator_of(reader: Reader, kind: str, row_id: int) -> int | None:
    """The create of ours that a row came to be by, also when it is done."""
    rows = reader.select(
        "select seq from outbox where kind = ? and row_id = ? and intent = 'create' "
        "and state != 'cancelled' limit 1",
        (kind, row_id),
    )
    return int(rows[0][0]) if rows else None


def last_loss(reader: Reader, kind: str, row_id: int, before: int) -> int | None:
    """When an earlier request for the row was lost, in ms: it may still be executed."""
    rows = reader.select(
        "select max(lost_at) from outbox where kind = ? and row_id = ? and seq < ?",
        (kind, row_id, before),
    )
    return None if rows[0][0] is None else int(rows[0][0])


def held(reader: Reader, kind: str) -> set[int]:
    """Rows that a pull leaves alone: the remote may have, or is to get, our word on them first."""
    rows = reader.select(
        f"select distinct row_id from outbox where kind = ? and (state in ({_marks(FLYING)}) "
        f"or (intent = 'delete' and state in ({_marks(UNFINISHED)})))",
        (kind,),
    )
    return {int(row[0]) for row in rows if row[0] is not None}


def touched(reader: Reader, kind: str) -> Touched:
    """Row → the columns that a person changed here and that the remote does not know yet."""
    rows = reader.select(
        "select row_id, fields from outbox where kind = ? and fields is not null "
        f"and state in ({_marks(UNFINISHED)})",
        (kind,),
    )
    found: Touched = {}
    decode = layout("outbox").decode_column
    for row_id, fields in rows:
        found[row_id] = found.get(row_id, frozenset()) | frozenset(decode("fields", fields))
    return found


def reassign(uow: UnitOfWork, kind: str, old: int, new: int) -> None:
    """Hands the unfinished entries of one row to another: both turned out to be the same record."""
    uow.execute(
        f"update outbox set row_id = ? where kind = ? and row_id = ? and state in ({_marks(UNFINISHED)})",
        (new, kind, old),
    )


def flying_creates(reader: Reader, kind: str) -> list[Row]:
    return reader.find(
        "outbox",
        {"kind": kind, "intent": "create", "state in": sorted(FLYING)},
        order="seq",
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries are on their way, need a person, or are folded under one that does."""

    open: int
    attention: int
    blocked: int


def counts(reader: Reader) -> Counts:
    rows = reader.select(
        f"select state, count(*) from outbox where state in ({_marks(UNFINISHED)}) group by state"
    )
    by_state = {State(state): int(count) for state, count in rows}
    return Counts(
        sum(by_state.get(state, 0) for state in OPEN),
        by_state.get(State.ATTENTION, 0) + by_state.get(State.REJECTED, 0),
        by_state.get(State.BLOCKED, 0),
    )


def _entry(row: tuple[Any, ...]) -> Entry:
    seq, state, lane, chain, operation, waits_for, next_at, lost_at, author_id, attempts = row
    return Entry(
        seq=seq,
        state=State(state),
        lane=lane,
        chain=chain,
        operation=operation,
        waits_for=waits_for,
        next_at=None if next_at is None else from_ms(next_at),
        lost_at=None if lost_at is None else from_ms(lost_at),
        author_id=author_id,
        attempts=attempts,
    )
