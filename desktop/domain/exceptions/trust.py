"""How far a punch can be believed: clock, place, who wrote it, and when it was heard of."""

from __future__ import annotations

from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt

from ..attendance import CLOCK_JUMP, FUTURE, STATED
from .facts import Facts, Fence, Found, Limits, Punch, span

_EARTH = 6_371_000.0
"""Mean radius in metres."""


def marks(facts: Facts, limits: Limits) -> Iterator[Found]:
    """What each punch of the sheet's days carries with it."""
    for punch in facts.punches:
        day = facts.day_at(punch)
        if not facts.holds(day):
            continue
        at = facts.clock(punch.at)
        for code, text in (
            ("clock_changed", _clock(limits, punch, at)),
            ("manual_edit", f"The punch at {at} was entered or changed by hand." * punch.manual),
            ("offline_punch", _offline(limits, punch, at)),
            ("wrong_kiosk", _kiosk(facts, punch, at)),
            ("outside_geofence", _fence(facts, limits.fence, punch, at)),
        ):
            if text:
                yield Found(code, limits.severity(code), day, (punch.id,), text)
    for line in facts.lines:
        if line.manual and facts.holds(line.day):
            text = f"A line of {span(line.work)} was written by hand."
            points = () if line.punched is None else (line.punched,)
            yield Found("manual_edit", limits.severity("manual_edit"), line.day, points, text)


def _clock(limits: Limits, punch: Punch, at: str) -> str:
    if punch.flags & {CLOCK_JUMP, FUTURE}:
        return f"The device's clock was changed before the punch at {at}."
    if limits.skew and abs(punch.skew) >= limits.skew:
        return f"The device's clock was {span(abs(punch.skew))} off at {at}."
    return ""


def _offline(limits: Limits, punch: Punch, at: str) -> str:
    if punch.recorded_at is None or punch.manual or STATED in punch.flags or not limits.offline:
        return ""
    late = punch.recorded_at - punch.at
    return f"The punch at {at} arrived {span(late)} later." if late >= limits.offline else ""


def _kiosk(facts: Facts, punch: Punch, at: str) -> str:
    place = _place(facts, punch)
    if not punch.kiosk_places or not place or place in punch.kiosk_places:
        return ""
    where = ", ".join(sorted(punch.kiosk_places))
    return f"Punched at {at} on the kiosk of {where}; the shift is at {place}."


def _place(facts: Facts, punch: Punch) -> str:
    session = facts.session_at(punch)
    shift = None if session is None else facts.shift_of.get(session.id)
    return "" if shift is None else shift.place


def _fence(facts: Facts, fence: Fence | None, punch: Punch, at: str) -> str:
    if fence is None or punch.position is None:
        return ""
    place = _place(facts, punch)
    spots = [fence.places[place]] if place in fence.places else list(fence.places.values())
    away = min((distance(punch.position, spot) for spot in spots), default=0.0) - punch.accuracy
    if away <= fence.metres:
        return ""
    return f"Punched at {at}, {away:.0f} m away from {place or 'every place of the team'}."


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two positions (latitude, longitude) along the ground."""
    lat, lon = radians(other[0] - one[0]), radians(other[1] - one[1])
    half = sin(lat / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(lon / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))
