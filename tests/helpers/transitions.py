"""Every change of the clocks in every zone of the tz database, from 2000 to 2040."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LAST = dt.datetime(2041, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Transition:
    """At `at` the zone's distance from UTC becomes another."""

    name: str
    zone: zoneinfo.ZoneInfo
    at: dt.datetime
    before: dt.timedelta
    after: dt.timedelta


def _data(name: str) -> bytes:
    for folder in zoneinfo.TZPATH:
        path = Path(folder) / name
        if path.is_file():
            return path.read_bytes()
    return (resources.files("tzdata.zoneinfo") / name).read_bytes()


@functools.cache
def zone_names() -> tuple[str, ...]:
    """One name for each different file: the others are links to it."""
    different: dict[bytes, str] = {}
    for name in sorted(zoneinfo.available_timezones()):
        different.setdefault(_data(name), name)
    return tuple(different.values())


def of_zone(name: str, step: dt.timedelta) -> Iterator[Transition]:
    """The changes of one zone; a step that is longer than two changes are apart may miss both."""
    zone = zoneinfo.ZoneInfo(name)
    low, before = FIRST, _offset(zone, FIRST)
    while low < LAST:
        high = min(low + step, LAST)
        after = _offset(zone, high)
        if after != before:
            at = _between(zone, low, high, before)
            # more than one change in a step: go on from this one
            high, after = at, _offset(zone, at)
            yield Transition(name, zone, at, before, after)
        low, before = high, after


def _between(
    zone: zoneinfo.ZoneInfo, low: dt.datetime, high: dt.datetime, before: dt.timedelta
) -> dt.datetime:
    """The first second with another offset than `before`."""
    first, last = int(low.timestamp()), int(high.timestamp())
    while last - first > 1:
        middle = (first + last) // 2
        if _offset(zone, dt.datetime.fromtimestamp(middle, dt.UTC)) == before:
            first = middle
        else:
            last = middle
    return dt.datetime.fromtimestamp(last, dt.UTC)


def _offset(zone: zoneinfo.ZoneInfo, at: dt.datetime) -> dt.timedelta:
    return zone.fromutc(at.replace(tzinfo=zone)).utcoffset() or dt.timedelta()


def every(step: dt.timedelta) -> list[Transition]:
    return [change for name in zone_names() for change in of_zone(name, step)]
