"""What becomes of each line: taken, taken in part, or left out and why."""

from __future__ import annotations

import bisect
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from desktop.domain import zones

from .entry import Entry

Span = tuple[dt.datetime, dt.datetime]
LONGEST = dt.timedelta(hours=24)
AHEAD = dt.timedelta(minutes=2)
_INSTANT = dt.timedelta(milliseconds=1)


class Verdict(Enum):
    """Why a line is taken or left out, in the words of the preview."""

    TAKE = "taken"
    PART = "taken where it is free"
    KNOWN = "known already"
    OVERLAP = "overlaps what is recorded"
    LOCKED = "its timesheet is closed"
    FUTURE = "is in the future"
    EMPTY = "lasts no time"
    LONG = "is longer than a day"
    NOBODY = "belongs to nobody here"


@dataclass(frozen=True, slots=True)
class Decided:
    """`spans` are what is recorded of the entry; `about` says which other time it meets."""

    entry: Entry
    user_id: int
    verdict: Verdict
    spans: tuple[Span, ...] = ()
    about: str = ""

    @property
    def worked(self) -> dt.timedelta:
        found = dt.timedelta()
        for start, end in self.spans:
            rest = sum((b - a for a, b in within(self.entry.breaks, start, end)), dt.timedelta())
            found += end - start - rest
        return found


@dataclass(slots=True)
class Standing:
    """What is there already. `busy` and `pomodoros` by user, sorted; an open session never ends."""

    now: dt.datetime
    users: Mapping[str, int]
    busy: dict[int, list[Span]] = field(default_factory=dict)
    pomodoros: dict[int, list[Span]] = field(default_factory=dict)
    known: Mapping[tuple[int, str], int] = field(default_factory=dict)
    closed: Mapping[int, Sequence[tuple[dt.date, dt.date]]] = field(default_factory=dict)


def plan(
    entries: Sequence[Entry],
    there: Standing,
    *,
    take_free: bool = False,
    only: Collection[int] = (),
) -> list[Decided]:
    """A verdict for every entry, in order of time.

    `take_free` takes of an overlapping entry what nobody has recorded yet (of a pomodoro all of it);
    `only` narrows that to some lines.
    """
    seen: dict[tuple[int, str], int] = {}
    mine: dict[int, list[Span]] = defaultdict(list)
    found: list[Decided] = []
    for entry in entries:
        user_id = there.users.get(entry.person, 0)
        chosen = take_free and (not only or entry.line in only)
        decided = _decided(entry, user_id, there, seen, mine[user_id], chosen=chosen)
        found.append(decided)
        for span in decided.spans:
            bisect.insort(mine[user_id], span)
    return found


def _decided(
    entry: Entry,
    user_id: int,
    there: Standing,
    seen: dict[tuple[int, str], int],
    mine: list[Span],
    *,
    chosen: bool,
) -> Decided:
    refused = _refusal(entry, user_id, there, seen)
    seen.setdefault((user_id, entry.content()), entry.line)
    if refused is not None:
        return Decided(entry, user_id, refused[0], about=refused[1])
    decide = _pomodoro if entry.kind == "pomodoro" else _session
    return decide(entry, user_id, there, mine, chosen=chosen)


def _refusal(
    entry: Entry, user_id: int, there: Standing, seen: Mapping[tuple[int, str], int]
) -> tuple[Verdict, str] | None:
    """Why a line is left out whatever else is recorded, and what it is about."""
    key = (user_id, entry.content())
    twice = f"as line {seen[key]}" if key in seen else ""
    known = f"from import {there.known[key]}" if key in there.known else twice
    closed = _closed(entry, there.closed.get(user_id, ()))
    checks = (
        (not user_id, Verdict.NOBODY, entry.person),
        (bool(known), Verdict.KNOWN, known),
        (entry.length <= dt.timedelta(), Verdict.EMPTY, ""),
        (entry.length > LONGEST, Verdict.LONG, ""),
        (entry.end > there.now + AHEAD, Verdict.FUTURE, ""),
        (bool(closed) and entry.kind == "session", Verdict.LOCKED, closed),
    )
    return next(((verdict, about) for holds, verdict, about in checks if holds), None)


def _closed(entry: Entry, periods: Sequence[tuple[dt.date, dt.date]]) -> str:
    """The closed period that the entry begins in, in words."""
    if not periods:
        return ""
    day = entry.start.astimezone(_zone(entry)).date()
    return next((f"{first} to {last}" for first, last in periods if first <= day <= last), "")


def _session(
    entry: Entry, user_id: int, there: Standing, mine: list[Span], *, chosen: bool
) -> Decided:
    taken = _meeting([*_near(there.busy.get(user_id, []), entry), *_near(mine, entry)], entry)
    if not taken:
        whole = _clear(there, user_id, entry.start, entry.end)
        return Decided(entry, user_id, Verdict.TAKE, (whole,))
    about = _span_words(taken[0], entry)
    parts = free(entry.start, entry.end, taken) if chosen else []
    spans = [_clear(there, user_id, a, b) for a, b in parts]
    spans = [(a, b) for a, b in spans if b > a]
    verdict = Verdict.PART if spans else Verdict.OVERLAP
    return Decided(entry, user_id, verdict, tuple(spans), about)


def _pomodoro(
    entry: Entry, user_id: int, there: Standing, mine: list[Span], *, chosen: bool
) -> Decided:
    others = [*_near(there.pomodoros.get(user_id, []), entry), *_near(mine, entry)]
    if any(end == entry.end for _, end in others):
        return Decided(entry, user_id, Verdict.KNOWN, about="a pomodoro saved at that second")
    met = _meeting(others, entry)
    if met and not chosen:
        return Decided(entry, user_id, Verdict.OVERLAP, about=_span_words(met[0], entry))
    verdict = Verdict.PART if met else Verdict.TAKE
    return Decided(entry, user_id, verdict, ((entry.start, entry.end),))


def free(start: dt.datetime, end: dt.datetime, taken: Sequence[Span]) -> list[Span]:
    """The parts of a span that no other covers."""
    found: list[Span] = []
    at = start
    for other_start, other_end in sorted(taken):
        if other_start > at:
            found.append((at, min(other_start, end)))
        at = max(at, other_end)
        if at >= end:
            return found
    found.append((at, end))
    return found


def within(breaks: Sequence[Span], start: dt.datetime, end: dt.datetime) -> list[Span]:
    """The breaks of a part, cut to it."""
    cut = [(max(a, start), min(b, end)) for a, b in breaks]
    return [(a, b) for a, b in cut if b > a]


def _near(spans: Sequence[Span], entry: Entry) -> Sequence[Span]:
    """Those of the sorted spans that may meet the entry; before them, the one that begins last."""
    first = bisect.bisect_left(spans, (entry.start - LONGEST * 2, entry.start))
    last = bisect.bisect_right(spans, (entry.end, entry.end))
    return spans[max(0, first - 1) : last]


def _meeting(spans: Sequence[Span], entry: Entry) -> list[Span]:
    return sorted((a, b) for a, b in spans if a < entry.end and b > entry.start)


def _clear(there: Standing, user_id: int, start: dt.datetime, end: dt.datetime) -> Span:
    """A clock out at the instant of the next clock in would come after it: it is told before."""
    spans = there.busy.get(user_id, [])
    place = bisect.bisect_left(spans, (end, end))
    touches = place < len(spans) and spans[place][0] == end
    return (start, end - _INSTANT) if touches else (start, end)


def _zone(entry: Entry) -> dt.tzinfo:
    return zones.first_known(entry.zone)[1]


def _span_words(span: Span, entry: Entry) -> str:
    zone = _zone(entry)
    start, end = (at.astimezone(zone) for at in span)
    return f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"
