"""The demo team of an empty data directory: what `--demo` opens on."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping

from desktop.domain import zones
from desktop.domain.pomodoro import State
from desktop.domain.sessions import STOP
from desktop.services import person, syncs, timer
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from . import cast, credentials, focused, roster, worked
from .batch import ITEM, Batch
from .cast import Crew
from .credentials import DemoPeople, Secrets
from .roster import DAY, Sample

WEEKS = 12
USUAL: Mapping[str, int] = {
    "Hana Sato": 5,
    "Mara Ellison": 4,
    "Jonas Lindqvist": 4,
    "Amina Saleh": 3,
    "Tomas Okafor": 2,
    "Dana Whitlock": 3,
}
"""Who uses the pomodoro timer, and how often on a normal day."""


def fill(uow: UnitOfWork, seed: int, today: dt.date, time_zone: str, drawn: Secrets) -> DemoPeople:
    """Makes the team around `today` in a zone, up to the instant of the unit of work.

    The same seed, day and instant give the same team; logins differ. The directory becomes Mara
    Ellison's unless it has a person already.
    """
    name, _ = zones.first_known(time_zone)
    zone = zones.find(name)
    if zone is None:
        raise LookupError(name)
    sync = syncs.begin(uow, team_id=None, user_id=None, item_type=ITEM, options={"seed": seed})
    batch = Batch(uow, sync["id"], random.Random(f"{seed} {today}"), zone, 0)
    crew = cast.found(batch, name, drawn.hashes)
    made = credentials.people(uow, crew, batch.team_id, drawn)
    populate(batch, crew, today)
    if uow.meta(person.USER) is None:
        person.settle(uow, made.worker.user_id, batch.team_id)
    close(batch, sync, made.admin.user_id)
    return made


def populate(batch: Batch, crew: Crew, today: dt.date) -> None:
    """Shifts, punches, timesheets, availability and pomodoros of the demo team."""
    now = batch.uow.now
    manager = crew.holding("manager").user_id
    workers = [member for member in crew.members if member.jobs]
    planned = roster.plan(batch, crew, workers, today, Sample(), manager)
    roster.requests(batch, crew, roster.open_shifts(batch, crew, today, manager))
    asked, _ = roster.questions(batch, crew)
    begun = worked.punch(batch, planned, now, today)
    roster.answers(batch, asked, begun, today)
    worked.review(batch, [member.user_id for member in crew.members], today)
    roster.availability(batch, planned, today)
    _meetings(batch, crew, today)
    _focus(batch, crew, today)


def close(batch: Batch, sync: Row, user_id: int) -> None:
    """Ends the Sync whose number the rows are marked with; it says how many there are."""
    batch.uow.update("sync", sync["id"], {"team_id": batch.team_id, "user_id": user_id})
    syncs.progress(batch.uow, sync["id"], success=batch.total, total=batch.total)
    syncs.finish(batch.uow, sync["id"])


def _meetings(batch: Batch, crew: Crew, today: dt.date) -> None:
    monday = today - today.weekday() * DAY
    for title, day, begin, end in (
        ("Team meeting", monday + 7 * DAY, "15:00", "15:45"),
        ("Bean delivery", monday + 8 * DAY, "6:30", "7:00"),
        ("Stocktake", monday + 13 * DAY, "18:00", "20:00"),
    ):
        batch.add(
            "event",
            user_id=crew.holding("manager").user_id,
            team_id=batch.team_id,
            kind="event",
            title=title,
            location_name=cast.BONDI,
            start_at=batch.at(day, begin),
            end_at=batch.at(day, end),
        )


def _focus(batch: Batch, crew: Crew, today: dt.date) -> None:
    now = batch.uow.now
    for name, usual in USUAL.items():
        member = crew.named(name)
        projects = focused.projects(batch, member.user_id, now - WEEKS * 7 * DAY)
        today_too = 0 if member.part is cast.MARA else 1
        days = [today - n * DAY for n in range(WEEKS * 7, -today_too, -1)]
        focused.history(batch, member.user_id, days, usual, now)
        if member.part is cast.MARA:
            _maras_timer(batch, member.user_id, projects["Store operations"])


def _maras_timer(batch: Batch, mara: int, project_id: int) -> None:
    """At work: two of a set are done and the third is ready. Otherwise nothing is under way."""
    latest = batch.uow.one("attendance", {"user_id": mara}, order="timestamp desc, id desc")
    now = batch.uow.now
    working = latest is not None and latest["status"] != STOP
    arrived = latest is not None and now - latest["timestamp"] < dt.timedelta(hours=12)
    began = batch.at(zones.day_of(now, batch.zone), "8:56")
    since = now - dt.timedelta(minutes=17, seconds=20)
    ends = [since - dt.timedelta(minutes=35), since - dt.timedelta(minutes=5)]
    if not working or not arrived or ends[0] - focused.LENGTH < began:
        return
    for end in ends:
        tags = ("planning", "admin", "operations")
        focused.tomato(batch, mara, end, tags, "December roster")
    state = State(
        done=2,
        since=since,
        task="December roster",
        tags=("planning", "admin"),
        project_id=project_id,
    )
    timer.save(batch.uow, mara, state)
