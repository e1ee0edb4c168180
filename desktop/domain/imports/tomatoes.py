"""tomatoes.csv: no header, two columns, when a pomodoro was saved and its tags."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from desktop.base.clock import UTC
from desktop.domain import zones

from ..exports.inert import plain
from ..tomatoes import LENGTH, split_tags
from .entry import Entry, Mapping, Parsed, Problem
from .spans import zone_of
from .text import Row

_WHEN = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s*(UTC|Z|[+-]\d\d:?\d\d)?"
)


def looks(row: Row) -> bool:
    """Whether a first row is one of this file."""
    return 1 <= len(row[1]) <= 2 and _WHEN.fullmatch(row[1][0].strip()) is not None


def read(parsed: Parsed, lines: Sequence[Row], mapping: Mapping) -> None:
    zone = zone_of(mapping)
    for line, cells in lines:
        found = _WHEN.fullmatch(cells[0].strip())
        if found is None or len(cells) > 2:
            column = 1 if found is None else 3
            why = (
                f"{cells[0].strip()!r} is no time of a pomodoro" if found is None else "is too much"
            )
            parsed.problems.append(Problem(line, why, column))
            continue
        try:
            end = _instant(found, zone)
        except ValueError:
            why = f"{cells[0].strip()} is no day of the calendar or time of the day"
            parsed.problems.append(Problem(line, why, 1))
            continue
        tags = [
            mapping.tags.get(tag, tag)
            for tag in split_tags(plain(cells[1]) if len(cells) > 1 else "")
        ]
        parsed.entries.append(
            Entry(
                line=line,
                start=end - LENGTH,
                end=end,
                zone=zones.first_known(mapping.zone)[0],
                tags=tuple(tag for tag in tags if tag),
                kind="pomodoro",
            )
        )


def _instant(found: re.Match[str], zone: dt.tzinfo) -> dt.datetime:
    """A time without an offset is read in the zone of the person."""
    wall = dt.datetime(*(int(found[i]) for i in range(1, 7)))  # type: ignore[arg-type]  # noqa: DTZ001 - zone follows
    offset = found[7]
    if offset is None:
        return wall.replace(tzinfo=zone).astimezone(UTC)
    if offset in {"UTC", "Z"}:
        return wall.replace(tzinfo=UTC)
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    ahead = dt.timedelta(minutes=-minutes if offset[0] == "-" else minutes)
    return wall.replace(tzinfo=UTC) - ahead
