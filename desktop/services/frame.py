"""Whose day is read, and between which instants."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desktop.domain import zones

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Frame:
    """One person's day as of `now`, its dates in `zone`; `first` is the first day of its week."""

    user_id: int
    team_id: int
    now: dt.datetime
    zone: dt.tzinfo
    day: dt.date
    first: dt.date

    @property
    def after(self) -> dt.date:
        """The day after the week."""
        return self.first + WEEK

    def begins(self, day: dt.date) -> dt.datetime:
        return zones.midnight(day, self.zone)
