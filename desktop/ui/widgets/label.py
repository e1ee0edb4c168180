"""Text in a role and a colour of the design."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from .. import fonts
from ..style import ROLES
from ..theme import theme


class Label(QLabel):
    """Plain text. `role` and `weight` as in fonts.font; `ink` one of style.ROLES.

    `elide` cuts with an ellipsis instead of asking for room, and shows the whole as tooltip.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        ink: str = "text",
        *,
        weight: int | None = None,
        tnum: bool = False,
        px: int | None = None,
        wrap: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._how = (role, weight, tnum, px)
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.set_ink(ink)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._refont()
        theme.changed.connect(self._refont)

    def set_ink(self, ink: str) -> None:
        """The colour, by its name among the tokens."""
        self.setForegroundRole(ROLES[ink])

    def set_role(self, role: str, *, weight: int | None = None, px: int | None = None) -> None:
        self._how = (role, weight, self._how[2], px)
        self._refont()

    def _refont(self) -> None:
        self.setFont(self._font())

    def _font(self) -> QFont:
        role, weight, tnum, px = self._how
        return fonts.font(role, weight=weight, tnum=tnum, px=px)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        metrics = QFontMetricsF(self.font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment(), shown)
