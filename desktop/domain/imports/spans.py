"""Lines of Toggl, Clockify and Kimai: a date, a start, an end or a duration, and what it was for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from desktop.domain import zones

from ..exports.inert import plain
from . import walls
from .columns import (
    CLIENT,
    EMAIL,
    END,
    END_DATE,
    LENGTH,
    NOTE,
    PERSON,
    PROJECT,
    START,
    START_DATE,
    TAGS,
    TASK,
    Found,
)
from .entry import Entry, Mapping, Parsed, Problem
from .text import Row, Unreadable
from .walls import Odd

LONGEST_NOTE = 5000
_DAY = dt.timedelta(days=1)


class _Cell(Exception):
    """What is wrong, and in which of our columns."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


def zone_of(mapping: Mapping) -> ZoneInfo:
    zone = zones.find(mapping.zone)
    if zone is None:
        raise Unreadable(
            Problem(1, f"{mapping.zone} is not a time zone (write it as Europe/Berlin)")
        )
    return zone


def read(parsed: Parsed, lines: Sequence[Row], found: Found, mapping: Mapping) -> None:
    zone = zone_of(mapping)
    if mapping.dates and mapping.dates not in walls.ORDERS:
        raise Unreadable(Problem(1, f"{mapping.dates} is none of {', '.join(walls.ORDERS)}"))
    dates = [found.cell(cells, name) for _, cells in lines for name in (START_DATE, END_DATE)]
    order = walls.order_of(dates, mapping.dates)
    for line, cells in lines:
        extra = [i for i, cell in enumerate(cells) if i >= len(found.header) and cell.strip()]
        if extra:
            why = f"there are more cells than the header has ({len(found.header)})"
            parsed.problems.append(Problem(line, why, extra[0] + 1))
            continue
        try:
            parsed.entries.append(_entry(line, cells, found, mapping, zone, order))
        except _Cell as error:
            column, name = found.where(error.name)
            parsed.problems.append(Problem(line, str(error), column, name))


def _entry(
    line: int, cells: Sequence[str], found: Found, mapping: Mapping, zone: ZoneInfo, order: str
) -> Entry:
    start, end, sure = _span(cells, found, zone, order)
    tags = [mapping.tags.get(tag, tag) for tag in _tags(found.cell(cells, TAGS))]
    return Entry(
        line=line,
        start=start,
        end=end,
        zone=zone.key,
        person=found.cell(cells, EMAIL) or found.cell(cells, PERSON),
        note=_note(cells, found, mapping, [tag for tag in tags if tag]),
        tags=tuple(tag for tag in tags if tag),
        hint="" if sure else "the clock was set back: this may be an hour off",
    )


def _span(
    cells: Sequence[str], found: Found, zone: ZoneInfo, order: str
) -> tuple[dt.datetime, dt.datetime, bool]:
    try:
        name = START_DATE
        day = walls.date(found.cell(cells, name), order)
        name = START
        begins = walls.time(found.cell(cells, name))
        starts = walls.instants(day, begins, zone)
        name = LENGTH
        length = walls.duration(found.cell(cells, name))
        name = END
        text = found.cell(cells, name)
        if not text:
            length = _known(length)
            return starts[0], starts[0] + length, len(starts) == 1
        until = walls.time(text)
        name = END_DATE
        last = walls.date(found.cell(cells, name), order) if found.cell(cells, name) else day
        if found.layout.overnight and last == day and until < begins:
            last = day + _DAY
        name = END
        start, end, sure = walls.span(starts, walls.instants(last, until, zone), length)
    except Odd as error:
        raise _Cell(name, str(error)) from error
    if end < start:
        raise _Cell(END, "ends before it begins")
    return start, end, sure


def _known(length: dt.timedelta | None) -> dt.timedelta:
    if length is None:
        raise Odd("the end is missing, and so is the duration (is it still running?)")
    return length


def _tags(text: str) -> list[str]:
    mark = ";" if ";" in text and "," not in text else ","
    return [tag.strip() for tag in text.split(mark) if tag.strip()]


def _note(cells: Sequence[str], found: Found, mapping: Mapping, tags: Sequence[str]) -> str:
    """Client / project / task: description [tags]."""
    project = found.cell(cells, PROJECT)
    project = mapping.projects.get(project, project)
    where = [found.cell(cells, CLIENT), project, found.cell(cells, TASK)]
    parts = [" / ".join(plain(part) for part in where if part), plain(found.cell(cells, NOTE))]
    note = ": ".join(part for part in parts if part)
    if tags:
        note += f" [{', '.join(tags)}]"
    return note.strip()[:LONGEST_NOTE]
