"""Writing a note on the running session, in place."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...widgets.button import Button
from ...widgets.field import TextLine

translate = QCoreApplication.translate
LONGEST = 500


class NoteEditor(QWidget):
    """A line under the buttons. Enter saves, Esc leaves everything as it was."""

    saved = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(8)
        self.line = TextLine(
            translate("Clock", "Note"), translate("Clock", "What should be remembered?"), size=36
        )
        self.line.setMaxLength(LONGEST)
        self.line.returnPressed.connect(self._save)
        self.save = Button(translate("Clock", "Save note"), "soft", 36)
        self.save.clicked.connect(self._save)
        row.addWidget(self.line, 1)
        row.addWidget(self.save)
        self.hide()

    def open(self, text: str) -> None:
        """Shows the line with the note so far; the keyboard goes there."""
        if self.isHidden():
            self.line.setText(text)
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def stops(self) -> list[QWidget]:
        return [self.line, self.save]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def _save(self) -> None:
        text = self.line.text().strip()
        self._close()
        self.saved.emit(text)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
