"""What Today knows: the day and the timer as read from the store, and the second hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.base.events import Changed
from desktop.contract.models import WorkforceAttendance
from desktop.domain import today as rules
from desktop.domain.pomodoro import Status
from desktop.domain.today import Punched
from desktop.services import timer as timers
from desktop.services import today
from desktop.services.timer import TimerView
from desktop.services.today import TodayView
from desktop.store.uow import Reader

from ...context import UiContext

ZERO = dt.timedelta()
JUMP = dt.timedelta(seconds=90)
"""More than this between two ticks, or less than nothing: the machine slept or a clock was set."""
GATHERED_MS = 250
"""A sync brings thousands of rows in many commits: they are read together, a few times a second."""
INITIATOR = "today"
"""Names this view in events, so that it can tell its own echo."""
KINDS = frozenset(
    [
        "attendance",
        "member",
        "outbox",
        "project",
        "session",
        "setting",
        "shift",
        "shift_answer",
        "shift_question",
        "shift_request",
        "timer",
        "tomato",
        "workforce",
    ]
)
"""What the screen is made of; a change of anything else is none of its business."""


class TodayModel(QObject):
    """Reads on a reader's thread, tells on the GUI thread, computes the running numbers from `now`.

    `read` comes after each reading and `failed` when one failed; what was read before stays. `ticked`
    carries the instant, on every full second while something runs and every full minute otherwise.
    """

    read = Signal()
    failed = Signal(object)
    ticked = Signal(object)
    phase_ended = Signal()

    def __init__(self, ctx: UiContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._ctx = ctx
        self._owner = owner
        self.day: TodayView | None = None
        self.timer: TimerView | None = None
        self._reading = False
        self._again = False
        self._then: list[Callable[[], object]] = []
        self._later: list[Callable[[], object]] = []
        self._hand = QTimer(self)
        self._hand.setSingleShot(True)
        self._hand.setTimerType(Qt.TimerType.PreciseTimer)
        self._hand.timeout.connect(self._on_second)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(GATHERED_MS)
        self._soon.timeout.connect(self.refresh)
        self._told: dt.datetime | None = None
        ctx.bridge.changed.connect(self._on_changed)

    @property
    def now(self) -> dt.datetime:
        return self._ctx.clock.now()

    @property
    def zone(self) -> dt.tzinfo:
        return self._ctx.zone

    def refresh(self, then: Callable[[], object] | None = None) -> None:
        """Reads again; a wish that comes while one is being read is served once after it.

        `then` runs when the cards show what the next complete reading found, or it failed.
        """
        if then is not None:
            (self._later if self._reading else self._then).append(then)
        if self._reading:
            self._again = True
            return
        self._reading = True
        call = self._ctx.read(self._owner, self._read)
        call.on_success(self._on_read).on_failure(self._on_failed).run()

    def take_timer(self, view: TimerView) -> None:
        """The timer as a command has just left it: shown without reading it again."""
        self.timer = view
        self._again = self._reading  # what is being read may be older than this
        self.read.emit()
        self._wind()

    def take_punch(self, punch: WorkforceAttendance) -> None:
        """A punch that was just stored: its clock shows at once, the rest after the next reading."""
        if self.day is None:
            return
        made = Punched(punch.id, punch.status, punch.timestamp, punch.note or "")
        self.day = replace(self.day, clock=rules.punched(self.day.clock, made))
        self.read.emit()
        self._wind()

    def stop(self) -> None:
        """No tick comes after this."""
        self._hand.stop()
        self._soon.stop()

    def wake(self) -> None:
        """The screen came back to sight: the numbers are brought to now at once."""
        if self.day is not None:
            self._on_second()

    def _read(self, reader: Reader) -> tuple[TodayView, TimerView]:
        principal, clock = self._ctx.principal, self._ctx.clock
        day = today.view(reader, principal, clock.now(), self._ctx.zone)
        return day, timers.view(reader, principal.user_id, timers.moment(clock))

    def _on_read(self, found: tuple[TodayView, TimerView]) -> None:
        self._reading = False
        self.day, timer = found
        if self.timer is None or timer.at >= self.timer.at:
            self.timer = timer
        self.read.emit()
        self._wind()
        self._once_more()

    def _on_failed(self, error: BaseException) -> None:
        self._reading = False
        self.failed.emit(error)
        self._once_more()

    def _once_more(self) -> None:
        due, self._then, self._later = self._then, self._later, []
        for then in due:
            then()
        if self._again:
            self._again = False
            self.refresh()

    def _on_changed(self, changed: Changed) -> None:
        if changed.initiator == INITIATOR or KINDS.isdisjoint(changed.kinds):
            return
        if changed.initiator == "sync":
            if not self._soon.isActive():
                self._soon.start()
        else:
            self.refresh()

    @property
    def _runs(self) -> bool:
        clocked = self.day is not None and self.day.clock.punching is not None
        return clocked or (self.timer is not None and self.timer.status is Status.RUNNING)

    def _wind(self) -> None:
        """Sets the hand to the next full second, or minute when nothing runs."""
        now = self.now
        past = now.microsecond // 1000
        if not self._runs:
            past += now.second * 1000
        self._hand.start((1000 if self._runs else 60_000) - past)

    def _on_second(self) -> None:
        now = self.now
        jumped = self._told is not None and not ZERO <= now - self._told < JUMP
        self._told = now
        if jumped or (self.day is not None and now >= self.day.stale_at):
            self.refresh()
        timer = self.timer
        if timer is not None and timer.ends_at is not None and now >= timer.ends_at:
            self.phase_ended.emit()
        self.ticked.emit(now)
        self._wind()
