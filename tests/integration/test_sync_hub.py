"""A real hub over a real socket, and a second node that works alone in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.contract.models import WorkforceAttendanceInput
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk, desk
from tests.helpers.server import Hub, running_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running_hub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "desk") as worker:
        yield worker


def member_key(hub: Hub, name: str = "Wilma", roles: tuple[str, ...] = ("Team Member",)) -> str:
    return hub.new_key(hub.join(name, roles=roles, email=f"{name.lower()}@example.com"))


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
