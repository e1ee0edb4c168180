"""The work-life score: 0 to 100 for a week of one person, a formula of our own.

No reference says what the score is made of; docs/rules/work-life-score.md says what ours is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

WEEKS = 12
FEWEST = 3
"""A team's value is told when at least so many others worked in the week."""
CONTRACT = dt.timedelta(hours=40)
"""A week's contract of somebody who has named no hours."""
DAYS_A_WEEK = 5
"""So many days make a week's contract out of a day's hours."""

WEIGHTS = {"hours": 40, "rest": 30, "late": 20, "focus": 10}
GRACE, TOO_MUCH = 1.05, 1.5
"""Up to this part of the contract costs nothing; from that part on the hours are worth 0."""
REST, NO_REST = dt.timedelta(hours=11), dt.timedelta(hours=8)
"""Between two working days: as long is worth 100, as short is worth 0."""
EVENING, MORNING = 20, 5
"""Without a shift, work that ends in these hours of the wall ends late."""
OVER = dt.timedelta(minutes=30)
"""With a shift, work ends late when it goes on for more than this after the shift's end."""
FOCUSED = 0.25
"""This part of the working time in pomodoros is worth 100."""
FORGOTTEN = dt.timedelta(hours=16)
"""A longer session looks like a forgotten clock-out and is left out."""

NONE = dt.timedelta()
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Worked:
    """A session that is over. `day` is the one it counts on, `due` the end of its shift."""

    day: dt.date
    start: dt.datetime
    end: dt.datetime
    work: dt.timedelta
    zone: dt.tzinfo
    due: dt.datetime | None = None

    @property
    def late(self) -> bool:
        if self.due is not None:
            return self.end > self.due + OVER
        hour = self.end.astimezone(self.zone).hour
        return hour >= EVENING or hour < MORNING


@dataclass(frozen=True, slots=True)
class Scored:
    """One week. `parts` are 0 to 100 by the names of WEIGHTS; without pomodoros no `focus`.

    `nights` is how many lay between its working days, `short_nights` how many of them were under
    11 h; `late_days` how many of the `days` worked ended late.
    """

    first: dt.date
    score: int
    parts: Mapping[str, float]
    worked: dt.timedelta = NONE
    contract: dt.timedelta = CONTRACT
    days: int = 0
    late_days: int = 0
    nights: int = 0
    short_nights: int = 0


def weeks(
    sessions: Iterable[Worked],
    focus: Mapping[dt.date, dt.timedelta],
    *,
    this_week: dt.date,
    contract: dt.timedelta = CONTRACT,
) -> list[Scored]:
    """The complete weeks before the one that begins on `this_week`, at most 12, oldest first.

    They begin with the first in which the person worked; one without work after that is a week
    off. `focus` is the time in pomodoros by day. Anything outside of the weeks is left out, save
    that the night before the first of them counts.
    """
    edge = this_week - WEEKS * WEEK
    known = sorted(
        (s for s in sessions if s.end - s.start <= FORGOTTEN and s.day < this_week),
        key=lambda s: (s.day, s.start),
    )
    inside = [s for s in known if s.day >= edge]
    if not inside:
        return []
    uses_focus = any(edge <= day < this_week for day in focus)
    first = edge + (inside[0].day - edge) // WEEK * WEEK
    nights = _nights(known)
    scored = []
    while first < this_week:
        until = first + WEEK
        mine = [s for s in inside if first <= s.day < until]
        rests = [rest for day, rest in nights if first <= day < until]
        spent = sum((t for day, t in focus.items() if first <= day < until), NONE)
        scored.append(_week(first, mine, rests, contract, spent if uses_focus else None))
        first = until
    return scored


def _nights(sessions: Sequence[Worked]) -> list[tuple[dt.date, dt.timedelta]]:
    """The rest before each working day whose day before was worked, too."""
    spans = []
    for day, group in groupby(sessions, key=lambda s: s.day):
        of_day = list(group)
        spans.append((day, of_day[0].start, max(s.end for s in of_day)))
    return [
        (day, max(NONE, start - ended))
        for (before, _, ended), (day, start, _) in pairwise(spans)
        if day - before == dt.timedelta(days=1)
    ]


def _week(
    first: dt.date,
    sessions: Sequence[Worked],
    rests: Sequence[dt.timedelta],
    contract: dt.timedelta,
    focus: dt.timedelta | None,
) -> Scored:
    if not sessions:
        return Scored(first, 100, {}, contract=contract)
    worked = sum((s.work for s in sessions), NONE)
    days = {s.day for s in sessions}
    late = {s.day for s in sessions if s.late}
    resting = sum(_between(rest, NO_REST, REST) for rest in rests) / len(rests) if rests else 1.0
    if len(days) == WEEK.days:
        resting /= 2  # no day off
    parts = {
        "hours": 100 * (1 - _between(worked, GRACE * contract, TOO_MUCH * contract)),
        "rest": 100 * resting,
        "late": 100 * (1 - len(late) / len(days)),
    }
    if focus is not None:
        parts["focus"] = 100 * _between(focus, NONE, FOCUSED * worked)
    total = sum(WEIGHTS[name] for name in parts)
    return Scored(
        first=first,
        score=round(sum(WEIGHTS[name] * value for name, value in parts.items()) / total),
        parts=parts,
        worked=worked,
        contract=contract,
        days=len(days),
        late_days=len(late),
        nights=len(rests),
        short_nights=sum(rest < REST for rest in rests),
    )


def _between(value: dt.timedelta, low: dt.timedelta, high: dt.timedelta) -> float:
    """0 at `low` and below, 1 at `high` and above, a straight line in between."""
    if value >= high:
        return 1.0
    return 0.0 if value <= low else (value - low) / (high - low)


def team_values(others: Iterable[Iterable[Scored]]) -> dict[dt.date, int]:
    """The mean of the others by week, where at least three of them worked; weeks off do not count."""
    scores: dict[dt.date, list[int]] = {}
    for person in others:
        for week in person:
            if week.days:
                scores.setdefault(week.first, []).append(week.score)
    return {
        first: round(sum(found) / len(found))
        for first, found in scores.items()
        if len(found) >= FEWEST
    }


def feedback(weeks: Sequence[Scored], team: Mapping[dt.date, int]) -> list[str]:
    """What the numbers say, in sentences: the last week first, then how it compares."""
    if not weeks:
        return ["There is no complete week of work yet."]
    last = weeks[-1]
    if not last.days:
        return ["You did not work last week."]
    told = [f"Last week scores {last.score} of 100.", *_costs(last)]
    if len(told) == 1:
        told.append("Hours, rest and evenings were in balance.")
    before = [week.score for week in weeks[:-1] if week.days]
    if before:
        step = last.score - round(sum(before) / len(before))
        if step:
            told.append(
                f"That is {abs(step)} {'above' if step > 0 else 'below'} your mean of the weeks "
                "before."
            )
    if last.first in team:
        told.append(f"Your team's mean was {team[last.first]}.")
    return told


def _costs(week: Scored) -> list[str]:
    told = []
    if week.parts["hours"] < 100:
        told.append(
            f"You worked {_hours(week.worked)}; your contract says {_hours(week.contract)}."
        )
    if week.short_nights:
        told.append(
            f"Of {week.nights} nights between working days {week.short_nights} left less than "
            "11 h of rest."
        )
    if week.days == WEEK.days:
        told.append("There was no day off.")
    if week.late_days:
        told.append(f"Of {week.days} working days {week.late_days} ended late.")
    if week.parts.get("focus", 100) < 50:
        told.append("Little of the working time was spent in focus.")
    return told


def _hours(length: dt.timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds() // 60), 60)
    return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"
