"""Rounding of times: a view over punches that are never changed (docs/rules/rounding.md).

Instants are milliseconds since 1970 UTC, lengths milliseconds. Marks are counted from midnight of
the wall clock at the place of the punch, so that a quarter of an hour is one on the wall, also
where the wall is 45 minutes off and on days when it is set.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from desktop.base.clock import from_ms

from .choices import HOUR, MINUTE, Choices

NONE, UP, DOWN, NEAREST = "none", "up", "down", "nearest"
PUNCH, DAY = "punch", "day"
LONGEST_STEP = 60
"""Minutes; what the account's field may hold at most."""
LONGEST_GRACE = 120
_DAY_MS = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Rounding:
    """What a team rounds. `step`, `early` and `late` are milliseconds; 0 means not at all.

    `early` before and `late` after a planned time a punch counts as that time (snap to shift).
    """

    method: str = NONE
    step: int = 0
    what: str = PUNCH
    breaks: bool = False
    early: int = 0
    late: int = 0

    @property
    def rounds(self) -> bool:
        return self.method != NONE and self.step > 0

    @property
    def snaps(self) -> bool:
        return self.early > 0 or self.late > 0

    @property
    def punches(self) -> bool:
        """Whether single punches are rounded."""
        return self.rounds and self.what == PUNCH


def read(account: Mapping[str, Any]) -> tuple[Rounding, list[str]]:
    """What a workforce account says, and what of its `data` cannot be meant."""
    chosen = Choices(account.get("data"), "rounding")
    method = account.get("timesheets_rounding_method")
    minutes = account.get("timesheets_rounding_minutes") or 0
    rule = Rounding(
        method=method if method in {UP, DOWN, NEAREST} else NONE,
        step=min(max(0, int(minutes)), LONGEST_STEP) * MINUTE,
        what=chosen.word("what", (PUNCH, DAY)),
        breaks=bool(account.get("timesheets_enable_break_rounding")),
        early=chosen.minutes("snap_early_minutes", LONGEST_GRACE),
        late=chosen.minutes("snap_late_minutes", LONGEST_GRACE),
    )
    return rule, chosen.wrong


def instant(at: int, rule: Rounding, zone: dt.tzinfo) -> int:
    """The punch on its mark. Exactly between two marks counts as the later one, in and out alike."""
    if not rule.rounds:
        return at
    before, after = marks(at, rule.step, zone)
    return _choose(at, before, after, rule.method)


def length(value: int, rule: Rounding) -> int:
    """A day's total, from 0 on, in whole steps; exactly between two it is the longer one."""
    if not rule.rounds or value <= 0:
        return value
    before = value - value % rule.step
    return _choose(value, before, before + (rule.step if before != value else 0), rule.method)


def snapped(at: int, planned: int | None, rule: Rounding) -> int | None:
    """The planned time when the punch is within the grace around it, else None."""
    if planned is None or not rule.snaps:
        return None
    return planned if -rule.early <= at - planned <= rule.late else None


def _choose(at: int, before: int, after: int, method: str) -> int:
    if method == DOWN:
        return before
    if method == UP:
        return after
    return before if at - before < after - at else after


def marks(at: int, step: int, zone: dt.tzinfo) -> tuple[int, int]:
    """The marks at or before and at or after an instant; they are never more than a step apart.

    Marks count from local midnight and begin anew there. The instant at which the clock is set is a
    mark as well when it is set by something else than whole steps.
    """
    offset = _steady(zone, at // HOUR)
    if offset is not None:
        since = (at + offset) % _DAY_MS
        before = at - since % step
        after = at if before == at else min(before + step, at - since + _DAY_MS)
        if offset == _steady(zone, before // HOUR) == _steady(zone, after // HOUR):
            return before, after
    found = _marks_between(at - step, at + step, step, zone)
    return max(mark for mark in found if mark <= at), min(mark for mark in found if mark >= at)


@lru_cache(maxsize=65_536)
def _steady(zone: dt.tzinfo, hour: int) -> int | None:
    """The offset from UTC through a whole hour since 1970; None when the clock is set in it."""
    first = offset_at(hour * HOUR, zone)
    return first if first == offset_at(hour * HOUR + HOUR - 1, zone) else None


def offset_at(at: int, zone: dt.tzinfo) -> int:
    """How far the wall is ahead of UTC, in milliseconds."""
    offset = from_ms(at).astimezone(zone).utcoffset() or dt.timedelta()
    return offset // dt.timedelta(milliseconds=1)


def _marks_between(low: int, high: int, step: int, zone: dt.tzinfo) -> list[int]:
    found: list[int] = []
    stretches = _stretches(low, high, zone)
    for number, (start, end, offset) in enumerate(stretches):
        if number:
            set_by = offset - stretches[number - 1][2]
            if set_by % step or _DAY_MS % step:
                found.append(start)
        midnight = start - (start + offset) % _DAY_MS
        while midnight <= end:
            first = midnight if midnight >= start else start + (midnight - start) % step
            found.extend(range(first, min(end + 1, midnight + _DAY_MS), step))
            midnight += _DAY_MS
    return found


def _stretches(low: int, high: int, zone: dt.tzinfo) -> list[tuple[int, int, int]]:
    """(first, last, offset) of the parts of a time, both ends included, between clock changes."""
    found: list[tuple[int, int, int]] = []
    begin, offset = low, offset_at(low, zone)
    for edge in (*range(low - low % HOUR + HOUR, high, HOUR), high):
        after = offset_at(edge, zone)
        if after == offset:
            continue
        same, other = begin, edge
        while other - same > 1:
            middle = (same + other) // 2
            if offset_at(middle, zone) == offset:
                same = middle
            else:
                other = middle
        found.append((begin, same, offset))
        begin, offset = other, after
    return [*found, (begin, high, offset)]


@dataclass(frozen=True, slots=True)
class Balance:
    """What rounding did to one person over some days: the sums of minutes won and lost, in ms."""

    lines: int = 0
    won: int = 0
    lost: int = 0

    @property
    def net(self) -> int:
        """Above 0 rounding gave the person time, below it took some: neutral rounding stays near 0."""
        return self.won - self.lost


def balance(rounded: Iterable[int]) -> Balance:
    """`rounded`: by how much rounding lengthened each line."""
    parts = list(rounded)
    won = sum(part for part in parts if part > 0)
    return Balance(len(parts), won, won - sum(parts))
