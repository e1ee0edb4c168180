"""A timer with the clocks of one machine, moved by hand."""

from __future__ import annotations

import datetime as dt

from desktop.domain import pomodoro as rules
from desktop.domain.pomodoro import Moment, Settings, State, Step

MINUTE, SECOND, MS = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "seconds", "milliseconds"))
BEAT = 2 * MINUTE
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
USUAL = Settings()


class Desk:
    """A timer with the clocks of one machine."""

    def __init__(self, settings: Settings = USUAL) -> None:
        self.settings, self.state = settings, State()
        self.wall, self.awake, self.slept = NOON, 0, 0
        self.boot, self.run = "boot-1", "run-1"
        self.finished: list[rules.Finished] = []

    @property
    def now(self) -> Moment:
        return Moment(
            wall=self.wall,
            awake_ms=self.awake,
            since_boot_ms=self.awake + self.slept,
            boot=self.boot,
            run=self.run,
        )

    def do(self, rule: object) -> State:
        step: Step = rule(self.state, self.settings, self.now)  # type: ignore[operator]
        self.state = step.state
        self.finished.extend(step.finished)
        return self.state

    def advance(self, time: dt.timedelta) -> None:
        """Time passes awake, and nobody looks."""
        self.wall += time
        self.awake += time // MS

    def passes(self, time: dt.timedelta) -> State:
        """Time passes awake; whoever keeps the timer looks every now and then."""
        while self.run and time > BEAT:
            self.advance(BEAT)
            self.do(rules.tick)
            time -= BEAT
        self.advance(time)
        return self.do(rules.tick)

    def sleeps(self, time: dt.timedelta) -> State:
        self.do(rules.tick)
        self.wall += time
        self.slept += time // MS
        return self.do(rules.tick)

    def is_killed(self, time: dt.timedelta, run: str = "run-2") -> State:
        self.advance(time)
        self.run = run
        return self.do(rules.tick)

    def is_restarted(self, time: dt.timedelta) -> State:
        self.wall += time
        self.awake, self.slept, self.boot, self.run = 5, 0, f"{self.boot}+", "run-2"
        return self.do(rules.tick)

    @property
    def left(self) -> dt.timedelta:
        return rules.left(self.state, self.settings, self.wall)
