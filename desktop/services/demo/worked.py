"""What the demo team did up to now: punches that fit the roster, timesheets in every state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.store.queries import demo as queries

from .batch import Batch
from .cast import MARA
from .clocked import Punch, clock
from .roster import DAY, Assigned

MINUTE = dt.timedelta(minutes=1)
LONG = dt.timedelta(hours=6)
MARAS_DAY: tuple[tuple[str, str], ...] = (
    ("start", "8:56"),
    ("pause", "11:35"),
    ("resume", "11:50"),
    ("stop", "17:04"),
)


@dataclass(frozen=True, slots=True)
class _Event:
    at: dt.datetime
    order: int
    punch: Punch
    one: Assigned


def punch(
    batch: Batch, assigned: Iterable[Assigned], now: dt.datetime, today: dt.date, rate: float = 0.96
) -> list[Assigned]:
    """Everybody's punches up to `now`, in the order of time; `rate` is how many turned up.

    Returns the shifts that were begun. A day that is not over leaves people at work or on a break.
    """
    events: list[_Event] = []
    begun: list[Assigned] = []
    busy_until: dict[int, dt.datetime] = {}
    for one in sorted(assigned, key=lambda a: a.shift["start_at"]):
        if not one.shift["published"] or one.shift["start_at"] > now:
            continue
        mara = one.member.part is MARA
        mara_today = mara and one.day == today
        if batch.rng.random() > rate and not mara:
            continue
        punches = (
            [(status, batch.at(today, clock)) for status, clock in MARAS_DAY]
            if mara_today
            else _day(batch, one.shift["start_at"], one.shift["end_at"])
        )
        # after a night shift the next one may begin before this one was left
        if punches[0][1] <= busy_until.get(one.member.user_id, punches[0][1] - MINUTE):
            continue
        busy_until[one.member.user_id] = punches[-1][1]
        for order, made in enumerate(punches):
            if made[1] <= now:
                events.append(_Event(made[1], order, made, one))
        if punches[0][1] <= now:
            begun.append(one)
    for event in sorted(events, key=lambda e: (e.at, e.one.member.number, e.order)):
        clock(
            batch,
            event.one.member.user_id,
            [event.punch],
            shift=event.one.shift,
            place=event.one.place,
            source="kiosk" if event.one.member.number % 3 == 0 else "desk",
        )
    return begun


def _day(batch: Batch, start: dt.datetime, end: dt.datetime) -> list[Punch]:
    rng = batch.rng
    begin = start + dt.timedelta(seconds=round(max(-900, min(1200, rng.gauss(-60, 240)))))
    leave = end + dt.timedelta(seconds=round(max(-1200, min(3600, rng.gauss(180, 480)))))
    length = rng.choice((30, 30, 45)) if end - start > LONG else 15
    middle = begin + (leave - begin) * rng.uniform(0.4, 0.6)
    middle -= dt.timedelta(seconds=middle.second, microseconds=middle.microsecond)
    over = length * MINUTE + dt.timedelta(seconds=rng.randint(-120, 180))
    return [("start", begin), ("pause", middle), ("resume", middle + over), ("stop", leave)]


STATES: tuple[str, ...] = (
    "submitted",
    "preapproved",
    "submitted",
    "approved",
    "submitted",
    "preapproved",
    "submitted",
    "denied",
    "submitted",
    "submitted",
)
"""Of the sheets of the last period, in the order of people; then from the start again."""
REASON = "Thursday has no break. Please add it or say why."


def review(batch: Batch, order: Sequence[int], today: dt.date) -> None:
    """Moves the sheets of past periods on: the oldest are approved, the last in every state."""
    place = {user_id: number for number, user_id in enumerate(order)}
    for sheet in batch.uow.find("timesheet", {"demo": batch.mark}, order="start_date, id"):
        age = (today - sheet["end_date"]) // DAY
        if age <= 0:
            continue
        status = "approved" if age > 7 else STATES[place[sheet["user_id"]] % len(STATES)]
        batch.uow.update(
            "timesheet",
            sheet["id"],
            {
                "status": status,
                "locked": status == "approved",
                "reason": REASON if status == "denied" else None,
            },
        )
    batch.made |= queries.counts(batch.uow, batch.mark, ("timesheet", "timesheet_item"))
