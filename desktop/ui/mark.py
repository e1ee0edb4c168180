"""The mark of the product: on the rail, as the window's icon, in the task bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from . import icons
from .theme import theme
from .widgets import paint

SIZES = (16, 24, 32, 48, 64, 128)


def draw(painter: QPainter, rect: QRectF) -> None:
    paint.box(painter, rect, rect.width() * 0.27, theme.color("accent"))
    icons.draw(painter, "mark", rect, theme.color("on-accent"))


def app_icon() -> QIcon:
    """The window's icon in the sizes that desktops ask for."""
    icon = QIcon()
    for size in SIZES:
        made = QPixmap(size, size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        draw(painter, QRectF(0, 0, size, size))
        painter.end()
        icon.addPixmap(made)
    return icon


class Mark(QWidget):
    def __init__(self, size: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_size(size)

    def set_size(self, size: int) -> None:
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw(QPainter(self), QRectF(self.rect()))
