"""Where a file lies while somebody decides about it: read, planned, taken in, or put away.

Nothing is written before `apply`, and that writes everything in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.base.errors import Invalid, NotFound, invalid
from desktop.base.ids import uuid7
from desktop.domain import timesheets as sheet_rules
from desktop.domain import tomatoes as tomato_rules
from desktop.domain.imports.entry import Mapping, Parsed
from desktop.domain.imports.plan import Decided, Standing, Verdict, plan
from desktop.domain.imports.read import read
from desktop.domain.imports.text import MOST
from desktop.services import person, sheets, workforce
from desktop.services.bus import Bus
from desktop.services.context import Principal
from desktop.store.queries import credentials
from desktop.store.queries import imports as queries
from desktop.store.queries import sheets as sheet_queries
from desktop.store.uow import Reader, UnitOfWork

from . import batches
from .batches import DryRun, Progress

_DAY = dt.timedelta(days=1)
MOST_OPEN = 4
SHOWN = 20
"""So many places that cannot be read are named; the rest is counted."""


@dataclass(slots=True)
class Choice:
    """What the person decided: take overlapping lines where free (all, or `lines`), skip bad ones."""

    take_free: bool = False
    lines: Collection[int] = ()
    skip_unreadable: bool = False
    people: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Open:
    """A file on the desk."""

    file: str
    who: Principal
    mapping: Mapping
    content: bytearray = field(default_factory=bytearray)
    parsed: Parsed | None = None
    progress: Progress = field(default_factory=Progress)


class Desk:
    """One for a node. Tokens name what lies on it; the oldest falls off when there are too many."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._open: dict[str, Open] = {}

    def lay(self, file: str, who: Principal, mapping: Mapping) -> str:
        """Begins with a file; the zone is the person's when the mapping names none."""
        if not mapping.zone:
            zone = self._bus.store.read(lambda reader: _zone(reader, who))
            mapping = replace(mapping, zone=zone)
        while len(self._open) >= MOST_OPEN:
            self._open.pop(next(iter(self._open)))
        token = uuid7()
        self._open[token] = Open(file, who, mapping)
        return token

    def add(self, token: str, content: bytes) -> None:
        opened = self._need(token)
        if len(opened.content) + len(content) > MOST:
            raise invalid("file", f"is larger than {MOST // 2**20} MB; cut it in parts")
        opened.content += content
        opened.parsed = None

    def plan(self, token: str, choice: Choice) -> tuple[Parsed, list[Decided]]:
        """What would become of each line. Invalid, naming the places, when some cannot be read."""
        opened = self._need(token)
        parsed = self._parsed(opened, choice)
        store = self._bus.store
        now = store.clock.now()
        there = store.read(lambda reader: _standing(reader, opened.who, parsed, choice, now))
        return parsed, plan(parsed.entries, there, take_free=choice.take_free, only=choice.lines)

    def apply(self, token: str, choice: Choice, *, dry: bool = False) -> dict[str, Any]:
        """Takes the planned lines in: all, or none when anything fails or `stop` was asked for.

        A dry run does everything and takes it back, so that it says what really would happen.
        """
        opened = self._need(token)
        parsed = self._parsed(opened, choice)
        bus = self._bus

        def work(uow: UnitOfWork) -> dict[str, Any]:
            # planned again inside, so that nothing that was punched meanwhile is overlapped
            there = _standing(uow, opened.who, parsed, choice, uow.now)
            decided = plan(parsed.entries, there, take_free=choice.take_free, only=choice.lines)
            chosen = [line for line in decided if line.spans]
            if not chosen:
                why = ", ".join(f"{n} {v}" for v, n in counted(decided)["verdicts"].items())
                raise Invalid(f"Nothing to take in: {why}.", {"file": [why]})
            batch = batches.take(
                uow, bus, opened.who, parsed, chosen, opened.progress, opened.mapping.zone
            )
            told = {**batch, **counted(decided)}
            if dry:
                raise DryRun(told)
            return told

        try:
            done = bus.store.write(work).result()
        except DryRun as end:
            return {**end.batch, "state": "dry run"}
        self._open.pop(token, None)
        return done

    def undo(self, who: Principal, number: int) -> dict[str, Any]:
        bus, progress = self._bus, Progress()
        return bus.store.write(lambda uow: batches.undone(uow, bus, who, number, progress)).result()

    def kept(self, who: Principal) -> list[dict[str, Any]]:
        return self._bus.store.read(lambda reader: batches.kept(reader, who))

    def progress(self, token: str) -> Progress:
        """Nothing to do once the file is off the desk."""
        opened = self._open.get(token)
        return Progress() if opened is None else opened.progress

    def stop(self, token: str) -> None:
        """What is being read or written stops soon; what is done already stays."""
        self.progress(token).stop = True

    def _need(self, token: str) -> Open:
        opened = self._open.get(token)
        if opened is None:
            raise NotFound("That import is not open any more. Begin again.")
        return opened

    def _parsed(self, opened: Open, choice: Choice) -> Parsed:
        if opened.parsed is None:
            progress = opened.progress
            progress.what, progress.total = "reading", opened.content.count(b"\n") + 1
            opened.parsed = read(opened.file, bytes(opened.content), opened.mapping, progress.at)
        parsed = opened.parsed
        if parsed.problems and (not choice.skip_unreadable or not parsed.entries):
            places = [problem.words(parsed.file) for problem in parsed.problems]
            more = f"\n… and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
            whole = places[0] if len(places) == 1 else "\n" + "\n".join(places[:SHOWN]) + more
            raise Invalid(f"Nothing was imported: {whole}", {"file": places[:SHOWN]})
        return parsed


def counted(decided: list[Decided]) -> dict[str, Any]:
    """How many lines have which verdict, and how much work is taken."""
    worked = sum((line.worked for line in decided), dt.timedelta())
    return {
        "verdicts": {v.value: n for v, n in Counter(line.verdict for line in decided).items()},
        "work_ms": worked // dt.timedelta(milliseconds=1),
    }


def _zone(reader: Reader, who: Principal) -> str:
    user = reader.get("user", who.user_id) or {}
    return str(user.get("time_zone") or workforce.of(reader, who.team_id)["time_zone"] or "UTC")


def _standing(
    reader: Reader, who: Principal, parsed: Parsed, choice: Choice, now: dt.datetime
) -> Standing:
    names = sorted({entry.person for entry in parsed.entries})
    users = {name: _user_of(reader, who, name, names, choice) for name in names}
    wanted = sorted({user for user in users.values() if user})
    since = parsed.entries[0].start - 2 * _DAY
    until = max(entry.end for entry in parsed.entries) + 2 * _DAY
    team, usual = who.team_id, tomato_rules.LENGTH
    return Standing(
        now=now,
        users=users,
        busy={user: queries.busy(reader, team, user, since, until) for user in wanted},
        pomodoros={user: queries.pomodoros(reader, user, since, until, usual) for user in wanted},
        known=queries.known(reader, wanted),
        closed={user: _closed(reader, who, user, since, until) for user in wanted},
    )


def _closed(
    reader: Reader, who: Principal, user_id: int, since: dt.datetime, until: dt.datetime
) -> list[tuple[dt.date, dt.date]]:
    """Periods whose sheets take nothing in: an import never reopens what was approved."""
    actor = sheets.actor_of(who)
    rows = sheet_queries.overlapping(reader, who.team_id, user_id, since.date(), until.date())
    return [
        (row["start_date"], row["end_date"])
        for row in rows
        if row["locked"] or not sheet_rules.may_edit(row["status"], actor, locked=False)
    ]


def _user_of(reader: Reader, who: Principal, name: str, names: list[str], choice: Choice) -> int:
    """Whose a line is: as said, by e-mail, by full name, or the importer's when nobody else is there."""
    if name in choice.people:
        user = credentials.by_login(reader, choice.people[name])
        if user is None:
            raise NotFound(f"Nobody here has the login {choice.people[name]}.")
        role = person.role_in(reader, user["id"], who.team_id)
        if user["id"] != who.user_id and (not who.manages or not role):
            raise invalid("people", f"{choice.people[name]} is nobody you may import for")
        return int(user["id"])
    members = queries.members_by_name(reader, who.team_id)
    wanted = name.casefold()
    found = [n for n, _, email in members if email and email.casefold() == wanted]
    found = found or [n for n, full, _ in members if full and full.casefold() == wanted]
    if len(found) == 1 and (found[0] == who.user_id or who.manages):
        return found[0]
    return who.user_id if len(names) == 1 and not found else 0


def lines_of(decided: list[Decided], verdicts: Collection[Verdict] = ()) -> list[dict[str, Any]]:
    """The plan as plain values, for a preview."""
    return [
        {
            "line": d.entry.line,
            "start": d.entry.start.isoformat(),
            "end": d.entry.end.isoformat(),
            "zone": d.entry.zone,
            "person": d.entry.person,
            "user_id": d.user_id,
            "note": d.entry.note or ", ".join(d.entry.tags),
            "kind": d.entry.kind,
            "verdict": d.verdict.value,
            "about": d.about or d.entry.hint,
            "work_ms": d.worked // dt.timedelta(milliseconds=1),
        }
        for d in decided
        if not verdicts or d.verdict in verdicts
    ]
