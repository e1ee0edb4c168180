"""The pomodoro's ring and the dots of its set."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import fonts
from ..theme import theme
from . import paint


class Ring(QWidget):
    """What is left, drawn clockwise from 12 o'clock; the words in the middle. Steps, never tweens.

    224 with a stroke of 10 as drawn; 56 with 5 in the narrow bar, where the middle stays empty.
    """

    def __init__(self, size: int = 224, stroke: int = 10, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size, self._stroke = size, stroke
        self._left = 1.0
        self._big, self._small, self._fill = "", "", "accent"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_left(self, left: float) -> None:
        """The part that remains, 1.0 to 0.0."""
        left = max(0.0, min(1.0, left))
        if left != self._left:
            self._left = left
            self.update()

    def left(self) -> float:
        return self._left

    def set_words(self, big: str, small: str = "") -> None:
        """Time and caption, e.g. "17:42" and "Focus · ends 13:41"."""
        if (big, small) != (self._big, self._small):
            self._big, self._small = big, small
            self.update()

    def words(self) -> tuple[str, str]:
        return self._big, self._small

    def set_fill(self, token: str) -> None:
        """Accent for focus, break for a break."""
        self._fill = token
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stroke = theme.px(self._stroke)
        half = stroke / 2
        circle = QRectF(self.rect()).adjusted(half, half, -half, -half)
        pen = QPen(theme.color("sunken"), stroke)
        painter.setPen(pen)
        painter.drawEllipse(circle)
        if self._left > 0:
            pen.setColor(theme.color(self._fill))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            if self._left >= 1:
                painter.drawEllipse(circle)
            else:
                painter.drawArc(circle, 90 * 16, -round(self._left * 360 * 16))
        if self._big:
            self._middle(painter)

    def _middle(self, painter: QPainter) -> None:
        middle = self.height() / 2
        painter.setFont(fonts.font("display_m", tnum=True))
        painter.setPen(theme.color("text"))
        tall = fonts.line("display_m")
        top = middle - theme.px(10) - tall / 2
        painter.drawText(QRectF(0, top, self.width(), tall), _CENTRE, self._big)
        painter.setFont(fonts.font("small"))
        painter.setPen(theme.color("text-2"))
        below = QRectF(0, middle + theme.px(19), self.width(), fonts.line("small"))
        painter.drawText(below, _CENTRE, self._small)


class Dots(QWidget):
    """One dot a pomodoro of the set: filled done, long current, hollow to come."""

    def __init__(self, size: int = 10, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size, self._done, self._total, self._current = size, 0, 4, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_dots(self, done: int, total: int, *, current: bool, spoken: str) -> None:
        """`current`: the one after the done ones runs or comes next. `spoken` is for readers."""
        self._done, self._total, self._current = done, max(1, total), current
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(self._size)
        long = round(side * 2.6) - side if self._current else 0
        return QSize(self._total * side + (self._total - 1) * self._gap() + long, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side, x = theme.px(self._size), 0
        for i in range(self._total):
            long = self._current and i == self._done
            wide = round(side * 2.6) if long else side
            spot = QRectF(x, 0, wide, side)
            if i < self._done:
                paint.box(painter, spot, side / 2, theme.color("accent"))
            elif long:
                fill, line = theme.color("accent-tint"), theme.color("accent")
                paint.box(painter, spot, side / 2, fill, line)
            else:
                fill, line = theme.color("sunken"), theme.color("border-strong")
                paint.box(painter, spot, side / 2, fill, line)
            x += wide + self._gap()

    def _gap(self) -> int:
        return theme.px(8 if self._size >= 10 else 6)


_CENTRE = Qt.AlignmentFlag.AlignCenter
