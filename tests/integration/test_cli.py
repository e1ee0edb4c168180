"""Every command as a process, on a directory that is free and on one that a running hub owns."""

from __future__ import annotations

import datetime as dt
import json
import struct
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import httpx
import pytest

from desktop import __version__
from desktop.contract import table
from tests.helpers.misbehaving import misbehaving
from tests.helpers.processes import (
    PASSWORD,
    Served,
    as_json,
    complaint,
    ok,
    pomoclock,
    serving,
    team_of,
)

LOGINS = 12


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, str]]]:
    """A hub to join, and who may: login → key."""
    folder = tmp_path_factory.mktemp("hub")
    people = team_of(folder, LOGINS)
    with serving(folder) as hub:
        yield hub, people


@pytest.fixture(scope="module", params=["free", "owned"])
def data(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A data directory that nobody has open, or that a running hub owns; each test leaves its trace."""
    folder = tmp_path_factory.mktemp("data")
    team_of(folder, 1)
    with serving(folder) if request.param == "owned" else nullcontext():
        yield folder


def test_a_day_is_punched_and_told(data: Path) -> None:
    assert ok("clock", "status", data=data) == "Not clocked in. Worked today: 0 min.\n"
    assert ok("clock", "in", "--note", "early", data=data).endswith("Safe on this device.\n")
    paused = as_json("clock", "break", data=data)
    assert paused["status"] == "pause"
    assert dt.datetime.fromisoformat(paused["timestamp"]).tzinfo is not None
    assert ok("clock", "status", data=data).startswith("On break since ")
    state = as_json("clock", "status", data=data)
    assert (state["state"], state["allowed"]) == ("break", ["resume", "stop"])
    assert ok("clock", "resume", data=data).startswith("Back to work at ")
    assert ok("clock", "status", data=data).startswith("Working since ")
    assert ok("clock", "out", data=data).startswith("Clocked out at ")
    state = as_json("clock", "status", data=data)
    assert (state["state"], state["since"], state["allowed"]) == ("off", None, ["start"])
    punches = json.loads(ok("op", "attendances.list", data=data))
    assert sorted(p["status"] for p in punches) == ["pause", "resume", "start", "stop"]
    assert [p["note"] for p in punches if p["status"] == "start"] == ["early"]


def test_a_pomodoro_is_started_paused_skipped_and_stopped(data: Path) -> None:
    assert ok("pomodoro", "status", data=data).startswith("Focus ready, 25:00 left. ")
    started = as_json(
        "pomodoro", "start", "--tag", "deep", "--tag", "api", "--task", "Write", data=data
    )
    assert (started["status"], started["tags"], started["task"]) == (
        "running",
        ["deep", "api"],
        "Write",
    )
    assert 1490 < started["remaining_seconds"] <= 1500
    assert ok("pomodoro", "pause", data=data).startswith("Focus paused, 24:5")
    paused = as_json("pomodoro", "status", data=data)
    assert (paused["status"], paused["tags"]) == ("paused", ["deep", "api"])
    assert ok("pomodoro", "start", "--tag", "other", data=data).startswith("Focus running")
    assert as_json("pomodoro", "status", data=data)["tags"] == ["other"]
    assert ok("pomodoro", "skip", data=data).startswith("Short break ready, 05:00 left.")
    assert ok("pomodoro", "stop", data=data).startswith("Focus ready")


def test_any_operation_runs_with_parameters_and_a_body(data: Path) -> None:
    body = {"title": "Team lunch", "start_at": "2030-01-01T11:00:00Z"}
    event = json.loads(ok("op", "events.create", "--body", json.dumps(body), data=data))
    assert event["title"] == "Team lunch"
    number = f"id={event['id']}"
    assert json.loads(ok("op", "events.get", "-p", number, data=data)) == event
    changed = ok(
        "op", "events.update", "-p", number, "--body", "-", data=data, stdin='{"title": "Ö"}'
    )
    assert json.loads(changed)["title"] == "Ö"
    ok("op", "events.delete", "-p", number, data=data)
    gone = pomoclock("op", "events.get", "-p", number, data=data)
    assert "event" in complaint(gone, 1).lower()
    assert json.loads(gone.stdout)["error"] is True


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("events.none",), "There is no operation events.none. `pomoclock op` lists them."),
        (("events.get", "-p", "id"), "-p id is not KEY=VALUE."),
        (("events.get", "-p", "id=x"), "id"),
        (("events.get",), "id can't be blank"),
        (("events.create", "--body", "{"), "--body is not JSON"),
        (("events.create", "--body", '{"start_at": 7}'), "start_at"),
        (("events.create", "--body", "[]"), "body"),
        (("contacts.list",), "not implemented yet"),
    ],
)
def test_an_operation_that_cannot_be_run_is_refused_in_one_line(
    data: Path, args: tuple[str, ...], words: str
) -> None:
    assert words in complaint(pomoclock("op", *args, data=data), 1)


def test_op_without_a_name_lists_every_operation() -> None:
    lines = ok("op").splitlines()
    assert [line.split()[0] for line in lines] == [row.name for row in table.load()]
    assert (
        len(lines) == 191 + 15 + 1
    )  # attendances.delete, which the published reference leaves out


def test_a_created_key_opens_the_api(data: Path) -> None:
    done = pomoclock("keys", "create", "--user", "walt0@example.com", data=data)
    assert done.returncode == 0
    assert done.stderr == "Keep it safe: it is not shown again.\n"
    made = as_json("keys", "create", "--user", "walt0@example.com", "--name", "script", data=data)
    owned = json.loads((data / "pomoclock.lock").read_text() or "{}")
    with nullcontext() if owned else serving(data) as hub:
        url = owned["url"] if hub is None else hub.url
        for key in (done.stdout.strip(), made["api_key"]):
            me = httpx.get(f"{url}/v1/me", headers={"api_key": key}, timeout=20).json()
            assert me["id"] == made["user_id"]
    unknown = pomoclock("keys", "create", "--user", "nobody@example.com", data=data)
    assert complaint(unknown, 1) == "Nobody here has the login nobody@example.com."


@pytest.mark.parametrize("owned", [False, True], ids=["free", "owned"])
@pytest.mark.parametrize("by", ["login", "key"])
def test_connect_and_sync_send_what_was_done_before_and_after(
    members: tuple[Served, dict[str, str]], tmp_path: Path, by: str, owned: bool
) -> None:
    hub, people = members
    login, key = people.popitem()
    ok("clock", "in", data=tmp_path)
    with serving(tmp_path) if owned else nullcontext():
        if by == "login":
            said = ok("connect", hub.url, "--login", login, data=tmp_path, stdin=f"{PASSWORD}\n")
        else:
            said = ok("connect", hub.url, "--api-key", data=tmp_path, stdin=f"{key}\n")
        assert said.startswith(f"Connected to {hub.url} as Walt W")
        assert "1 record of this device waits to be sent." in said
        ok("clock", "out", data=tmp_path)
        report = as_json("sync", "--once", data=tmp_path)
        assert (report["ok"], report["pending"], report["attention"]) == (True, 0, 0)
        assert ok("sync", "--once", data=tmp_path) == "Sent 0, received 0.\n"
    there = httpx.get(
        f"{hub.url}/v1/workforce/attendances", headers={"api_key": key}, timeout=20
    ).json()
    assert sorted(each["status"] for each in there) == ["start", "stop"]
    text = (tmp_path / "pomoclock.log").read_text() + said
    assert key not in text
    assert PASSWORD not in text


@pytest.mark.parametrize("owned", [False, True], ids=["free", "owned"])
def test_disconnect_says_first_what_was_not_sent_and_leaves_every_record(
    members: tuple[Served, dict[str, str]], tmp_path: Path, owned: bool
) -> None:
    hub, people = members
    _, key = people.popitem()
    with misbehaving(hub.url) as front, serving(tmp_path) if owned else nullcontext():
        assert "has no upstream" in complaint(pomoclock("disconnect", "--yes", data=tmp_path), 1)
        ok("connect", front.url, data=tmp_path, stdin=key)
        ok("sync", "--once", data=tmp_path)
        front.misbehave("500")
        ok("clock", "in", data=tmp_path)
        asked = pomoclock("disconnect", data=tmp_path)
        assert complaint(asked, 1) == "Say --yes to disconnect without a question."
        assert f"Connected to {front.url}." in asked.stdout
        assert "1 change was not sent. It stays on this device" in asked.stdout
        said = ok("disconnect", "--yes", data=tmp_path)
        assert said.endswith("Disconnected. Every record is still on this device.\n")
        assert complaint(pomoclock("sync", "--once", data=tmp_path), 1).startswith("This data")
        front.behave()
        assert as_json("clock", "status", data=tmp_path)["state"] == "working"
        ok("connect", front.url, data=tmp_path, stdin=key)
        report = as_json("sync", "--once", data=tmp_path)
        assert (report["ok"], report["pending"], report["attention"]) == (True, 0, 0)
    there = httpx.get(
        f"{hub.url}/v1/workforce/attendances", headers={"api_key": key}, timeout=20
    ).json()
    assert [each["status"] for each in there] == ["start"]


def test_sync_ends_with_3_when_something_waits_and_4_when_it_needs_a_person(
    members: tuple[Served, dict[str, str]], tmp_path: Path
) -> None:
    hub, people = members
    _, key = people.popitem()
    with misbehaving(hub.url) as front:
        ok("connect", front.url, data=tmp_path, stdin=key)
        body = '{"title": "Lunch", "start_at": "2030-01-01T11:00:00Z"}'
        ok("op", "events.create", "--body", body, data=tmp_path)
        front.misbehave("500")
        done = pomoclock("sync", "--once", "--json", data=tmp_path)
        assert "1 change waits to be sent" in complaint(done, 3)
        report = json.loads(done.stdout)
        assert (report["ok"], report["pending"], report["attention"]) == (False, 1, 0)
        front.misbehave("422", "POST")
        done = pomoclock("sync", "--once", data=tmp_path)
        assert complaint(done, 4) == "oops. 1 change needs you: open Pomoclock to decide."
        done = pomoclock("doctor", data=tmp_path)
        assert done.returncode == 4
        assert "BAD  outbox: 1 changes need you" in done.stdout


def test_the_doctor_finds_a_sound_store_and_a_readable_secret(data: Path) -> None:
    done = pomoclock("doctor", "--json", data=data)
    checks = {check["check"]: check for check in json.loads(done.stdout)["checks"]}
    assert {"program", "library", "store", "privacy", "disk", "punches", "outbox"} <= set(checks)
    assert checks["store"]["ok"]
    assert checks["privacy"]["ok"], checks["privacy"]
    (data / "notes.txt").write_text("mine")
    (data / "notes.txt").chmod(0o644)
    done = pomoclock("doctor", data=data)
    assert done.returncode == 4
    assert "BAD  privacy: others can read notes.txt; run chmod 600 on them" in done.stdout
    assert "ok   store: " in done.stdout
    (data / "notes.txt").unlink()


def test_the_tour_draws_one_theme_in_one_size(tmp_path: Path) -> None:
    out = tmp_path / "tour"
    said = ok("tour", "--out", out, "--theme", "dark", "--size", "900x600").splitlines()
    assert sorted(map(Path, said)) == sorted(out.iterdir())
    assert len(said) >= 9
    for path in map(Path, said):
        head = path.read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert struct.unpack(">II", head[16:]) == (900, 600)
        assert "dark" in path.name


COMMANDS = [
    "serve",
    "connect",
    "disconnect",
    "sync",
    "clock",
    "pomodoro",
    "op",
    "keys",
    "tour",
    "doctor",
    "log",
]


def test_help_names_every_command_and_what_exit_codes_mean() -> None:
    text = ok("--help")
    for command in COMMANDS:
        assert command in {line.strip().split("  ")[0] for line in text.splitlines()}
    for code in (0, 1, 2, 3, 4, 69, 70, 75):
        assert f"\n  {code:<4}" in text
    assert ok("--version") == f"Pomoclock {__version__}\n"


@pytest.mark.parametrize("command", [*COMMANDS, "keys create"])
def test_each_command_has_its_help(command: str) -> None:
    assert ok(*command.split(), "--help").startswith(f"usage: pomoclock {command}")


@pytest.mark.parametrize(
    "args",
    [
        ("clock",),
        ("clock", "sideways"),
        ("sync",),
        ("connect",),
        ("keys", "create"),
        ("serve", "--port", "many"),
        ("tour", "--out", "x", "--size", "big"),
        ("tour", "--out", "x", "--theme", "pink"),
        ("connect", "http://x", "--login", "a", "--api-key"),
        ("nonsense",),
    ],
)
def test_a_line_that_cannot_be_read_ends_with_2_and_the_usage(args: tuple[str, ...]) -> None:
    done = pomoclock(*args)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: pomoclock")
    assert "Traceback" not in done.stderr


def test_the_data_directory_may_come_from_the_environment_and_before_the_command(
    tmp_path: Path,
) -> None:
    done = pomoclock("clock", "in", POMOCLOCK_DATA=str(tmp_path / "a"))
    assert done.returncode == 0, done
    assert as_json("clock", "status", data=tmp_path / "a")["state"] == "working"
    assert ok("--data", tmp_path / "a", "clock", "out").startswith("Clocked out")
