"""A question of a shift, answered in place under its row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.today import Question

from ...theme import theme
from ...widgets.button import Button
from ...widgets.field import TextLine
from ...widgets.label import Label

translate = QCoreApplication.translate
LONGEST = 2000


class QuestionEditor(QWidget):
    """One question after the other. Enter saves, Esc leaves the rest for later.

    `saved` carries (shift, question, text). `finished` comes when nothing is left to ask, `left`
    when the person goes on without answering, `dropped` when they changed their mind. `leaving` are
    the words of the button that goes on.
    """

    saved = Signal(object, object, str)
    finished = Signal()
    left = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Question] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(100), 2, 16, 12)
        column.setSpacing(6)
        self.words = Label("", "small", weight=600, wrap=True)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.line = TextLine(
            translate("Shifts", "Answer"), translate("Shifts", "Your answer"), size=36
        )
        self.line.setMaxLength(LONGEST)
        self.line.returnPressed.connect(self._save)
        self.save = Button(translate("Shifts", "Save answer"), "soft", 36)
        self.save.clicked.connect(self._save)
        self.later = Button("", "ghost", 36)
        self.later.clicked.connect(self._leave)
        for widget in (self.line, self.save, self.later):
            row.addWidget(widget, 1 if widget is self.line else 0)
        column.addLayout(row)
        self.hide()

    @property
    def shift_id(self) -> int | None:
        return self._waiting[0].shift_id if self._waiting else None

    def ask(self, questions: Sequence[Question], *, leaving: str = "") -> None:
        """Shows the first of the questions; the keyboard goes to the line."""
        self._waiting = list(questions)
        self.later.set_act(leaving or translate("Shifts", "Later"))
        self._next()

    def on_answered(self, question_id: int) -> None:
        """The answer is stored: on to the next question."""
        if self._waiting and self._waiting[0].id == question_id:
            self._waiting.pop(0)
            self._next()

    def on_failed(self) -> None:
        """The answer was refused: it stays in the line."""
        self.save.set_busy()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._waiting.clear()
            self.hide()
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def _next(self) -> None:
        self.save.set_busy()
        if not self._waiting:
            self.hide()
            self.finished.emit()
            return
        question = self._waiting[0]
        self.words.setText(question.text)
        self.line.setAccessibleName(question.text)
        self.line.clear()
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        text = self.line.text().strip()
        if text and self._waiting and not self.save.busy:
            self.save.set_busy(translate("Shifts", "Saving"))
            question = self._waiting[0]
            self.saved.emit(question.shift_id, question.id, text)

    def _leave(self) -> None:
        self._waiting.clear()
        self.hide()
        self.left.emit()
