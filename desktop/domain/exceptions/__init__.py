"""What a reviewer of a timesheet should look at before it is approved: a pure function of the facts.

The codes are in `CATALOGUE`; docs/timesheets.md says what each means and shows an example.
"""

from __future__ import annotations

from .chosen import read
from .facts import (
    CATALOGUE,
    CRITICAL,
    OFF,
    SEVERITIES,
    Facts,
    Fence,
    Found,
    Limits,
    Line,
    Planned,
    Punch,
    Unanswered,
)
from .hours import breaks, rest, totals
from .order import missing_out, strays
from .plan import absence, against_shifts, questions, unscheduled
from .trust import marks

__all__ = [
    "CATALOGUE",
    "CRITICAL",
    "OFF",
    "SEVERITIES",
    "Facts",
    "Fence",
    "Found",
    "Limits",
    "Line",
    "Planned",
    "Punch",
    "Unanswered",
    "find",
    "read",
]

_RULES = (
    missing_out,
    strays,
    against_shifts,
    absence,
    unscheduled,
    questions,
    breaks,
    rest,
    totals,
    marks,
)


def find(facts: Facts, limits: Limits) -> tuple[Found, ...]:
    """Everything to look at, by day, the most severe first. The same facts give the same answer."""
    found = {one.key: one for rule in _RULES for one in rule(facts, limits)}
    kept = [one for one in found.values() if one.severity != OFF]
    return tuple(sorted(kept, key=lambda one: (one.day, -SEVERITIES.index(one.severity), one.key)))
