"""What a change of the roster is checked for: an overlap is refused, everything else is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.base.errors import Invalid
from desktop.contract.models import ShiftWarning
from desktop.domain import roster as rules
from desktop.domain.zones import day_of, midnight, week_begins
from desktop.store.queries import shifts as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader

from . import settings, workforce, worktime

SETTING = "shifts"
"""The team setting that holds `swap_policy`, `weekly_hours`, `daily_hours` and `rest_hours`."""
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
MOST_HOURS = 168


def need_free(reader: Reader, row: Row, user_id: int, but: Sequence[int] = ()) -> None:
    """Invalid, naming `start_at` and the other shift, when the person works elsewhere then."""
    other = overlapped(reader, row, user_id, but)
    if other is not None:
        text = overlap_text(reader, other)
        raise Invalid(f"start_at {text}", {"start_at": [text]})


def overlapped(reader: Reader, row: Row, user_id: int, but: Sequence[int] = ()) -> Row | None:
    """The first other shift of the person, draft or published, that overlaps this one."""
    if row["start_at"] is None or row["end_at"] is None:
        return None
    times = (row["start_at"], row["end_at"])
    found = queries.overlapping(reader, row["team_id"], user_id, *times, but=(row["id"], *but))
    return found[0] if found else None


def overlap_text(reader: Reader, other: Row) -> str:
    when = rules.times(other, workforce.zone(reader, other["team_id"]))
    return f"overlaps shift {other['id']} of the same person, {when}"


def warnings_of(reader: Reader, row: Row) -> list[ShiftWarning]:
    """What a planner should know before it is too late; none of it stops anything."""
    if row["start_at"] is None or row["end_at"] is None:
        return []
    found = rules.warnings(row, around(reader, row))
    return [ShiftWarning(code=one.code, text=one.text, severity=one.severity) for one in found]


def around(reader: Reader, row: Row) -> rules.Around:
    """What is planned around a shift with times, as `domain.roster` weighs it."""
    team_id, user_id = row["team_id"], row["assignee_id"]
    account = workforce.of(reader, team_id)
    zone = workforce.zone(reader, team_id)
    date = day_of(row["start_at"], zone)
    first = week_begins(date, account["week_start"])
    week = (midnight(first, zone), midnight(first + 7 * DAY, zone))
    limits = limits_of(reader, team_id)
    if user_id is None:
        span = (midnight(date, zone), midnight(date + DAY, zone))
        there = [
            one for one in _of_place(reader, row, span) if day_of(one["start_at"], zone) == date
        ]
        wanted = queries.wanted(reader, [row["id"]])
        return rules.Around(zone, week, place=there, wanted=wanted, limits=limits)
    since = min(week[0], row["start_at"] - limits.rest)
    until = max(week[1], row["end_at"] + limits.rest)
    mine = queries.overlapping(reader, team_id, user_id, since, until, but=(row["id"],))
    where = {
        "team_id": team_id,
        "user_id": user_id,
        "date >=": date,
        "date <=": day_of(row["end_at"], zone),
    }
    days = {day["date"]: day for day in reader.find("availability", where)}
    return rules.Around(zone, week, mine, days, limits=limits)


def _of_place(reader: Reader, row: Row, span: rules.Times) -> list[Row]:
    rows = queries.shifts_between(reader, row["team_id"], span)
    place = row["location_name"]
    return [one for one in rows if not one["canceled"] and one["location_name"] == place]


def limits_of(reader: Reader, team_id: int) -> rules.Limits:
    """The thresholds that the setting states for plans, else those of working time (docs/rules)."""
    chosen = setting_of(reader, team_id)
    usual = worktime.policy_of(reader, team_id).limits
    return rules.Limits(
        rest=_hours(chosen.get("rest_hours")) or _length(usual.rest) or dt.timedelta(),
        weekly=_hours(chosen.get("weekly_hours")) or _length(usual.weekly),
        average=_length(usual.average),
        daily=_hours(chosen.get("daily_hours")) or _length(usual.daily),
    )


def _length(ms: int | None) -> dt.timedelta | None:
    return None if ms is None else dt.timedelta(milliseconds=ms)


def setting_of(reader: Reader, team_id: int) -> dict[str, Any]:
    data = settings.get(reader, settings.of_team(team_id), SETTING).data
    return data if isinstance(data, dict) else {}


def _hours(value: Any) -> dt.timedelta | None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value * HOUR if number and 0 < value <= MOST_HOURS else None
