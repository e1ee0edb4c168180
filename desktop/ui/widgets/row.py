"""A row of a list: a line on top, hover, selection, and whatever it holds."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ..theme import theme
from .card import fill_row


class Row(QWidget):
    """40 high, 44 with avatars. `row` is the layout to fill. With `opens` it takes the focus and
    says `opened` on a click, Enter or Space.
    """

    opened = Signal()
    focus_radius = 4

    def __init__(
        self,
        *,
        high: int = 40,
        opens: bool = False,
        margins: tuple[int, int] = (20, 16),
        line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._high, self._opens, self._line, self._selected = high, opens, line, False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(margins[0], 1 if line else 0, margins[1], 0)
        self.row.setSpacing(8)
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)

    def set_selected(self, *, selected: bool) -> None:
        self._selected = selected
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(self._high))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), theme.px(self._high))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._opens and inside and event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._opens and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._selected:
            fill_row(painter, self, theme.color("selected"))
            painter.fillRect(QRect(0, 0, 3, self.height()), theme.color("accent"))
        elif self.underMouse():
            fill_row(painter, self, theme.color("hover"))
        if self._line:
            painter.fillRect(QRect(0, 0, self.width(), 1), theme.color("border"))
