"""A timesheet day by day: what its lines add up to, overtime, and the limits that they pass.

Sums are of what the sheet says, punched, written by hand or rounded. Breaks, rest, long days and
weeks are exceptions of the sheet (services/reviews); only what no exception names is warned about here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from desktop.contract.models import TimesheetDay, TimeWarning
from desktop.domain import overtime
from desktop.domain.overtime import OVER_AVERAGE, Limits, Share
from desktop.domain.timesheets import minutes_of_ms
from desktop.domain.zones import week_begins
from desktop.store.queries import worktime as queries
from desktop.store.queries.worktime import Sums
from desktop.store.schema import Row
from desktop.store.uow import Reader

from . import limits, workforce, worktime

_DAY = dt.timedelta(days=1)


def of_sheet(reader: Reader, sheet: Row) -> tuple[list[TimesheetDay], list[TimeWarning]]:
    """The days that have lines, in order, and the warnings."""
    team_id, user_id = sheet["team_id"], sheet["user_id"]
    first, last = sheet["start_date"], sheet["end_date"]
    rules = worktime.policy_of(reader, team_id).limits
    week_start = workforce.of(reader, team_id)["week_start"]
    since = overtime.since(first, rules, week_start)
    until = week_begins(last, week_start) + 6 * _DAY
    sums = queries.sums_by_day(reader, team_id, user_id, since, until)
    week_of_first = week_begins(first, week_start)
    work = {day: each.work for day, each in sums.items()}
    whole_weeks = {day: each for day, each in work.items() if day >= week_of_first}
    shares = overtime.split(whole_weeks, rules, week_start)
    days = [
        _day(day, each, shares[day]) for day, each in sorted(sums.items()) if first <= day <= last
    ]
    planned = limits.planned_by_day(reader, team_id, user_id, first, last)
    found = [overtime.over_schedule(one.date, one.work_ms, planned.get(one.date)) for one in days]
    found += _averages(work, [one.date for one in days], rules, week_start)
    return days, [limits.told(one) for one in found if one is not None]


def _day(day: dt.date, sums: Sums, share: Share) -> TimesheetDay:
    return TimesheetDay(
        date=day,
        work_ms=sums.work,
        break_ms=sums.rest,
        work_minutes=minutes_of_ms(sums.work),
        break_minutes=minutes_of_ms(sums.rest),
        raw_work_ms=sums.raw_work,
        raw_break_ms=sums.raw_rest,
        rounded_ms=sums.rounded,
        overtime_ms=share.overtime,
    )


def _averages(
    work: Mapping[dt.date, int], days: list[dt.date], rules: Limits, week_start: str | None
) -> list[overtime.Warned]:
    """The average, once a week on the last day of it that the sheet has."""
    lasts = {week_begins(day, week_start): day for day in days}
    return [
        one
        for day in lasts.values()
        for one in overtime.over(work, day, rules, week_start)
        if one.code == OVER_AVERAGE
    ]
