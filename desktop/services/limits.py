"""What whoever punches should know: too little rest, missing breaks, more than planned or allowed.

Warnings only; a punch was recorded before anybody looks. Rest and breaks are about the time that
really passed, so sessions are looked at and not what a sheet makes of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from desktop.base.clock import from_ms, to_ms
from desktop.contract.models import TimeWarning, WarningSeverity
from desktop.domain import breaks, overtime, roster, zones
from desktop.domain.sessions import PAUSE, START, STOP, Event, derive
from desktop.store.queries import standing
from desktop.store.queries import worktime as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import workforce, worktime

_DAY = dt.timedelta(days=1)
_SHORTEST = 60_000
"""Milliseconds; a shorter session changes no picture, and looking would cost more than the punch."""
_SEVERITY: Mapping[str, WarningSeverity] = {
    overtime.SHORT_REST: "high",
    overtime.OVER_AVERAGE: "high",
    breaks.NO_BREAK: "high",
}
_TEXT = {
    overtime.SHORT_REST: "Only {found} of rest since the last work; {allowed} are due.",
    overtime.OVER_SCHEDULE: "{found} worked; the shifts of the day plan {allowed}.",
    overtime.OVER_DAY: "{found} worked on this day; from {allowed} on it is overtime.",
    overtime.OVER_WEEK: "{found} worked in this week; from {allowed} on it is overtime.",
    overtime.OVER_AVERAGE: "{found} a week on average; {allowed} are the most.",
    breaks.NO_BREAK: "No break was taken; {allowed} are due.",
    breaks.SHORT: "{found} of break were taken; {allowed} are due.",
    breaks.LATE: "{found} worked without a break; {allowed} are the most.",
}


def at_punch(uow: UnitOfWork, punch: Row) -> list[TimeWarning]:
    """Warnings at the moment of an attendance, most severe first; none for most punches."""
    status, at = punch["status"], to_ms(punch["timestamp"])
    newest = standing.member(uow, punch["user_id"], punch["team_id"])
    if newest.id is None or newest.last_at != at or status not in {START, PAUSE, STOP}:
        return []
    day = dt.date.fromisoformat(newest.day)
    found: list[overtime.Warned | breaks.Fault] = []
    if status == START:
        found = _rest(uow, punch, newest.start_at, day)
    elif at - newest.start_at >= _SHORTEST:
        found = _worked(uow, punch, day)
    warnings = [
        _told_fault(one, day) if isinstance(one, breaks.Fault) else told(one) for one in found
    ]
    return sorted(warnings, key=lambda one: one.severity != "high")


def _rest(
    reader: Reader, punch: Row, start: int, day: dt.date
) -> list[overtime.Warned | breaks.Fault]:
    before = queries.before_newest(reader, punch["user_id"], punch["team_id"])
    if before is None or before[0] == day.isoformat():
        return []
    limits = worktime.policy_of(reader, punch["team_id"]).limits
    last = dt.date.fromisoformat(before[0])
    found = overtime.rest_before(day, start, last, before[1], limits)
    return [] if found is None else [found]


def _worked(reader: Reader, punch: Row, day: dt.date) -> list[overtime.Warned | breaks.Fault]:
    user_id, team_id = punch["user_id"], punch["team_id"]
    policy = worktime.policy_of(reader, team_id)
    found: list[overtime.Warned | breaks.Fault] = [*_lacks(reader, punch, day, policy.breaks)]
    if punch["status"] != STOP:
        return found
    week_start = workforce.of(reader, team_id)["week_start"]
    since = overtime.since(day, policy.limits, week_start)
    days = queries.punched_by_day(reader, team_id, user_id, since, day)
    planned = planned_by_day(reader, team_id, user_id, day, day)
    schedule = overtime.over_schedule(day, days.get(day, 0), planned.get(day))
    found += [] if schedule is None else [schedule]
    return [*found, *overtime.over(days, day, policy.limits, week_start)]


def _lacks(
    reader: Reader, punch: Row, day: dt.date, rules: breaks.BreakRules
) -> list[breaks.Fault]:
    """What the day lacks so far; a break that was only begun is not called short."""
    if not rules.rules and not rules.stretch:
        return []
    user_id, team_id = punch["user_id"], punch["team_id"]
    start = queries.day_starts(reader, team_id, user_id, day)
    if start is None:
        return []
    events = queries.events(reader, team_id, user_id, start, to_ms(punch["timestamp"]))
    of_day = breaks.day_of(derive(Event(*event) for event in events).sessions)
    found = breaks.faults(of_day, rules)
    if punch["status"] == PAUSE:
        return [one for one in found if one.code == breaks.LATE]
    without = any(one.code == breaks.NO_BREAK for one in found)
    return [one for one in found if not (without and one.code == breaks.LATE)]


def planned_by_day(
    reader: Reader, team_id: int, user_id: int, first: dt.date, last: dt.date
) -> dict[dt.date, int]:
    """The length of the person's published shifts by the business day they begin on, in ms."""
    zone = workforce.zone(reader, team_id)
    day_start = standing.day_start_of(workforce.of(reader, team_id)["data"])
    since, until = (to_ms(zones.midnight(day, zone)) for day in (first, last + 2 * _DAY))
    found: dict[dt.date, int] = {}
    for begins, ends in queries.shifts_of(reader, team_id, user_id, since, until):
        day = zones.day_of(from_ms(begins), zone, day_start)
        found[day] = found.get(day, 0) + max(0, ends - begins)
    return found


def told(one: overtime.Warned) -> TimeWarning:
    return _warning(one.code, one.allowed, one.found, one.day)


def _told_fault(one: breaks.Fault, day: dt.date) -> TimeWarning:
    return _warning(one.code, one.wanted, one.found, day)


def _warning(code: str, allowed: int, found: int, day: dt.date) -> TimeWarning:
    text = _TEXT[code].format(allowed=_length(allowed), found=_length(found))
    return TimeWarning(code=code, text=text, severity=_SEVERITY.get(code, "low"), date=day)


def _length(ms: int) -> str:
    return roster.hours(dt.timedelta(milliseconds=ms))
