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
    """`now` is an aware UTC datetime; `monotonic` seconds that include no sleep on Linux."""

    def now(self) -> dt.datetime: ...
    def monotonic(self) -> float: ...
    def boot_id(self) -> str: ...


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return uuid7()


class SystemClock:
    def now(self) -> dt.datetime:
        return dt.datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def boot_id(self) -> str:
        return _boot()


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)
_MS = dt.timedelta(milliseconds=1)


def to_ms(instant: dt.datetime) -> int:
    """Milliseconds since 1970 UTC, floored; exact, without floats."""
    return (instant - _EPOCH) // _MS


def from_ms(ms: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(milliseconds=ms)
