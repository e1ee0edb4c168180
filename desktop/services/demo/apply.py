"""Demo data in a team of real people: `POST /team/demo_data/apply`.

It only adds rows, all of them marked; no setting of the team changes (decision 0166).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec

from desktop.contract.models.system import DemoDataInput, DemoDataResult
from desktop.domain import zones
from desktop.services import sheets, syncs, workforce
from desktop.services.context import Call
from desktop.store.queries import demo as queries
from desktop.store.uow import UnitOfWork

from . import cast, focused, roster, solutions, worked
from .batch import ITEM, Batch
from .cast import Crew, Member, Part
from .fill import close
from .roster import DAY, Assigned, Sample
from .solutions import Solution, Wish

FIRST = (
    *(
        "Aisha",
        "Ben",
        "Carla",
        "Dmitri",
        "Elif",
        "Femi",
        "Grace",
        "Hugo",
        "Ines",
        "Jamal",
        "Kirsten",
        "Liam",
        "Mina",
    ),
    *(
        "Nils",
        "Olga",
        "Pavel",
        "Qiang",
        "Rosa",
        "Samir",
        "Tara",
        "Umar",
        "Vera",
        "Wanda",
        "Xenia",
        "Yusuf",
        "Zoe",
    ),
)
LAST = (
    *(
        "Abbott",
        "Bianchi",
        "Castillo",
        "Dahl",
        "Eriksen",
        "Farouk",
        "Grant",
        "Hoang",
        "Ivanov",
        "Jensen",
        "Kowalski",
        "Lindgren",
        "Mwangi",
    ),
    *(
        "Novak",
        "Oduya",
        "Park",
        "Quinn",
        "Rossi",
        "Silva",
        "Tanaka",
        "Ueda",
        "Vasquez",
        "Weber",
        "Xu",
        "Young",
        "Zidane",
    ),
)


def apply(uow: UnitOfWork, call: Call, body: DemoDataInput) -> DemoDataResult:
    """Adds a batch to the caller's team. BadRequest names the option that is wrong."""
    solution, wish, idle = solutions.read(body)
    zone = workforce.zone(uow, call.team_id)
    options = msgspec.to_builtins(body)
    sync = syncs.begin(
        uow, team_id=call.team_id, user_id=call.user_id, item_type=ITEM, options=options
    )
    earlier = len(queries.batches(uow, ITEM, call.team_id))
    rng = random.Random(f"{body.seed_type} {earlier}")
    batch = Batch(uow, sync["id"], rng, zone, call.team_id)
    crew = _hire(batch, solution, wish)
    _work(batch, crew, solution, wish, call)
    close(batch, sync, call.user_id)
    return DemoDataResult(
        success=True, message=_told(batch, idle), sync_id=sync["id"], team_id=call.team_id
    )


def _hire(batch: Batch, solution: Solution, wish: Wish) -> Crew:
    places = tuple(
        solution.places[n] if n < len(solution.places) else f"{solution.places[0]} {n + 1}"
        for n in range(int(wish.places))
    )
    members: list[Member] = []
    for number in range(int(wish.members)):
        first, last = batch.rng.choice(FIRST), batch.rng.choice(LAST)
        part = Part(
            f"{first} {last}",
            (solution.jobs[number % len(solution.jobs)],),
            places[number % len(places) :][:1] if places else (),
            round(wish.per_week * 8),
        )
        row = batch.add(
            "user",
            status="active",
            first_name=first,
            last_name=last,
            email=f"demo{batch.mark}.{number}@demo.example",
            time_zone=batch.zone.key,
        )
        cast.join(batch, row["id"], part)
        members.append(Member(row["id"], part, number))
    return Crew(tuple(members), cast.label(batch, places, solution.jobs))


def _work(batch: Batch, crew: Crew, solution: Solution, wish: Wish, call: Call) -> None:
    today = zones.day_of(call.now, batch.zone)
    sample = Sample(
        int(wish.weeks_back) * 7, int(wish.weeks_ahead) * 7, int(wish.per_week), solution.hours
    )
    if wish.shifts is None:
        planned = roster.plan(batch, crew, crew.members, today, sample, call.user_id)
    else:
        planned = roster.spread(
            batch, crew, crew.members, today, sample, int(wish.shifts), call.user_id
        )
    worked_on = planned if wish.sheets is None else _within(batch, planned, int(wish.sheets))
    worked.punch(batch, worked_on, call.now, today, wish.rate)
    if wish.sheets is not None:
        _more_sheets(batch, crew, int(wish.sheets), call)
    worked.review(batch, [member.user_id for member in crew.members], today)
    roster.availability(batch, planned, today, 7)
    for member in crew.members[:3]:
        days = [today - n * DAY for n in range(14, -1, -1)]
        focused.history(batch, member.user_id, days, 3, call.now)


def _within(batch: Batch, planned: Sequence[Assigned], most: int) -> list[Assigned]:
    """The shifts of so many sheets at most; the rest is not worked."""
    sheets_: set[tuple[int, object]] = set()
    found: list[Assigned] = []
    for one in planned:
        period = sheets.period_of(batch.uow, batch.team_id, one.day)
        sheet = (one.member.user_id, period.start)
        if sheet in sheets_ or len(sheets_) < most:
            if one.shift["start_at"] <= batch.uow.now:
                sheets_.add(sheet)
            found.append(one)
    return found


def _more_sheets(batch: Batch, crew: Crew, wanted: int, call: Call) -> None:
    """Sheets without lines until there are as many as were asked for, going back in time."""
    missing = wanted - batch.uow.count("timesheet", {"demo": batch.mark})
    day = zones.day_of(call.now, batch.zone)
    while missing > 0 and crew.members:
        period = sheets.period_of(batch.uow, batch.team_id, day)
        for member in crew.members[:missing]:
            where = {"user_id": member.user_id, "start_date": period.start}
            if not batch.uow.count("timesheet", where):
                sheets.make(batch.uow, batch.team_id, member.user_id, period, demo=batch.mark)
                missing -= 1
        day = period.start - DAY


def _told(batch: Batch, idle: Sequence[str]) -> str:
    words = (
        ("user", "people"),
        ("shift", "shifts"),
        ("attendance", "attendances"),
        ("timesheet", "timesheets"),
        ("tomato", "pomodoros"),
    )
    made = ", ".join(f"{batch.made.get(kind, 0)} {word}" for kind, word in words)
    text = f"Made {made}."
    if idle:
        text += (
            " Pay templates, chats and leave requests are not part of this version: "
            f"{', '.join(idle)} made nothing."
        )
    return text
