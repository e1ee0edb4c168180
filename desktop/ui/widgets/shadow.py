"""The soft shadow under something that floats over the window."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

BLUR, DOWN = 20, 6
REACH = BLUR + DOWN
"""How far around its widget a shadow is painted."""


class Shadow(QWidget):
    """Lies under a widget of the same parent and lets the mouse through.

    A graphics effect on the widget would look the same, but Qt then paints the whole parent again
    whenever one comes, moves or goes.
    """

    def __init__(self, parent: QWidget, radius: float) -> None:
        super().__init__(parent)
        self._radius = radius
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def follow(self, over: QRect) -> None:
        """Where the widget is now."""
        self.setGeometry(over.adjusted(-REACH, -REACH, REACH, REACH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        wide, high = self.width() - 2 * REACH, self.height() - 2 * REACH
        drawn = _drawn(wide, high, self._radius, self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, drawn)


@lru_cache(maxsize=8)
def _drawn(wide: int, high: int, radius: float, ratio: float) -> QPixmap:
    from PySide6.QtWidgets import QGraphicsDropShadowEffect, QGraphicsScene

    shape = QPainterPath()
    shape.addRoundedRect(QRectF(0, 0, wide, high), radius, radius)
    scene = QGraphicsScene()
    item = scene.addPath(shape, Qt.PenStyle.NoPen, QColor("white"))
    effect = QGraphicsDropShadowEffect()
    effect.setBlurRadius(BLUR)
    effect.setOffset(0, DOWN)
    effect.setColor(QColor(21, 32, 27, 31))
    item.setGraphicsEffect(effect)
    area = QRectF(-REACH, -REACH, wide + 2 * REACH, high + 2 * REACH)
    made = QPixmap(round(area.width() * ratio), round(area.height() * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    scene.render(painter, QRectF(0, 0, area.width(), area.height()), area)
    painter.end()
    return made
