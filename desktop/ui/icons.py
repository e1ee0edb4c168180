"""Lucide icons as pixmaps in a colour of the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.base.paths import resource

from .theme import theme

_MOST = 600
_pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}


@cache
def _source(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def draw(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Paints an icon sharp at any size and scale; from the cache when the size is whole."""
    dpr = painter.device().devicePixelRatio()
    painter.drawPixmap(rect.topLeft(), _pixmap(name, round(rect.width()), color, dpr))


def pixmap(name: str, size: int, ink: str = "text-2", dpr: float = 1.0) -> QPixmap:
    """`name` is a file of resources/icons without its ending; `size` in pixels of the window."""
    return _pixmap(name, size, theme.color(ink), dpr)


def icon(name: str, size: int = 16, ink: str = "text-2", *, dpr: float = 1.0) -> QIcon:
    """For menus and actions. It does not follow the theme: make it again when that changes."""
    made = QIcon(_pixmap(name, size, theme.color(ink), dpr))
    faded = _pixmap(name, size, theme.color("disabled"), dpr)
    made.addPixmap(faded, QIcon.Mode.Disabled)
    return made


def _pixmap(name: str, size: int, color: QColor, dpr: float) -> QPixmap:
    key = (name, size, color.rgba(), dpr)
    known = _pixmaps.get(key)
    if known is None:
        if len(_pixmaps) >= _MOST:
            _pixmaps.clear()
        known = _pixmaps[key] = _render(name, size, color, dpr)
    return known


def _render(name: str, size: int, color: QColor, dpr: float) -> QPixmap:
    stroke = "2" if size < 17 else "1.75"
    text = _source(name).replace("currentColor", color.name())
    text = text.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    made = QPixmap(QSize(round(size * dpr), round(size * dpr)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(dpr)
    return made
