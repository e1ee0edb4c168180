"""What the buttons of the shift rows do: ask for a shift, withdraw, answer a question."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.contract.models import WorkforceShiftAnswerInput, WorkforceShiftRequestInput

from ...announce import announce
from ...call import explain
from ...context import UiContext
from ...toast import toasts_of

translate = QCoreApplication.translate
INITIATOR = "today"


class ShiftActions(QObject):
    """`changed` comes when something is stored or refused; `answered` carries the question's id,
    `unanswered` says that an answer was refused. Ids are objects: they are larger than Qt's int.
    """

    changed = Signal()
    answered = Signal(object)
    unanswered = Signal()

    def __init__(self, ctx: UiContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._ctx = ctx
        self._owner = owner
        self._under_way: set[int] = set()

    def request(self, shift_id: int) -> None:
        """Asks for an open shift."""
        body = WorkforceShiftRequestInput(shift_id=shift_id, kind="request")
        self._run(shift_id, translate("Shifts", "Requested"), "shift_requests.create", body=body)

    def withdraw(self, shift_id: int, request_id: int) -> None:
        """Takes an own request back."""
        words = translate("Shifts", "Withdrawn")
        self._run(shift_id, words, "shift_requests.delete", id=request_id)

    def answer(self, shift_id: int, question_id: int, text: str) -> None:
        body = WorkforceShiftAnswerInput(shift_question_id=question_id, text=text)
        call = self._ctx.operation(
            self._owner, "shifts.answer", id=shift_id, body=body, initiator=INITIATOR
        )
        call.on_success(lambda _: self._on_answered(question_id))
        call.on_failure(self._on_unanswered).run()

    def _run(self, shift_id: int, words: str, name: str, **inputs: Any) -> None:
        """One act for a row at a time: a second click of a double click asks for nothing."""
        if shift_id in self._under_way:
            return
        self._under_way.add(shift_id)
        call = self._ctx.operation(self._owner, name, initiator=INITIATOR, **inputs)
        call.on_success(lambda _: self._on_done(shift_id, words))
        call.on_failure(lambda error: self._on_refused(shift_id, error)).run()

    def _on_done(self, shift_id: int, words: str) -> None:
        self._under_way.discard(shift_id)
        self.changed.emit()
        announce(self._owner, words)

    def _on_refused(self, shift_id: int, error: BaseException) -> None:
        self._under_way.discard(shift_id)
        self._on_failed(error)

    def _on_answered(self, question_id: int) -> None:
        self.answered.emit(question_id)
        self.changed.emit()
        announce(self._owner, translate("Shifts", "Answer saved"))

    def _on_unanswered(self, error: BaseException) -> None:
        self.unanswered.emit()
        self._on_failed(error)

    def _on_failed(self, error: BaseException) -> None:
        self.changed.emit()
        toasts = toasts_of(self._owner)
        if toasts is not None:
            toasts.show(explain(error), tone="failed")
