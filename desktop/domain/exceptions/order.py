"""Punches that are missing, doubled, or do not fit the others."""

from __future__ import annotations

from collections.abc import Iterator

from ..sessions import PAUSE, START, STOP, Session
from .facts import Facts, Found, Limits, Punch, span

_WORDS = {
    START: "Clocked in",
    PAUSE: "Began a break",
    STOP: "Clocked out",
    "resume": "Ended a break",
}


def missing_out(facts: Facts, limits: Limits) -> Iterator[Found]:
    """A session that should be over by now, or that is longer than anybody works."""
    for session in facts.sessions:
        passed = (session.end or facts.now) - session.start
        shift = facts.shift_of.get(session.id)
        day, severity = facts.day_of(session), limits.severity("missing_out")
        began = f"Clocked in at {facts.clock(session.start)}"
        if session.end is not None:
            if passed > limits.longest:
                text = f"{began} and out only {span(passed)} later; was the clock-out forgotten?"
                points = (session.id, _stop_of(facts, session))
                yield Found("missing_out", severity, day, points, text)
        elif shift is not None and (
            session.lapsed or facts.now >= shift.end + limits.forgotten_after
        ):
            text = f"{began} and never out; the shift ended at {facts.clock(shift.end)}."
            yield Found("missing_out", severity, day, (session.id,), text, shift.id)
        elif session.lapsed or passed > limits.longest:
            yield Found("missing_out", severity, day, (session.id,), f"{began} and never out.")


def _stop_of(facts: Facts, session: Session) -> int:
    stops = [p.id for p in facts.punches if p.at == session.end and p.status == STOP]
    return stops[-1] if stops else session.id


def strays(facts: Facts, limits: Limits) -> Iterator[Found]:
    """Punches that count for nothing because they fit no order."""
    ordered = sorted(facts.punches, key=lambda punch: (punch.at, punch.id))
    for i, punch in enumerate(ordered):
        if punch.id not in facts.derived.strays or not facts.holds(facts.day_at(punch)):
            continue
        twin = _twin(ordered, i, limits)
        if twin is not None:
            yield _stray(
                facts,
                limits,
                "duplicate_scan",
                (twin, punch),
                "twice within a minute; it counts once.",
            )
        elif punch.status == START:
            open_one = _running(facts, punch)
            with_it = (facts.by_id[open_one.id], punch) if open_one else (punch,)
            yield _stray(facts, limits, "overlap", with_it, "while already clocked in.")
        elif punch.status in {STOP, PAUSE} and _running(facts, punch) is None:
            yield _stray(facts, limits, "missing_in", (punch,), "without having clocked in.")
        else:
            yield _stray(facts, limits, "overlap", (punch,), "though nothing had begun.")


def _twin(ordered: list[Punch], i: int, limits: Limits) -> Punch | None:
    for other in reversed(ordered[:i]):
        if ordered[i].at - other.at > limits.duplicate:
            return None
        if other.status == ordered[i].status:
            return other
    return None


def _running(facts: Facts, punch: Punch) -> Session | None:
    session = facts.session_at(punch)
    return None if session is None or session.end == punch.at else session


def _stray(facts: Facts, limits: Limits, code: str, punches: tuple[Punch, ...], what: str) -> Found:
    punch = punches[-1]
    text = f"{_WORDS[punch.status]} at {facts.clock(punch.at)} {what}"
    points = tuple(sorted(one.id for one in punches))
    return Found(code, limits.severity(code), facts.day_at(punch), points, text)
