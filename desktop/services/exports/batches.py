"""Batches of exports: what went out when, so that nothing is paid twice without anybody noticing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.base.ids import uuid7
from desktop.domain.exports.facts import Change, Line, Mark, Pack, Person, Removed, Sheet
from desktop.store.queries import exports as queries
from desktop.store.queries.exports import Told
from desktop.store.uow import Reader, UnitOfWork

_NUMBER = "export_number"
SESSION, ITEM = "session", "timesheet_item"
GONE = ""
"""The digest under which a batch keeps that a line was no longer there."""


def label(reader: Reader, number: int) -> str:
    """E3-9f3a: the node's own count, and enough of the node to tell two nodes' batches apart."""
    return f"E{number}-{(reader.meta('node_id') or '')[-4:]}"


def next_number(uow: UnitOfWork) -> int:
    number = int(uow.meta(_NUMBER) or 0) + 1
    uow.set_meta(_NUMBER, str(number))
    return number


def kind_of(line: Line | Removed) -> str:
    """Lines of sessions are known by their session, so that a line made anew is the same line."""
    return SESSION if line.of_session else ITEM


def marked(reader: Reader, team_id: int, sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets with every line marked by what became of it since the last batch that held it."""
    told: dict[tuple[str, int], Told] = {}
    for kind in (SESSION, ITEM):
        ids = [line.id for sheet in sheets for line in sheet.lines if kind_of(line) == kind]
        found = queries.told_of(reader, team_id, kind, ids)
        told |= {(kind, number): line for number, line in found.items()}
    return [
        dataclasses.replace(
            sheet,
            lines=tuple(
                dataclasses.replace(
                    line, mark=_mark(reader, line, told.get((kind_of(line), line.id)))
                )
                for line in sheet.lines
            ),
        )
        for sheet in sheets
    ]


def _mark(reader: Reader, line: Line, told: Told | None) -> Mark:
    if told is None or told.digest == GONE:
        return Mark()
    same = told.digest == line.digest()
    return Mark(Change.SAME if same else Change.CHANGED, label(reader, told.batch), told.at)


def removed(
    reader: Reader,
    team_id: int,
    people: dict[int, Person],
    days: tuple[dt.date, dt.date],
    sheets: Sequence[Sheet],
) -> list[Removed]:
    """Lines that the last batch of these people and days held and that are there no more."""
    found: list[Removed] = []
    for kind in (SESSION, ITEM):
        here = {line.id for sheet in sheets for line in sheet.lines if kind_of(line) == kind}
        told = queries.told_between(reader, team_id, kind, sorted(people), days)
        for number, line in told.items():
            if number in here or line.digest == GONE:
                continue
            mark = Mark(Change.REMOVED, label(reader, line.batch), line.at)
            day = dt.date.fromisoformat(line.day) if line.day else None
            found.append(Removed(number, kind == SESSION, people[line.user_id], day, mark))
    return found


def earlier(pack_lines: Sequence[Line], zone: dt.tzinfo) -> tuple[str, ...]:
    """Which earlier batches hold some of these lines, in words."""
    marks = {(m.on, m.batch) for line in pack_lines if (m := line.mark).on is not None}
    return tuple(f"batch {name} on {on.astimezone(zone):%Y-%m-%d}" for on, name in sorted(marks))


def keep(
    uow: UnitOfWork,
    number: int,
    team_id: int,
    actor_id: int,
    pack: Pack,
    files: list[dict[str, Any]],
) -> None:
    """Writes down that the batch went out."""
    lines = list(pack.lines)
    uow.insert(
        "export_batch",
        {
            "id": number,
            "uid": uuid7(),
            "team_id": team_id,
            "actor_id": actor_id,
            "at": pack.batch.at,
            "first_day": pack.batch.first,
            "last_day": pack.batch.last,
            "people": sorted({sheet.person.id for sheet in pack.sheets}),
            "files": files,
            "lines": len(lines),
            "work_ms": sum(line.counted_work_ms for line in lines),
        },
    )
    told: list[tuple[Line | Removed, str]] = [(line, line.digest()) for line in lines]
    told += [(gone, GONE) for gone in pack.removed]
    queries.add_lines(
        uow,
        [
            (number, kind_of(x), x.id, x.person.id, x.day.isoformat() if x.day else None, digest)
            for x, digest in told
        ],
    )
