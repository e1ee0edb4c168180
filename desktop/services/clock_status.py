"""The clock in one answer, for a terminal and for other programs."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from desktop.store.uow import Reader

from . import device, today
from .context import Principal

STATES = {"work": "working", "break": "break"}


def status(reader: Reader, principal: Principal, now: dt.datetime) -> dict[str, object]:
    """`state` is off, working or break; durations are whole seconds of today, instants ISO 8601."""
    clock = today.view(reader, principal, now, ZoneInfo(device.zone_name())).clock
    running = clock.punching
    ends_in = clock.ends_in(now)
    return {
        "state": "off" if running is None else STATES[running.kind],
        "since": None if clock.since is None else clock.since.isoformat(),
        "worked_seconds": int(clock.worked(now).total_seconds()),
        "break_seconds": int(clock.rested(now).total_seconds()),
        "allowed": sorted(clock.allowed),
        "shift_ends_in_seconds": None if ends_in is None else int(ends_in.total_seconds()),
    }
