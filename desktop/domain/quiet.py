"""Quiet hours of a person: from one time of the wall to another, perhaps over midnight."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

SETTING = "quiet_hours"
"""The account's setting: `{"from": "22:00", "until": "06:30"}`; anything else means none."""
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    begins: dt.time
    ends: dt.time

    def until(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
        """When the quiet that is on now ends; None when it is not quiet."""
        local = now.astimezone(zone)
        over_midnight = self.begins > self.ends
        late = local.time() >= self.begins
        early = local.time() < self.ends
        if not (late or early if over_midnight else late and early):
            return None
        day = local.date() + (DAY if over_midnight and late else dt.timedelta())
        end = dt.datetime.combine(day, self.ends, zone).astimezone(dt.UTC)
        # the end may lie in an hour that the clock shows twice
        return end if end > now else end + dt.timedelta(hours=1)

    def plain(self) -> dict[str, str]:
        return {"from": f"{self.begins:%H:%M}", "until": f"{self.ends:%H:%M}"}


def parse(data: Any) -> Quiet | None:
    """What the setting says; None for no or senseless hours, and for hours that never end."""
    if not isinstance(data, dict):
        return None
    try:
        begins, ends = (dt.time.fromisoformat(str(data.get(key))) for key in ("from", "until"))
    except ValueError:
        return None
    if begins == ends or begins.tzinfo or ends.tzinfo:
        return None
    return Quiet(begins, ends)
