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
from desktop.services import derivation, reviews
from desktop.store.queries import ledger as ledger_queries
from desktop.store.queries import punches as queries
from desktop.store.queries import standing as standings
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
    since: dict[int, int] = field(default_factory=dict)
    until: dict[int, int] = field(default_factory=dict)

    def session(self, decided: Decided) -> list[int]:
        """Every span of an entry as a session; returns the numbers of its attendances."""
        made: list[int] = []
        for span in decided.spans:
            for status, at in punches_of(decided, span):
                made.append(self._punch(decided, status, to_ms(at)))
        since, until = to_ms(decided.spans[0][0]), to_ms(decided.spans[-1][1])
        user_id = decided.user_id
        self.since[user_id] = min(since, self.since.get(user_id, since))
        self.until[user_id] = max(until, self.until.get(user_id, until))
        return made

    def follow(self) -> None:
        """Sessions, lines and exceptions of timesheets as they follow from all that was written."""
        for user_id, since in self.since.items():
            standings.forget(self.uow, user_id, self.team_id)
            derivation.recompute(self.uow, user_id, self.team_id, since)
            reviews.refresh_between(
                self.uow, user_id, self.team_id, from_ms(since), from_ms(self.until[user_id])
            )

    def _punch(self, decided: Decided, status: str, at: int) -> int:
        uow, entry = self.uow, decided.entry
        number, now = uow.new_id(), to_ms(uow.now)
        zone, known = zones.first_known(entry.zone)
        flags = _json.encode([rules.STATED]).decode()
        note = entry.note if status == START else ""
        detail = _json.encode({"note": note, "manual": True} if note else {"manual": True}).decode()
        chained = standings.chain(uow, None)
        content = (
            *(number, uuid7(), decided.user_id, self.team_id, status, at, None, None),
            *(self.actor_id, zone, zones.offset_minutes(from_ms(at), known)),
            *(None, None, None, SOURCE, detail, flags, now, None, chained.device, chained.seq + 1),
        )
        previous = chained.hash if chained.seq else chain.ROOT
        chained.hash = ledger_queries.append(uow, "punch", content, previous)
        chained.seq, chained.wall = chained.seq + 1, at
        chained.monotonic_ms = chained.boot_id = None
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
