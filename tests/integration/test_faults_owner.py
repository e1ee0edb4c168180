"""Two starts on one data directory, and a port that somebody else has."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.processes import (
    ENVIRONMENT,
    ROOT,
    Running,
    Served,
    as_json,
    complaint,
    ok,
    pomoclock,
    serving,
)

HOLD = """
import sys
from pathlib import Path
from desktop.store.lock import DirectoryLock
lock = DirectoryLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Running]:
    running = Running(str(tmp_path), module="tests.helpers.watched")
    running.until("button Clock in")
    yield running
    running.kill()


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("owned")) as served:
        yield served


@pytest.mark.parametrize("second", [(), ("serve", "--port", "0"), ("serve", "--demo")])
def test_a_second_start_says_who_owns_the_directory(owner: Served, second: tuple[str, ...]) -> None:
    line = complaint(pomoclock(*second, data=owner.folder), 75)
    assert line == (
        f"{owner.folder} is in use by Pomoclock (process {owner.child.pid}). "
        "Close it or choose another --data."
    )
    assert as_json("clock", "status", data=owner.folder)["state"] == "off"


def test_a_second_window_says_so_and_the_first_goes_on(window: Running, tmp_path: Path) -> None:
    line = complaint(pomoclock(data=tmp_path), 75)
    assert f"process {window.child.pid}" in line
    window.tell("punch")
    window.until("toast Clocked in")
    assert as_json("clock", "status", data=tmp_path)["state"] == "working"


def test_a_command_punches_in_the_window_that_owns_the_directory(
    window: Running, tmp_path: Path
) -> None:
    ok("clock", "in", data=tmp_path)
    window.until("button Clock out")
    ok("clock", "out", data=tmp_path)
    window.until("button Clock in")
    window.tell("quit")
    assert window.over() == 0
    assert window.errors == ""
    ok("clock", "in", data=tmp_path)


def test_a_command_waits_for_another_command_that_is_at_work(tmp_path: Path) -> None:
    """Neither owns a server to talk to; both are done one after the other."""
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "desktop", "clock", "status", "--data", str(tmp_path)],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for each in both:
        out, errors = each.communicate(timeout=60)
        assert (each.returncode, errors) == (0, "")
        assert out.startswith("Not clocked in")


def test_an_owner_that_hangs_is_named_after_a_while(tmp_path: Path) -> None:
    held = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLD,
            str(tmp_path),
        ],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert held.stdout is not None
        assert held.stdout.readline() == "held\n"
        line = complaint(pomoclock("clock", "in", data=tmp_path), 75)
        assert f"(process {held.pid})" in line
    finally:
        held.kill()
        held.communicate()
    ok("clock", "in", data=tmp_path)


def test_an_owner_that_was_killed_is_no_owner_any_more(tmp_path: Path) -> None:
    served = Served(tmp_path)
    ok("clock", "in", data=tmp_path)
    served.kill()
    assert json.loads((tmp_path / "pomoclock.lock").read_text())["pid"] == served.child.pid
    assert as_json("clock", "status", data=tmp_path)["state"] == "working"
    with serving(tmp_path):
        assert as_json("clock", "status", data=tmp_path)["state"] == "working"


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs a process that can be stopped")
def test_a_frozen_owner_does_not_take_the_command_with_it(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        served.child.send_signal(signal.SIGSTOP)
        try:
            line = complaint(pomoclock("clock", "status", data=tmp_path), 69)
        finally:
            served.child.send_signal(signal.SIGCONT)
        assert f"process {served.child.pid}" in line
        assert "does not answer" in line


def test_a_taken_port_is_named_with_another_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = pomoclock("serve", "--port", str(port), data=tmp_path)
    assert complaint(done, 69).startswith(f"Port {port} is taken. Use --port ")
    assert done.stdout == ""
    ok("clock", "in", data=tmp_path)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--host", "192.0.2.1"), "needs TLS"),
        (("--host", "no-such-host.invalid"), "is no address of this computer"),
        (("--port", "99999"), "99999"),
    ],
)
def test_an_address_that_cannot_be_served_is_named(
    tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    assert words in complaint(pomoclock("serve", *options, data=tmp_path), 69)
