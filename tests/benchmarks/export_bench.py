"""One worker-year to CSV, XLSX and PDF by the command, as a person runs it."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.app import Node
from desktop.contract.models import WorkforceAttendanceInput
from desktop.services import person
from desktop.services.context import Principal

from .report import Figure

YEAR = 2025
DAYS = 230
ROUNDS = 3


def figures(folder: Path) -> list[Figure]:
    punches = filled(folder / "data")
    seconds, size = [], 0
    for number in range(ROUNDS):
        out = folder / f"out{number}"
        began = time.perf_counter()
        subprocess.run(
            [
                *(sys.executable, "-m", "desktop", "export", "--data", str(folder / "data")),
                *("--year", str(YEAR), "--out", str(out)),
                *("--format", "csv", "--format", "xlsx", "--format", "pdf"),
            ],
            check=True,
            capture_output=True,
        )
        seconds.append(time.perf_counter() - began)
        size = sum(path.stat().st_size for path in out.iterdir())
    detail = f"{DAYS} days, {punches} punches, {size // 1024} KiB, the whole command, slowest of {ROUNDS}"
    return [Figure("export of a worker-year", max(seconds), "s", "<= 5", detail)]


def filled(folder: Path) -> int:
    """A directory whose person worked a year, with lunches and now and then a correction."""
    node = Node(folder)
    rng = random.Random(7)
    zone = ZoneInfo("Europe/Berlin")
    try:
        node.store.write(lambda uow: person.ensure(uow, "Mara Ellison", "Europe/Berlin")).result()
        me = node.store.read(lambda reader: person.principal(reader, "cli"))
        day = dt.date(YEAR, 1, 1)
        for _ in range(DAYS):
            day += dt.timedelta(days=3 if day.weekday() == 4 else 1)
            begins = dt.datetime.combine(day, dt.time(8), zone) + dt.timedelta(
                minutes=rng.randint(0, 90)
            )
            marks = (("start", 0), ("pause", 240), ("resume", 275), ("stop", 505))
            made = [
                _punch(node, me, status, begins + dt.timedelta(minutes=m + rng.randint(0, 20)))
                for status, m in marks
            ]
            if rng.random() < 0.1:
                body = WorkforceAttendanceInput(
                    timestamp=begins + dt.timedelta(minutes=530),
                    reason="forgot to clock out in time",
                )
                node.bus.call("attendances.update", principal=me, body=body, id=made[-1])
        return len(node.store.read(lambda reader: reader.find("punch")))
    finally:
        node.close()


def _punch(node: Node, me: Principal, status: str, at: dt.datetime) -> int:
    body = WorkforceAttendanceInput(status=status, timestamp=at, time_zone="Europe/Berlin")
    return int(node.bus.call("attendances.create", principal=me, body=body).id)
