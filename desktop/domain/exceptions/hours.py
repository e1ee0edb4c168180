"""Breaks, rest and long days against the limits of the team."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from .. import breaks as rules
from ..sessions import Session
from ..zones import week_begins
from .facts import Facts, Found, Limits, span

_CODES = {rules.NO_BREAK: "no_break", rules.SHORT: "short_break", rules.LATE: "late_break"}


def breaks(facts: Facts, limits: Limits) -> Iterator[Found]:
    """No, too little, too late or too much break on days whose end is not in doubt."""
    for day, sessions in _days(facts).items():
        points = tuple(session.id for session in sessions)
        for session in sessions:
            for pause in session.breaks:
                length = (pause.end or session.last_at) - pause.start
                if limits.long_break and length > limits.long_break:
                    text = f"A break of {span(length)} from {facts.clock(pause.start)}."
                    yield Found(
                        "long_break", limits.severity("long_break"), day, (session.id,), text
                    )
        if all(session.end is not None for session in sessions) and not any(
            _in_doubt(session, limits) for session in sessions
        ):
            for code, text in _lacks(facts, limits, sessions):
                yield Found(code, limits.severity(code), day, points, text)


def _days(facts: Facts) -> dict[dt.date, list[Session]]:
    days: dict[dt.date, list[Session]] = defaultdict(list)
    for session in facts.sessions:
        days[facts.day_of(session)].append(session)
    return days


def _in_doubt(session: Session, limits: Limits) -> bool:
    return session.end is not None and session.end - session.start > limits.longest


def _lacks(facts: Facts, limits: Limits, sessions: list[Session]) -> Iterator[tuple[str, str]]:
    """(code, words) of what the day lacks; without any break it is not late as well."""
    day = rules.day_of(sessions)
    faults = rules.faults(day, limits.breaks)
    without = any(fault.code == rules.NO_BREAK for fault in faults)
    for fault in faults:
        if fault.code == rules.LATE:
            if not without:
                most = span(fault.wanted)
                since = f"from {facts.clock(fault.at)} without a break"
                yield "late_break", f"Worked {span(fault.found)} {since}; {most} are the most."
            continue
        taken = "without a break" if without else f"with {span(fault.found)} of break"
        yield _CODES[fault.code], f"Worked {span(day.work)} {taken}; {span(fault.wanted)} are due."


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
