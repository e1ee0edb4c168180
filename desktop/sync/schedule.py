"""When the engine looks next: cadence, back-off and waking from sleep. Seconds, monotonic."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .plan import NETWORK_LONGEST, network_wait

DEBOUNCE, GRACE = 0.3, 3.0
CADENCE, SLOWEST = 60.0, 300.0
DRIFT = 10.0
EXPIRED = 60.0
NEAR_LONGEST = 30.0


@dataclass(slots=True)
class Schedule:
    """Changes only through what happened; `wait` says how long nothing is due."""

    pull_at: float = 0.0
    every: float = CADENCE
    not_before: float = 0.0
    failures: int = 0
    longest: float = NETWORK_LONGEST

    def near(self) -> None:
        """The other side is a hub of the team: a try is cheap, and people wait beside it."""
        self.longest = NEAR_LONGEST

    def failed(self, now: float, draw: float, retry_after: float | None = None) -> None:
        """The network, or a server that asks for patience: nothing is tried for a while."""
        wait = (
            retry_after
            if retry_after is not None
            else network_wait(self.failures, draw, self.longest)
        )
        self.failures += 1
        self.not_before = now + wait
        self.pull_at = min(self.pull_at, self.not_before)

    def expired(self, now: float) -> None:
        self.not_before = now + EXPIRED

    def reached(self) -> None:
        self.failures = 0
        self.not_before = 0.0

    def looked(self, now: float, *, changed: bool) -> None:
        """All lists were looked at: quiet ones are asked less often, up to five minutes."""
        self.every = CADENCE if changed else min(self.every * 2, SLOWEST)
        self.pull_at = now + self.every

    def hurry(self) -> None:
        """Somebody pressed the button, or the machine woke: everything is due."""
        self.pull_at = self.not_before = 0.0
        self.every = CADENCE
        self.failures = 0

    def pull_due(self, now: float) -> bool:
        return now >= self.pull_at

    def held(self, now: float) -> bool:
        return now < self.not_before

    def wait(self, now: float, work_in: float | None) -> float:
        """Seconds until something is due; `work_in`: when an entry of the outbox is."""
        due = self.pull_at - now
        if work_in is not None:
            due = min(due, work_in)
        return max(0.0, due, self.not_before - now)


class SleepWatch:
    """Sees that the machine slept: the wall clock went on without the other one, or both without us."""

    def __init__(self, wall: dt.datetime, mono: float) -> None:
        self._wall, self._mono = wall, mono

    def slept(self, wall: dt.datetime, mono: float, planned: float) -> bool:
        """Called after each wait of `planned` seconds."""
        passed = (wall - self._wall).total_seconds()
        ran = mono - self._mono
        self._wall, self._mono = wall, mono
        return passed - ran > DRIFT or ran > planned + DRIFT
