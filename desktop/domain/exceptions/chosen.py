"""What a team tolerates, from its workforce account: `data.exceptions`, `data.geofence`, breaks, limits.

docs/timesheets.md lists the names. What cannot be meant counts as not chosen and is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .. import breaks, overtime
from ..choices import Choices
from .facts import CATALOGUE, HOUR, MINUTE, OFF, SEVERITIES, Fence, Limits

_MINUTES = {
    "in_early": "in_early_minutes",
    "in_late": "in_late_minutes",
    "out_early": "out_early_minutes",
    "out_late": "out_late_minutes",
    "absent_after": "absent_after_minutes",
    "forgotten_after": "forgotten_after_minutes",
    "long_break": "long_break_minutes",
}
_MOST = 24 * 60


def read(account: Mapping[str, Any]) -> tuple[Limits, list[str]]:
    """The limits of a workforce account, and what of its `data` cannot be meant."""
    chosen = Choices(account.get("data"), "exceptions")
    base = Limits()
    given: dict[str, Any] = {
        field: chosen.number(name, getattr(base, field) // MINUTE, 0, _MOST) * MINUTE
        for field, name in _MINUTES.items()
    }
    hours = overtime.read(account)[0]
    limits = replace(
        base,
        **given,
        longest=chosen.number("longest_hours", base.longest // HOUR, 1, 48) * HOUR,
        breaks=breaks.read(account)[0],
        rest=hours.rest or 0,
        daily=hours.daily or 0,
        weekly=hours.weekly or 0,
        week_start=str(account.get("week_start") or base.week_start),
        severities=_severities(chosen),
    )
    fence = Choices(account.get("data"), "geofence")
    return replace(limits, fence=_fence(fence)), chosen.wrong + fence.wrong


def _severities(chosen: Choices) -> dict[str, str]:
    found: dict[str, str] = {}
    stated = chosen.values.get("severities") or {}
    if not isinstance(stated, Mapping):
        chosen.wrong.append("exceptions.severities must be an object")
        return found
    for code, severity in stated.items():
        if code not in CATALOGUE:
            chosen.wrong.append(f"exceptions.severities names {code}, which nobody knows")
        elif severity not in (*SEVERITIES, OFF):
            words = ", ".join((*SEVERITIES, OFF))
            chosen.wrong.append(f"exceptions.severities.{code} must be one of {words}")
        else:
            found[code] = severity
    return found


def _fence(chosen: Choices) -> Fence | None:
    if not chosen.values:
        return None
    metres = chosen.number("metres", 200, 10, 100_000)
    stated = chosen.values.get("places")
    places = dict(_places(stated)) if isinstance(stated, Mapping) else {}
    if not places or len(places) != len(stated or {}):
        chosen.wrong.append("geofence.places must give [latitude, longitude] for each place")
    return Fence(float(metres), places) if places else None


def _places(stated: Mapping[Any, Any]) -> list[tuple[str, tuple[float, float]]]:
    found: list[tuple[str, tuple[float, float]]] = []
    for name, spot in stated.items():
        if not isinstance(spot, list | tuple) or len(spot) != 2:
            continue
        if any(isinstance(x, bool) or not isinstance(x, int | float) for x in spot):
            continue
        if abs(spot[0]) <= 90 and abs(spot[1]) <= 180:
            found.append((str(name), (float(spot[0]), float(spot[1]))))
    return found
