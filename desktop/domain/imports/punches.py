"""Our own punches.csv: what one Pomoclock exported, another takes in, to the second and with breaks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from desktop.base.clock import UTC, from_ms, to_ms
from desktop.domain import zones
from desktop.domain.attendance import STATUSES
from desktop.domain.sessions import Event, derive

from ..exports.inert import plain
from .columns import EMAIL, NOTE, PERSON, START, Found
from .entry import Entry, Mapping, Parsed, Problem
from .text import Row


def read(parsed: Parsed, lines: Sequence[Row], found: Found, mapping: Mapping) -> None:
    """Sessions follow from the punches as shown; what was taken back or still runs is no session."""
    events: dict[str, list[Event]] = defaultdict(list)
    told: dict[int, tuple[str, str]] = {}
    for line, cells in lines:
        status, text = found.cell(cells, "status"), found.cell(cells, START)
        if not text:
            continue
        column, name = found.where(START)
        if status not in STATUSES:
            column, name = found.where("status")
            parsed.problems.append(Problem(line, f"{status!r} is no punch", column, name))
            continue
        at = _instant(text)
        if at is None:
            parsed.problems.append(Problem(line, f"{text!r} is no time with offset", column, name))
            continue
        person = found.cell(cells, EMAIL) or plain(found.cell(cells, PERSON))
        events[person].append(Event(to_ms(at), line, status))
        told[line] = (found.cell(cells, "zone"), plain(found.cell(cells, NOTE)))
    for person, own in events.items():
        derived = derive(own)
        for stray in sorted(derived.strays):
            parsed.problems.append(Problem(stray, "does not fit between the punches around it"))
        for session in derived.sessions:
            zone, note = told[session.id]
            if session.end is None:
                why = "this session has no clock out; it is left out"
                parsed.problems.append(Problem(session.id, why))
                continue
            parsed.entries.append(
                Entry(
                    line=session.id,
                    start=from_ms(session.start),
                    end=from_ms(session.end),
                    zone=zones.first_known(zone, mapping.zone)[0],
                    person=person,
                    note=note,
                    breaks=tuple(
                        (from_ms(b.start), from_ms(b.end if b.end is not None else session.end))
                        for b in session.breaks
                    ),
                )
            )


def _instant(text: str) -> dt.datetime | None:
    """None for what is no time, or one without an offset."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if at.tzinfo is None else at.astimezone(UTC)
