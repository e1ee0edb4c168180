"""Numbers that run: repainted when they change, never laid out again."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import fonts
from ..theme import theme


class Digits(QWidget):
    """Large digits of one width, drawn so that their height stands in the middle."""

    def __init__(
        self, role: str, px: int, line: int, *, room: str = "", parent: QWidget | None = None
    ) -> None:
        """`room` is a text whose width is kept free even while a shorter one shows."""
        super().__init__(parent)
        self._role, self._px, self._line, self._room = role, px, line, room
        self._text, self._ink = "", "text"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def text(self) -> str:
        return self._text

    def ink(self) -> str:
        return self._ink

    def set_size(self, px: int, line: int) -> None:
        """Another size of letters, and of the line they stand on."""
        if (px, line) != (self._px, self._line):
            self._px, self._line = px, line
            self.updateGeometry()
            self.update()

    def set_digits(self, text: str, ink: str = "text") -> None:
        if (text, ink) == (self._text, self._ink):
            return
        longer = len(text) != len(self._text)
        self._text, self._ink = text, ink
        if longer:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = max(
            fonts.wide(text, self._role, tnum=True, px=self._px)
            for text in (self._text, self._room)
        )
        return QSize(round(wide) + 2, theme.px(self._line))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self._font()
        painter.setFont(font)
        painter.setPen(theme.color(self._ink))
        high = QFontMetricsF(font).capHeight()
        # the first digit's own white space would show as an indent at this size
        painter.drawText(QPointF(-self._px * 0.035, (self.height() + high) / 2), self._text)

    def _font(self) -> QFont:
        return fonts.font(self._role, tnum=True, px=self._px)
