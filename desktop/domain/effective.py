"""The time that a timesheet says, from the sessions of a day and the rules of the team.

Punches and sessions are never changed; what is computed here is a view that can be computed again.
The order is: snap to the shift, round each punch, pay short breaks, deduct missing ones, round the
day. All values are milliseconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from . import breaks, overtime, rounding
from .breaks import BreakRules
from .overtime import Limits
from .rounding import Rounding
from .sessions import Break, Session

VERSION = 1
"""Of the rules themselves: a line that was computed by other ones shows it."""
SNAP, STEP, PAID, DEDUCTED, TOTAL = "snap", "step", "paid_break", "deducted", "day_total"


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one team."""

    rounding: Rounding = field(default_factory=Rounding)
    breaks: BreakRules = field(default_factory=BreakRules)
    limits: Limits = field(default_factory=Limits)

    @property
    def plain(self) -> bool:
        """Whether a sheet says exactly what the punches say."""
        return not self.rounding.rounds and not self.rounding.snaps and self.breaks.plain


def policy(account: Mapping[str, Any]) -> Policy:
    """The rules that a workforce account holds; what cannot be meant counts as not chosen."""
    return Policy(rounding.read(account)[0], breaks.read(account)[0], overtime.read(account)[0])


def mistakes(account: Mapping[str, Any]) -> list[str]:
    """What of the account's `data` cannot be meant, in words."""
    return [text for module in (rounding, breaks, overtime) for text in module.read(account)[1]]


class Turn(NamedTuple):
    """A finished session with the zone of its punches and the planned times of its shift.

    `paid` is what somebody said of breaks, by the instant at which they begin; else length decides.
    """

    session: Session
    zone: dt.tzinfo
    planned_start: int | None = None
    planned_end: int | None = None
    paid: Mapping[int, bool] = MappingProxyType({})


class Effective(NamedTuple):
    """What the sheet says of a session, and how it came to that.

    `work` = `raw_work` + `paid` + `rounded` - `deducted`. `start` and `end` are on the clock, before
    deduction and the day's rounding; `why` names the rules that changed something.
    """

    id: int
    start: int
    end: int
    work: int
    rest: int
    raw_work: int
    raw_rest: int
    rounded: int = 0
    paid: int = 0
    deducted: int = 0
    why: tuple[str, ...] = ()


def of_day(
    turns: Sequence[Turn], policy: Policy, *, not_before: int | None = None, deduct: bool = True
) -> list[Effective]:
    """The sessions of one business day, oldest first, as the sheet says them.

    `not_before` is where the time before this day ends; no moment counts twice. Without `deduct`
    nothing is taken off, as on a day of which a person has written a line by hand.
    """
    found: list[Effective] = []
    for turn in turns:
        one = _session(turn, policy, not_before)
        not_before = one.end
        found.append(one)
    if deduct and policy.breaks.deduct:
        found = _deduct(found, turns, policy.breaks)
    if policy.rounding.rounds and policy.rounding.what == rounding.DAY:
        found = _round_day(found, policy.rounding)
    return found


def _session(turn: Turn, policy: Policy, not_before: int | None) -> Effective:
    session, rule = turn.session, policy.rounding
    start, by = _punch(session.start, turn.planned_start, rule, turn.zone)
    end, also = _punch(session.last_at, turn.planned_end, rule, turn.zone)
    if not_before is not None:
        start = max(start, not_before)
    end = max(start, end)
    paid = unpaid = 0
    for pause in session.breaks:
        raw = (session.last_at if pause.end is None else pause.end) - pause.start
        if turn.paid.get(pause.start, breaks.is_paid(raw, policy.breaks)):
            paid += raw
        else:
            unpaid += _pause(pause, raw, session.last_at, (start, end), turn.zone, rule)
    rest = min(unpaid, end - start)
    work = end - start - rest
    why = dict.fromkeys(each for each in (by, also) if each)
    rounded = work - session.work - paid
    if rounded and not why:
        why[STEP] = None
    if paid:
        why[PAID] = None
    return Effective(
        session.id, start, end, work, rest, session.work, session.rest, rounded, paid, 0, tuple(why)
    )


def _punch(at: int, planned: int | None, rule: Rounding, zone: dt.tzinfo) -> tuple[int, str | None]:
    """(the time that counts, the rule that moved it)."""
    snapped = rounding.snapped(at, planned, rule)
    if snapped is not None:
        return snapped, SNAP if snapped != at else None
    if not rule.punches:
        return at, None
    rounded = rounding.instant(at, rule, zone)
    return rounded, STEP if rounded != at else None


def _pause(
    pause: Break, raw: int, last: int, within: tuple[int, int], zone: dt.tzinfo, rule: Rounding
) -> int:
    if not rule.breaks or not rule.punches:
        return raw
    start = rounding.instant(pause.start, rule, zone)
    end = rounding.instant(last if pause.end is None else pause.end, rule, zone)
    return max(0, min(end, within[1]) - max(start, within[0]))


def _deduct(found: list[Effective], turns: Sequence[Turn], rules: BreakRules) -> list[Effective]:
    """Takes missing rest off the longest session first."""
    pauses = breaks.day_of(turn.session for turn in turns).pauses
    worked = sum(one.work - one.paid for one in found)
    left = breaks.deduction(worked, breaks.taken(pauses, rules), rules)
    if not left:
        return found
    for place in sorted(range(len(found)), key=lambda i: (-found[i].work, i)):
        one = found[place]
        part = min(left, one.work)
        if part:
            left -= part
            found[place] = one._replace(
                work=one.work - part,
                rest=one.rest + part,
                deducted=part,
                why=(*one.why, DEDUCTED),
            )
    return found


def _round_day(found: list[Effective], rule: Rounding) -> list[Effective]:
    """Moves the end of the day: what rounding adds or takes is the last session's."""
    work = sum(one.work for one in found)
    by = rounding.length(work, rule) - work
    rest_by = 0
    if rule.breaks:
        rest = sum(one.rest for one in found)
        rest_by = rounding.length(rest, rule) - rest
    for place in reversed(range(len(found))):
        one = found[place]
        part, rest_part = max(by, -one.work), max(rest_by, -one.rest)
        if not part and not rest_part:
            continue
        by, rest_by = by - part, rest_by - rest_part
        found[place] = one._replace(
            work=one.work + part,
            rest=one.rest + rest_part,
            rounded=one.rounded + part,
            why=(*one.why, TOTAL),
        )
    return found
