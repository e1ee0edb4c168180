"""A line across a page that says what holds and offers one act."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ..theme import theme
from . import paint
from .button import Button
from .icon import Icon
from .label import Label

TONES = {
    "warning": ("break-tint", "break-text", "warning"),
    "info": ("info-tint", "info-text", "link"),
    "danger": ("danger-tint", "danger-text", "link"),
}


class Banner(QWidget):
    """44 high. `strong` is the first word or two, `text` the rest of the sentence."""

    acted = Signal()

    def __init__(
        self,
        icon: str,
        strong: str,
        text: str,
        act: str = "",
        *,
        tone: str = "warning",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill, ink, kind = TONES[tone]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(theme.px(44))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        row.addWidget(Icon(icon, 16, ink))
        words = QHBoxLayout()
        words.setSpacing(4)
        self.strong = Label(strong, "small", weight=600)
        self.text = Label(text, "small", elide=True)
        words.addWidget(self.strong)
        words.addWidget(self.text, 1)
        row.addLayout(words, 1)
        if act:
            button = Button(act, kind, 28)
            button.clicked.connect(self.acted)
            row.addWidget(button)
        self.setAccessibleName(f"{strong} {text}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.box(QPainter(self), self.rect(), 10, theme.color(self._fill))
