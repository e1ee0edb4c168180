"""The stores that `pomoclock tour` and the pictures in the tests are drawn from.

One Thursday at 13:23:38 in Sydney, in the states that the Today screen can be in. Every state is the
same on every machine, down to the second.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from zoneinfo import ZoneInfo

from desktop.domain.pomodoro import Phase, State, Status
from desktop.services import person, syncs, timer
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from . import cast, focused, roster
from .batch import ITEM, Batch
from .cast import BONDI, HARBOUR, MARKET, Crew, Member
from .clocked import Punch, clock

ZONE_NAME = "Australia/Sydney"
ZONE = ZoneInfo(ZONE_NAME)
NOW = dt.datetime(2025, 11, 20, 13, 23, 38, tzinfo=ZONE).astimezone(dt.UTC)
"""Set the clock to this before `build`: the picture shows "Now 13:23" and 4:12:38 worked."""
TODAY = dt.date(2025, 11, 20)
NAMES = ("off", "working", "break", "late", "offline", "focus", "focus_break", "empty")
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)

ARRIVED: tuple[tuple[str, str], ...] = (
    ("start", "8:56"),
    ("pause", "11:35"),
    ("resume", "11:50"),
)


def build(uow: UnitOfWork, name: str) -> None:
    """Fills an empty store with one of NAMES; Mara Ellison is its person. KeyError: no such state."""
    if name == "empty":
        person.ensure(uow, "Mara Ellison", ZONE_NAME)
        return
    scene = _SCENES[name]
    sync = syncs.begin(uow, team_id=None, user_id=None, item_type=ITEM)
    batch = Batch(uow, sync["id"], random.Random(20251120), ZONE, 0)
    crew = cast.found(batch, ZONE_NAME, {})
    mara = crew.named("Mara Ellison").user_id
    person.settle(uow, mara, batch.team_id)
    uow.update("sync", sync["id"], {"team_id": batch.team_id, "user_id": mara})
    syncs.finish(uow, sync["id"])
    scene(batch, crew, mara)


def _off(batch: Batch, crew: Crew, mara: int) -> None:
    """Not clocked in, nothing missed: today's shift is in the afternoon."""
    _roster(batch, crew, ("14:30", "20:30"))
    _week(batch, mara)
    _ready(batch, mara)


def _late(batch: Batch, crew: Crew, mara: int) -> None:
    """The shift began at 13:15 and nobody is clocked in."""
    _roster(batch, crew, ("13:15", "21:00"))
    _week(batch, mara)
    _ready(batch, mara)


def _working(batch: Batch, crew: Crew, mara: int) -> None:
    """As drawn: since 08:56, one break of 15 minutes, two pomodoros done."""
    _arrive(batch, crew, mara, ARRIVED)
    _ready(batch, mara)


def _break(batch: Batch, crew: Crew, mara: int) -> None:
    """The second break began at 13:14."""
    _arrive(batch, crew, mara, (*ARRIVED, ("pause", "13:14")))
    _ready(batch, mara)


def _offline(batch: Batch, crew: Crew, mara: int) -> None:
    """Three changes wait for a hub that cannot be reached."""
    _working(batch, crew, mara)
    remote = batch.uow.insert(
        "remote",
        {
            "kind": "v1",
            "base_url": "http://192.0.2.10:7420",
            "node": batch.uid(),
            "account_type": "Team",
            "role": "member",
            "auth": "api_key",
            "skew_ms": 0,
            "state": {"reach": "offline"},
            "created_at": NOW - 30 * DAY,
        },
    )
    waiting = batch.uow.find("attendance", {"user_id": mara}, order="timestamp desc", limit=3)
    for row in reversed(waiting):
        batch.uow.insert(
            "outbox",
            {
                "mid": batch.uid(),
                "remote_id": remote["id"],
                "operation": "attendances.create",
                "intent": "create",
                "kind": "attendance",
                "row_id": row["id"],
                "params": {},
                "body": {"status": row["status"]},
                "state": "queued",
                "attempts": 0,
                "captured_at": row["timestamp"],
            },
        )


def _focus(batch: Batch, crew: Crew, mara: int) -> None:
    """The third focus runs and has 17:24 left."""
    _working(batch, crew, mara)
    left = dt.timedelta(minutes=17, seconds=24)
    _run(batch, mara, Phase.FOCUS, left, done=2)


def _focus_break(batch: Batch, crew: Crew, mara: int) -> None:
    """The third focus is done; its short break has 3:41 left."""
    _working(batch, crew, mara)
    left = dt.timedelta(minutes=3, seconds=41)
    ended = NOW + left - 5 * MINUTE
    focused.tomato(batch, mara, ended, ("planning", "admin", "operations"), "December roster")
    _run(batch, mara, Phase.SHORT_BREAK, left, done=3)


_SCENES: dict[str, Callable[[Batch, Crew, int], None]] = {
    "off": _off,
    "working": _working,
    "break": _break,
    "late": _late,
    "offline": _offline,
    "focus": _focus,
    "focus_break": _focus_break,
}


def _arrive(batch: Batch, crew: Crew, mara: int, punches: tuple[tuple[str, str], ...]) -> None:
    today = _roster(batch, crew, ("9:00", "17:00"))
    _week(batch, mara)
    events: list[Punch] = [(status, batch.at(TODAY, at)) for status, at in punches]
    clock(batch, mara, events, shift=today, place=BONDI)


def _roster(batch: Batch, crew: Crew, today: tuple[str, str]) -> Row:
    """Mara's week, today's shift as given, and the open shifts; returns today's."""
    her = crew.named("Mara Ellison")
    for back, hours in ((3, ("9:00", "17:00")), (2, ("9:00", "17:00")), (1, ("9:00", "14:00"))):
        _shift(batch, crew, -back, hours, "Barista", BONDI, her)
    mine = _shift(batch, crew, 0, today, "Barista", BONDI, her)
    _shift(batch, crew, 1, ("7:00", "15:00"), "Opener", HARBOUR, her)
    _shift(batch, crew, 0, ("17:30", "21:00"), "Closer", BONDI, None)
    wanted = _shift(batch, crew, 2, ("8:00", "13:00"), "Barista", BONDI, None)
    _shift(batch, crew, 3, ("9:00", "14:00"), "Floor lead", MARKET, None)
    roster.request(batch, her, wanted)
    batch.add(
        "shift_question",
        team_id=batch.team_id,
        text="Are the fridges below 5 °C?",
        when="always",
        always=True,
        enabled=True,
        offset_minutes=0,
        tag_ids=[],
    )
    return mine


def _shift(
    batch: Batch,
    crew: Crew,
    ahead: int,
    hours: roster.Hours,
    role: str,
    place: str,
    member: Member | None,
) -> Row:
    maker = crew.holding("manager").user_id
    return roster.shift(batch, crew, TODAY + ahead * DAY, hours, role, place, member, maker=maker)


_DAYS: tuple[tuple[int, tuple[str, str, str, str], int], ...] = (
    (3, ("8:58", "12:15", "12:45", "17:16"), 4),
    (2, ("8:57", "12:40", "13:10", "17:42"), 6),
    (1, ("8:59", "11:20", "11:35", "14:11"), 3),
)
"""Days back, start and pause and resume and stop, pomodoros."""


def _week(batch: Batch, mara: int) -> None:
    """What Mara did from Monday on, and the pomodoros and projects of twelve weeks."""
    shifts = batch.uow.find("shift", {"assignee_id": mara}, order="start_at")
    focused.projects(batch, mara, NOW - 84 * DAY)
    earlier = [TODAY - n * DAY for n in range(84, 3, -1)]
    focused.history(batch, mara, earlier, 4, NOW - 3 * DAY)
    for shift, (back, clocks, pomodoros) in zip(shifts, _DAYS, strict=False):
        day = TODAY - back * DAY
        statuses = ("start", "pause", "resume", "stop")
        events = [(status, batch.at(day, at)) for status, at in zip(statuses, clocks, strict=True)]
        clock(batch, mara, events, shift=shift, place=BONDI)
        focused.run(batch, mara, batch.at(day, "9:10"), pomodoros, NOW)
    for at in ("12:31", "13:01"):
        tags = ("planning", "admin", "operations")
        focused.tomato(batch, mara, batch.at(TODAY, at), tags, "December roster")


def _ready(batch: Batch, mara: int) -> None:
    """The third focus of the set is ready to start."""
    since = batch.at(TODAY, "13:06")
    timer.save(batch.uow, mara, _timer(batch, mara, Phase.FOCUS, Status.IDLE, done=2, since=since))


def _run(batch: Batch, mara: int, phase: Phase, left: dt.timedelta, done: int) -> None:
    total = (25 if phase is Phase.FOCUS else 5) * MINUTE
    state = _timer(
        batch,
        mara,
        phase,
        Status.RUNNING,
        done=done,
        total=total,
        started_at=NOW + left - total,
        ends_at=NOW + left,
    )
    timer.save(batch.uow, mara, state)


def _timer(
    batch: Batch,
    mara: int,
    phase: Phase,
    status: Status,
    *,
    done: int,
    total: dt.timedelta | None = None,
    started_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
    since: dt.datetime | None = None,
) -> State:
    project = batch.uow.one("project", {"user_id": mara, "name": "Store operations"})
    return State(
        phase=phase,
        status=status,
        done=done,
        total=total,
        started_at=started_at,
        ends_at=ends_at,
        since=since,
        task="December roster",
        tags=("planning", "admin"),
        project_id=None if project is None else project["id"],
    )
