"""Whether what is shown follows from what was recorded: attendances, sessions and their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop.base.clock import from_ms
from desktop.domain import zones
from desktop.domain.attendance import OUT_OF_ORDER
from desktop.domain.chain import Fault
from desktop.domain.sessions import Event, Session, derive
from desktop.store import outbox
from desktop.store.queries import evidence as queries
from desktop.store.queries import standing
from desktop.store.queries import sync as sync_queries
from desktop.store.queries.evidence import Member
from desktop.store.schema import Row, layout
from desktop.store.uow import Reader

from . import evidence_lines, rederive
from .evidence_lines import UNREADABLE
from .identity import Ids
from .replicas import BY_KIND

SHOWN = frozenset(set(layout("attendance").columns) - {"id", "created_at", "updated_at", "flags"})
"""Columns of an attendance that a punch, a correction or the remote has said."""


@dataclass(slots=True)
class Proof:
    """One look through a file; `touched` are edits that the remote does not know yet."""

    reader: Reader
    remote: Row | None = None
    ids: Ids | None = None
    touched: outbox.Touched = field(default_factory=dict)

    def attendance(self, row_id: int) -> str:
        """What is wrong with an attendance; empty when it says what is on record of it."""
        try:
            return self._attendance(row_id)
        except UNREADABLE as error:
            return f"cannot be read ({error})"

    def _attendance(self, row_id: int) -> str:
        reader = self.reader
        row, punch = reader.get("attendance", row_id), reader.get("punch", row_id)
        shadow = None
        if self.remote is not None:
            shadow = sync_queries.by_row(reader, self.remote["id"], "attendance", row_id)
        corrections = reader.find("correction", {"punch_id": row_id}, order="id")
        if punch is None and shadow is None:
            # demo punches may go, corrections of them stay links of the node's own chain
            gone = row is None and bool(corrections) and corrections[0]["demo"] is not None
            return "" if gone else "has no punch"
        said = {} if punch is None else first(punch)
        for correction in corrections:
            if shadow is None and said and not continues(said, correction):
                return "has a correction of something else"
            said = corrected(said, correction)
        retracted = bool(corrections) and corrections[-1]["after"] is None
        if row is None:
            gone = retracted or (shadow is not None and shadow.state == "gone")
            return "" if gone else "was removed without a correction"
        if shadow is not None and shadow.base is not None:
            said = self._told(row_id, said, shadow.base)
        elif shadow is None and retracted:
            return "is shown although it was taken away"
        elif punch is not None:
            said["manual"] = bool(said["manual"] or corrections)
            said["created_at"] = punch["recorded_at"]
        wrong = ", ".join(differing(row, said))
        return f"was changed without a correction ({wrong})" if wrong else ""

    def _told(self, row_id: int, said: Row, base: bytes) -> Row:
        """What the remote says, except for what a person changed here and it does not know yet."""
        replica = BY_KIND["attendance"]
        ours = self.touched.get(row_id, frozenset())
        where = {"kind": "attendance", "row_id": row_id, "state": "open"}
        for conflict in self.reader.find("conflict", where):
            ours |= frozenset((conflict["mine"] or {}).keys())
        if self.ids is None:
            return said
        theirs = replica.columns(replica.decoder.decode(base), self.ids)
        mine = {name: value for name, value in said.items() if name in ours}
        known = {name: value for name, value in theirs.items() if name not in ours}
        if ours:
            known["manual"] = True  # a corrected one is, and the remote will say so once it knows
        return {**known, **mine}


def first(punch: Row) -> Row:
    """What an attendance shows of its punch before any correction."""
    detail = punch["detail"] or {}
    said = {name: punch[name] for name in SHOWN & punch.keys()}
    told = SHOWN - punch.keys()
    said |= {name: detail.get(name) for name in told}
    said["image"] = detail.get("image") or None
    said["manual"] = bool(detail.get("manual"))
    said["flags"] = punch["flags"]
    if detail.get("shown_at") is not None:
        said["timestamp"] = from_ms(detail["shown_at"])
    return said


def continues(said: Row, correction: Row) -> bool:
    """Whether a correction begins where the attendance stood, and changes something."""
    of, before = layout("attendance"), correction["before"] or {}
    if correction["after"] is None:
        return True
    stood = {name: of.from_plain(name, value) for name, value in before.items()}
    same = stood == {name: said.get(name) for name in stood}
    return same and before != correction["after"]


def corrected(said: Row, correction: Row) -> Row:
    """What is said one correction later."""
    of = layout("attendance")
    after = (correction["after"] or {}).items()
    return {**said, **{name: of.from_plain(name, value) for name, value in after}}


def differing(row: Row, said: Row) -> list[str]:
    """The columns of an attendance that hold something else than what is said."""
    wrong = [
        name for name in sorted({*SHOWN, "created_at"} & said.keys()) if row[name] != said[name]
    ]
    if "flags" in said and _plain(row["flags"]) != _plain(said["flags"]):
        wrong.append("flags")
    return wrong


def _plain(flags: Any) -> list[str]:
    return [flag for flag in flags or () if flag != OUT_OF_ORDER]


def faults(reader: Reader) -> Iterator[Fault]:
    """Everything that is shown and does not follow; nothing for an untouched file."""
    remote = sync_queries.remote(reader)
    proof = Proof(reader, remote)
    if remote is not None:
        proof.ids, proof.touched = Ids(reader, remote), outbox.touched(reader, "attendance")
    looked = {*queries.unlike(reader), *queries.unshown(reader), *queries.unpunched(reader)}
    for number in sorted(looked):
        why = proof.attendance(number)
        if why:
            yield Fault(number, f"attendance {number} {why}")
    for number in queries.odd(reader):
        yield Fault(number, f"attendance {number} holds what was never written")
    for number in queries.vanished(reader):
        yield Fault(number, f"attendance {number} was removed without a correction")
    yield from _sessions(reader)
    yield from evidence_lines.faults(reader, remote)


def _sessions(reader: Reader) -> Iterator[Fault]:
    waiting = set(rederive.due(reader))
    due = {member for member in queries.members(reader) if f"{member[0]}:{member[1]}" in waiting}
    if not due:
        for number in queries.mislabelled(reader):
            yield Fault(number, f"session {number} is not the one of its start")
    for member in queries.members(reader):
        if member not in due:
            yield from _of_member(reader, member)


def _of_member(reader: Reader, member: Member) -> Iterator[Fault]:
    try:
        rows = queries.events(reader, member)
        derived = derive(Event(at, number, status) for at, number, status, _ in rows)
    except UNREADABLE as error:
        yield Fault(0, f"the attendances of {member[0]} cannot be read ({error})")
        return
    for _, number, _, marked in rows:
        if bool(marked) is not (number in derived.strays):
            yield Fault(number, f"attendance {number} is marked as it does not stand in the order")
    expected = {session.id: session for session in derived.sessions}
    for row in queries.sessions(reader, member):
        session = expected.pop(row[0], None)
        if session is None or not _is(session, row):
            yield Fault(row[0], f"session {row[0]} does not follow from its punches")
    for number in expected:
        yield Fault(number, f"session {number} is missing")


def _is(session: Session, row: tuple[Any, ...]) -> bool:
    kept = (session.start, session.end, session.last_status, session.last_at)
    if (*kept, session.work, session.rest, int(session.lapsed)) != (*row[1:7], row[7] or 0):
        return False
    zone, start = zones.find(str(row[9])), from_ms(session.start)
    if zone is None:
        return False
    account = msgspec.json.decode(row[11]) if row[11] else None
    # of a start that came from elsewhere nobody noted where its day began
    starts = {row[10]} if row[10] is not None else {0, standing.day_start_of(account)}
    return row[8] in {zones.day_of(start, zone, begins).isoformat() for begins in starts}
