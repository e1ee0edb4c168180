"""What waits to be sent and what a person has to decide, read at once for the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from desktop.domain.outbox import OPEN, TABLE, UNFINISHED, Event, State
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.queries.today import snapshot
from desktop.store.schema import Row
from desktop.store.uow import Reader

SHOWN = 200
"""So many entries are listed; the others follow when these have gone."""
UNSURE = frozenset({"UNCLEAR", "NO_ANSWER", "LATE_PUNCH"})
"""Reasons after which a person may say that it is there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to tell the remote. `row` is what it is about, `shift` the shift it concerns.

    `code` and `why` are the reason that it stopped; `may` what a person can do: retry, arrived and
    discard as far as the state allows them.
    """

    seq: int
    operation: str
    intent: str
    kind: str
    state: str
    at: dt.datetime
    next_at: dt.datetime | None = None
    attempts: int = 0
    code: str = ""
    why: str = ""
    row: Row = field(default_factory=dict)
    shift: Row = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    may: frozenset[str] = frozenset()

    @property
    def stuck(self) -> bool:
        return self.state not in OPEN


@dataclass(frozen=True, slots=True)
class Difference:
    """One group of fields that both sides changed; the values as they are kept, by field."""

    id: int
    fields: tuple[str, ...]
    base: dict[str, Any]
    mine: dict[str, Any]
    theirs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Clash:
    """One record that was changed in two places; `gone` when it was deleted there."""

    kind: str
    row_id: int
    at: dt.datetime
    row: Row
    differences: tuple[Difference, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """`total` counts all that is not sent; `held` lists of which suddenly much is missing."""

    entries: tuple[Entry, ...] = ()
    clashes: tuple[Clash, ...] = ()
    total: int = 0
    held: int = 0
    url: str = ""


def read(reader: Reader) -> Queue:
    """The queue in the order of sending, what was changed in two places beside it."""
    with snapshot(reader):
        remote = queries.active(reader)
        if remote is None:
            return Queue()
        clashes = tuple(_clashes(reader))
        asked = {(clash.kind, clash.row_id) for clash in clashes}
        where = {"state in": sorted(UNFINISHED)}
        rows = reader.find("outbox", where, order="seq", limit=SHOWN)
        entries = [_entry(reader, row) for row in rows if not _is_asked(row, asked)]
        counts = outbox.counts(reader)
        return Queue(
            tuple(entries),
            clashes,
            counts.open + counts.blocked + counts.attention,
            queries.frozen(reader),
            remote["base_url"],
        )


def _is_asked(row: Row, asked: set[tuple[str, int]]) -> bool:
    """Whether the decision about a conflict is all that the entry waits for."""
    held = row["state"] == State.ATTENTION and (row["error"] or {}).get("code") == "CONFLICT"
    return held and (row["kind"], row["row_id"]) in asked


def _entry(reader: Reader, row: Row) -> Entry:
    error, state = row["error"] or {}, State(row["state"])
    about = _about(reader, row)
    shift_id = about.get("shift_id") or (row["params"] or {}).get("id")
    on_shift = (
        row["kind"] in {"shift_request", "shift_answer"} or row["operation"] == "shifts.answer"
    )
    shift = reader.get("shift", int(shift_id)) if on_shift and shift_id else None
    return Entry(
        seq=row["seq"],
        operation=row["operation"] or "",
        intent=row["intent"] or "",
        kind=row["kind"] or "",
        state=state,
        at=row["captured_at"],
        next_at=row["next_at"],
        attempts=row["attempts"] or 0,
        code=str(error.get("code") or ""),
        why=str(error.get("message") or ""),
        row=about,
        shift=shift or {},
        told={**(row["params"] or {}), **(row["body"] or {}), **_changed(row, about)},
        may=_may(state, str(error.get("code") or "")),
    )


def _about(reader: Reader, row: Row) -> Row:
    if not row["kind"] or row["row_id"] is None:
        return {}
    return reader.get(row["kind"], row["row_id"]) or {}


def _changed(row: Row, about: Row) -> dict[str, Any]:
    """What an edit says, as the record has it now."""
    if row["intent"] != "update":
        return {}
    return {name: about[name] for name in row["fields"] or () if name in about}


def _may(state: State, code: str) -> frozenset[str]:
    events = {"retry": Event.RETRY, "discard": Event.DISCARD, "arrived": Event.ARRIVED}
    found = {name for name, event in events.items() if TABLE[state, event] is not None}
    if code not in UNSURE:
        found.discard("arrived")
    if code == "LATE_PUNCH":
        found.discard("retry")  # the server would book it at the time of the retry
    return frozenset(found)


def _clashes(reader: Reader) -> Iterable[Clash]:
    by_row: dict[tuple[str, int], list[Row]] = {}
    for row in reader.find("conflict", {"state": "open"}, order="id", limit=SHOWN):
        by_row.setdefault((row["kind"], row["row_id"]), []).append(row)
    for (kind, row_id), rows in by_row.items():
        yield Clash(
            kind,
            row_id,
            max(row["at"] for row in rows),
            reader.get(kind, row_id) or {},
            tuple(_difference(row) for row in rows),
            gone=any(row["theirs"] is None for row in rows),
        )


def _difference(row: Row) -> Difference:
    sides = [row[side] or {} for side in ("base", "mine", "theirs")]
    fields = tuple(sides[1]) if row["field_group"] == "*" else tuple(row["field_group"].split(","))
    return Difference(row["id"], fields, *sides)
