"""What a measured process says, and the table that `make bench` prints."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


def since_start() -> float:
    """Seconds since this process was made, by the kernel's own clock."""
    fields = Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()
    started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


def memory() -> int:
    """Resident bytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def painted() -> None:
    print(json.dumps({"seconds": since_start(), "bytes": memory()}), flush=True)


@dataclass(frozen=True)
class Figure:
    """One line of the table; `limit` reads like "<= 3" or ">= 0.5"."""

    what: str
    value: float
    unit: str
    limit: str
    detail: str = ""

    @property
    def kept(self) -> bool:
        sign, _, number = self.limit.partition(" ")
        if sign == "<=":
            return self.value <= float(number)
        if sign == ">=":
            return self.value >= float(number)
        return self.value == float(number)


def interleaved(rounds: int, *runs: Callable[[], float]) -> list[float]:
    """The median of each run, taken turn by turn so that noise of the machine meets all alike."""
    found: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for values, run in zip(found, runs, strict=True):
            values.append(run())
    return [statistics.median(values) for values in found]


def show(figures: Sequence[Figure]) -> None:
    width = max(len(figure.what) for figure in figures)
    print(f"{'what':{width}}  {'found':>12}  {'limit':>9}  kept  detail")
    for f in figures:
        found = f"{f.value:.2f} {f.unit}"
        print(
            f"{f.what:{width}}  {found:>12}  {f.limit:>9}  {'yes ' if f.kept else 'NO  '}  {f.detail}"
        )
