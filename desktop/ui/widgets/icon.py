"""An icon by itself, and an icon on a tinted tile."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import icons
from ..theme import theme
from . import paint

KINDS = {
    "neutral": ("sunken", "text-2"),
    "accent": ("accent-tint", "accent-text"),
    "warning": ("break-tint", "break-text"),
    "danger": ("danger-tint", "danger-text"),
    "info": ("info-tint", "info-text"),
    "plain": ("surface", "text-2"),
}


class Icon(QWidget):
    """Decoration beside words: without an accessible name of its own unless given one."""

    def __init__(
        self, name: str, size: int = 16, ink: str = "text-2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._size, self._ink = name, size, ink
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, name: str, ink: str | None = None) -> None:
        self._name, self._ink = name, ink or self._ink
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.draw(painter, self._name, QRectF(self.rect()), theme.color(self._ink))


class IconTile(QWidget):
    """A rounded square with an icon: 40 in state cards, 34 in lists, 44 to 48 in notices."""

    def __init__(
        self, icon: str, kind: str = "neutral", size: int = 40, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._kind, self._size = icon, kind, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, kind: str | None = None) -> None:
        self._icon, self._kind = icon, kind or self._kind
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill, ink = KINDS[self._kind]
        painter = QPainter(self)
        paint.box(painter, self.rect(), 10, theme.color(fill))
        side = round(self.width() * (0.5 if self._size > 36 else 0.47))
        edge = (self.width() - side) // 2
        icons.draw(painter, self._icon, QRectF(edge, edge, side, side), theme.color(ink))
