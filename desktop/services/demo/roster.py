"""Demo shifts: who works when and where, what is open, drafted, asked for, and asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop.store.schema import Row

from .batch import Batch
from .cast import BONDI, HARBOUR, MARA, MARKET, Crew, Member

DAY = dt.timedelta(days=1)
Hours = tuple[str, str]

BY_JOB: Mapping[str, tuple[Hours, ...]] = {
    "Opener": (("6:00", "14:00"), ("7:00", "15:00")),
    "Barista": (("9:00", "17:00"), ("8:00", "14:00"), ("11:00", "17:00")),
    "Closer": (("12:00", "20:00"), ("14:00", "21:00"), ("15:30", "21:00")),
    "Floor lead": (("12:00", "20:00"), ("10:00", "18:00")),
    "Shift manager": (("9:00", "17:00"), ("10:00", "18:00")),
}
MARAS_WEEK: tuple[tuple[Hours, str, str] | None, ...] = (
    (("9:00", "17:00"), "Barista", BONDI),
    (("9:00", "17:00"), "Barista", BONDI),
    (("9:00", "14:00"), "Barista", BONDI),
    (("9:00", "17:00"), "Barista", BONDI),
    (("7:00", "15:00"), "Opener", HARBOUR),
    None,
    None,
)
"""Monday first; today and tomorrow are always worked, so that a demo has something to show."""
MARAS_TODAY = (("9:00", "17:00"), "Barista", BONDI)
MARAS_TOMORROW = (("7:00", "15:00"), "Opener", HARBOUR)

OPEN: tuple[tuple[int, Hours, str, str], ...] = (
    (0, ("17:30", "21:00"), "Closer", BONDI),
    (2, ("8:00", "13:00"), "Barista", BONDI),
    (3, ("9:00", "14:00"), "Floor lead", MARKET),
    (4, ("17:00", "21:00"), "Closer", BONDI),
    (6, ("7:00", "12:00"), "Barista", HARBOUR),
    (9, ("12:00", "20:00"), "Barista", MARKET),
)
"""Days ahead, hours, role, place."""
OPEN_AT_WEEKEND = (1, ("16:00", "21:00"), "Closer", BONDI)
"""The days ahead are next week's then: without it nothing on Today could be asked for."""
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """How many days back and ahead, how many shifts a week (None: by each person's hours), and the
    hours to draw from (empty: by job).
    """

    back: int = 14
    ahead: int = 14
    per_week: int | None = None
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Assigned:
    member: Member
    day: dt.date
    shift: Row
    place: str


def shift(
    batch: Batch,
    crew: Crew,
    day: dt.date,
    hours: Hours,
    role: str,
    place: str,
    member: Member | None,
    *,
    published: bool = True,
    maker: int | None = None,
) -> Row:
    """A shift with the event behind it; nobody's (open) without a member."""
    user_id = None if member is None else member.user_id
    start_at, end_at = batch.at(day, hours[0]), batch.at(day, hours[1])
    if end_at <= start_at:
        end_at = batch.at(day + DAY, hours[1])
    event = batch.add(
        "event",
        user_id=user_id,
        team_id=batch.team_id,
        kind="shift",
        title=role,
        location_name=place,
        start_at=start_at,
        end_at=end_at,
    )
    status = "published" if published else "open" if member is None else "assigned"
    return batch.add(
        "shift",
        user_id=maker,
        team_id=batch.team_id,
        assignee_id=user_id,
        event_id=event["id"],
        title=role,
        role=role or None,
        location_id=crew.places.get(place),
        location_name=place or None,
        start_at=start_at,
        end_at=end_at,
        status=status,
        published=published,
        canceled=False,
        data={},
    )


def plan(
    batch: Batch, crew: Crew, members: Iterable[Member], today: dt.date, sample: Sample, maker: int
) -> list[Assigned]:
    """Everybody's shifts from `back` days ago to `ahead` days from now; the last days are drafts."""
    made: list[Assigned] = []
    first, last = today - sample.back * DAY, today + sample.ahead * DAY
    published_until = today + max(7, sample.ahead - 5) * DAY
    for member in members:
        monday = first - first.weekday() * DAY
        while monday <= last:
            for day, hours, role, place in _week(batch, member, monday, today, sample):
                if first <= day <= last:
                    row = shift(
                        batch,
                        crew,
                        day,
                        hours,
                        role,
                        place,
                        member,
                        published=day <= published_until,
                        maker=maker,
                    )
                    made.append(Assigned(member, day, row, place))
            monday += 7 * DAY
    return made


def spread(
    batch: Batch,
    crew: Crew,
    members: Sequence[Member],
    today: dt.date,
    sample: Sample,
    count: int,
    maker: int,
) -> list[Assigned]:
    """So many shifts over the days: one a day for each person, and open ones beyond that."""
    days = [today + n * DAY for n in range(-sample.back, sample.ahead + 1)]
    slots = [(day, member) for day in days for member in members]
    taken = sorted(batch.rng.sample(range(len(slots)), min(count, len(slots))))
    made: list[Assigned] = []
    for number in taken:
        day, member = slots[number]
        hours = batch.rng.choice(sample.hours)
        place = member.places[0] if member.places else ""
        row = shift(batch, crew, day, hours, member.jobs[0], place, member, maker=maker)
        made.append(Assigned(member, day, row, place))
    places = tuple(crew.places) or ("",)
    for number in range(count - len(taken)):
        day = days[number % len(days)]
        place = places[number % len(places)]
        shift(batch, crew, day, batch.rng.choice(sample.hours), "", place, None, maker=maker)
    return made


def _week(
    batch: Batch, member: Member, monday: dt.date, today: dt.date, sample: Sample
) -> list[tuple[dt.date, Hours, str, str]]:
    if member.part is MARA:
        return _maras(monday, today)
    rng = batch.rng
    count = sample.per_week if sample.per_week is not None else round(member.part.hours / 7.5)
    days = sorted(rng.sample(range(7), min(7, max(0, count))))
    found: list[tuple[dt.date, Hours, str, str]] = []
    for number in days:
        job = member.jobs[0] if rng.random() < 0.7 else rng.choice(member.jobs)
        near = member.places[:1] if rng.random() < 0.8 else member.places
        place = rng.choice(near) if near else ""
        hours = rng.choice(sample.hours or BY_JOB[job])
        found.append((monday + number * DAY, hours, job, place))
    return found


def _maras(monday: dt.date, today: dt.date) -> list[tuple[dt.date, Hours, str, str]]:
    found: list[tuple[dt.date, Hours, str, str]] = []
    for number, usual in enumerate(MARAS_WEEK):
        day = monday + number * DAY
        special = {today: MARAS_TODAY, today + DAY: MARAS_TOMORROW}.get(day, usual)
        # the days around today are free of her, so that the open shifts there can be asked for
        if special is not None and day not in {today + 2 * DAY, today + 3 * DAY}:
            found.append((day, *special))
    return found


def open_shifts(batch: Batch, crew: Crew, today: dt.date, maker: int) -> list[Row]:
    """In the order of OPEN, by which `requests` names them."""
    more = (OPEN_AT_WEEKEND,) if today.weekday() >= SATURDAY else ()
    return [
        shift(batch, crew, today + ahead * DAY, hours, role, place, None, maker=maker)
        for ahead, hours, role, place in (*OPEN, *more)
    ]


def request(
    batch: Batch, member: Member, row: Row, status: str = "requested", message: str | None = None
) -> None:
    batch.add(
        "shift_request",
        user_id=member.user_id,
        requestor_id=member.user_id,
        team_id=batch.team_id,
        shift_id=row["id"],
        status=status,
        kind="request",
        message=message,
    )


def requests(batch: Batch, crew: Crew, free: list[Row]) -> None:
    """Mara's wish and those of others, one of them shortlisted and one turned down."""
    asked = (
        ("Mara Ellison", 1, "requested", None),
        ("Noor Haddad", 1, "rejected", "Could swap with Saturday."),
        ("Hana Sato", 3, "shortlisted", None),
        ("Priya Raman", 3, "requested", "Happy to close."),
        ("Rhys Calder", 4, "requested", None),
        ("Isla Fenwick", 5, "canceled", None),
    )
    for name, number, status, message in asked:
        request(batch, crew.named(name), free[number], status, message)


def questions(batch: Batch, crew: Crew) -> list[Row]:
    """One for the start of every shift, one for the end of those at the market."""
    asked: tuple[tuple[str, str, list[int]], ...] = (
        ("Are the fridges below 5 °C?", "start_shift", []),
        ("What is running low?", "end_shift", [crew.places[MARKET]]),
    )
    return [
        batch.add(
            "shift_question",
            team_id=batch.team_id,
            text=text,
            when=when,
            always=not tag_ids,
            enabled=True,
            offset_minutes=0,
            tag_ids=tag_ids,
        )
        for text, when, tag_ids in asked
    ]


def answers(batch: Batch, asked: Row, begun: Iterable[Assigned], today: dt.date) -> None:
    """Most shifts that were begun; Mara has today's still to answer."""
    for one in begun:
        mara = one.member.part is MARA
        if (mara and one.day < today) or (not mara and batch.rng.random() < 0.7):
            batch.add(
                "shift_answer",
                team_id=batch.team_id,
                shift_id=one.shift["id"],
                shift_question_id=asked["id"],
                user_id=one.member.user_id,
                text=batch.rng.choice(("Yes", "Yes, all three", "3 °C, 4 °C and 4 °C")),
            )


def availability(
    batch: Batch, assigned: Iterable[Assigned], today: dt.date, days: int = 14
) -> None:
    """The coming days as people answered them; what holds a shift's start is locked."""
    booked = {(one.member.user_id, one.day): one for one in assigned}
    members = {one.member.user_id for one in booked.values()}
    for user_id in sorted(members):
        for ahead in range(1, days + 1):
            day = today + ahead * DAY
            shift_here = booked.get((user_id, day))
            if shift_here is None and batch.rng.random() < 0.5:
                continue
            hour = shift_here.shift["start_at"].astimezone(batch.zone).hour if shift_here else -1
            batch.add(
                "availability",
                user_id=user_id,
                team_id=batch.team_id,
                date=day,
                am=_answer(batch),
                pm=_answer(batch),
                nd=-1 if batch.rng.random() < 0.6 else 0,
                am_locked=7 <= hour < 13,
                pm_locked=13 <= hour < 22,
                nd_locked=0 <= hour < 7 or hour >= 22,
            )


def _answer(batch: Batch) -> int:
    return batch.rng.choices((1, 0, -1, 2), (6, 2, 2, 1))[0]
