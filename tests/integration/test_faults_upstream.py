"""Hubs that misbehave, wrong keys and wrong addresses: one line, nothing lost, nothing done twice."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from desktop.app import Node
from desktop.contract.models import WorkforceAttendanceInput
from desktop.store.queries import sync as queries
from tests.helpers.misbehaving import AFTER, INSTEAD, Misbehaving, deaf, misbehaving
from tests.helpers.nodes import desk
from tests.helpers.processes import (
    Done,
    Running,
    Served,
    complaint,
    ok,
    pomoclock,
    serving,
    team_of,
)

SAFE = "1 change waits to be sent, safe on this device"


class Site:
    """A hub process and the misbehaving server in front of it; `login` gives out one member each."""

    def __init__(self, hub: Served, front: Misbehaving, members: dict[str, str]) -> None:
        self.hub, self.front = hub, front
        self._members = list(members.items())

    def member(self) -> tuple[str, str]:
        """(login, key) of somebody who has not been used yet"""
        return self._members.pop()

    def punches(self, key: str) -> list[str]:
        """What the hub itself has of the member: statuses, oldest first."""
        found = httpx.get(
            f"{self.hub.url}/v1/workforce/attendances", headers={"api_key": key}, timeout=20
        ).json()
        return [each["status"] for each in sorted(found, key=lambda each: each["timestamp"])]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hub")
    members = team_of(folder, 40)
    with serving(folder) as hub, misbehaving(hub.url) as front:
        yield Site(hub, front, members)


@pytest.fixture(autouse=True)
def _behaves(site: Site) -> Iterator[None]:
    yield
    site.front.behave()


@pytest.fixture
def mine(site: Site, tmp_path: Path) -> tuple[Path, str]:
    """A connected data directory and its key."""
    _, key = site.member()
    folder = tmp_path / "mine"
    ok("connect", site.front.url, data=folder, stdin=key)
    return folder, key


def kept(folder: Path) -> tuple[list[str], list[str]]:
    """(statuses of the punches, states of their outbox entries), looked up in the file."""
    node = Node(folder)
    try:
        return node.store.read(
            lambda r: (
                [row["status"] for row in r.find("punch", order="id")],
                [row["state"] for row in r.find("outbox", order="seq")],
            )
        )
    finally:
        node.close()


# --- connecting ---


def nothing_is_set(folder: Path) -> None:
    """No upstream and no secret was left behind."""
    assert not (folder / "credentials.json").exists()
    node = Node(folder)
    try:
        assert node.store.read(queries.remote) is None
    finally:
        node.close()


def test_without_an_upstream_a_sync_says_how_to_set_one(tmp_path: Path) -> None:
    line = complaint(pomoclock("sync", "--once", data=tmp_path), 1)
    assert line == ("This data directory has no upstream. Set it with `pomoclock connect URL`.")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("page", "not as Pomoclock or a Workforce server"),
        ("500", "has a fault (status 500)"),
        ("429", "asks for patience for 1 s"),
        ("half", "Check the address"),
        ("reset", "Check the address and that the server runs"),
    ],
)
def test_connecting_to_what_is_no_sound_server_changes_nothing(
    site: Site, tmp_path: Path, fault: str, words: str
) -> None:
    site.front.misbehave(fault)
    done = pomoclock("connect", site.front.url, data=tmp_path, stdin=site._members[0][1])
    assert words in complaint(done, 69)
    assert done.stdout == ""
    nothing_is_set(tmp_path)


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("ftp://127.0.0.1", 1, "is no address of a server"),
        ("http://[", 1, "is no address of a server"),
        ("http://no-such-host.invalid", 69, "Nothing answers at http://no-such-host.invalid"),
        ("closed", 69, "Nothing answers at http://127.0.0.1:"),
        ("tls", 69, "Nothing answers at https://127.0.0.1:"),
    ],
)
def test_a_wrong_address_is_named_and_changes_nothing(
    site: Site, tmp_path: Path, url: str, code: int, words: str
) -> None:
    real = {"closed": closed_port(), "tls": site.hub.url.replace("http:", "https:")}.get(url, url)
    done = pomoclock("connect", real, data=tmp_path, stdin=site._members[0][1])
    assert words in complaint(done, code)
    nothing_is_set(tmp_path)


@pytest.mark.parametrize("secret", ["wrong", "schlüssel"])
def test_a_wrong_key_is_refused_in_one_line(site: Site, tmp_path: Path, secret: str) -> None:
    done = pomoclock("connect", site.hub.url, data=tmp_path, stdin=secret + "\n")
    assert complaint(done, 1) == "The API key is wrong or was revoked."
    nothing_is_set(tmp_path)


def test_a_wrong_password_is_refused_in_one_line(site: Site, tmp_path: Path) -> None:
    login = site._members[0][0]
    done = pomoclock("connect", site.hub.url, "--login", login, data=tmp_path, stdin="guess\n")
    assert complaint(done, 1) == "The login or the password is wrong."
    nothing_is_set(tmp_path)


def test_no_secret_at_all_is_asked_for(site: Site, tmp_path: Path) -> None:
    done = pomoclock("connect", site.hub.url, data=tmp_path)
    assert complaint(done, 1) == "No secret was given on standard input."


def test_a_fault_while_connecting_never_makes_a_hub_a_stranger(site: Site, tmp_path: Path) -> None:
    """Had the first answer been taken for `no hub`, punches would be sent as to a foreign server."""
    _, key = site.member()
    site.front.misbehave("500", "GET /sync/node")
    done = pomoclock("connect", site.front.url, data=tmp_path, stdin=key)
    assert "has a fault (status 500)" in complaint(done, 69)
    site.front.behave()
    report = json.loads(ok("connect", site.front.url, "--json", data=tmp_path, stdin=key))
    assert report["kind"] == "hub"


# --- sending ---

BY_PROCESS = [
    ("page", ()),
    ("429", ()),
    *((fault, ("POST",)) for fault in ("500", "half", "cut")),
]
IN_PROCESS = [
    *((fault, ()) for fault in ("half", "garbage")),
    *(
        (fault, ("POST",))
        for fault in (*INSTEAD, *AFTER, "reset")
        if fault not in {"401", "422"} and (fault, ("POST",)) not in BY_PROCESS
    ),
]


@pytest.fixture(scope="module")
def again(site: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """One connected directory for all faults: each leaves it with everything sent."""
    folder = tmp_path_factory.mktemp("again")
    _, key = site.member()
    ok("connect", site.front.url, data=folder, stdin=key)
    return folder, key


@pytest.mark.parametrize(("fault", "where"), BY_PROCESS)
def test_what_a_broken_hub_did_not_confirm_waits_and_arrives_once(
    site: Site, again: tuple[Path, str], fault: str, where: tuple[str, ...]
) -> None:
    folder, key = again
    before = site.punches(key)
    status = "start" if len(before) % 2 == 0 else "stop"
    ok("clock", "in" if status == "start" else "out", data=folder)
    site.front.misbehave(fault, *where)
    done = pomoclock("sync", "--once", data=folder)
    assert SAFE in complaint(done, 3)
    assert done.stdout.startswith("Sent 0, received ")
    punches, states = kept(folder)
    assert punches == [*before, status]
    assert states[:-1] == ["done"] * len(before)
    assert states[-1] in {"queued", "unknown"}
    site.front.behave()
    assert ok("sync", "--once", data=folder).startswith("Sent 1, ")
    assert site.punches(key) == [*before, status]
    assert kept(folder) == ([*before, status], ["done"] * len(punches))


def test_no_other_fault_loses_or_doubles_a_punch_either(site: Site, tmp_path: Path) -> None:
    _, key = site.member()
    expected: list[str] = []
    with desk(tmp_path / "desk") as worker:
        worker.connect(site.front.url, key)
        for fault, where in IN_PROCESS:
            expected.append("stop" if len(expected) % 2 else "start")
            worker.call("attendances.create", WorkforceAttendanceInput(status=expected[-1]))
            site.front.misbehave(fault, *where)
            report = worker.sync()
            about = (fault, where, report)
            assert (report.sent, report.pending, report.attention) == (0, 1, 0), about
            assert report.message or report.trouble, about
            site.front.behave()
            report = worker.sync()
            assert (report.sent, report.pending, report.ok) == (1, 0, True), about
            assert site.punches(key) == expected, about


def test_a_refused_credential_stops_the_sending_and_says_to_sign_in(
    site: Site, mine: tuple[Path, str]
) -> None:
    folder, key = mine
    ok("clock", "in", data=folder)
    site.front.misbehave("401")
    line = complaint(pomoclock("sync", "--once", data=folder), 4)
    assert "refuses the credential. Sign in again with `pomoclock connect URL`." in line
    assert SAFE in line
    site.front.behave()
    ok("connect", site.front.url, data=folder, stdin=key)
    ok("sync", "--once", data=folder)
    assert site.punches(key) == ["start"]


def test_a_hub_that_is_gone_is_named(site: Site, mine: tuple[Path, str]) -> None:
    folder, key = mine
    ok("clock", "in", data=folder)
    gone = closed_port()
    move(folder, gone)
    line = complaint(pomoclock("sync", "--once", data=folder), 3)
    assert f"{gone} cannot be reached" in line
    assert SAFE in line
    move(folder, site.front.url)
    ok("sync", "--once", data=folder)
    assert site.punches(key) == ["start"]


def move(folder: Path, url: str) -> None:
    """As if the hub had always been known by this address."""
    node = Node(folder)
    try:
        node.store.write(
            lambda uow: uow.update("remote", uow.one("remote", {})["id"], {"base_url": url})
        ).result()
    finally:
        node.close()


class Silence:
    """Processes that wait for a server which takes their connection and never answers."""

    def __init__(self, site: Site, folder: Path) -> None:
        _, self.key = site.member()
        self.folder = folder / "mine"
        ok("connect", site.hub.url, data=self.folder, stdin=self.key)
        ok("clock", "in", data=self.folder)
        self.done: dict[str, Done] = {}
        self._end = ExitStack()
        url = self._end.enter_context(deaf())
        move(self.folder, url)
        self._threads = [
            self._start("sync", "sync", "--once", data=self.folder),
            self._start("connect", "connect", url, data=folder / "new", stdin=self.key),
        ]

    def _start(self, name: str, *args: str, **more: Any) -> threading.Thread:
        thread = threading.Thread(target=lambda: self.done.update({name: pomoclock(*args, **more)}))
        thread.start()
        return thread

    def over(self) -> None:
        for thread in self._threads:
            thread.join()
        self._end.close()


@pytest.fixture(scope="module", autouse=True)
def silence(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Silence]:
    """Begins with the first test, so that the half minute passes beside the others."""
    waiting = Silence(site, tmp_path_factory.mktemp("silence"))
    yield waiting
    waiting.over()


def test_a_server_that_never_answers_is_given_up_after_half_a_minute(
    site: Site, silence: Silence
) -> None:
    silence.over()
    line = complaint(silence.done["sync"], 3)
    assert "did not answer" in line
    assert SAFE in line
    assert "Nothing answers at" in complaint(silence.done["connect"], 69)
    move(silence.folder, site.hub.url)
    ok("sync", "--once", data=silence.folder)
    assert site.punches(silence.key) == ["start"]


# --- the window ---


@pytest.fixture
def window(mine: tuple[Path, str]) -> Iterator[Running]:
    running = Running(str(mine[0]), module="tests.helpers.watched")
    yield running
    running.kill()


def test_the_window_shows_the_true_state_and_what_waits_is_sent_afterwards(
    site: Site, mine: tuple[Path, str], window: Running
) -> None:
    window.until("chip Synced")
    site.front.misbehave("bad gateway")
    window.tell("punch")
    window.until("toast Clocked in at")
    window.until("chip Server out of reach")
    assert site.punches(mine[1]) == []
    site.front.behave()
    window.tell("sync")
    window.until("chip Synced")
    assert site.punches(mine[1]) == ["start"]
    site.front.misbehave("401")
    window.tell("punch")
    window.until("toast Clocked out at")
    window.until("chip Sign in again, 1 change safe on this device")
    assert site.punches(mine[1]) == ["start"]
    site.front.behave()
    window.tell("sync")
    window.until("chip Synced")
    assert site.punches(mine[1]) == ["start", "stop"]
    window.tell("quit")
    assert window.over() == 0
    assert "Traceback" not in window.errors


def test_the_window_says_that_the_network_is_gone(mine: tuple[Path, str]) -> None:
    folder, _ = mine
    move(folder, "http://no-such-host.invalid")
    window = Running(str(folder), module="tests.helpers.watched")
    try:
        window.until("chip Offline")
        window.tell("punch")
        window.until("chip Offline · 1 change safe on this device")
    finally:
        window.kill()
    assert kept(folder) == (["start"], ["queued"])
