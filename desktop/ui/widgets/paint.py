"""Shapes that several widgets paint alike."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded box inside `rect`; its border lies within, so that lines stay sharp."""
    inset = width / 2 if border is not None else 0
    shape = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(shape, radius - inset, radius - inset)


def dot(painter: QPainter, x: float, y: float, radius: float, fill: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(QPointF(x, y), radius, radius)


def blend(a: QColor, b: QColor, part: float) -> QColor:
    """`a` at 0, `b` at 1, between them in between."""
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * part,
        a.greenF() + (b.greenF() - a.greenF()) * part,
        a.blueF() + (b.blueF() - a.blueF()) * part,
        a.alphaF() + (b.alphaF() - a.alphaF()) * part,
    )


def spinner(painter: QPainter, rect: QRectF, color: QColor, degrees: float) -> None:
    """Three quarters of a circle, turned by `degrees`."""
    pen = QPen(color, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(rect.adjusted(1.5, 1.5, -1.5, -1.5), round((160 - degrees) * 16), 280 * 16)
