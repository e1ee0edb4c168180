"""Every change of the clock of every zone of the time zone database."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from functools import cache

FIRST, DAYS = 2000, 41 * 366
"""From 2000 to 2040."""
_EVERY = 5
"""Days; two changes of one zone are further apart than this."""
_STEPS = [
    dt.datetime(FIRST, 1, 1) + dt.timedelta(days=day)  # noqa: DTZ001 - walls, as zones take them
    for day in range(0, DAYS, _EVERY)
]


def offset(seconds: int, zone: dt.tzinfo) -> int:
    return int(
        (dt.datetime.fromtimestamp(seconds, zone).utcoffset() or dt.timedelta()).total_seconds()
    )


def _changes(zone: zoneinfo.ZoneInfo) -> Iterator[int]:
    before = zone.utcoffset(_STEPS[0])
    for step in _STEPS[1:]:
        after = zone.utcoffset(step)
        if after != before:
            other = int(step.replace(tzinfo=dt.UTC).timestamp()) + 86_400
            same = other - (_EVERY + 2) * 86_400
            first = offset(same, zone)
            while other - same > 1:
                middle = (same + other) // 2
                if offset(middle, zone) == first:
                    same = middle
                else:
                    other = middle
            yield other
        before = after


@cache
def all_of_them() -> tuple[tuple[str, int], ...]:
    """(zone, seconds since 1970 of the first instant after the change) from 2000 to 2040.

    Zones whose clocks are set alike, instant by instant, count once.
    """
    found: dict[tuple[int, ...], str] = {}
    for name in sorted(zoneinfo.available_timezones()):
        zone = zoneinfo.ZoneInfo(name)
        changes = tuple(_changes(zone))
        offsets = (offset(at, zone) for at in (946_684_800, *changes))
        found.setdefault((*changes, *offsets), name)
    return tuple((name, at) for key, name in found.items() for at in key[: len(key) // 2])


def day_by_day() -> Iterator[tuple[str, int]]:
    """The same for every zone by its own name, looked for on each day, several changes a day too."""
    last = int(dt.datetime(FIRST + 41, 1, 1, tzinfo=dt.UTC).timestamp())
    for name in sorted(zoneinfo.available_timezones()):
        zone = zoneinfo.ZoneInfo(name)
        low = int(dt.datetime(FIRST, 1, 1, tzinfo=dt.UTC).timestamp())
        before = offset(low, zone)
        while low < last:
            high = low + 86_400
            after = offset(high, zone)
            if after != before:
                while high - low > 1:
                    middle = (low + high) // 2
                    if offset(middle, zone) == before:
                        low = middle
                    else:
                        high = middle
                after = offset(high, zone)
                yield name, high
            low, before = high, after
