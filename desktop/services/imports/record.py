"""Writing imported sessions as punches: many at once, and what follows from them computed once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import msgspec

from desktop.base.clock import from_ms, to_ms
from desktop.base.ids import uuid7
from desktop.domain import attendance as rules
from desktop.domain import chain, zones
from desktop.domain.imports.plan import Decided, within
from desktop.domain.sessions import PAUSE, RESUME, START, STOP
from desktop.services import derivation
from desktop.store.queries import punches as queries
from desktop.store.uow import UnitOfWork

SOURCE = "import"
_json = msgspec.json.Encoder()
Punches = list[tuple[str, dt.datetime]]


@dataclass(slots=True)
class Writer:
    """Appends to this node's chain and remembers from where on whose sessions follow anew."""

    uow: UnitOfWork
    team_id: int
    actor_id: int
    device: str = ""
    seq: int = 0
    hash: str = chain.ROOT
    since: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.device = self.uow.meta("node_id") or ""
        head = queries.head(self.uow, "punch", self.device)
        if head is not None:
            self.seq, self.hash = head

    def session(self, decided: Decided) -> list[int]:
        """Every span of an entry as a session; returns the numbers of its attendances."""
        made: list[int] = []
        for span in decided.spans:
            for status, at in punches_of(decided, span):
                made.append(self._punch(decided, status, to_ms(at)))
        since = to_ms(decided.spans[0][0])
        self.since[decided.user_id] = min(since, self.since.get(decided.user_id, since))
        return made

    def follow(self) -> None:
        """Sessions and lines of timesheets as they follow from all that was written."""
        for user_id, since in self.since.items():
            derivation.recompute(self.uow, user_id, self.team_id, since)

    def _punch(self, decided: Decided, status: str, at: int) -> int:
        uow, entry = self.uow, decided.entry
        number, now = uow.new_id(), to_ms(uow.now)
        zone, known = zones.first_known(entry.zone)
        flags = _json.encode([rules.STATED]).decode()
        note = entry.note if status == START else ""
        detail = _json.encode({"note": note} if note else {}).decode()
        self.seq += 1
        content = (
            *(number, uuid7(), decided.user_id, self.team_id, status, at, None, None),
            *(self.actor_id, zone, zones.offset_minutes(from_ms(at), known)),
            *(None, None, None, SOURCE, detail, flags, now, None, self.device, self.seq),
        )
        digest = chain.link(self.hash, content)
        queries.append(uow, "punch", content, self.hash, digest)
        self.hash = digest
        queries.add_attendance(
            uow,
            {
                "id": number,
                "user_id": decided.user_id,
                "team_id": self.team_id,
                "status": status,
                "timestamp": at,
                "actor_id": self.actor_id,
                "time_zone": zone,
                "source": SOURCE,
                "manual": 1,
                "note": note or None,
                "flags": flags,
                "created_at": now,
                "updated_at": now,
            },
        )
        return number


def punches_of(decided: Decided, span: tuple[dt.datetime, dt.datetime]) -> Punches:
    """Clock in, breaks, clock out; a break to the end has no end of its own."""
    start, end = span
    found: Punches = [(START, start)]
    for begins, ends in within(decided.entry.breaks, start, end):
        found.append((PAUSE, begins))
        if ends < end:
            found.append((RESUME, ends))
    return [*found, (STOP, end)]
