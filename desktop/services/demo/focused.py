"""Demo pomodoros and the projects that they add up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from .batch import Batch

LENGTH = dt.timedelta(minutes=25)
PAUSE = dt.timedelta(minutes=5)
PROJECTS: tuple[tuple[str, tuple[str, ...], int, int], ...] = (
    ("Store operations", ("operations",), 24, 720),
    ("December roster", ("roster",), 10, 300),
    ("Menu refresh", ("menu",), 16, 480),
    ("Training pack", ("training",), 8, 240),
)
"""Name, tags, hours and money of the budget."""

THEMES: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (6, "", ("planning",)),
    (5, "", ("planning", "admin")),
    (5, "Weekly order", ("ordering", "operations")),
    (4, "December roster", ("planning", "admin", "roster")),
    (3, "New starters", ("training",)),
    (3, "Stocktake", ("stocktake", "operations")),
    (2, "Summer menu", ("menu",)),
    (1, "Safety walk", ("safety", "operations")),
)
"""Weight, task, tags."""

WEEKDAYS = (0.9, 0.9, 0.85, 0.8, 0.8, 0.3, 0.1)
"""How likely a person focuses at all on a day, Monday first."""


def projects(batch: Batch, user_id: int, since: dt.datetime) -> Mapping[str, int]:
    """The person's projects; number by name."""
    made: dict[str, int] = {}
    for place, (name, tags, hours, money) in enumerate(PROJECTS):
        at = since + dt.timedelta(minutes=place)
        row = batch.add(
            "project",
            user_id=user_id,
            name=name,
            tags=list(tags),
            time_budget=hours,
            money_budget=money,
            created_at=at,
            updated_at=at,
        )
        made[name] = row["id"]
    return made


def history(
    batch: Batch, user_id: int, days: Sequence[dt.date], usual: int, until: dt.datetime
) -> None:
    """Pomodoros on those days, `usual` on a normal one, none that would end after `until`."""
    rng = batch.rng
    for day in days:
        if rng.random() > WEEKDAYS[day.weekday()]:
            continue
        count = max(1, round(rng.gauss(usual, 1.6)))
        begin = batch.at(day, f"{rng.randint(8, 11)}:{rng.randint(0, 59):02d}")
        run(batch, user_id, begin, count, until)


def run(batch: Batch, user_id: int, begin: dt.datetime, count: int, until: dt.datetime) -> None:
    """Some pomodoros one after the other, with breaks, from an instant on."""
    rng, end = batch.rng, begin
    for number in range(count):
        end += LENGTH
        if end > until:
            return
        _, task, tags = rng.choices(THEMES, [weight for weight, _, _ in THEMES])[0]
        tomato(batch, user_id, end, tags, task)
        end += PAUSE * (3 if number % 4 == 3 else 1) + dt.timedelta(seconds=rng.randint(5, 1500))


def tomato(
    batch: Batch, user_id: int, ended_at: dt.datetime, tags: Sequence[str], task: str = ""
) -> None:
    values: dict[str, Any] = {"task": task or None, "tags": list(tags)}
    batch.add("tomato", user_id=user_id, created_at=ended_at, updated_at=ended_at, **values)
