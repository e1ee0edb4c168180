"""The locks of a team's days made anew from its bookings, when the zone that they are in changes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from desktop.domain.availability import NEUTRAL, PARTS, part_of
from desktop.domain.zones import day_of
from desktop.store.uow import UnitOfWork

DAY = dt.timedelta(days=1)


def make_anew(uow: UnitOfWork, team_id: int, zone: dt.tzinfo, since: dt.datetime) -> None:
    """Of the day of `since` and later ones: what is over is left as it was."""
    booked: defaultdict[tuple[int, dt.date], set[str]] = defaultdict(set)
    bookings: dict[str, Any] = {
        "team_id": team_id,
        "start_at >=": since - DAY,
        "published": True,
        "canceled": False,
        "assignee_id !=": None,
    }
    for shift in uow.find("shift", bookings):
        start = shift["start_at"].astimezone(zone)
        booked[shift["assignee_id"], start.date()].add(part_of(start))
    days = uow.find("availability", {"team_id": team_id, "date >=": day_of(since, zone)})
    for day in days:
        held = booked.pop((day["user_id"], day["date"]), set())
        locks = {f"{part}_locked": part in held for part in PARTS}
        changes = {name: lock for name, lock in locks.items() if bool(day[name]) != lock}
        if changes:
            uow.update("availability", day["id"], changes)
    for (user_id, date), held in booked.items():
        if date >= day_of(since, zone):
            member = uow.one("member", {"user_id": user_id, "team_id": team_id})
            values: dict[str, Any] = {
                "user_id": user_id,
                "team_id": team_id,
                "employee_id": member["id"] if member else None,
                "date": date,
                **dict.fromkeys(PARTS, NEUTRAL),
            }
            uow.insert("availability", values | {f"{part}_locked": part in held for part in PARTS})
