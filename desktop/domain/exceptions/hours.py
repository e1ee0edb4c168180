"""Breaks, rest and long days against the limits of the team."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from ..sessions import Session
from ..zones import week_begins
from .facts import Facts, Found, Limits, span


def breaks(facts: Facts, limits: Limits) -> Iterator[Found]:
    """No, too little, too late or too much break in sessions whose end is not in doubt."""
    for session in facts.sessions:
        if session.end is None or session.end - session.start > limits.longest:
            continue
        day, points = facts.day_of(session), (session.id,)
        for pause in session.breaks:
            length = (pause.end if pause.end is not None else session.end) - pause.start
            if limits.long_break and length > limits.long_break:
                text = f"A break of {span(length)} from {facts.clock(pause.start)}."
                yield Found("long_break", limits.severity("long_break"), day, points, text)
        code, text = _too_little(limits, session)
        if code:
            yield Found(code, limits.severity(code), day, points, text)


def _too_little(limits: Limits, session: Session) -> tuple[str, str]:
    """(code, text), both empty when the breaks of a session are as the rules want them."""
    needed = max((r.needed for r in limits.break_rules if session.work > r.after), default=0)
    if not needed or session.end is None:
        return "", ""
    lengths = [(p.end if p.end is not None else session.end) - p.start for p in session.breaks]
    taken = sum(length for length in lengths if length >= limits.break_piece)
    worked = f"Worked {span(session.work)}"
    if not taken:
        return "no_break", f"{worked} without a break; {span(needed)} are due."
    if taken < needed:
        return "short_break", f"{worked} with {span(taken)} of break; {span(needed)} are due."
    first = min(
        p.start
        for p, length in zip(session.breaks, lengths, strict=True)
        if length >= limits.break_piece
    )
    if limits.break_by and first - session.start > limits.break_by:
        after = span(first - session.start)
        return "late_break", f"The first break began {after} after the start."
    return "", ""


def rest(facts: Facts, limits: Limits) -> Iterator[Found]:
    """Too little between the last clock-out of a day and the first clock-in of the next one."""
    before: Session | None = None
    for session in facts.derived.sessions:
        if before is not None and before.end is not None:
            day, gap = facts.day_of(session), session.start - before.end
            is_other = day != facts.day_of(before)
            if limits.rest and is_other and facts.holds(day) and gap < limits.rest:
                text = f"Only {span(gap)} of rest before {facts.clock(session.start)}."
                yield Found(
                    "short_rest", limits.severity("short_rest"), day, (before.id, session.id), text
                )
        before = session


def totals(facts: Facts, limits: Limits) -> Iterator[Found]:
    """Days and weeks above their limit; hours written by hand count instead of punched ones."""
    days = _worked(facts)
    for day, work in sorted(days.items()):
        if limits.daily and work > limits.daily and facts.holds(day):
            text = f"{span(work)} on one day; the limit is {span(limits.daily)}."
            points = tuple(s.id for s in facts.sessions if facts.day_of(s) == day)
            yield Found("over_daily", limits.severity("over_daily"), day, points, text)
    weeks: dict[dt.date, int] = defaultdict(int)
    for day, work in sorted(days.items()):
        week = week_begins(day, limits.week_start)
        before = weeks[week]
        weeks[week] += work
        if limits.weekly and before <= limits.weekly < weeks[week] and facts.holds(day):
            in_all = sum(w for d, w in days.items() if week_begins(d, limits.week_start) == week)
            text = f"{span(in_all)} in one week; the limit is {span(limits.weekly)}."
            points = tuple(s.id for s in facts.sessions if facts.day_of(s) == day)
            yield Found("over_weekly", limits.severity("over_weekly"), day, points, text)


def _worked(facts: Facts) -> dict[dt.date, int]:
    days: dict[dt.date, int] = defaultdict(int)
    written = {line.punched for line in facts.lines if line.manual and line.punched is not None}
    for line in facts.lines:
        if line.manual:
            days[line.day] += line.work
    for session in facts.derived.sessions:
        if session.id not in written:
            days[facts.day_of(session)] += (
                session.worked(facts.now) if session.end is None else session.work
            )
    return days
