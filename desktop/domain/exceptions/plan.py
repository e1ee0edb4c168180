"""Punches against the roster: early, late, not planned, not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..sessions import STOP
from ..shifts import EARLY
from .facts import Facts, Found, Limits, Planned, span

_EARLY = EARLY // dt.timedelta(milliseconds=1)


def against_shifts(facts: Facts, limits: Limits) -> Iterator[Found]:
    """How far the first clock-in and the last clock-out of each shift are from its times."""
    for shift in facts.shifts:
        sessions = facts.of_shift(shift)
        if sessions and facts.holds(facts.day_of(sessions[0])):
            began, ended = sessions[0].start, sessions[-1].end
            yield from _side(facts, limits, shift, "in", sessions[0].id, began)
            if ended is not None and ended - sessions[-1].start <= limits.longest:
                stop = _stop(facts, ended) or sessions[-1].id
                yield from _side(facts, limits, shift, "out", stop, ended)


def _side(
    facts: Facts, limits: Limits, shift: Planned, side: str, punch_id: int, at: int
) -> Iterator[Found]:
    planned = shift.start if side == "in" else shift.end
    early = limits.in_early if side == "in" else limits.out_early
    late = limits.in_late if side == "in" else limits.out_late
    if early and planned - at > early:
        code, by = f"{side}_early", f"{span(planned - at)} before"
    elif late and at - planned > late:
        code, by = f"{side}_late", f"{span(at - planned)} after"
    else:
        return
    verb = "began" if side == "in" else "ended"
    text = f"Clocked {side} at {facts.clock(at)}, {by} the shift {verb} ({facts.clock(planned)})."
    session = next(s for s in facts.of_shift(shift))
    yield Found(code, limits.severity(code), facts.day_of(session), (punch_id,), text, shift.id)


def _stop(facts: Facts, at: int) -> int | None:
    return next((p.id for p in facts.punches if p.at == at and p.status == STOP), None)


def absence(facts: Facts, limits: Limits) -> Iterator[Found]:
    """A shift without a punch, once every clock has been heard of after its end.

    As long as a kiosk or device has not told what it recorded, nobody is called absent.
    """
    for shift in facts.shifts:
        day = facts.date(shift.start)
        known = facts.heard >= shift.end + limits.absent_after
        if not known or not facts.holds(day) or _was_there(facts, shift):
            continue
        if any(line.day == day and line.manual for line in facts.lines):
            continue  # the hours were written down by hand
        times = f"{facts.clock(shift.start)} to {facts.clock(shift.end)}"
        text = f"No punch for the shift from {times}."
        yield Found("no_show", limits.severity("no_show"), day, (), text, shift.id)


def _was_there(facts: Facts, shift: Planned) -> bool:
    """Any punch counts, even one that fits no order: who clocked out was there."""
    if facts.of_shift(shift):
        return True
    if any(shift.start - _EARLY <= punch.at <= shift.end for punch in facts.punches):
        return True
    return any(
        session.start < shift.end and facts.until(session) > shift.start
        for session in facts.derived.sessions
    )


def unscheduled(facts: Facts, limits: Limits) -> Iterator[Found]:
    """Work without a shift, for people who have shifts in these days at all."""
    if not any(facts.holds(facts.date(shift.start)) for shift in facts.shifts):
        return
    for session in facts.sessions:
        if session.id not in facts.shift_of:
            text = f"Clocked in at {facts.clock(session.start)} without a shift."
            day = facts.day_of(session)
            yield Found("unscheduled", limits.severity("unscheduled"), day, (session.id,), text)


def questions(facts: Facts, limits: Limits) -> Iterator[Found]:
    severity = limits.severity("unanswered_question")
    for question in facts.unanswered:
        punch = facts.by_id.get(question.punch_id)
        if punch is not None and facts.holds(facts.day_at(punch)):
            text = f"Not answered: {question.text}"
            yield Found(
                "unanswered_question",
                severity,
                facts.day_at(punch),
                (punch.id,),
                text,
                question.shift_id,
            )
