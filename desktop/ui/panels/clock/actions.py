"""What the buttons of the clock card do: punches, their undoing, notes."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.contract.models import WorkforceAttendance, WorkforceAttendanceInput
from desktop.services import undo

from ... import format as fmt
from ...call import explain
from ...context import UiContext
from ...toast import Toast, toasts_of

translate = QCoreApplication.translate
UNDO_WITHIN = dt.timedelta(seconds=60)
INITIATOR = "today"


class ClockActions(QObject):
    """`punched` carries a punch that was just stored.

    `changed` comes when anything is stored or refused, and carries what to say of it once it shows;
    `busy` carries the status under way or ""; `fix_wanted` asks for the day's punches.
    """

    punched = Signal(object)
    changed = Signal(object)
    busy = Signal(str)
    fix_wanted = Signal()

    def __init__(self, ctx: UiContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._ctx = ctx
        self._owner = owner
        self._saving = ""
        self._since = QElapsedTimer()
        self._undoable: Toast | None = None

    def punch(self, status: str) -> bool:
        """Stores a punch at this moment; False when the one before has only just been made.

        The guard is the system's double-click time: the same button then means the opposite, and
        a second tap of a nervous finger must not clock out at once.
        """
        again = self._since.isValid() and self._since.elapsed() < QApplication.doubleClickInterval()
        if self._saving or again:
            return False
        self._saving = status
        self.busy.emit(status)
        body = WorkforceAttendanceInput(status=status)  # type: ignore[arg-type]  # one of the four
        call = self._ctx.operation(
            self._owner, "attendances.create", body=body, initiator=INITIATOR
        )
        call.on_success(self._on_punched).on_failure(self._on_failed).run()
        return True

    def note(self, punch_id: int, text: str) -> None:
        """Writes the note of a punch; an empty text takes it away."""
        body = WorkforceAttendanceInput(note=text or None)
        call = self._ctx.operation(
            self._owner, "attendances.update", id=punch_id, body=body, initiator=INITIATOR
        )
        call.on_success(lambda _: self._on_noted(text)).run()

    def place(self, punch_id: int, name: str) -> None:
        """Says where a punch was made that has no position."""
        body = WorkforceAttendanceInput(location_name=name)
        call = self._ctx.operation(
            self._owner, "attendances.update", id=punch_id, body=body, initiator=INITIATOR
        )
        call.on_success(lambda _: self.changed.emit(None)).run()

    def undo(self, punch: WorkforceAttendance) -> None:
        """Takes a punch back by a correction, within a minute of it."""
        if self._ctx.clock.now() - punch.timestamp > UNDO_WITHIN:
            text = translate(
                "Clock", "That punch is more than a minute old. A correction keeps it."
            )
            act = translate("Clock", "Fix times")
            self._say(text, tone="warning", act=act, run=self.fix_wanted.emit)
            return
        principal = self._ctx.principal
        call = self._ctx.write(
            self._owner,
            lambda uow: undo.retract(uow, principal, punch.id, "undo"),
            initiator=INITIATOR,
        )
        call.on_success(lambda gone: self._on_undone() if gone else self._counter(punch)).run()

    def _counter(self, punch: WorkforceAttendance) -> None:
        """The upstream has the punch: it is ended at its own instant instead."""
        call = self._ctx.operation(
            self._owner, "attendances.create", body=undo.counter(punch), initiator=INITIATOR
        )
        call.on_success(lambda _: self._on_undone()).run()

    def _on_punched(self, punch: WorkforceAttendance) -> None:
        self._settle()
        self.punched.emit(punch)
        time = fmt.clock_time(punch.timestamp, self._ctx.zone)
        words = {
            "start": translate("Clock", "Clocked in at %1"),
            "pause": translate("Clock", "Break started at %1"),
            "resume": translate("Clock", "Break ended at %1"),
            "stop": translate("Clock", "Clocked out at %1"),
        }[punch.status]
        act = translate("Clock", "Undo")
        text = words.replace("%1", time)
        self._tell(text, act=act, run=lambda: self.undo(punch))

    def _on_noted(self, text: str) -> None:
        saved, gone = translate("Clock", "Note saved"), translate("Clock", "Note removed")
        self._tell(saved if text else gone)

    def _on_undone(self) -> None:
        self._tell(translate("Clock", "Undone. The history keeps both."))

    def _on_failed(self, error: BaseException) -> None:
        self._settle()
        # the refusal may come from a state that this screen has not seen yet
        self._tell(explain(error), tone="failed")

    def _settle(self) -> None:
        self._saving = ""
        self._since.restart()
        self.busy.emit("")

    def _tell(self, text: str, **more: object) -> None:
        """The cards first, the notice after them."""
        self.changed.emit(lambda: self._say(text, **more))

    def _say(self, text: str, **more: object) -> None:
        toasts = toasts_of(self._owner)
        if toasts is None:
            return
        if "run" in more and self._undoable in toasts.shown:
            # only the newest punch can be taken back: what came after it leans on the one before
            self._undoable.dismiss()
        shown = toasts.show(text, **more)  # type: ignore[arg-type]  # the keywords of Toasts.show
        if "run" in more:
            self._undoable = shown
