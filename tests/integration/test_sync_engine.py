"""The engine in the background: hints, local changes, a hub that goes and comes back, stopping."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.base.events import Changed
from desktop.base.loop import LoopThread
from desktop.contract.models import WorkforceAttendanceInput
from tests.helpers.nodes import Desk, desk
from tests.helpers.server import Hub, running_hub

LONG = 20.0


class Background:
    """A desk whose engine runs on a loop of its own."""

    def __init__(self, worker: Desk) -> None:
        self.desk = worker
        self.net = LoopThread("net")
        self.net.start()
        self.net.run(worker.engine.start()).result(10)

    def until(self, kind: str, ready: Callable[[], Any]) -> None:
        """Waits for a commit or an announcement of this kind after which `ready` is true."""
        happened = threading.Event()

        def heard(changed: Changed) -> None:
            if kind in changed.kinds:
                happened.set()

        stop = self.desk.node.events.subscribe(heard)
        try:
            while not ready():
                assert happened.wait(LONG), f"nothing became of {kind}"
                happened.clear()
        finally:
            stop()

    def stop(self) -> None:
        self.net.run(self.desk.engine.stop()).result(15)
        self.net.stop()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running_hub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def background(tmp_path: Path) -> Iterator[Background]:
    with desk(tmp_path / "desk") as worker:
        running = Background(worker)
        try:
            yield running
        finally:
            running.stop()


def connect(background: Background, hub: Hub, roles: tuple[str, ...] = ("Team Member",)) -> int:
    user = hub.join("Wilma", roles=roles)
    payload = {"url": hub.url, "secret": hub.new_key(user)}
    engine = background.desk.engine
    background.net.run(engine.connect(payload)).result(10)
    background.until("sync_status", lambda: engine.status().last_ok is not None)
    return user


def test_a_punch_is_sent_without_being_asked_for(hub: Hub, background: Background) -> None:
    user = connect(background, hub)
    background.desk.call("attendances.create", WorkforceAttendanceInput(status="start"))
    assert background.desk.engine.status().pending >= 0
    background.until("outbox", lambda: [e["state"] for e in background.desk.outbox()] == ["done"])
    assert hub.node.store.read(lambda r: r.count("attendance", {"user_id": user})) == 1


def test_what_changes_on_the_hub_arrives_by_its_hint(hub: Hub, background: Background) -> None:
    connect(background, hub)
    reply = hub.post(
        "/v1/workforce/manager/shifts",
        json={
            "title": "Late",
            "start_at": "2030-01-01T08:00:00Z",
            "end_at": "2030-01-01T16:00:00Z",
            "status": "published",
        },
    )
    assert reply.status_code == 201, reply.text
    background.until("shift", lambda: background.desk.rows("shift"))
    assert background.desk.rows("shift")[0]["title"] == "Late"


def test_a_hub_that_comes_back_gets_what_waited(tmp_path: Path, background: Background) -> None:
    with running_hub(tmp_path / "hub") as hub:
        connect(background, hub)
        port = hub.port
    worker, engine = background.desk, background.desk.engine
    worker.call("attendances.create", WorkforceAttendanceInput(status="start"))
    background.until("sync_status", lambda: engine.status().state == "unreachable")
    assert engine.status().pending == 1
    with running_hub(tmp_path / "hub", port=port) as hub:
        background.until("outbox", lambda: worker.outbox()[-1]["state"] == "done")
        assert hub.node.store.read(lambda r: r.count("attendance")) == 1


def test_an_engine_without_an_upstream_starts_and_stops(background: Background) -> None:
    status = background.desk.engine.status()
    assert (status.connected, status.state) == (False, "idle")
