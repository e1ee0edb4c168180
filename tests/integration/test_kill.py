"""A real hub and a real node, each killed at random moments: what was acknowledged is there, once."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.app import Node
from desktop.base.events import Events
from desktop.services import keys, person
from desktop.store.store import Store
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock

ROOT = Path(__file__).resolve().parents[2]
# compiled modules may be kept: starting a hundred processes is most of this test
ENVIRONMENT = {
    **{name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPATH": str(ROOT),
}
LONGEST_LIFE = 0.6
"""Seconds between `ready` and the kill, at most."""


@dataclass
class Process:
    """A child that is killed and started again; `lines` are all it ever printed."""

    command: list[str]
    ready: str
    lines: list[str] = field(default_factory=list)
    child: subprocess.Popen[str] | None = None
    reader: threading.Thread | None = None
    is_ready: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        self.is_ready = threading.Event()
        self.child = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        )
        self.reader = threading.Thread(target=self._read, args=(self.child, self.is_ready))
        self.reader.start()

    def _read(self, child: subprocess.Popen[str], is_ready: threading.Event) -> None:
        assert child.stdout is not None
        for line in child.stdout:
            if line.endswith("\n"):  # a kill may cut a line short: then nobody was told
                self.lines.append(line.strip())
            if self.ready in line:
                is_ready.set()

    def live(self, seconds: float) -> None:
        """Waits until it is ready, gives it some time, kills it."""
        assert self.child is not None
        if not self.is_ready.wait(30):
            self.child.kill()
            _, err = self.child.communicate()
            pytest.fail(f"{self.command} did not start: {err[-2000:]}")
        threading.Event().wait(seconds)
        self.kill()

    def kill(self) -> None:
        if self.child is None:
            return
        self.child.send_signal(signal.SIGKILL)
        self.child.wait(10)
        if self.reader is not None:
            self.reader.join(10)
        for stream in (self.child.stdin, self.child.stdout, self.child.stderr):
            if stream is not None:
                stream.close()
        self.child = None


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def hub_with_worker(folder: Path) -> tuple[str, int]:
    """(the worker's API key, the worker's id on the hub)"""
    node = Node(folder)

    def make(uow: UnitOfWork) -> tuple[str, int]:
        person.ensure(uow, "Olga Owner", "UTC")
        team = int(uow.meta(person.TEAM) or 0)
        user = uow.insert("user", {"first_name": "Walt", "last_name": "Worker", "status": "active"})
        uow.insert(
            "member",
            {"user_id": user["id"], "team_id": team, "roles": ["Team Member"], "status": "active"},
        )
        return keys.create_key(uow, user["id"], "node"), user["id"]

    made = node.store.write(make).result()
    node.close()
    return made


def command(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "desktop", *args],
        cwd=ROOT,
        env=ENVIRONMENT,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def punches(folder: Path, user_id: int | None = None) -> Counter[tuple[str, str]]:
    store = Store(folder, FakeClock(), Events())
    try:
        where = {} if user_id is None else {"user_id": user_id}
        rows = store.read(lambda reader: reader.find("attendance", where))
        facts = store.read(lambda reader: reader.count("punch", where))
        assert facts == len(rows)
        return Counter((row["status"], row["timestamp"].isoformat()) for row in rows)
    finally:
        store.close()


@pytest.mark.timeout(600)
def test_what_was_acknowledged_is_on_both_once_after_fifty_kills_of_each(tmp_path: Path) -> None:
    hub_folder, node_folder, port = tmp_path / "hub", tmp_path / "node", free_port()
    key, worker = hub_with_worker(hub_folder)
    hub = Process(
        [sys.executable, "-m", "desktop", "serve", "--data", str(hub_folder), "--port", str(port)],
        "ready at",
    )
    node = Process([sys.executable, "-m", "tests.helpers.puncher", str(node_folder)], "ready")
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    moments = random.Random(seed)
    try:
        hub.start()
        assert hub.is_ready.wait(30)
        url = f"http://127.0.0.1:{port}"
        joined = command("connect", url, "--data", str(node_folder), stdin=key + "\n")
        assert joined.returncode == 0, joined.stderr
        hub.kill()
        for _ in range(50):
            hub.start()
            node.start()
            threads = [
                threading.Thread(target=each.live, args=(moments.uniform(0, LONGEST_LIFE),))
                for each in (hub, node)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        hub.start()
        assert hub.is_ready.wait(30)
        _drain(node_folder)
    finally:
        hub.kill()
        node.kill()
    acked = [line.split()[1:] for line in node.lines if line.startswith("ack ")]
    assert len(acked) > 100
    here, there = punches(node_folder), punches(hub_folder, worker)
    assert max(here.values()) == 1
    assert max(there.values()) == 1
    told = {(status, at) for _, status, at in acked}
    assert told - set(here) == set(), "acknowledged, but not on the node"
    assert told - set(there) == set(), "acknowledged, but not on the hub"
    assert here == there


def _drain(folder: Path) -> None:
    until = time.monotonic() + 90
    while True:
        done = command("sync", "--once", "--json", "--data", str(folder))
        report = json.loads(done.stdout)
        if done.returncode == 0:
            return
        assert time.monotonic() < until, report
