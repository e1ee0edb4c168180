"""Punches around every change of the clocks: no second is lost, negative or counted twice."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import random
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from desktop.base.clock import from_ms, to_ms
from desktop.domain import sessions, today, zones
from desktop.domain.sessions import Event
from desktop.domain.today import ClockView
from tests.helpers import clockchanges

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
MS = dt.timedelta(milliseconds=1)
WEEK = 7 * DAY
PATTERN = ("start", "pause", "resume", "pause", "resume", "stop")


@dataclass(frozen=True, slots=True)
class Transition:
    """At `at` the zone's distance from UTC becomes another."""

    name: str
    zone: ZoneInfo
    at: dt.datetime
    before: dt.timedelta
    after: dt.timedelta

    @classmethod
    def of(cls, name: str, at: int) -> Transition:
        zone = ZoneInfo(name)
        before, after = (clockchanges.offset(second, zone) for second in (at - 1, at))
        return cls(
            name,
            zone,
            dt.datetime.fromtimestamp(at, dt.UTC),
            dt.timedelta(seconds=before),
            dt.timedelta(seconds=after),
        )


def around(change: Transition, rng: random.Random) -> list[Event]:
    """Two sessions with breaks within four days; some punches at the change itself."""
    at = to_ms(change.at)
    near = [at - 1, at, at + 1, *(at + rng.randint(-7_200_000, 7_200_000) for _ in range(3))]
    far = [at + rng.randint(-2 * 86_400_000, 2 * 86_400_000) for _ in range(6)]
    status = itertools.cycle(PATTERN)
    instants = sorted({*near, *far})
    usable = instants[: len(instants) // len(PATTERN) * len(PATTERN)]
    return [Event(ms, number, next(status)) for number, ms in enumerate(usable, 1)]


def check_sums(change: Transition, events: list[Event]) -> None:
    derived = sessions.derive(events)
    assert not derived.strays
    assert len(derived.sessions) == len(events) // len(PATTERN)
    first, last = events[0].at, events[-1].at
    between = sum(b.start - (a.end or 0) for a, b in itertools.pairwise(derived.sessions))
    work = sum(each.work for each in derived.sessions)
    rest = sum(each.rest for each in derived.sessions)
    # the time from the first punch to the last is work, break or between sessions: never two of them
    assert work + rest + between == last - first
    assert all(each.work >= 0 and each.rest >= 0 for each in derived.sessions)

    spans = today.spans(derived.sessions)
    now = from_ms(last)
    assert all(span.end is not None and span.start <= span.end for span in spans)
    assert all(a.end is not None and a.end <= b.start for a, b in itertools.pairwise(spans))
    assert today.total(spans, "work", now) // MS == work
    assert today.total(spans, "break", now) // MS == rest

    days: Counter[dt.date] = Counter()
    weeks: Counter[dt.date] = Counter()
    for each in derived.sessions:
        day = zones.day_of(from_ms(each.start), change.zone)
        days[day] += each.work
        weeks[zones.week_begins(day, "sunday")] += each.work
    assert sum(days.values()) == sum(weeks.values()) == work
    for begins, total in weeks.items():
        assert sum(ms for day, ms in days.items() if begins <= day < begins + WEEK) == total


def check_days(change: Transition, events: list[Event]) -> None:
    """Every instant lies in exactly one day, and no day is shorter than nothing."""
    day = zones.day_of(change.at, change.zone) - 4 * DAY
    edges = [zones.midnight(day + n * DAY, change.zone) for n in range(9)]
    assert all(a <= b for a, b in itertools.pairwise(edges))
    for event in events:
        at = from_ms(event.at)
        held = bisect.bisect_right(edges, at) - 1
        assert 0 <= held < len(edges) - 1
        named = zones.day_of(at, change.zone)
        if named != day + held * DAY:
            # a clock set back over midnight shows the evening again: those minutes are the new day's
            assert named == day + (held - 1) * DAY
            assert change.after < change.before
            assert at - edges[held] < change.before - change.after


def check_timeline(change: Transition, events: list[Event]) -> None:
    derived = sessions.derive(events)
    clock = ClockView(spans=today.spans(derived.sessions))
    now = from_ms(events[-1].at)
    first, last = today.axis(clock, now, change.zone)
    assert first <= from_ms(events[0].at)
    assert last >= now
    assert (last - first) % (2 * HOUR) == dt.timedelta()


def check(changes: list[Transition]) -> None:
    rng = random.Random(20)
    for change in changes:
        events = around(change, rng)
        try:
            check_sums(change, events)
            check_days(change, events)
            check_timeline(change, events)
        except AssertionError as error:
            error.add_note(
                f"{change.name} at {change.at:%Y-%m-%d %H:%M:%S}: {change.before} → {change.after}"
            )
            raise


def test_the_sums_hold_around_every_change_of_the_clocks() -> None:
    """Of zones whose clocks change alike at a moment one is tried; `--long` tries all."""
    alike = {}
    for name, at in clockchanges.all_of_them():
        change = Transition.of(name, at)
        alike[change.at, change.before, change.after] = change
    assert len(alike) > 3_000
    check(list(alike.values()))


@pytest.mark.long
def test_the_sums_hold_around_every_change_of_every_zone_looked_for_day_by_day() -> None:
    changes = list(clockchanges.day_by_day())
    assert set(clockchanges.all_of_them()) <= set(changes)
    check([Transition.of(name, at) for name, at in changes])
