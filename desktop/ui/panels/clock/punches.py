"""The punches behind the timeline, as a list that opens over it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ...theme import theme
from ...widgets import paint
from ...widgets.chip import Chip
from ...widgets.label import Label
from .model import PunchLine

translate = QCoreApplication.translate


class Punches(QWidget):
    """Esc or a click elsewhere closes it and gives the focus back to what opened it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(translate("Clock", "Today’s punches"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._opener: QWidget | None = None

    def open(self, lines: Sequence[PunchLine], opener: QWidget) -> None:
        self._opener = opener
        self._fill(lines)
        self.adjustSize()
        # above the line, where there is room in every window
        corner = opener.mapToGlobal(QPoint(0, 0))
        self.move(corner.x(), corner.y() - self.height() - 4)
        self.show()

    def rows(self) -> list[str]:
        """What is listed, a line each."""
        return [
            " ".join(
                label.text()
                for column in range(3)
                if (item := self._grid.itemAtPosition(row, column)) is not None
                and isinstance(label := item.widget(), Label)
            )
            for row in range(self._grid.rowCount())
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            if self._opener is not None:
                self._opener.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill, line = theme.color("surface"), theme.color("border")
        paint.box(QPainter(self), self.rect(), theme.radius("card"), fill, line)

    def _fill(self, lines: Sequence[PunchLine]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, line in enumerate(lines):
            self._grid.addWidget(Label(line.word, "small", weight=600), row, 0)
            self._grid.addWidget(Label(line.time, "small", "text-2", tnum=True), row, 1)
            self._grid.addWidget(Label(line.note, "small", "text-3"), row, 2)
            if line.unsent:
                self._grid.addWidget(
                    Chip(translate("Clock", "not sent yet"), "draft", icon="clock"), row, 3
                )
        if not lines:
            text = translate("Clock", "No punches yet today")
            self._grid.addWidget(Label(text, "small", "text-2"), 0, 0)
