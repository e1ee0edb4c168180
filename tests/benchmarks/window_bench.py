"""The window: start, memory, click, and how still it stands while a sync arrives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from .report import Figure, interleaved

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    **{name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "QT_QPA_PLATFORM": "offscreen",
    "PYTHONPATH": str(ROOT),
}
ROWS = 50_000
ROUNDS = 7


def child(*args: str, stdin: str = "", timeout: float = 180) -> dict[str, Any]:
    """Runs a measured process and reads the JSON line it ends with."""
    done = subprocess.run(
        [sys.executable, "-m", *args],
        cwd=ROOT,
        env=ENVIRONMENT,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"{args}: exit {done.returncode}\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def filled(folder: Path) -> dict[str, Any]:
    return child("tests.benchmarks.child", "fill", str(folder), str(ROWS))


def start_and_memory(folder: Path) -> list[Figure]:
    """Process start to Today painted with its data; resident memory four seconds later."""
    sizes: dict[str, list[int]] = {"ours": [], "floor": []}

    def ours() -> float:
        found = child("tests.benchmarks.child", "start", str(folder))
        sizes["ours"].append(found["bytes"])
        return float(found["seconds"])

    def floor() -> float:
        found = child("tests.benchmarks.floors", "window")
        sizes["floor"].append(found["bytes"])
        return float(found["seconds"])

    ours()  # the first start compiles modules and warms the page cache, for both alike
    floor()
    mine, bare = interleaved(ROUNDS, ours, floor)
    memory = sorted(sizes["ours"])[len(sizes["ours"]) // 2]
    bare_memory = sorted(sizes["floor"])[len(sizes["floor"]) // 2]
    return [
        Figure(
            "start to painted Today, 50,000 rows",
            mine / bare,
            "x",
            "<= 3",
            f"{mine * 1000:.0f} ms, bare window {bare * 1000:.0f} ms",
        ),
        Figure(
            "memory of the window, same store",
            memory / bare_memory,
            "x",
            "<= 2.5",
            f"{memory / 2**20:.0f} MiB, bare window {bare_memory / 2**20:.0f} MiB",
        ),
    ]


def click(folder: Path) -> Figure:
    found = child("tests.benchmarks.child", "click", str(folder))
    return Figure(
        "click on Clock in to durable and repainted, p99",
        found["p99"],
        "ms",
        "<= 50",
        f"p50 {found['p50']:.1f} ms; one FULL commit {found.get('commit_ms', 0):.2f} ms",
    )
