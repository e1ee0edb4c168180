"""Shifts: who sees them, which of them a punch belongs to, what overlaps, what deserves a warning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

EARLY = dt.timedelta(hours=2)
"""A punch up to this long before a shift begins belongs to it (docs/decisions/0151)."""
LONGEST = dt.timedelta(days=7)
REST = dt.timedelta(hours=11)
"""Less between two shifts of a person earns a warning (2003/88/EC)."""

OPEN, ASSIGNED, PUBLISHED = "open", "assigned", "published"

Shift = Mapping[str, Any]
"""A decoded row of the table `shift`."""


def status_of(shift: Shift) -> str:
    """What the API calls it: published, else a draft that is assigned or open."""
    if shift["published"]:
        return PUBLISHED
    return OPEN if shift["assignee_id"] is None else ASSIGNED


def is_open(shift: Shift) -> bool:
    """Published and nobody's: what members may ask for."""
    return bool(shift["published"]) and not shift["canceled"] and shift["assignee_id"] is None


def suits(shift: Shift, roles: Collection[str], locations: Collection[str]) -> bool:
    """Whether an open shift is offered to a member with these roles and places.

    A shift without a role or place suits everybody; a member without places works at all of them.
    """
    if shift["role"] and shift["role"] not in roles:
        return False
    place = shift["location_name"]
    return not place or not locations or place in locations


def visible(shift: Shift, user_id: int, roles: Collection[str], locations: Collection[str]) -> bool:
    """Whether a member sees a shift: published, not cancelled, and theirs or open to them."""
    if not shift["published"] or shift["canceled"]:
        return False
    return shift["assignee_id"] == user_id or (is_open(shift) and suits(shift, roles, locations))


def overlap(
    start: dt.datetime, end: dt.datetime, other_start: dt.datetime, other_end: dt.datetime
) -> bool:
    """Half-open: one that ends when the other begins does not overlap it."""
    return start < other_end and other_start < end


def short_rest(start: dt.datetime, end: dt.datetime, others: Iterable[Shift]) -> bool:
    """Whether less than the daily rest lies between this shift and one of the others."""
    for other in others:
        gap = max(other["start_at"] - end, start - other["end_at"])
        if dt.timedelta() <= gap < REST:
            return True
    return False


REQUESTED, SHORTLISTED, AGREED = "requested", "shortlisted", "approved"
REJECTED, CANCELED = "rejected", "canceled"
LIVE = frozenset({REQUESTED, SHORTLISTED})
"""States of a request that still waits for somebody."""

_REQUEST_MOVES = {
    REQUESTED: frozenset({SHORTLISTED, AGREED, REJECTED, CANCELED}),
    SHORTLISTED: frozenset({REQUESTED, AGREED, REJECTED, CANCELED}),
    AGREED: frozenset[str](),
    REJECTED: frozenset({REQUESTED}),
    CANCELED: frozenset[str](),
}


def request_may(before: str, after: str) -> bool:
    """Whether a request may move so; what is approved or withdrawn stays as it is."""
    return before == after or after in _REQUEST_MOVES[before]


AT_END = "end_shift"


def due_at(question: Mapping[str, Any], shift: Shift) -> dt.datetime:
    """When a question becomes due: from the start of the shift, or its end, plus the offset."""
    edge: dt.datetime = shift["end_at" if question["when"] == AT_END else "start_at"]
    return edge + dt.timedelta(minutes=question["offset_minutes"] or 0)


def asks(question_when: str, moment: str | None) -> bool:
    """Whether a question belongs to a moment: start_shift, end_shift, or None for any."""
    return moment is None or question_when in {"always", moment}
