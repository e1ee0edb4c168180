"""The base of every section: a page that scrolls, with the margins the window's width asks for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from .theme import theme
from .widgets.scroll import QuietBar

BOTTOM = 24
RAIL_WIDE = 1200
RAIL_FULL, RAIL_COMPACT = 208, 64


def margin(width: int) -> int:
    """Left and right of a page inside a window of that width."""
    effective = width / theme.scale
    if effective >= RAIL_WIDE:
        return 28
    return 24 if effective >= 1000 else 20


class Page(QScrollArea):
    """`body` is the layout to fill. The scroll bar lies over the right margin, so nothing moves."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        QuietBar(self)
        # with letters of twice the size the smallest window is too small: nothing is out of reach
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(name)
        self.viewport().setAutoFillBackground(False)
        inner = QWidget()
        inner.setAutoFillBackground(False)
        self.body = QVBoxLayout(inner)
        self.body.setSpacing(16)
        self.setWidget(inner)
        self._settle(1280)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle(self.window().width())

    def _settle(self, width: int) -> None:
        side = margin(width)
        self.body.setContentsMargins(side, 0, side, BOTTOM)
