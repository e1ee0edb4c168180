"""A clock that tests move by hand."""

from __future__ import annotations

import datetime as dt


class FakeClock:
    def __init__(self, start: dt.datetime | None = None) -> None:
        self.wall = start or dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)
        self.mono = 1000.0
        self.slept = 0.0
        self.boot = "boot-1"

    def now(self) -> dt.datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.mono

    def since_boot(self) -> float:
        return self.mono + self.slept

    def boot_id(self) -> str:
        return self.boot

    def advance(self, **delta: float) -> None:
        """Time passes while awake."""
        step = dt.timedelta(**delta)
        self.wall += step
        self.mono += step.total_seconds()

    def sleep(self, **delta: float) -> None:
        """The machine sleeps: the wall moves on, the monotonic clock does not."""
        step = dt.timedelta(**delta)
        self.wall += step
        self.slept += step.total_seconds()

    def set(self, **delta: float) -> None:
        """Somebody sets the wall clock."""
        self.wall += dt.timedelta(**delta)

    def reboot(self, boot: str) -> None:
        self.boot, self.mono, self.slept = boot, 1.0, 0.0
