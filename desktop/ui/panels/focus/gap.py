"""Why the timer is not where the clock says, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...theme import theme
from ...widgets import paint
from ...widgets.button import Button
from ...widgets.label import Label

translate = QCoreApplication.translate


class GapNotice(QWidget):
    """Amber, until the person acts. `commanded` carries keep (it was focus) or dismiss."""

    commanded = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 6, 6)
        column.setSpacing(2)
        self.words = Label("", "small", "break-text", wrap=True)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addStretch(1)
        self.keep = Button(translate("Focus", "Count it as focus"), "warning", 28)
        self.dismiss = Button(translate("Focus", "Hide"), "warning", 28)
        self.keep.clicked.connect(lambda: self.commanded.emit("keep"))
        self.dismiss.clicked.connect(lambda: self.commanded.emit("dismiss"))
        row.addWidget(self.keep)
        row.addWidget(self.dismiss)
        column.addLayout(row)
        self.hide()

    def set_gap(self, words: str, *, keep: bool) -> None:
        """Shows the notice, or takes it away for ""."""
        self.words.setText(words)
        self.setAccessibleName(words)
        self.keep.setVisible(keep)
        leave = translate("Focus", "Leave it out")
        self.dismiss.set_act(leave if keep else translate("Focus", "Hide"))
        self.setVisible(bool(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.box(QPainter(self), self.rect(), theme.radius("field"), theme.color("break-tint"))
