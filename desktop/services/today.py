"""Everything the Today screen shows, read at once from one state of the store."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.base.clock import to_ms
from desktop.domain import today as rules
from desktop.domain import zones
from desktop.domain.attendance import NO_PHOTO, NO_POSITION
from desktop.domain.sessions import Derived, Event, derive
from desktop.domain.shifts import due_at
from desktop.domain.today import ClockView, DayRecord, Plan, Question, ShiftRow, Week, WeekDay
from desktop.store.queries import focus
from desktop.store.queries import today as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader

from . import shift_questions
from .context import Principal

MOST_OPEN = 20
"""So many open shifts are listed at most; the Shifts section has them all."""
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


@dataclass(frozen=True, slots=True)
class _Frame:
    """Whose day is read, and between which instants."""

    user_id: int
    team_id: int
    now: dt.datetime
    zone: dt.tzinfo
    day: dt.date
    first: dt.date

    @property
    def after(self) -> dt.date:
        """The day after the week."""
        return self.first + 7 * DAY

    def begins(self, day: dt.date) -> dt.datetime:
        return zones.midnight(day, self.zone)


def view(reader: Reader, principal: Principal, now: dt.datetime, zone: dt.tzinfo) -> TodayView:
    """The person's day as of `now`, its dates in `zone`. About ten short statements."""
    with queries.snapshot(reader):
        account = reader.one("workforce", {"team_id": principal.team_id}) or {}
        day = now.astimezone(zone).date()
        first = zones.week_begins(day, account.get("week_start"))
        frame = _Frame(principal.user_id, principal.team_id, now, zone, day, first)
        until = max(frame.begins(frame.after), frame.begins(day + 2 * DAY))
        mine = queries.my_shifts(
            reader, frame.user_id, frame.team_id, frame.begins(frame.first), until
        )
        worked = queries.sessions(
            reader, frame.user_id, frame.team_id, frame.begins(frame.first) - DAY
        )
        upcoming = account.get("shift_upcoming_notification_minutes")
        clock = _clock(reader, frame, mine, worked, 30 if upcoming is None else upcoming)
        rows = _shifts(reader, frame, mine, clock, until)
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
            last = found[-1]["end_at"]
            after = queries.punches(reader, user_id, team_id, found[0]["start_at"])
            punches = [p for p in after if last is None or p["timestamp"] <= last]
        unsent = queries.waiting(reader, "attendance", [p["id"] for p in punches])
        pomodoros = queries.pomodoros(reader, user_id, begins, ends)
    return DayRecord(
        date=day,
        punches=tuple(_punched(p, unsent) for p in punches),
        spans=rules.spans(_derived(punches).sessions),
        plans=tuple(_as_plan(s) for s in mine if begins <= s["start_at"] < ends),
        pomodoros=len(pomodoros),
    )


def past_tags(reader: Reader, user_id: int) -> list[str]:
    """The tags of the person's pomodoros, the most used first."""
    counts: Counter[str] = Counter()
    for tags, count, _ in focus.tag_sets(reader, user_id):
        counts.update(dict.fromkeys(tags, count))
    return sorted(counts, key=lambda tag: (-counts[tag], tag.casefold()))


def _clock(
    reader: Reader, frame: _Frame, mine: Sequence[Row], sessions: Sequence[Row], upcoming: int
) -> ClockView:
    counted = [s for s in sessions if s["end_at"] is None or _day(s, frame.zone) == frame.day]
    punches: list[Row] = []
    if counted:
        punches = queries.punches(reader, frame.user_id, frame.team_id, counted[0]["start_at"])
    unsent = queries.waiting(reader, "attendance", [p["id"] for p in punches])
    derived = _derived(punches)
    spans = rules.spans(derived.sessions)
    current = counted[-1] if counted and counted[-1]["end_at"] is None else None
    chosen, attended = _plan(frame, mine, sessions, current)
    return ClockView(
        spans=spans,
        punches=tuple(_punched(p, unsent) for p in punches),
        plans=tuple(_as_plan(s) for s in mine if _touches(s, frame)),
        plan=chosen,
        **rules.standing_of(derived, spans),
        upcoming=dt.timedelta(minutes=upcoming),
        attended=attended,
    )


def _plan(
    frame: _Frame, mine: Sequence[Row], sessions: Sequence[Row], current: Row | None
) -> tuple[Plan | None, bool]:
    """The shift that the clock card names, and whether the person is already done with it."""
    if current is not None and current["shift_id"] is not None:
        own = next((s for s in mine if s["id"] == current["shift_id"]), None)
        if own is not None:
            return _as_plan(own), False
    tomorrow = frame.begins(frame.day + DAY)
    ahead = [s for s in mine if s["end_at"] > frame.now and s["start_at"] < tomorrow]
    fresh = [s for s in ahead if not _attended(s, sessions)]
    if fresh:
        return _as_plan(fresh[0]), False
    return (_as_plan(ahead[0]), current is None) if ahead else (None, False)


def _attended(shift: Row, sessions: Iterable[Row]) -> bool:
    """Whether a session that is over lies on the shift."""
    return any(
        s["end_at"] is not None
        and s["start_at"] < shift["end_at"]
        and s["end_at"] > shift["start_at"]
        for s in sessions
    )


def _shifts(
    reader: Reader, frame: _Frame, mine: Sequence[Row], clock: ClockView, until: dt.datetime
) -> tuple[ShiftRow, ...]:
    member = reader.one("member", {"user_id": frame.user_id, "team_id": frame.team_id}) or {}
    free = queries.open_shifts(
        reader,
        frame.team_id,
        frame.now,
        until,
        roles=member.get("roles") or (),
        locations=member.get("locations") or (),
        limit=MOST_OPEN,
    )
    requests = queries.live_requests(reader, frame.user_id, [s["id"] for s in free])
    unsent = queries.waiting(reader, "shift_request", [r["id"] for r in requests.values()])
    rows: list[ShiftRow] = []
    on = clock.plan.shift_id if clock.plan is not None and clock.punching is not None else None
    for shift in mine:
        if shift["end_at"] <= frame.now and shift["id"] != on:
            continue
        group = _group(frame, shift, mine=True)
        if group is not None:
            asked = _questions(reader, frame, shift, member) if group == "now" else ()
            due = any(question.due_at <= frame.now for question in asked)
            rows.append(_row(shift, group, "assigned", "answer" if due else None, asked))
    for shift in free:
        group = _group(frame, shift, mine=False)
        request = requests.get(shift["id"])
        if group is None:
            continue
        if request is None:
            rows.append(_row(shift, group, "open", "request"))
        else:
            rows.append(_requested(shift, group, request, unsent))
    order = ("now", "today", "tomorrow", "week")
    return tuple(sorted(rows, key=lambda row: (order.index(row.group), row.start, row.id)))


def _group(frame: _Frame, shift: Row, *, mine: bool) -> rules.Group | None:
    return rules.group(shift["start_at"], frame.now, frame.zone, week_end=frame.after, mine=mine)


def _requested(shift: Row, group: rules.Group, request: Row, unsent: set[int]) -> ShiftRow:
    return _row(
        shift,
        group,
        request["status"],
        "withdraw",
        request_id=request["id"],
        unsent=request["id"] in unsent,
    )


def _row(
    shift: Row,
    group: rules.Group,
    mark: rules.Mark,
    act: rules.Act | None,
    questions: tuple[Question, ...] = (),
    *,
    request_id: int | None = None,
    unsent: bool = False,
) -> ShiftRow:
    plan = _as_plan(shift)
    return ShiftRow(
        plan.shift_id,
        group,
        plan.start,
        plan.end,
        plan.role,
        plan.place,
        mark,
        act,
        questions,
        request_id,
        unsent,
    )


def _questions(reader: Reader, frame: _Frame, shift: Row, member: Row) -> tuple[Question, ...]:
    """What the person was not asked yet, or did not answer."""
    labels = [member.get(name) or () for name in ("roles", "locations", "tags")]
    asked = shift_questions.asked(reader, shift, labels)
    if not asked:
        return ()
    known = queries.answered(reader, frame.user_id, shift["id"])
    return tuple(_question(row, shift) for row in asked if row["id"] not in known)


def _question(row: Row, shift: Row) -> Question:
    return Question(
        id=row["id"],
        shift_id=shift["id"],
        text=row["text"] or "",
        due_at=due_at(row, shift),
        closing=row["when"] != "start_shift",
    )


def _week(
    frame: _Frame,
    mine: Sequence[Row],
    sessions: Sequence[Row],
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
        if session["end_at"] is None:
            running = day
            worked[day] += sum(
                _ms(span.length(frame.now))
                for span in clock.spans
                if span.kind == "work" and span.end and span.start >= session["start_at"]
            )
        else:
            worked[day] += session["work_ms"] or 0
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


def _stale_at(frame: _Frame, mine: Sequence[Row], rows: Sequence[ShiftRow]) -> dt.datetime:
    edges = [frame.begins(frame.day + DAY)]
    edges += [shift[edge] for shift in mine for edge in ("start_at", "end_at")]
    edges += [row.start for row in rows]
    edges += [question.due_at for row in rows for question in row.questions]
    return min(edge for edge in edges if edge > frame.now)


def _touches(shift: Row, frame: _Frame) -> bool:
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


def _as_plan(shift: Row) -> Plan:
    return Plan(
        shift["id"],
        shift["start_at"],
        shift["end_at"],
        shift["role"] or shift["title"] or "",
        shift["location_name"] or "",
    )


def _day(session: Row, zone: dt.tzinfo) -> dt.date:
    """The day that a session counts on: the one it began on."""
    day: dt.date = session["day"] or session["start_at"].astimezone(zone).date()
    return day


def _ms(delta: dt.timedelta) -> int:
    return delta // dt.timedelta(milliseconds=1)
