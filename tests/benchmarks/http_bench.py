"""The hub under load: punches of 32 members, and one shift at a time; beside bare Starlette."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from . import load, stores
from .load import Load, Result, request
from .report import Figure
from .sync_bench import served
from .window_bench import ENVIRONMENT, ROOT

CONNECTIONS = 32
ROUNDS, SECONDS = 5, 2.0
SHIFTS = 20_000
CYCLE = ("start", "pause", "resume", "stop")
PATH = "/v1/workforce/shifts"


class Side:
    """One of the two servers: its process, and what its runs found."""

    def __init__(self, pid: int, port: int, scripts: list[list[str]]) -> None:
        self.pid, self.port, self.scripts = pid, port, scripts
        self.results: list[Result] = []

    def run(self, *, whole: bool = False, seconds: float = SECONDS) -> Result:
        found = load.run(self.pid, Load(self.port, self.scripts, seconds, whole))
        if found.errors:
            raise RuntimeError(f"{found.errors} of {found.count} requests failed")
        return found

    def median(self, field: str) -> float:
        return statistics.median(getattr(found, field) for found in self.results)

    def __str__(self) -> str:
        return f"{self.median('rate'):.0f}/s, {self.median('cpu'):.0f} us, p99 {self.median('p99'):.1f} ms"


@contextmanager
def bare(kind: str, body: str, folder: Path) -> Iterator[tuple[int, int]]:
    """The floor as a process of its own: (pid, port)."""
    folder.mkdir(parents=True, exist_ok=True)
    floor = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.floors", kind, body, str(folder)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert floor.stdout is not None
    try:
        yield floor.pid, int(floor.stdout.readline())
    finally:
        floor.terminate()
        floor.wait(20)
        floor.stdout.close()


def figures(folder: Path) -> list[Figure]:
    """All of this module; the store is filled once."""
    hub = folder / "hub"
    first, owner = stores.fill(hub, shifts=SHIFTS)
    members = stores.crowd(hub, CONNECTIONS)
    with served(hub) as (url, pid):
        floor = folder / "floor"
        return [
            punches(floor, url, pid, members),
            one_shift(floor, url, pid, members, first),
            one_shift_varied(floor, url, pid, members, first, owner),
        ]


def punches(folder: Path, url: str, pid: int, members: list[str]) -> Figure:
    """32 members, each cycling through start, pause, resume and stop, as fast as they are answered."""
    bodies = [json.dumps({"status": status}) for status in CYCLE]
    place = "/v1/workforce/attendances"
    ours = Side(
        pid,
        _port(url),
        [[request("POST", place, {"api_key": key}, body) for body in bodies] for key in members],
    )
    answer = json.dumps(_ask(url, f"{place}/active", members[0]))
    with bare("post", answer, folder) as (floor_pid, port):
        script = [request("POST", "/x", {"api_key": members[0]}, body) for body in bodies]
        floor = Side(floor_pid, port, [script] * CONNECTIONS)
        _in_turn(floor, ours, whole=True)
    return _figure("POST attendances, 32 connections", ours, floor, 1.0)


def one_shift(folder: Path, url: str, pid: int, members: list[str], first: int) -> Figure:
    """A member asks for a shift of theirs, again and again."""
    script = [request("GET", f"{PATH}/{first}", {"api_key": members[0]})]
    ours = Side(pid, _port(url), [script] * CONNECTIONS)
    return _beside_get("GET shift", ours, folder, _ask(url, f"{PATH}/{first}", members[0]))


def one_shift_varied(
    folder: Path, url: str, pid: int, members: list[str], first: int, owner: str
) -> Figure:
    """32 members ask for their shifts one after the other; no answer can be kept from before."""
    ours = Side(pid, _port(url), [])
    for n, key in enumerate(members):
        mine = range(first + n, first + SHIFTS, len(members))
        ours.scripts.append([request("GET", f"{PATH}/{i}", {"api_key": key}) for i in mine])
    answer = _ask(url, f"{PATH}/{first}", members[0])
    outdate = partial(_outdate, url, owner, first)
    return _beside_get("GET shift, another each time", ours, folder, answer, outdate)


def _beside_get(
    what: str, ours: Side, folder: Path, answer: Any, before: Callable[[], None] = lambda: None
) -> Figure:
    body = json.dumps(answer, separators=(",", ":"))
    with bare("get", body, folder) as (pid, port):
        script = [request("GET", "/x", {"api_key": "x" * 40})]
        floor = Side(pid, port, [script] * CONNECTIONS)
        _in_turn(floor, ours, before=before)
    return _figure(what, ours, floor, 0.5)


def _in_turn(
    floor: Side, ours: Side, *, whole: bool = False, before: Callable[[], None] = lambda: None
) -> None:
    """Round by round, so that noise of the machine meets both; the first one only warms up."""
    for side in (floor, ours):
        side.run(whole=whole, seconds=0.5)
    for _ in range(ROUNDS):
        for side in (floor, ours):
            before()
            side.results.append(side.run(whole=whole))


def _figure(what: str, ours: Side, floor: Side, least: float) -> Figure:
    ratio = ours.median("rate") / floor.median("rate")
    cpu = floor.median("cpu") / ours.median("cpu")
    detail = f"{ours}; bare {floor}; by CPU {cpu:.2f} x"
    return Figure(what, ratio, "x", f">= {least}", detail)


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _ask(url: str, path: str, key: str, method: str = "GET", body: Any = None) -> Any:
    headers = {"api_key": key}
    asked = urllib.request.Request(url + path, None, headers, method=method)  # noqa: S310 our own hub
    if body is not None:
        asked.data = json.dumps(body).encode()
        asked.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(asked, timeout=10) as answered:  # noqa: S310 our own hub
        return json.load(answered)


def _outdate(url: str, key: str, shift: int) -> None:
    """Changes a shift, so that every answer about shifts has to be worked out anew."""
    path = f"/v1/workforce/manager/shifts/{shift}"
    found = _ask(url, path, key)
    _ask(url, path, key, "PUT", {"title": "B" if found["title"] == "A" else "A"})
