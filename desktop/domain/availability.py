"""The three parts of a day in which somebody can say whether they can work.

`am` is 07:00 to 13:00, `pm` 13:00 to 22:00, `nd` (night duty) the rest. All times here are local
wall time of the team. The hours before 07:00 belong to the `nd` of the same date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Literal

Part = Literal["am", "pm", "nd"]
PARTS: tuple[Part, ...] = ("am", "pm", "nd")
UNAVAILABLE, NEUTRAL, AVAILABLE, PREFERRED = -1, 0, 1, 2
ANSWERS = frozenset({UNAVAILABLE, NEUTRAL, AVAILABLE, PREFERRED})
LONGEST = dt.timedelta(days=62)
"""Spans beyond this are cut: nobody asks whether somebody is free for a year."""
_EDGES = (0, 7, 13, 22)

Asked = tuple[dt.date, Part]


def part_of(local: dt.datetime) -> Part:
    """The part that holds a start: what a shift that begins then locks."""
    if 7 <= local.hour < 13:
        return "am"
    return "pm" if 13 <= local.hour < 22 else "nd"


def parts_between(start: dt.datetime, end: dt.datetime) -> Iterator[Asked]:
    """Every part of every day that [start, end) touches; start's own part when it is empty."""
    seen: set[Asked] = set()
    at, end = start, min(end, start + LONGEST)
    while True:
        asked = (at.date(), part_of(at))
        if asked not in seen:
            seen.add(asked)
            yield asked
        at = _next_edge(at)
        if at >= end:
            return


def is_available(days: Mapping[dt.date, Mapping[str, Any]], asked: Iterator[Asked]) -> bool:
    """Whether somebody said they can work in every part asked for, and no shift holds one.

    `days` are their stored days by date. Who said nothing is not available: a list of people to
    call holds those who offered.
    """
    for date, part in asked:
        day = days.get(date)
        if day is None or (day[part] or NEUTRAL) < AVAILABLE or day[f"{part}_locked"]:
            return False
    return True


def _next_edge(at: dt.datetime) -> dt.datetime:
    for hour in _EDGES:
        if hour > at.hour:
            return at.replace(hour=hour, minute=0, second=0, microsecond=0)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + dt.timedelta(days=1)
