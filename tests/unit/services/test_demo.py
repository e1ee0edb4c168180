"""The demo team of an empty directory, and the states that the tour draws."""

from __future__ import annotations

import datetime as dt
import json
import stat
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import pytest

from desktop.app import Node
from desktop.base.errors import Unavailable
from desktop.domain.pomodoro import Phase, Status
from desktop.services import auth, demo, ledger, person, timer, today
from desktop.services.context import Principal, Role
from desktop.services.demo import tour_states
from desktop.services.demo.credentials import DemoPeople, Secrets
from desktop.store.uow import Reader
from tests.helpers.clock import FakeClock

SYDNEY = ZoneInfo("Australia/Sydney")
NO_LOGINS = Secrets(dict.fromkeys(("admin", "manager", "worker", "peer", "kiosk"), "x"), {})
MINUTE = dt.timedelta(minutes=1)


def filled(folder: Path, local: str, seed: int = 7, drawn: Secrets = NO_LOGINS) -> Filled:
    return Filled(folder, local, seed, drawn)


class Filled:
    """A demo node at a local time in Sydney."""

    def __init__(self, folder: Path, local: str, seed: int = 7, drawn: Secrets = NO_LOGINS) -> None:
        now = dt.datetime.fromisoformat(local).replace(tzinfo=SYDNEY)
        self.clock = FakeClock(now.astimezone(dt.UTC))
        self.node = Node(folder, clock=self.clock)
        self.people: DemoPeople = self.node.store.write(
            lambda uow: demo.fill(uow, seed, now.date(), "Australia/Sydney", drawn)
        ).result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.node.close()

    def read(self, work: Any) -> Any:
        return self.node.store.read(work)

    @property
    def mara(self) -> Principal:
        found: Principal = self.read(lambda reader: person.principal(reader, "window"))
        return found

    @property
    def today(self) -> today.TodayView:
        now = self.clock.now()
        found: today.TodayView = self.read(lambda r: today.view(r, self.mara, now, SYDNEY))
        return found


def told(reader: Reader) -> dict[str, list[Any]]:
    """What a store says, without the numbers and stamps that differ between stores."""
    names = {row["id"]: row["first_name"] for row in reader.find("user")}

    def rows(kind: str, *columns: str) -> list[Any]:
        return [
            (names.get(row.get("user_id")), *(row[column] for column in columns))
            for row in reader.find(kind, order="id")
        ]

    return {
        "shift": rows("shift", "start_at", "end_at", "role", "location_name", "published"),
        "attendance": rows("attendance", "timestamp", "status", "source"),
        "timesheet": rows("timesheet", "start_date", "status"),
        "timesheet_item": rows("timesheet_item", "start_date", "work_ms", "break_ms"),
        "tomato": rows("tomato", "created_at", "tags", "task"),
        "availability": rows("availability", "date", "am", "pm", "nd", "am_locked"),
        "shift_request": rows("shift_request", "status"),
    }


def test_the_same_seed_and_day_tell_the_same_story_on_every_machine(tmp_path: Path) -> None:
    with filled(tmp_path / "a", "2026-11-19 13:23") as one:
        first = one.read(told)
    with filled(tmp_path / "b", "2026-11-19 13:23") as two:
        assert two.read(told) == first
    with filled(tmp_path / "c", "2026-11-19 13:23", seed=8) as other:
        assert other.read(told) != first


def test_the_team_is_whole(tmp_path: Path) -> None:
    with filled(tmp_path / "a", "2026-11-19 13:23") as shop:
        people = shop.read(lambda r: r.count("user", {"email !=": "front.counter@harbour.example"}))
        assert people == 18
        assert shop.read(lambda r: r.count("tag", {"context": "locations"})) == 3
        sheets = shop.read(lambda r: r.select("select distinct status from timesheet"))
        assert {row[0] for row in sheets} == {
            *("unsubmitted", "submitted", "preapproved", "approved", "denied")
        }
        days = shop.read(lambda r: r.select("select min(start_at), max(start_at) from shift"))[0]
        assert days[1] - days[0] > 27 * 86_400_000
        weeks = shop.read(lambda r: r.select("select min(created_at) from tomato"))[0][0]
        assert shop.clock.now().timestamp() * 1000 - weeks > 11 * 7 * 86_400_000
        assert shop.read(lambda r: r.count("shift", {"published": False})) > 0
        assert shop.read(lambda r: r.count("shift", {"assignee_id": None})) == 6
        states = shop.read(lambda r: r.select("select distinct status from shift_request"))
        assert {row[0] for row in states} == {"requested", "shortlisted", "rejected", "canceled"}


def test_demo_punches_are_real_ones_that_are_marked(tmp_path: Path) -> None:
    with filled(tmp_path / "a", "2026-11-19 13:23") as shop:
        assert shop.read(ledger.faults) == []
        flags = shop.read(lambda r: r.select("select distinct flags from attendance"))
        assert flags == [("[]",)]
        kinds = ("user", "team", "member", "shift", "punch", "attendance", "session", "tomato")
        for kind in (*kinds, "timesheet", "timesheet_item", "event", "project", "availability"):
            assert shop.read(lambda r, kind=kind: r.count(kind, {"demo": None})) == 0, kind
        late = shop.read(lambda r: r.count("attendance", {"timestamp >": shop.clock.now()}))
        assert late == 0


@pytest.mark.parametrize(
    ("local", "standing", "timer_is"),
    [
        ("2026-11-19 03:10", "off", 0),
        ("2026-11-19 08:50", "soon", 0),
        ("2026-11-19 11:40", "break", 2),
        ("2026-11-19 13:23", "working", 2),
        ("2026-11-19 21:30", "off", 0),
        ("2026-11-22 13:23", "working", 2),
    ],
)
def test_mara_stands_where_the_clock_says(
    tmp_path: Path, local: str, standing: str, timer_is: int
) -> None:
    with filled(tmp_path / "a", local) as shop:
        now = shop.clock.now()
        view = shop.today
        assert view.clock.standing(now) == standing
        if standing == "working":
            assert view.clock.worked(now) == dt.timedelta(hours=4, minutes=12)
        marks = {row.mark for row in view.shifts}
        assert {"assigned", "open"} <= marks
        moment = timer.moment(shop.clock)
        focus = shop.read(lambda r: timer.view(r, shop.mara.user_id, moment))
        assert focus.done_in_set == timer_is


@pytest.mark.parametrize("day", range(16, 23))
def test_a_shift_can_be_asked_for_on_every_evening_of_the_week(tmp_path: Path, day: int) -> None:
    with filled(tmp_path / "data", f"2026-11-{day} 21:30") as demo:
        acts = {row.act for row in demo.today.shifts}
    assert acts & {"request", "withdraw"}


def test_the_directory_becomes_maras_unless_it_is_somebodys(node: Node, me: Principal) -> None:
    day = node.clock.now().date()
    made = node.store.write(lambda uow: demo.fill(uow, 1, day, "Europe/Berlin", NO_LOGINS)).result()
    assert node.store.read(lambda r: person.principal(r, "window")) == me
    assert made.worker.user_id != me.user_id


def test_the_five_accounts_can_log_in_as_what_they_are(tmp_path: Path) -> None:
    drawn = demo.draw()
    with filled(tmp_path / "a", "2026-11-19 13:23", drawn=drawn) as shop:
        path = demo.write_credentials(tmp_path, shop.people)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        known = json.loads(path.read_text(encoding="utf-8"))
        assert set(known) == {"admin", "manager", "worker", "peer", "kiosk", "team_id"}
        roles = {}
        for account in ("admin", "manager", "worker", "peer", "kiosk"):
            login = known[account]
            assert set(login) == {"login", "password", "api_key", "user_id"}
            user = shop.read(
                lambda r, login=login: auth.check_password(r, login["login"], login["password"])
            )
            assert user["id"] == login["user_id"]
            roles[account] = shop.read(
                lambda r, login=login: person.role_in(r, login["user_id"], known["team_id"])
            )
        assert roles == {
            "admin": Role.OWNER,
            "manager": Role.MANAGER,
            "worker": Role.MEMBER,
            "peer": Role.MEMBER,
            "kiosk": Role.KIOSK,
        }
        assert len({known[account]["password"] for account in roles}) == 5
        assert len({known[account]["api_key"] for account in roles}) == 5


def test_writing_credentials_again_replaces_them(tmp_path: Path) -> None:
    with filled(tmp_path / "a", "2026-11-19 13:23") as shop:
        demo.write_credentials(tmp_path, shop.people)
        path = demo.write_credentials(tmp_path, shop.people)
    assert json.loads(path.read_text(encoding="utf-8"))["worker"]["login"].startswith("mara.")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "demo-credentials.json"]


def test_an_empty_directory_becomes_the_demos_once(tmp_path: Path, node: Node) -> None:
    made = demo.fill_directory(node.store, tmp_path)
    assert made is not None
    known = json.loads((tmp_path / "demo-credentials.json").read_text(encoding="utf-8"))
    assert known["worker"]["api_key"] == made.worker.api_key
    assert demo.fill_directory(node.store, tmp_path) is None
    assert node.store.read(lambda r: r.count("team")) == 1


def test_a_directory_of_somebody_is_not_filled(tmp_path: Path, node: Node, me: Principal) -> None:
    with pytest.raises(Unavailable, match="Choose an empty folder"):
        demo.fill_directory(node.store, tmp_path)
    assert node.store.read(lambda r: r.count("user")) == 1
    assert not (tmp_path / "demo-credentials.json").exists()
    assert node.store.read(lambda r: person.principal(r, "window")) == me


@pytest.fixture
def stage(tmp_path: Path) -> Any:
    nodes: list[Node] = []

    def build(name: str) -> tuple[Node, Principal, today.TodayView, timer.TimerView]:
        clock = FakeClock(tour_states.NOW)
        node = Node(tmp_path / name, clock=clock)
        nodes.append(node)
        node.store.write(lambda uow: tour_states.build(uow, name)).result()
        me = node.store.read(lambda r: person.principal(r, "window"))
        day = node.store.read(lambda r: today.view(r, me, clock.now(), tour_states.ZONE))
        focus = node.store.read(lambda r: timer.view(r, me.user_id, timer.moment(clock)))
        return node, me, day, focus

    yield build
    for node in nodes:
        node.close()


def test_the_tour_shows_the_day_as_drawn(stage: Any) -> None:
    node, _, day, focus = stage("working")
    now = tour_states.NOW
    assert day.clock.standing(now) == "working"
    assert day.clock.worked(now) == dt.timedelta(hours=4, minutes=12, seconds=38)
    assert day.clock.rested(now) == 15 * MINUTE
    worked = [day.week.worked_on(each, day.clock, now) // MINUTE for each in day.week.days]
    assert worked == [468, 495, 297, 252, 0, 0, 0]
    assert [each.pomodoros for each in day.week.days] == [4, 6, 3, 2, 0, 0, 0]
    assert day.week.worked(day.clock, now) // MINUTE == 25 * 60 + 12
    assert (day.week.planned, day.week.pomodoros) == (dt.timedelta(hours=37), 15)
    rows = [(row.group, row.role, row.place, row.mark, len(row.questions)) for row in day.shifts]
    assert rows == [
        ("now", "Barista", "Bondi Store", "assigned", 1),
        ("today", "Closer", "Bondi Store", "open", 0),
        ("tomorrow", "Opener", "Harbour Kiosk", "assigned", 0),
        ("week", "Barista", "Bondi Store", "requested", 0),
        ("week", "Floor lead", "Market Hall", "open", 0),
    ]
    assert (focus.session, focus.done_today, focus.project) == (3, 2, "Store operations")
    assert (focus.task, focus.tags) == ("December roster", ("planning", "admin"))
    assert node.store.read(ledger.faults) == []


@pytest.mark.parametrize(
    ("name", "standing", "phase", "status", "left"),
    [
        ("off", "off", Phase.FOCUS, Status.IDLE, "0:25:00"),
        ("break", "break", Phase.FOCUS, Status.IDLE, "0:25:00"),
        ("late", "late", Phase.FOCUS, Status.IDLE, "0:25:00"),
        ("offline", "working", Phase.FOCUS, Status.IDLE, "0:25:00"),
        ("focus", "working", Phase.FOCUS, Status.RUNNING, "0:17:24"),
        ("focus_break", "working", Phase.SHORT_BREAK, Status.RUNNING, "0:03:41"),
        ("empty", "off", Phase.FOCUS, Status.IDLE, "0:25:00"),
    ],
)
def test_the_tour_has_every_state(
    stage: Any, name: str, standing: str, phase: Phase, status: Status, left: str
) -> None:
    node, _, day, focus = stage(name)
    assert day.clock.standing(tour_states.NOW) == standing
    assert (focus.phase, focus.status, str(focus.remaining)) == (phase, status, left)
    waiting = node.store.read(lambda r: r.select("select count(*) from outbox"))[0][0]
    assert waiting == (3 if name == "offline" else 0)
    assert (day.shifts == ()) == (name == "empty")


def test_a_big_store_has_as_many_rows_as_asked_for(node: Node) -> None:
    day = node.clock.now().date()
    made = node.store.write(lambda uow: demo.bulk(uow, 6000, day, "Europe/Berlin")).result()
    assert 6000 <= made < 6010
    counted = node.store.read(
        lambda r: sum(r.count(kind) for kind in ("shift", "event", "tomato", "attendance"))
    )
    assert counted > 5000
    me = node.store.read(lambda r: person.principal(r, "window"))
    assert me.role is Role.MEMBER
