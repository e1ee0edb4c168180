"""Full disks, folders that cannot be written, files that are newer or damaged."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from desktop.app import Node
from desktop.base.paths import DEMO_CREDENTIALS, LOCK, STORE
from desktop.store.connection import sqlite3
from tests.helpers.misbehaving import misbehaving
from tests.helpers.processes import (
    ENVIRONMENT,
    ROOT,
    Running,
    as_json,
    complaint,
    ok,
    pomoclock,
    serving,
    team_of,
)

FULL = "The disk is full: nothing new was saved, and nothing that was saved is lost."


class Disk:
    """A small file system of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, *, leaving: int = 0) -> None:
        """To the last byte but `leaving`."""
        try:
            with self._filler.open("ab", buffering=0) as file:
                while True:
                    file.write(b"x" * 4096)
        except OSError:
            size = self._filler.stat().st_size
            os.truncate(self._filler, size - leaving)

    def free(self) -> None:
        self._filler.unlink()

    def lock(self, *, writable: bool) -> None:
        options = "remount,rw" if writable else "remount,ro"
        subprocess.run(["mount", "-o", options, str(self.folder)], check=True, timeout=20)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Eight megabytes. Only root may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if (
        shutil.which("mount") is None
        or subprocess.run(command, capture_output=True, check=False, timeout=20).returncode
    ):
        pytest.skip("no file system can be mounted here")
    yield Disk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True, timeout=20)


def kept(folder: Path) -> list[str]:
    """The statuses of the punches, after the whole file was read and their chain verified."""
    node = Node(folder)
    try:
        node.store.check()
        return node.store.read(lambda r: [row["status"] for row in r.find("punch", order="id")])
    finally:
        node.close()


# --- full ---


@pytest.mark.parametrize("leaving", [0, 20_000, 60_000])
def test_on_a_full_disk_a_punch_is_whole_or_not_there(disk: Disk, leaving: int) -> None:
    data = disk.folder / "mine"
    ok("clock", "in", data=data)
    disk.fill(leaving=leaving)
    done = pomoclock("clock", "break", data=data)
    line = complaint(done, 69)
    assert line == f"{FULL} Free some space on the disk of {data} and try again."
    assert done.stdout == ""
    disk.free()
    assert kept(data) == ["start"]
    assert ok("clock", "break", data=data).startswith("On break")
    assert kept(data) == ["start", "pause"]


def test_a_first_start_on_a_full_disk_leaves_nothing_that_hinders_the_next(disk: Disk) -> None:
    disk.fill()
    for command in (("clock", "in"), ("serve", "--port", "0"), ("serve", "--demo"), ()):
        assert FULL in complaint(pomoclock(*command, data=disk.folder / "new"), 69)
    assert not (disk.folder / "new" / DEMO_CREDENTIALS).exists()
    disk.free()
    ok("clock", "in", data=disk.folder / "new")


def test_a_demo_that_does_not_fit_is_not_half_there(disk: Disk) -> None:
    disk.fill(leaving=1_500_000)
    data = disk.folder / "demo"
    assert FULL in complaint(pomoclock("serve", "--demo", "--port", "0", data=data), 69)
    disk.free()
    assert kept(data) == []
    with serving(data, "--demo"):
        assert (data / DEMO_CREDENTIALS).exists()


def test_a_hub_whose_disk_is_full_says_so_reads_on_and_takes_the_punch_later(
    disk: Disk, tmp_path: Path
) -> None:
    hub = disk.folder / "hub"
    (key,) = team_of(hub, 1).values()
    mine = tmp_path / "mine"
    with (
        serving(hub) as served,
        httpx.Client(base_url=served.url, headers={"api_key": key}, timeout=20) as http,
    ):
        ok("connect", served.url, data=mine, stdin=key)
        ok("clock", "in", data=mine)
        disk.fill()
        refused = http.post("/v1/workforce/attendances", json={"status": "start"})
        assert refused.status_code == 503
        assert refused.headers["retry-after"].isdigit()
        assert refused.json()["message"].startswith("The disk of this server is full")
        assert http.get("/v1/workforce/attendances").json() == []
        assert as_json("clock", "status", data=hub)["state"] == "off"
        line = complaint(pomoclock("clock", "in", data=hub), 69)
        assert line.startswith("The disk of this server is full")
        line = complaint(pomoclock("sync", "--once", data=mine), 3)
        assert "The disk of this server is full" in line
        assert "1 change waits to be sent, safe on this device" in line
        disk.free()
        ok("sync", "--once", data=mine)
        assert [row["status"] for row in http.get("/v1/workforce/attendances").json()] == ["start"]
        disk.fill()
        assert served.end() == 0
        assert "Traceback" not in served.errors
    disk.free()
    assert kept(hub) == ["start"]


def test_a_disk_that_fills_up_while_syncing_doubles_nothing(disk: Disk, tmp_path: Path) -> None:
    """The hub has the punch, and here its acknowledgement cannot be stored."""
    (key,) = team_of(tmp_path / "hub", 1).values()
    mine = disk.folder / "mine"
    with serving(tmp_path / "hub") as hub, misbehaving(hub.url) as front:
        ok("connect", front.url, data=mine, stdin=key)
        ok("clock", "in", data=mine)
        front.before_answer = lambda line: disk.fill() if line.startswith("POST ") else None
        assert FULL in complaint(pomoclock("sync", "--once", data=mine), 69)
        front.before_answer = None
        disk.free()
        ok("sync", "--once", data=mine)
        found = httpx.get(
            f"{hub.url}/v1/workforce/attendances", headers={"api_key": key}, timeout=20
        ).json()
        assert [row["status"] for row in found] == ["start"]
    assert kept(mine) == ["start"]


def test_the_window_tells_of_a_full_disk_and_takes_the_punch_when_there_is_room(
    disk: Disk,
) -> None:
    data = disk.folder / "mine"
    window = Running(str(data), module="tests.helpers.watched")
    try:
        window.until("button Clock in")
        disk.fill()
        window.tell("punch")
        window.until(f"toast {FULL}")
        disk.free()
        window.tell("punch")
        window.until("toast Clocked in at")
        window.tell("quit")
        assert window.over() == 0
        assert "Traceback" not in window.errors
    finally:
        window.kill()
    assert kept(data) == ["start"]


def test_a_file_that_may_not_grow_keeps_what_it_has(tmp_path: Path) -> None:
    ok("clock", "in", data=tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "clock", "break", "--data", str(tmp_path)],
        cwd=ROOT,
        env=ENVIRONMENT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "safe" in complaint(done, 69)
    assert kept(tmp_path) == ["start"]
    ok("clock", "break", data=tmp_path)


# --- read-only ---


@pytest.mark.parametrize("command", [("clock", "in"), ("serve", "--port", "0"), ("doctor",), ()])
def test_a_read_only_disk_is_named(disk: Disk, command: tuple[str, ...]) -> None:
    data = disk.folder / "mine"
    ok("clock", "in", data=data)
    disk.lock(writable=False)
    try:
        line = complaint(pomoclock(*command, data=data), 69)
    finally:
        disk.lock(writable=True)
    assert f"{data} cannot be written to (Read-only file system)" in line
    assert kept(data) == ["start"]


def bound_by_rights() -> list[str]:
    """What runs a program so that the bits of files bind it, also for root."""
    if os.geteuid() != 0:
        return []
    command = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    if (
        shutil.which("setpriv") is None
        or subprocess.run([*command, "true"], check=False).returncode
    ):
        pytest.skip("root cannot give up its rights here")
    return command


@pytest.mark.parametrize("what", ["folder", "file", "lock"])
def test_missing_rights_are_named(tmp_path: Path, what: str) -> None:
    data = tmp_path / "mine"
    ok("clock", "in", data=data)
    paths = {"folder": data, "file": data / STORE, "lock": data / LOCK}
    if what == "folder":
        (data / LOCK).unlink()
    paths[what].chmod(0o500 if what == "folder" else 0o400)
    done = subprocess.run(
        [
            *bound_by_rights(),
            sys.executable,
            "-m",
            "desktop",
            "clock",
            "break",
            "--data",
            str(data),
        ],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    paths[what].chmod(0o700)
    assert f"{data} cannot be written to" in complaint(done, 69)
    assert kept(data) == ["start"]


def test_a_data_directory_that_is_a_file_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert str(blocked) in complaint(pomoclock("clock", "in", data=blocked), 69)
    assert str(blocked) in complaint(pomoclock("clock", "in", data=blocked / "deeper"), 69)


def test_a_tour_that_cannot_be_drawn_where_it_was_asked_for_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = pomoclock("tour", "--out", blocked / "deeper", "--theme", "light", "--size", "900x600")
    assert str(blocked) in complaint(done, 69)


# --- newer, damaged ---

COMMANDS = [("clock", "status"), ("serve", "--port", "0"), ("doctor",), ("sync", "--once"), ()]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path, command: tuple[str, ...]) -> None:
    ok("clock", "in", data=tmp_path)
    conn = sqlite3.connect(tmp_path / STORE)
    conn.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at) "
        "values ('pomoclock', '9999_future', '2030-01-01')"
    )
    conn.commit()
    conn.close()
    before = (tmp_path / STORE).read_bytes()
    line = complaint(pomoclock(*command, data=tmp_path), 69)
    assert "written by a newer Pomoclock (it has 9999_future)" in line
    assert "Install the newer version" in line
    assert (tmp_path / STORE).read_bytes() == before


@pytest.mark.parametrize(
    ("harm", "command"),
    [
        *(("text", command) for command in COMMANDS),
        ("half", ("doctor",)),
        ("pages", ("doctor",)),
        ("pages", ("clock", "status")),
    ],
)
def test_a_damaged_file_is_left_alone_and_the_way_back_is_named(
    tmp_path: Path, harm: str, command: tuple[str, ...]
) -> None:
    ok("clock", "in", data=tmp_path)
    path = tmp_path / STORE
    data = path.read_bytes()
    spoilt = {
        "text": b"not a database at all".ljust(len(data), b"!"),
        "half": data[: len(data) // 2],
        "pages": data[:4096] + os.urandom(len(data) - 4096),
    }[harm]
    path.write_bytes(spoilt)
    line = complaint(pomoclock(*command, data=tmp_path), 69)
    assert f"The store {path} is damaged" in line
    assert str(tmp_path / "backups") in line
    assert path.read_bytes() == spoilt


def test_the_way_back_that_is_named_works(tmp_path: Path) -> None:
    ok("clock", "in", data=tmp_path)
    whole = (tmp_path / STORE).read_bytes()
    (tmp_path / STORE).write_bytes(b"ruined".ljust(8192, b"!"))
    complaint(pomoclock("clock", "status", data=tmp_path), 69)
    (tmp_path / STORE).write_bytes(whole)
    assert as_json("clock", "status", data=tmp_path)["state"] == "working"
