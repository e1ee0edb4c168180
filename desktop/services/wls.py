"""The work-life score of the caller beside that of their team, out of the store."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from desktop.contract.models import WlsChart
from desktop.domain import wls as rules
from desktop.domain import zones
from desktop.domain.wls import Scored, Worked
from desktop.store.queries import wls as queries
from desktop.store.uow import Reader

from .context import Call

Pomodoros = Iterable[tuple[dt.datetime, dt.timedelta]]


def chart(reader: Reader, call: Call) -> WlsChart:
    """Own values over all teams; team values of the current team, without the caller."""
    account = reader.one("workforce", {"team_id": call.team_id}) or {}
    person = reader.get("user", call.user_id) or {}
    _, zone = zones.first_known(person.get("time_zone"), account.get("time_zone"))
    today = call.now.astimezone(zone).date()
    last = zones.week_begins(today, account.get("week_start"))
    # a day more: the night before the first week belongs to it
    first = last - rules.WEEKS * rules.WEEK - dt.timedelta(days=1)
    mine = queries.of_person(reader, call.user_id, first, last)
    others: dict[int, list[Worked]] = {}
    if call.team_id:
        others = queries.of_team(reader, call.team_id, call.user_id, first, last)
    people = [call.user_id, *others]
    since, until = zones.midnight(first, zone), zones.midnight(last, zone)
    spent = queries.focus(reader, people, since, until)
    contracts = _contracts(reader, people)

    def scored(user_id: int, sessions: Iterable[Worked]) -> list[Scored]:
        by_day = _by_day(spent.get(user_id, ()), zone)
        return rules.weeks(sessions, by_day, this_week=last, contract=contracts[user_id])

    own = scored(call.user_id, mine)
    team = rules.team_values(scored(user_id, found) for user_id, found in others.items())
    shown = {week.first: team[week.first] for week in own if week.first in team}
    return WlsChart(
        labels=[week.first.isoformat() for week in own],
        values=[float(week.score) for week in own],
        team_values={first.isoformat(): value for first, value in shown.items()},
        feedback=rules.feedback(own, team),
    )


def _contracts(reader: Reader, people: Iterable[int]) -> dict[int, dt.timedelta]:
    """Five of the days that a person's profile names, else 40 hours."""
    found = {}
    for user_id in people:
        hours = (reader.get("user", user_id) or {}).get("work_hours_per_day")
        week = dt.timedelta(hours=(hours or 0) * rules.DAYS_A_WEEK)
        found[user_id] = week or rules.CONTRACT
    return found


def _by_day(pomodoros: Pomodoros, zone: dt.tzinfo) -> dict[dt.date, dt.timedelta]:
    spent: Counter[dt.date] = Counter()
    for ended, length in pomodoros:
        spent[ended.astimezone(zone).date()] += length // dt.timedelta(milliseconds=1)
    return {day: dt.timedelta(milliseconds=ms) for day, ms in spent.items()}
