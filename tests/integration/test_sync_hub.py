"""A real hub over a real socket, and a second node that works alone in between."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from desktop.base.errors import Conflict, PomoclockError
from desktop.contract.models import (
    EventInput,
    SettingData,
    WorkforceAttendanceInput,
    WorkforceAvailabilityInput,
    WorkforceShiftInput,
)
from desktop.contract.models.tomatoes import ProjectInput, TomatoInput
from desktop.services import keys
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk, desk, member_key, new_shift
from tests.helpers.server import Hub, running_hub
from tests.helpers.upstream import PowerCut


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running_hub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Desk]:
    clock = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0))
    with desk(tmp_path / "desk", clock=clock) as worker:
        yield worker


def test_offline_punches_arrive_once_with_their_own_times(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    times = [now - dt.timedelta(minutes=m) for m in (50, 30, 20, 5)]
    for status, at in zip(("start", "pause", "resume", "stop"), times, strict=True):
        worker.call("attendances.create", WorkforceAttendanceInput(status=status, timestamp=at))
    report = worker.sync()
    assert (report.ok, report.sent, report.pending, report.attention) == (True, 4, 0, 0), report
    there = hub.get("/v1/workforce/manager/attendances").json()
    assert [(a["status"], a["timestamp"]) for a in reversed(there)] == [
        (s, t.isoformat().replace("+00:00", "Z"))
        for s, t in zip(("start", "pause", "resume", "stop"), times, strict=True)
    ]
    again = worker.sync()
    assert (again.sent, again.received) == (0, 0), again
    assert len(hub.get("/v1/workforce/manager/attendances").json()) == 4


def test_a_shift_that_a_manager_creates_appears_and_disappears(hub: Hub, worker: Desk) -> None:
    key = member_key(hub)
    worker.connect(hub.url, key)
    worker.sync()
    user = worker.rows("remote")[0]["user_pk"]
    shift = new_shift(hub, assignee_id=int(user))
    report = worker.sync()
    assert report.received >= 1, report
    mine = worker.call("shifts.list")
    assert [s.title for s in mine] == ["Late"]
    assert mine[0].assignee_id == worker.me.user_id
    hub.request("DELETE", f"/v1/workforce/manager/shifts/{shift['id']}")
    worker.sync()
    assert [s.title for s in worker.call("shifts.list")] == []


def test_an_unchanged_store_costs_no_body_and_touches_no_row(
    hub: Hub, worker: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the server's Date is real: a clock that stood still beside it would be found to be slow
    monkeypatch.setattr(worker.node.clock, "now", lambda: dt.datetime.now(dt.UTC))
    worker.connect(hub.url, member_key(hub))
    new_shift(hub)
    worker.sync()
    worker.sync()
    seq = worker.node.store.read(lambda r: r.select("select max(seq) from change")[0][0])
    syncs = len(worker.rows("sync"))
    touched = changes(worker)
    report = worker.sync()
    assert (report.ok, report.sent, report.received) == (True, 0, 0)
    assert changes(worker) == touched
    assert worker.node.store.read(lambda r: r.select("select max(seq) from change")[0][0]) == seq
    assert len(worker.rows("sync")) == syncs


def changes(worker: Desk) -> int:
    """How many rows the writer has touched since it was opened."""
    return int(
        worker.node.store.write(lambda uow: uow.select("select total_changes()")[0][0]).result()
    )


def test_the_chip_knows_of_a_look_that_found_nothing_also_after_a_restart(
    hub: Hub, tmp_path: Path
) -> None:
    clock = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0))
    with desk(tmp_path / "desk", clock=clock) as worker:
        worker.engine.status = worker.node.status
        worker.connect(hub.url, member_key(hub))
        worker.sync()
        clock.advance(minutes=40)
        assert worker.sync().received == 0
        assert worker.node.status().last_ok == clock.now()
    with desk(tmp_path / "desk", clock=clock) as again:
        assert again.node.status().last_ok == clock.now()


def test_a_manager_builds_the_roster_offline(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, hub.key)
    worker.sync()
    start = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=1)
    made = worker.call(
        "shifts.manager_create",
        WorkforceShiftInput(title="Early", start_at=start, end_at=start + dt.timedelta(hours=4)),
    )
    worker.call("shifts.manager_update", WorkforceShiftInput(title="Earlier"), id=made.id)
    report = worker.sync()
    assert (report.ok, report.sent) == (True, 1), (report, worker.outbox())
    (there,) = hub.get("/v1/workforce/manager/shifts").json()
    assert (there["title"], there["id"] == made.id) == ("Earlier", False)
    worker.call("shifts.manager_update", WorkforceShiftInput(details="Bring keys"), id=made.id)
    hub.request("PUT", f"/v1/workforce/manager/shifts/{there['id']}", json={"role": "Cook"})
    report = worker.sync()
    assert report.ok, report
    (here,) = worker.call("shifts.manager_list")
    assert (here.id, here.details, here.role, here.title) == (
        made.id,
        "Bring keys",
        "Cook",
        "Earlier",
    )
    (there,) = hub.get("/v1/workforce/manager/shifts").json()
    assert (there["details"], there["role"]) == ("Bring keys", "Cook")
    assert worker.sync().sent == 0


def test_a_used_directory_brings_its_own_records(hub: Hub, worker: Desk) -> None:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    for status, minutes in (("start", 90), ("stop", 10)):
        worker.call(
            "attendances.create",
            WorkforceAttendanceInput(status=status, timestamp=now - dt.timedelta(minutes=minutes)),
        )
    worker.call("tomatoes.create", TomatoInput(tomato={"tag_list": "deep, work"}), time_zone=None)
    worker.call(
        "projects.create",
        ProjectInput(project={"name": "Book", "tag_list": "deep"}),
        time_zone=None,
    )
    worker.call("events.create", EventInput(title="Dentist", start_at=now, end_at=now))
    worker.call("availabilities.update", WorkforceAvailabilityInput(am=1), date=now.date())
    worker.call("me.put_setting", SettingData(data={"focus": 30}), name="pomodoro")
    told = worker.connect(hub.url, member_key(hub))
    assert told["queued"] == 7, told
    report = worker.sync()
    assert (report.ok, report.sent, report.pending, report.attention) == (True, 7, 0, 0), (
        report,
        worker.outbox(),
    )
    user = int(worker.rows("remote")[0]["user_pk"])

    def hub_rows(kind):
        return hub.node.store.read(lambda r: r.find(kind, {"user_id": user}))

    assert [len(hub_rows(kind)) for kind in KINDS] == [2, 1, 1, 1, 1, 1, 1, 1]
    assert hub_rows("timesheet_item")[0]["work_ms"] == 80 * 60_000
    report = worker.sync()
    assert (report.ok, report.sent) == (True, 0)

    def mine(kind):
        return worker.rows(kind, user_id=worker.me.user_id)

    assert [len(mine(kind)) for kind in KINDS] == [2, 1, 1, 1, 1, 1, 1, 1]


KINDS = (
    "attendance",
    "tomato",
    "project",
    "event",
    "availability",
    "setting",
    "timesheet",
    "timesheet_item",
)


def test_a_login_with_a_password_serves_both_apis(hub: Hub, worker: Desk) -> None:
    hub.join("Wilma", roles=("Team Member",), email="wilma@example.com", password="correct horse")
    told = worker.connect(hub.url, "correct horse", login="wilma@example.com")
    assert (told["name"], told["role"], told["kind"]) == ("Wilma", "member", "hub")
    worker.call("tomatoes.create", TomatoInput(tomato={"tag_list": "deep"}))
    assert worker.sync().ok
    assert hub.node.store.read(lambda r: r.count("tomato")) == 1
    kept = (worker.folder / "credentials.json").stat()
    assert kept.st_mode & 0o777 == 0o600
    database = (worker.folder / "pomoclock.db").read_bytes()
    assert worker.vault.load().secret.encode() not in database


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("{url}", "pk_wrong", "key is wrong"),
        ("http://127.0.0.1:9", "pk", "Nothing answers"),
        ("nonsense://x", "pk", "no address"),
    ],
)
def test_a_failed_connect_leaves_nothing(
    hub: Hub, worker: Desk, url: str, secret: str, words: str
) -> None:
    with pytest.raises(PomoclockError, match=words):
        worker.connect(url.format(url=hub.url), secret)
    assert worker.rows("remote") == []
    assert worker.outbox() == []
    assert not (worker.folder / "credentials.json").exists()


def test_a_second_account_is_refused(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    with pytest.raises(Conflict, match="already belongs"):
        worker.connect(hub.url, member_key(hub, "Otto"))
    assert len(worker.rows("remote")) == 1


def test_a_number_that_is_taken_is_translated(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, hub.key)
    worker.sync()
    there = new_shift(hub)

    def occupy(uow: UnitOfWork) -> None:
        uow.insert("shift", {"id": there["id"], "title": "Own", "team_id": 1, "demo": 1})

    worker.node.store.write(occupy).result()
    worker.sync()
    (here,) = [s for s in worker.call("shifts.manager_list") if s.title == "Late"]
    assert here.id != there["id"]
    worker.call("shifts.manager_update", WorkforceShiftInput(title="Later"), id=here.id)
    assert worker.sync().sent == 1
    assert hub.get(f"/v1/workforce/manager/shifts/{there['id']}").json()["title"] == "Later"


def test_a_hub_that_is_away_keeps_everything_for_later(tmp_path: Path, worker: Desk) -> None:
    with running_hub(tmp_path / "hub") as hub:
        worker.connect(hub.url, member_key(hub))
        worker.sync()
        port = hub.port
    worker.call("attendances.create", WorkforceAttendanceInput(status="start"))
    report = worker.sync()
    assert (report.ok, report.network, report.pending, report.attention) == (False, True, 1, 0)
    with running_hub(tmp_path / "hub", port=port) as hub:
        report = worker.sync()
        assert (report.ok, report.sent, report.pending) == (True, 1, 0), report
        assert len(hub.get("/v1/workforce/manager/attendances").json()) == 1


def test_a_revoked_key_pauses_and_keeps_the_entries(hub: Hub, worker: Desk) -> None:
    key = member_key(hub)
    worker.connect(hub.url, key)
    worker.sync()
    hub.node.store.write(revoke_all).result()
    worker.call("attendances.create", WorkforceAttendanceInput(status="start"))
    report = worker.sync()
    assert (report.expired, report.pending, report.attention) == (True, 1, 1), report
    assert worker.engine.status().state == "attention"
    user = int(worker.rows("remote")[0]["user_pk"])
    worker.connect(hub.url, hub.new_key(user))
    report = worker.sync()
    assert (report.ok, report.sent, report.pending) == (True, 1, 0), report


def revoke_all(uow: UnitOfWork) -> None:
    for row in uow.find("api_key"):
        keys.revoke(uow, row["id"])


class Flaky(httpx.AsyncBaseTransport):
    """A real socket whose writes get lost, whose answers get lost, and a process that dies."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.faults = True

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fault = None
        if self.faults and request.method != "GET" and self.rng.random() < 0.5:
            fault = self.rng.choice(("refused", "reply_lost", "cut_before", "cut_after"))
        if fault == "refused":
            raise httpx.ConnectError(fault, request=request)
        if fault == "cut_before":
            raise PowerCut
        async with httpx.AsyncHTTPTransport(verify=False) as inner:
            reply = await inner.handle_async_request(request)
            body = await reply.aread()
        if fault == "reply_lost":
            raise httpx.ReadTimeout(fault, request=request)
        if fault == "cut_after":
            raise PowerCut
        return httpx.Response(reply.status_code, headers=reply.headers, content=body)


@pytest.mark.parametrize("seed", range(4))
def test_a_hub_keeps_keys_with_effects_whatever_the_wire_does(
    hub: Hub, tmp_path: Path, seed: int
) -> None:
    wire = Flaky(seed)
    clock = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0))
    with desk(tmp_path / "desk", clock=clock, transport=wire) as worker:
        wire.faults = False
        worker.connect(hub.url, member_key(hub))
        wire.faults = True
        for number in range(12):
            status = "stop" if number % 2 else "start"
            worker.call("attendances.create", WorkforceAttendanceInput(status=status))
            clock.advance(minutes=1)
            with contextlib.suppress(PowerCut):
                worker.sync()
        wire.faults = False
        for _ in range(5):
            clock.advance(minutes=1)
            worker.sync()
        there = hub.get("/v1/workforce/manager/attendances").json()
        mine = {row["timestamp"] for row in worker.rows("attendance")}
        times = sorted(dt.datetime.fromisoformat(row["timestamp"]) for row in there)
        assert times == sorted(mine)
        assert {e["state"] for e in worker.outbox()} == {"done"}
