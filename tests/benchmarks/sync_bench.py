"""Sync: the first 20,000 shifts, an unchanged store, and the window's calm meanwhile."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import stores
from .report import Figure, interleaved
from .window_bench import ENVIRONMENT, ROOT, child

ROUNDS = 3


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """A hub as a process of its own: (address, pid)."""
    hub = subprocess.Popen(
        [sys.executable, "-m", "desktop", "serve", "--data", str(folder), "--port", "0"],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert hub.stdout is not None
    try:
        line = hub.stdout.readline()
        yield line.rpartition(" ")[2].strip(), hub.pid
    finally:
        hub.terminate()
        hub.wait(20)
        hub.stdout.close()


def figures(folder: Path) -> list[Figure]:
    hub = folder / "hub"
    _, key = stores.fill(hub, sessions=1)
    with served(hub) as (url, _pid):
        first, unchanged = _first(folder, url, key)
        return [first, unchanged, _stall(folder, url, key)]


def _first(folder: Path, url: str, key: str) -> tuple[Figure, Figure]:
    runs: list[dict[str, Any]] = []

    def ours() -> float:
        target = folder / f"node-{len(runs)}"
        runs.append(child("tests.benchmarks.sync_child", "ours", str(target), url, stdin=key))
        return float(runs[-1]["first"])

    def floor() -> float:
        target = folder / f"floor-{len(runs)}.db"
        found = child("tests.benchmarks.sync_child", "floor", str(target), url, stdin=key)
        return float(found["first"])

    mine, bare = interleaved(ROUNDS, ours, floor)
    last = runs[-1]
    return (
        Figure(
            "first sync of 20,000 shifts (and all else)",
            mine / bare,
            "x",
            "<= 3",
            f"{mine:.2f} s for {last['rows']} rows, floor {bare:.2f} s for 20,000",
        ),
        Figure(
            "sync of an unchanged store: bodies and rows",
            float(max(run["bodies"] + run["touched"] for run in runs)),
            "",
            "= 0",
            f"{last['requests']} requests, {last['again'] * 1000:.0f} ms",
        ),
    )


def _stall(folder: Path, url: str, key: str) -> Figure:
    desk = folder / "desk"
    subprocess.run(
        [sys.executable, "-m", "desktop", "connect", url, "--data", str(desk)],
        cwd=ROOT,
        env=ENVIRONMENT,
        input=key,
        text=True,
        check=True,
        capture_output=True,
    )
    found = child("tests.benchmarks.child", "stall", str(desk))
    return Figure(
        "longest GUI stall while 20,000 shifts arrive",
        found["stall"],
        "ms",
        "<= 50",
        f"{found['shifts']} shifts",
    )
