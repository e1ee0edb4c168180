"""The sheets of 500 people and four weeks under rules that all apply, from their raw punches.

Every line changes in every round, as when a team changes its rounding: the worst there is. The floor
is what reading the same attendances and writing the same lines costs without any rule.
"""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.app import Node
from desktop.base.clock import SystemClock, to_ms
from desktop.domain import effective, overtime
from desktop.domain.breaks import PRESETS, BreakRules
from desktop.domain.effective import Policy, Turn
from desktop.domain.rounding import NEAREST, Rounding
from desktop.domain.sessions import Event, derive
from desktop.services import derivation, person, sheets
from desktop.store.schema import layout
from desktop.store.uow import UnitOfWork

from .report import Figure

PEOPLE, WEEKS = 500, 4
MONDAY = dt.datetime(2026, 10, 5, tzinfo=dt.UTC)
MINUTE, DAY = 60_000, 86_400_000
SHIFT = (
    (4 * 60 + 53, "start"),
    (8 * 60 + 4, "pause"),
    (8 * 60 + 33, "resume"),
    (13 * 60 + 8, "stop"),
)
"""Minutes after midnight in UTC; everybody is a few minutes off."""
CHOICES = {
    "rounding": {"snap_early_minutes": 5, "snap_late_minutes": 5},
    "breaks": {"preset": "germany", "deduct": True},
    "overtime": {"daily_hours": 8},
}
_GERMAN = PRESETS["germany"]
RULES = Policy(
    Rounding(NEAREST, 15 * MINUTE, breaks=True, early=5 * MINUTE, late=5 * MINUTE),
    BreakRules(_GERMAN.rules, _GERMAN.piece, _GERMAN.stretch, deduct=True),
)


def figures(folder: Path) -> list[Figure]:
    node = Node(folder, clock=SystemClock())
    try:
        return [pure(), *stored(node)]
    finally:
        node.close()


def punches(number: int) -> list[tuple[int, str]]:
    """(instant, status) of one person's weeks."""
    start = to_ms(MONDAY)
    return [
        (start + day * DAY + (minute + (number * 7 + day * 3) % 11) * MINUTE, status)
        for day in range(WEEKS * 7)
        if day % 7 < 5
        for minute, status in SHIFT
    ]


def pure() -> Figure:
    """The rules alone, on punches in memory."""
    zone = ZoneInfo("Europe/Berlin")
    people = [punches(number) for number in range(PEOPLE)]

    def run() -> int:
        total = 0
        for person_ in people:
            events = (Event(at, i, status) for i, (at, status) in enumerate(person_))
            days: dict[dt.date, int] = {}
            ended = None
            for day, group in itertools.groupby(derive(events).sessions, lambda s: s.start // DAY):
                turns = [Turn(session, zone) for session in group]
                found = effective.of_day(turns, RULES, not_before=ended)
                ended = found[-1].end
                days[dt.date(1970, 1, 1) + dt.timedelta(day)] = sum(each.work for each in found)
            shares = overtime.split(days, overtime.Limits(), "monday")
            total += overtime.total(shares.values())
        return total

    seconds = _median(3, run)
    detail = (
        f"{PEOPLE * WEEKS * 20:,} punches in memory, {seconds / PEOPLE / WEEKS * 1e6:.0f} us a week"
    )
    return Figure(f"rules, {PEOPLE} people x {WEEKS} weeks", seconds, "s", "<= 2", detail)


def stored(node: Node) -> list[Figure]:
    """A team's rules change: attendances are read, lines computed and written, in one transaction."""
    node.store.write(lambda uow: person.ensure(uow, "Mara Ellison", "Europe/Berlin")).result()
    team = node.store.read(lambda reader: person.principal(reader, "cli")).team_id
    people = node.store.write(lambda uow: _filled(uow, team)).result()
    account = node.store.read(lambda reader: reader.one("workforce", {"team_id": team})) or {}
    steps = itertools.cycle([15, 10])

    def ruled(uow: UnitOfWork) -> None:
        changes = {
            "timesheets_rounding_method": NEAREST,
            "timesheets_rounding_minutes": next(steps),
            "timesheets_enable_break_rounding": True,
            "data": CHOICES,
        }
        uow.update("workforce", account["id"], changes)

    def everybody() -> None:
        node.store.write(lambda uow: sheets.settle_team(uow, team)).result()

    def one_week() -> None:
        first = MONDAY.date()
        last = first + dt.timedelta(days=6)
        node.store.write(lambda uow: sheets.settle(uow, team, people[7], first, last)).result()

    def change() -> None:
        node.store.write(ruled).result()

    floor = statistics.median(node.store.write(_floor).result() for _ in range(3))
    week = _median(9, one_week, change)
    change()
    everybody()
    whole = _median(3, everybody, change)
    lines = node.store.read(lambda reader: reader.count("timesheet_item"))
    detail = f"{lines:,} lines read, computed, written; reading and writing alone {floor:.2f} s"
    return [
        Figure("sheets recomputed, stored", whole, "s", "<= 2", detail),
        Figure("one person's week, stored", week * 1000, "ms", "<= 5", "one durable transaction"),
    ]


def _median(
    rounds: int, run: Callable[[], object], before: Callable[[], None] = lambda: None
) -> float:
    found = []
    for _ in range(rounds):
        before()
        begun = time.process_time()
        run()
        found.append(time.process_time() - begun)
    return statistics.median(found)


def _filled(uow: UnitOfWork, team: int) -> list[int]:
    people = []
    blank = dict.fromkeys(layout("attendance").columns)
    for number in range(PEOPLE):
        user = int(uow.insert("user", {"first_name": f"P{number}", "status": "active"})["id"])
        people.append(user)
        rows = [
            {
                **blank,
                "id": uow.new_id(),
                "user_id": user,
                "team_id": team,
                "status": status,
                "timestamp": dt.datetime.fromtimestamp(at / 1000, dt.UTC),
                "time_zone": "Europe/Berlin",
                "source": "desk",
                "manual": False,
                "flags": [],
                "created_at": uow.now,
                "updated_at": uow.now,
            }
            for at, status in punches(number)
        ]
        uow.insert_many("attendance", rows)
        derivation.recompute(uow, user, team, 0)
    return people


def _floor(uow: UnitOfWork) -> float:
    """Reads every attendance and writes every line once, with nothing in between."""
    begun = time.process_time()
    uow.select("select timestamp, id, status from attendance order by user_id, timestamp")
    lines = uow.select("select work_ms, break_ms, basis, id from timesheet_item")
    uow.execute_many(
        "update timesheet_item set work_ms = ?, break_ms = ?, basis = ? where id = ?", lines
    )
    return time.process_time() - begun
