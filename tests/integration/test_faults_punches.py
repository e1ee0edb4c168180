"""Punches in the wrong order and clocks that jump: told, kept, flagged, sent with their own times."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from desktop.contract.models import WorkforceAttendanceInput
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk, desk, member_key
from tests.helpers.processes import as_json, complaint, ok, pomoclock, serving, team_of
from tests.helpers.server import Hub, running_hub

WORDS = {"in": "start", "out": "stop", "break": "pause", "resume": "resume"}
WRONG = [
    ((), "out", "You are not clocked in. Allowed now: start."),
    ((), "break", "You are not clocked in. Allowed now: start."),
    ((), "resume", "You are not clocked in. Allowed now: start."),
    (("in",), "in", "You are clocked in. Allowed now: pause, stop."),
    (("in",), "resume", "You are clocked in. Allowed now: pause, stop."),
    (("in", "break"), "break", "You are on a break. Allowed now: resume, stop."),
    (("in", "break"), "in", "You are on a break. Allowed now: resume, stop."),
    (("in", "out"), "resume", "You are not clocked in. Allowed now: start."),
]


def told(words: str, message: str) -> bool:
    """Whether a refusal says that, or that it was a second tap and what is allowed now all the same."""
    allowed = re.escape(words.partition(". ")[2])
    tap = rf".+ at \d\d:\d\d:\d\d; a second tap within 5 s counts once\. {allowed}"
    return message == words or re.fullmatch(tap, message) is not None


@pytest.mark.parametrize(("before", "command", "words"), WRONG)
def test_a_command_out_of_order_says_what_is_allowed_now(
    tmp_path: Path, before: tuple[str, ...], command: str, words: str
) -> None:
    for each in before:
        ok("clock", each, data=tmp_path)
    state = as_json("clock", "status", data=tmp_path)
    done = pomoclock("clock", command, "--json", data=tmp_path)
    line = complaint(done, 1)
    assert told(words, line)
    shape = json.loads(done.stdout)
    assert (shape["error"], shape["details"]) == (True, {"status": [line]})
    after = as_json("clock", "status", data=tmp_path)
    assert (after["state"], after["since"]) == (state["state"], state["since"])
    assert words.endswith(f"Allowed now: {', '.join(after['allowed'])}.")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """(address, a key for each of WRONG)"""
    folder = tmp_path_factory.mktemp("hub")
    people = list(team_of(folder, len(WRONG)).values())
    with serving(folder) as hub:
        yield hub.url, people


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_request_out_of_order_is_422_naming_status(
    served: tuple[str, list[str]], number: int
) -> None:
    (url, people), (before, command, words) = served, WRONG[number]
    path, headers = f"{url}/v1/workforce/attendances", {"api_key": people[number]}
    with httpx.Client(headers=headers, timeout=20) as http:
        for each in before:
            assert http.post(path, json={"status": WORDS[each]}).status_code == 201
        reply = http.post(path, json={"status": WORDS[command]})
        assert reply.status_code == 422
        shape = reply.json()
        assert shape["error"] is True
        assert told(words, shape["message"])
        assert shape["details"] == {"status": [shape["message"]]}
        assert shape["request_id"]
        kept = [each["status"] for each in http.get(path).json()]
        assert sorted(kept) == sorted(WORDS[each] for each in before)


# --- clocks ---


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running_hub(tmp_path / "hub", clock=FakeClock()) as running:
        yield running


def punch(worker: Desk, status: str) -> Any:
    return worker.call("attendances.create", WorkforceAttendanceInput(status=status))


@pytest.mark.parametrize("jump", [{"hours": 5}, {"days": 400}, {"hours": -5}, {"days": -400}])
def test_a_punch_by_a_clock_that_jumped_is_kept_flagged_and_sent_once(
    tmp_path: Path, hub: Hub, jump: dict[str, float]
) -> None:
    clock = FakeClock()
    key = member_key(hub)
    with desk(tmp_path / "desk", clock=clock) as worker:
        worker.connect(hub.url, key)
        punch(worker, "start")
        clock.advance(minutes=10)
        clock.set(**jump)
        clock.advance(minutes=10)
        punch(worker, "stop")
        facts = worker.rows("punch")
        assert [row["status"] for row in facts] == ["start", "stop"]
        assert facts[1]["timestamp"] == clock.now(), "the fact keeps what the clock said"
        shown = worker.rows("attendance")
        assert "clock_jump" in shown[1]["flags"]
        assert shown[0]["timestamp"] <= shown[1]["timestamp"]
        report = worker.sync()
        assert (report.sent, report.pending, report.attention) == (2, 0, 0), report
        assert worker.sync().sent == 0
        there = hub.node.store.read(lambda r: r.find("attendance", {}, order="id"))
        assert [row["status"] for row in there] == ["start", "stop"]
        assert [row["timestamp"] for row in there] == [row["timestamp"] for row in shown]


def test_a_wait_that_a_wrong_clock_set_ends_with_the_right_one(tmp_path: Path) -> None:
    """The hub failed while the clock was in 2028: the entry must not wait until then."""
    folder, clock = tmp_path / "hub", FakeClock()
    with running_hub(folder, clock=FakeClock()) as hub, desk(tmp_path / "d", clock=clock) as worker:
        worker.connect(hub.url, member_key(hub))
        clock.set(days=500)
        punch(worker, "start")
        entry = worker.outbox()[-1]
        late = clock.now() + dt.timedelta(seconds=25)
        worker.node.store.write(
            lambda uow: uow.update("outbox", entry["seq"], {"next_at": late})
        ).result()
        clock.set(days=-500)
        assert worker.sync().sent == 1
        assert worker.outbox()[-1]["state"] == "done"
