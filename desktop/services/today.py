"""Everything the Today screen shows, read at once from one state of the store."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desktop.base.clock import to_ms
from desktop.domain import effective, overtime, zones
from desktop.domain import today as rules
from desktop.domain.attendance import NO_PHOTO, NO_POSITION
from desktop.domain.effective import Policy
from desktop.domain.sessions import Derived, Event, derive
from desktop.domain.today import ClockView, DayRecord, Plan, ShiftRow, Week, WeekDay
from desktop.store.queries import focus
from desktop.store.queries import today as queries
from desktop.store.queries.today import Stint
from desktop.store.schema import Row
from desktop.store.uow import Reader

from . import forgotten
from .context import Principal
from .forgotten import Forgotten
from .frame import Frame
from .shift_rows import plan_of, rows_of

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TodayView:
    """`now` is when it was read. It holds until `stale_at`: then a shift begins or ends, or the day."""

    now: dt.datetime
    zone: dt.tzinfo
    day: dt.date
    clock: ClockView
    week: Week
    shifts: tuple[ShiftRow, ...]
    done_today: int
    stale_at: dt.datetime
    forgotten: tuple[Forgotten, ...] = ()


def view(reader: Reader, principal: Principal, now: dt.datetime, zone: dt.tzinfo) -> TodayView:
    """The person's day as of `now`, its dates in `zone`. About ten short statements."""
    with queries.snapshot(reader):
        account = reader.one("workforce", {"team_id": principal.team_id}) or {}
        day = now.astimezone(zone).date()
        first = zones.week_begins(day, account.get("week_start"))
        frame = Frame(principal.user_id, principal.team_id, now, zone, day, first)
        until = max(frame.begins(frame.after), frame.begins(day + 2 * DAY))
        mine = queries.my_shifts(
            reader, frame.user_id, frame.team_id, frame.begins(frame.first), until
        )
        worked = queries.sessions(
            reader, frame.user_id, frame.team_id, frame.begins(frame.first) - DAY
        )
        missing = forgotten.of(reader, frame.user_id, frame.team_id, now)
        # a card asks when that work ended; the clock is free for a new day
        left = {one.session_id for one in missing}
        worked = [one for one in worked if one.id not in left]
        upcoming = account.get("shift_upcoming_notification_minutes")
        clock = _clock(reader, frame, mine, worked, 30 if upcoming is None else upcoming)
        clock = _cautioned(clock, frame, worked, effective.policy(account))
        rows = rows_of(reader, frame, mine, clock, until)
        ended = queries.pomodoros(
            reader, frame.user_id, frame.begins(first), frame.begins(frame.after)
        )
    counts = Counter(at.astimezone(zone).date() for at in ended)
    week = _week(frame, mine, worked, counts, rows, clock)
    return TodayView(
        now=now,
        zone=zone,
        day=day,
        clock=clock,
        week=week,
        shifts=rows,
        done_today=counts[day],
        stale_at=_stale_at(frame, mine, rows),
        forgotten=missing,
    )


def record(reader: Reader, principal: Principal, day: dt.date, zone: dt.tzinfo) -> DayRecord:
    """One day of the person, also one long ago."""
    user_id, team_id = principal.user_id, principal.team_id
    begins, ends = zones.midnight(day, zone), zones.midnight(day + DAY, zone)
    with queries.snapshot(reader):
        near = queries.sessions_between(reader, user_id, team_id, begins - DAY, ends + DAY)
        found = [session for session in near if _day(session, zone) == day]
        mine = queries.my_shifts(reader, user_id, team_id, begins, ends)
        punches: list[Row] = []
        if found:
            last = found[-1].end_at
            after = queries.punches(reader, user_id, team_id, found[0].start_at)
            punches = [p for p in after if last is None or p["timestamp"] <= last]
        unsent = queries.waiting(reader, "attendance", [p["id"] for p in punches])
        pomodoros = queries.pomodoros(reader, user_id, begins, ends)
    return DayRecord(
        date=day,
        punches=tuple(_punched(p, unsent) for p in punches),
        spans=rules.spans(_derived(punches).sessions),
        plans=tuple(plan_of(s) for s in mine if begins <= s["start_at"] < ends),
        pomodoros=len(pomodoros),
    )


def past_tags(reader: Reader, user_id: int) -> list[str]:
    """The tags of the person's pomodoros, the most used first."""
    counts: Counter[str] = Counter()
    for tags, count, _ in focus.tag_sets(reader, user_id):
        counts.update(dict.fromkeys(tags, count))
    return sorted(counts, key=lambda tag: (-counts[tag], tag.casefold()))


def _clock(
    reader: Reader, frame: Frame, mine: Sequence[Row], sessions: Sequence[Stint], upcoming: int
) -> ClockView:
    counted = [s for s in sessions if s.end_at is None or _day(s, frame.zone) == frame.day]
    events: list[Event] = []
    if counted:
        since = counted[0].start_at
        events = [Event(*e) for e in queries.events(reader, frame.user_id, frame.team_id, since)]
    derived = derive(events)
    spans = rules.spans(derived.sessions)
    current = counted[-1] if counted and counted[-1].end_at is None else None
    chosen, attended = _plan(frame, mine, sessions, current)
    return ClockView(
        spans=spans,
        newest=_newest(reader, events),
        plans=tuple(plan_of(s) for s in mine if _touches(s, frame)),
        plan=chosen,
        **rules.standing_of(derived, spans),
        upcoming=dt.timedelta(minutes=upcoming),
        attended=attended,
    )


def _cautioned(
    clock: ClockView, frame: Frame, sessions: Sequence[Stint], policy: Policy
) -> ClockView:
    """The clock with what its warnings follow from."""
    days = [(_day(one, frame.zone), one) for one in sessions]
    today = [one for day, one in days if day == frame.day]
    before = [(day, one) for day, one in days if day < frame.day and one.end_at is not None]
    rest = None
    if today and before:
        day, last = before[-1]
        end = None if last.end_at is None else to_ms(last.end_at)
        start = to_ms(today[0].start_at)
        found = overtime.rest_before(frame.day, start, day, end, policy.limits)
        rest = None if found is None else dt.timedelta(milliseconds=found.found)
    return replace(clock, break_rules=policy.breaks, rest=rest)


def _newest(reader: Reader, events: Sequence[Event]) -> rules.Punched | None:
    if not events:
        return None
    row = reader.need("attendance", max(events).id)
    return _punched(row, queries.waiting(reader, "attendance", [row["id"]]))


def _plan(
    frame: Frame, mine: Sequence[Row], sessions: Sequence[Stint], current: Stint | None
) -> tuple[Plan | None, bool]:
    """The shift that the clock card names, and whether the person is already done with it."""
    if current is not None and current.shift_id is not None:
        own = next((s for s in mine if s["id"] == current.shift_id), None)
        if own is not None:
            return plan_of(own), False
    tomorrow = frame.begins(frame.day + DAY)
    ahead = [s for s in mine if s["end_at"] > frame.now and s["start_at"] < tomorrow]
    fresh = [s for s in ahead if not _attended(s, sessions)]
    if fresh:
        return plan_of(fresh[0]), False
    return (plan_of(ahead[0]), current is None) if ahead else (None, False)


def _attended(shift: Row, sessions: Iterable[Stint]) -> bool:
    """Whether a session that is over lies on the shift."""
    return any(
        s.end_at is not None and s.start_at < shift["end_at"] and s.end_at > shift["start_at"]
        for s in sessions
    )


def _week(
    frame: Frame,
    mine: Sequence[Row],
    sessions: Sequence[Stint],
    counts: Counter[dt.date],
    rows: Sequence[ShiftRow],
    clock: ClockView,
) -> Week:
    planned: Counter[dt.date] = Counter()
    for shift in mine:
        planned[shift["start_at"].astimezone(frame.zone).date()] += _ms(
            shift["end_at"] - shift["start_at"]
        )
    worked: Counter[dt.date] = Counter()
    running: dt.date | None = None
    for session in sessions:
        day = _day(session, frame.zone)
        if session.end_at is None:
            running = day
            worked[day] += sum(
                _ms(span.length(frame.now))
                for span in clock.spans
                if span.kind == "work" and span.end and span.start >= session.start_at
            )
        else:
            worked[day] += session.work_ms
    asked = {
        row.start.astimezone(frame.zone).date()
        for row in rows
        if row.mark in {"requested", "shortlisted"}
    }
    days = [frame.first + i * DAY for i in range(7)]
    return Week(
        tuple(
            WeekDay(
                date=day,
                planned=dt.timedelta(milliseconds=planned[day]),
                worked=dt.timedelta(milliseconds=worked[day]),
                pomodoros=counts[day],
                today=day == frame.day,
                off=not planned[day] and not worked[day] and day not in asked | {running},
            )
            for day in days
        ),
        running,
    )


def _stale_at(frame: Frame, mine: Sequence[Row], rows: Sequence[ShiftRow]) -> dt.datetime:
    edges = [frame.begins(frame.day + DAY)]
    edges += [shift[edge] for shift in mine for edge in ("start_at", "end_at")]
    edges += [row.start for row in rows]
    edges += [question.due_at for row in rows for question in row.questions]
    return min(edge for edge in edges if edge > frame.now)


def _touches(shift: Row, frame: Frame) -> bool:
    begins, ends = frame.begins(frame.day), frame.begins(frame.day + DAY)
    return bool(shift["start_at"] < ends and shift["end_at"] > begins)


def _derived(punches: Iterable[Row]) -> Derived:
    return derive(Event(to_ms(p["timestamp"]), p["id"], p["status"]) for p in punches)


def _punched(row: Row, unsent: set[int]) -> rules.Punched:
    flags = row["flags"] or []
    placed = row["latitude"] is not None or row["location_name"] or row["address"]
    missing = {"place"} if NO_POSITION in flags and not placed else set()
    if NO_PHOTO in flags and not row["image"]:
        missing.add("photo")
    return rules.Punched(
        id=row["id"],
        status=row["status"],
        at=row["timestamp"],
        note=row["note"] or "",
        unsent=row["id"] in unsent,
        missing=frozenset(missing),
    )


def _day(session: Stint, zone: dt.tzinfo) -> dt.date:
    """The day that a session counts on: the one it began on."""
    return session.day or session.start_at.astimezone(zone).date()


def _ms(delta: dt.timedelta) -> int:
    return delta // dt.timedelta(milliseconds=1)
