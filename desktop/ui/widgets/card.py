"""Cards: a surface with a title, something at its right, and a body."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ..theme import theme
from . import paint
from .label import Label


class Card(QWidget):
    """`body` is the layout to fill. Without a title the body begins at the padding.

    `flush` lets the body reach the edges, for rows with full-width lines; the title keeps its
    padding. `right` is one link or control at the title's right.
    """

    def __init__(
        self,
        title: str = "",
        right: QWidget | None = None,
        *,
        padding: int = 20,
        flush: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._chosen = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.title_label: Label | None = None
        if title:
            self.head = QHBoxLayout()
            self.head.setContentsMargins(padding, 0, padding - 4, 0)
            self.head.setSpacing(8)
            self.title_label = Label(title, "heading")
            theme.changed.connect(self._settle)
            self._settle()
            self.head.addWidget(self.title_label)
            self.head.addStretch(1)
            if right is not None:
                self.head.addWidget(right, 0, Qt.AlignmentFlag.AlignVCenter)
            outer.addLayout(self.head)
            self.setAccessibleName(title)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        side = 0 if flush else padding
        top = 0 if title else side
        self.body.setContentsMargins(side, top, side, 1 if flush else padding)
        outer.addLayout(self.body, 1)

    def _settle(self) -> None:
        if self.title_label is not None:
            self.title_label.setMinimumHeight(theme.px(46))

    def set_chosen(self, *, chosen: bool) -> None:
        """The accent outline of a picked card."""
        self._chosen = chosen
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        line, width = ("accent", 2.0) if self._chosen else ("border", 1.0)
        radius = theme.radius("card")
        paint.box(painter, self.rect(), radius, theme.color("surface"), theme.color(line), width)


def fill_row(painter: QPainter, row: QWidget, fill: QColor) -> None:
    """Fills a row of a list without painting over the border and the corners of its card."""
    card = row.parentWidget()
    while card is not None and not isinstance(card, Card):
        card = card.parentWidget()
    if card is None:
        painter.fillRect(row.rect(), fill)
        return
    inside = QRectF(card.rect()).adjusted(1, 1, -1, -1).translated(row.mapFrom(card, QPoint()))
    shape = QPainterPath()
    radius = theme.radius("card") - 1
    shape.addRoundedRect(inside, radius, radius)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(shape)
    painter.fillRect(row.rect(), fill)
    painter.restore()


class Line(QWidget):
    """A divider, one pixel high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("border"))
