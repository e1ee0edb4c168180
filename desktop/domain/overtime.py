"""Overtime and the limits that working time should keep (docs/rules/overtime.md).

Lengths and instants are milliseconds. Limits only warn: nothing here refuses a punch or a sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .choices import HOUR, Choices
from .zones import week_begins

_DAY = dt.timedelta(days=1)
_WEEK = 7 * _DAY
WEEKLY, REST, AVERAGE, WEEKS = 40.0, 11.0, 48.0, 17


@dataclass(frozen=True, slots=True)
class Limits:
    """`daily` and `weekly`: what lies above is overtime. `rest`: between two days of work. `average`:
    of a week, over `weeks` weeks. None: no such limit.
    """

    daily: int | None = None
    weekly: int | None = round(WEEKLY * HOUR)
    rest: int | None = round(REST * HOUR)
    average: int | None = round(AVERAGE * HOUR)
    weeks: int = WEEKS


def read(account: Mapping[str, Any]) -> tuple[Limits, list[str]]:
    """What a workforce account says, and what of its `data` cannot be meant."""
    chosen = Choices(account.get("data"), "overtime")
    limits = Limits(
        daily=chosen.hours("daily_hours"),
        weekly=chosen.hours("weekly_hours", WEEKLY, most=168),
        rest=chosen.hours("rest_hours", REST),
        average=chosen.hours("average_hours", AVERAGE, most=168),
        weeks=chosen.number("average_weeks", WEEKS, least=1, most=52),
    )
    return limits, chosen.wrong


@dataclass(frozen=True, slots=True)
class Share:
    """A day's work: `regular`, over the daily limit, over the weekly one; each moment is in one."""

    regular: int
    over_day: int
    over_week: int

    @property
    def overtime(self) -> int:
        return self.over_day + self.over_week


def split(
    days: Mapping[dt.date, int], limits: Limits, week_start: str | None
) -> dict[dt.date, Share]:
    """The work of each day, by date, as regular time and overtime; weeks have to be given whole.

    What is over the day's limit does not count towards the week's, so that nothing is paid twice.
    """
    found: dict[dt.date, Share] = {}
    week, regular = None, 0
    for day in sorted(days):
        begins = week_begins(day, week_start)
        if begins != week:
            week, regular = begins, 0
        work = max(0, days[day])
        over_day = 0 if limits.daily is None else max(0, work - limits.daily)
        within = work - over_day
        room = within if limits.weekly is None else max(0, limits.weekly - regular)
        over_week = max(0, within - room)
        regular += within - over_week
        found[day] = Share(within - over_week, over_day, over_week)
    return found


OVER_DAY, OVER_WEEK, OVER_AVERAGE = "over_daily", "over_weekly", "over_average"
SHORT_REST, OVER_SCHEDULE = "short_rest", "over_schedule"


@dataclass(frozen=True, slots=True)
class Warned:
    """A limit that is passed: how much is `allowed` (for rest: asked for), how much was `found`."""

    code: str
    allowed: int
    found: int
    day: dt.date


def rest_before(
    day: dt.date, start: int, last_day: dt.date | None, last_end: int | None, limits: Limits
) -> Warned | None:
    """Whether the first start of a day follows too soon on the end of an earlier day's work.

    Pauses within one day of work are breaks, however long.
    """
    if limits.rest is None or last_end is None or last_day is None or last_day >= day:
        return None
    rest = max(0, start - last_end)
    return Warned(SHORT_REST, limits.rest, rest, day) if rest < limits.rest else None


def over_schedule(day: dt.date, work: int, planned: int | None) -> Warned | None:
    """Whether more was worked than the day's shifts plan; without a shift there is no plan."""
    if planned is None or work <= planned:
        return None
    return Warned(OVER_SCHEDULE, planned, work, day)


def over(
    days: Mapping[dt.date, int], today: dt.date, limits: Limits, week_start: str | None
) -> list[Warned]:
    """The limits of the day, the week and the average that the work up to `today` passes."""
    found: list[Warned] = []
    work = days.get(today, 0)
    if limits.daily is not None and work > limits.daily:
        found.append(Warned(OVER_DAY, limits.daily, work, today))
    week = week_begins(today, week_start)
    weekly = sum(days.get(week + number * _DAY, 0) for number in range(7))
    if limits.weekly is not None and weekly > limits.weekly:
        found.append(Warned(OVER_WEEK, limits.weekly, weekly, today))
    if limits.average is not None:
        mean = average(days, today, limits.weeks, week_start)
        if mean > limits.average:
            found.append(Warned(OVER_AVERAGE, limits.average, mean, today))
    return found


def since(today: dt.date, limits: Limits, week_start: str | None) -> dt.date:
    """The first day whose work `over` has to know."""
    return week_begins(today, week_start) - (limits.weeks - 1) * _WEEK


def average(days: Mapping[dt.date, int], today: dt.date, weeks: int, week_start: str | None) -> int:
    """The mean of the weeks up to that of `today`; weeks before somebody's first do not count."""
    last = week_begins(today, week_start)
    first = last - (weeks - 1) * _WEEK
    worked = {day: work for day, work in days.items() if first <= day < last + _WEEK and work > 0}
    if not worked:
        return 0
    counted = (last - week_begins(min(worked), week_start)).days // 7 + 1
    return sum(worked.values()) // counted


def total(shares: Iterable[Share]) -> int:
    return sum(share.overtime for share in shares)
