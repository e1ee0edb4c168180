"""What the buttons of the pomodoro card do: commands of the timer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.pomodoro import Status
from desktop.services import timer
from desktop.services.timer import TimerView
from desktop.store.uow import UnitOfWork

from ...context import UiContext

INITIATOR = "today"
SETTLE_MS = 600
"""So long after the last key a task is stored."""


class FocusActions(QObject):
    """`answered` carries the TimerView that a command left."""

    answered = Signal(object)

    def __init__(self, ctx: UiContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._ctx = ctx
        self._owner = owner
        self._ticking = False
        self._labels: dict[str, Any] = {}
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.flush)
        self._beat = QTimer(self)
        self._beat.setInterval(timer.BEAT_SECONDS * 1000)
        self._beat.timeout.connect(self._on_beat)

    def send(self, command: str) -> None:
        """One of timer.COMMANDS, with the task and tags that are not stored yet."""
        self._settle.stop()
        labels, self._labels = self._labels, {}
        self._run(command, labels)

    def label(self, task: str, tags: Sequence[str]) -> None:
        """Notes what is being typed; stored when the typing rests or a command goes out."""
        self._labels.update(task=task, tags=list(tags))
        self._settle.start()

    def choose_project(self, project_id: int | None) -> None:
        self._labels["project_id"] = project_id
        self.flush()

    def flush(self) -> None:
        """Stores what was typed so far."""
        if self._labels:
            self.send("set")

    def tick(self) -> None:
        """A phase has ended by the clock: moves the stored timer on, once."""
        if not self._ticking:
            self._ticking = True
            self._run("tick", {})

    def watch(self, view: TimerView) -> None:
        """Keeps a running timer alive by a beat, so that a kill or a sleep can be told later."""
        running = view.status is Status.RUNNING
        if running and not self._beat.isActive():
            self._beat.start()
        elif not running:
            self._beat.stop()

    def _on_beat(self) -> None:
        self._run("beat", {}, durable=False)

    def _run(self, command: str, labels: dict[str, Any], *, durable: bool = True) -> None:
        ctx = self._ctx

        def work(uow: UnitOfWork) -> TimerView:
            moment = timer.moment(ctx.clock)
            return timer.command(uow, ctx.principal, moment, command, record=ctx.bus.note, **labels)

        call = ctx.write(self._owner, work, durable=durable, initiator=INITIATOR)
        call.on_success(self._on_answer).run()

    def _on_answer(self, view: TimerView) -> None:
        self._ticking = False
        self.watch(view)
        self.answered.emit(view)
