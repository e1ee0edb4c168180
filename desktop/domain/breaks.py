"""Breaks from punches: what is paid, what a day needs, what is missing (docs/rules/breaks.md).

Lengths are milliseconds. Only punches make a break; the pauses of the pomodoro timer never do.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .choices import HOUR, MINUTE, Choices
from .sessions import Session

OWN = "own"


@dataclass(frozen=True, slots=True)
class Least:
    """Who works longer than `after` needs `rest` in all."""

    after: int
    rest: int


@dataclass(frozen=True, slots=True)
class BreakRules:
    """What a team asks for. `rules` go by rising `after`.

    `piece`: a shorter pause does not count; `stretch`: nobody works longer than that without one (0:
    no such rule); `paid_up_to`: breaks of at most that length are paid; `deduct`: what is missing is
    taken off the paid time.
    """

    rules: tuple[Least, ...] = ()
    piece: int = 0
    stretch: int = 0
    paid_up_to: int = 0
    deduct: bool = False

    @property
    def plain(self) -> bool:
        """Whether a sheet says what the punches say."""
        return not self.paid_up_to and not (self.deduct and self.rules)


PRESETS: dict[str, BreakRules] = {
    "none": BreakRules(),
    "germany": BreakRules(
        (Least(6 * HOUR, 30 * MINUTE), Least(9 * HOUR, 45 * MINUTE)),
        piece=15 * MINUTE,
        stretch=6 * HOUR,
    ),
    "california": BreakRules(
        (Least(5 * HOUR, 30 * MINUTE), Least(10 * HOUR, 60 * MINUTE)),
        piece=30 * MINUTE,
        stretch=5 * HOUR,
    ),
    "eu": BreakRules((Least(6 * HOUR, 20 * MINUTE),)),
}
MOST_RULES = 8


def read(account: Mapping[str, Any]) -> tuple[BreakRules, list[str]]:
    """What a workforce account says, and what of its `data` cannot be meant."""
    chosen = Choices(account.get("data"), "breaks")
    preset = chosen.word("preset", (*PRESETS, OWN))
    found = PRESETS.get(preset) or _own(chosen)
    rules = BreakRules(
        found.rules,
        found.piece,
        found.stretch,
        paid_up_to=chosen.minutes("paid_up_to_minutes", 120),
        deduct=chosen.flag("deduct"),
    )
    return rules, chosen.wrong


def _own(chosen: Choices) -> BreakRules:
    listed = chosen.values.get("rules") or []
    rules: list[Least] = []
    if not isinstance(listed, Sequence) or isinstance(listed, str) or len(listed) > MOST_RULES:
        chosen.wrong.append(f"breaks.rules must be a list of at most {MOST_RULES}")
        listed = []
    for entry in listed:
        rule = Choices({"breaks.rules": entry}, "breaks.rules")
        after, rest = rule.hours("after_hours"), rule.minutes("break_minutes")
        if after is None or not rest:
            rule.wrong.append("breaks.rules need after_hours and break_minutes each")
        else:
            rules.append(Least(after, rest))
        chosen.wrong += rule.wrong
    rules.sort(key=lambda rule: rule.after)
    if any(later.rest < rule.rest for rule, later in itertools.pairwise(rules)):
        chosen.wrong.append("breaks.rules must ask for more break after more hours")
        rules = []
    return BreakRules(
        tuple(rules),
        piece=chosen.minutes("shortest_piece_minutes", 120),
        stretch=chosen.hours("longest_stretch_hours") or 0,
    )


def needed(work: int, rules: BreakRules) -> int:
    """The rest that a day with so much work needs; the length is exceeded, not reached."""
    return max((rule.rest for rule in rules.rules if work > rule.after), default=0)


def is_paid(rest: int, rules: BreakRules) -> bool:
    return 0 < rest <= rules.paid_up_to


def taken(pauses: Iterable[int], rules: BreakRules) -> int:
    """How much of the pauses of a day counts as rest, paid or not."""
    return sum(pause for pause in pauses if pause >= rules.piece)


def missing(work: int, rested: int, rules: BreakRules) -> int:
    return max(0, needed(work, rules) - rested)


def deduction(work: int, rested: int, rules: BreakRules) -> int:
    """What is taken off a day's work for rest that was not taken, punched rest first.

    Never so much that somebody who worked longer would be paid less: just past the limit only what
    lies past it goes.
    """
    if not rules.deduct:
        return 0
    lacks = floor = 0  # floor: what is left to somebody who stopped at the limit of that rule
    for rule in rules.rules:
        if work <= rule.after:
            break
        floor = max(rule.after - lacks, floor)
        lacks = max(0, rule.rest - rested)
    return min(lacks, work - floor)


class Span(NamedTuple):
    """A stretch of work, half open."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day's stretches of work in order. What lies between two of them is a pause."""

    spans: tuple[Span, ...]

    @property
    def work(self) -> int:
        return sum(span.end - span.start for span in self.spans)

    @property
    def pauses(self) -> tuple[int, ...]:
        return tuple(later.start - span.end for span, later in itertools.pairwise(self.spans))


def day_of(sessions: Iterable[Session], now: int | None = None) -> Day:
    """The work of the sessions of one day; what runs counts up to `now`, without it not at all.

    Time between two sessions is a pause like one that was punched as a break: nobody is deducted
    for having gone off the clock instead.
    """
    spans: list[Span] = []
    for session in sorted(sessions, key=lambda each: (each.start, each.id)):
        start: int | None = session.start
        for rest in session.breaks:
            if start is not None:
                spans.append(Span(start, rest.start))
            start = rest.end
        end = session.end if session.end is not None else now
        if start is not None and end is not None and end > start:
            spans.append(Span(start, end))
    return Day(tuple(span for span in spans if span.end > span.start))


SHORT, NO_BREAK, LATE = "short_break", "no_break", "late_break"


@dataclass(frozen=True, slots=True)
class Fault:
    """What a day lacks: `code`, how much was `wanted` and `found`, and since when (ms) it is so."""

    code: str
    wanted: int
    found: int
    at: int


def faults(day: Day, rules: BreakRules) -> tuple[Fault, ...]:
    """Warnings for whoever punches or reviews; nothing here refuses anything."""
    found: list[Fault] = []
    wanted, rested = needed(day.work, rules), taken(day.pauses, rules)
    if rested < wanted:
        code = SHORT if rested else NO_BREAK
        found.append(Fault(code, wanted, rested, day.spans[-1].end))
    start, worked = (day.spans[0].start if day.spans else 0), 0
    for number, span in enumerate(day.spans):
        if number and span.start - day.spans[number - 1].end >= max(rules.piece, 1):
            start, worked = span.start, 0
        worked += span.end - span.start
        if rules.stretch and worked > rules.stretch:
            found.append(Fault(LATE, rules.stretch, worked, start))
            break
    return tuple(found)
