"""Time as a port: wall clock, monotonic clock and the identity of this boot."""

from __future__ import annotations

import datetime as dt
import time
from functools import cache
from pathlib import Path
from typing import Protocol

from .ids import uuid7

UTC = dt.UTC


class Clock(Protocol):
    """`now` is an aware UTC datetime; `monotonic` seconds that include no sleep on Linux.

    `since_boot` are seconds that also count while the machine sleeps: what the wall clock is
    compared with to see whether somebody set it.
    """

    def now(self) -> dt.datetime: ...
    def monotonic(self) -> float: ...
    def since_boot(self) -> float: ...
    def boot_id(self) -> str: ...


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return uuid7()


# Linux counts sleep in CLOCK_BOOTTIME, macOS in CLOCK_MONOTONIC, Windows in time.monotonic
_SINCE_BOOT: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


class SystemClock:
    def now(self) -> dt.datetime:
        return dt.datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def since_boot(self) -> float:
        return time.clock_gettime(_SINCE_BOOT) if _SINCE_BOOT is not None else time.monotonic()

    def boot_id(self) -> str:
        return _boot()


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)
_MS = dt.timedelta(milliseconds=1)


def to_ms(instant: dt.datetime) -> int:
    """Milliseconds since 1970 UTC, floored; exact, without floats."""
    return (instant - _EPOCH) // _MS


def from_ms(ms: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(
        0, 0, 0, ms
    )  # by position: half the time, and lists hold thousands
