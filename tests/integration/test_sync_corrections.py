"""Corrections travel, and both nodes can prove afterwards what they show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.contract.models import WorkforceAttendanceInput, WorkforceTimesheetItemInput
from desktop.services import ledger
from desktop.store.store import Store
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk, desk, member_key
from tests.helpers.server import Hub, running_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running_hub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def worker(hub: Hub, tmp_path: Path) -> Iterator[Desk]:
    clock = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(hours=9))
    with desk(tmp_path / "desk", clock=clock) as worker:
        worker.connect(hub.url, member_key(hub))
        worker.sync()
        yield worker


def day(worker: Desk) -> list[int]:
    found = []
    for status in ("start", "pause", "resume", "stop"):
        body = WorkforceAttendanceInput(status=status, latitude=52.5, address="Hof")
        found.append(worker.call("attendances.create", body).id)
        worker.node.store.clock.advance(hours=2)
    return found


def wrong(store: Store) -> list[str]:
    return [fault.why for fault in store.read(ledger.faults)]


def settled(hub: Hub, worker: Desk) -> None:
    report = worker.sync()
    assert (report.ok, report.pending, report.attention) == (True, 0, 0), report
    worker.sync()
    assert wrong(hub.node.store) == []
    assert wrong(worker.node.store) == []


def there(hub: Hub) -> list[dict[str, object]]:
    return list(reversed(hub.get("/v1/workforce/manager/attendances").json()))


def test_what_a_member_corrects_arrives_with_its_reason(hub: Hub, worker: Desk) -> None:
    _, _, resume, stop = day(worker)
    settled(hub, worker)
    at = worker.rows("attendance", id=stop)[0]["timestamp"] + dt.timedelta(minutes=10)
    body = WorkforceAttendanceInput(timestamp=at, reason="the door was locked")
    worker.call("attendances.update", body, id=stop)
    assert wrong(worker.node.store) == []
    worker.call("attendances.delete", id=resume, reason="went home")
    settled(hub, worker)
    assert [row["status"] for row in there(hub)] == ["start", "pause", "stop"]
    told = hub.node.store.read(lambda r: r.find("correction", order="id"))
    assert [row["reason"] for row in told] == ["the door was locked", "went home"]


def test_what_a_manager_corrects_at_the_hub_is_shown_and_proven_at_the_desk(
    hub: Hub, worker: Desk
) -> None:
    start, _, _, stop = day(worker)
    settled(hub, worker)
    first, *_, last = there(hub)
    path = f"/v1/workforce/manager/attendances/{first['id']}"
    at = dt.datetime.fromisoformat(str(first["timestamp"])) - dt.timedelta(minutes=30)
    assert hub.request("PUT", path, json={"timestamp": at.isoformat()}).status_code == 422
    said = {"timestamp": at.isoformat(), "reason": "was seen at the gate"}
    assert hub.request("PUT", path, json=said).status_code == 200
    settled(hub, worker)
    assert worker.rows("attendance", id=start)[0]["timestamp"] == at
    gone = hub.request(
        "DELETE", f"/v1/workforce/attendances/{last['id']}", params={"reason": "twice"}
    )
    assert gone.json()["id"] == last["id"]
    worker.sync()
    settled(hub, worker)
    assert worker.rows("attendance", id=stop) == []


def test_lines_that_were_written_by_hand_are_proven_on_both_sides(hub: Hub, worker: Desk) -> None:
    day(worker)
    settled(hub, worker)
    (line,) = worker.rows("timesheet_item")
    body = WorkforceTimesheetItemInput(work_hours=5.5, notes="left early")
    worker.call("timesheet_items.update", body, id=line["id"])
    settled(hub, worker)
    (kept,) = hub.get("/v1/workforce/manager/timesheet_items").json()
    said = {"work_hours": 6, "notes": "agreed"}
    path = f"/v1/workforce/manager/timesheet_items/{kept['id']}"
    assert hub.request("PUT", path, json=said).status_code == 200
    settled(hub, worker)
    assert worker.rows("timesheet_item")[0]["work_ms"] == 6 * 3_600_000


def test_a_desk_that_knew_nothing_proves_what_it_fetched(
    hub: Hub, worker: Desk, tmp_path: Path
) -> None:
    day(worker)
    settled(hub, worker)
    clock = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0))
    with desk(tmp_path / "boss", clock=clock) as boss:
        boss.connect(hub.url, member_key(hub, "Ada", ("Team Manager",)))
        boss.sync()
        boss.sync()
        assert len(boss.rows("attendance")) == 4
        assert wrong(boss.node.store) == []
        boss.node.store.write(
            lambda uow: uow.execute("update attendance set timestamp = timestamp - 1")
        ).result()
        assert len(wrong(boss.node.store)) >= 4


def test_a_forgotten_clock_out_is_answered_at_the_desk_and_fits_at_the_hub(
    hub: Hub, worker: Desk
) -> None:
    clock = worker.node.store.clock
    clock.advance(hours=-30)
    began = clock.now()
    worker.call("attendances.create", WorkforceAttendanceInput(status="start"))
    clock.advance(hours=23)
    worker.call("attendances.create", WorkforceAttendanceInput(status="start"))
    settled(hub, worker)
    at = began + dt.timedelta(hours=8)
    worker.call("attendances.create", WorkforceAttendanceInput(status="stop", timestamp=at))
    settled(hub, worker)
    kept = hub.node.store.read(lambda r: r.find("session", order="start_at"))
    assert [(s["end_at"], bool(s["lapsed"])) for s in kept] == [(at, False), (None, False)]
