"""One shift as a row: when, what and where, how it stands, and the one act it offers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ... import fonts
from ...theme import theme
from ...widgets.button import Button
from ...widgets.card import fill_row
from ...widgets.chip import Chip
from .model import Shown

translate = QCoreApplication.translate
HIGH = 40
HEADING, WHEN, TITLE = 21, 101, 223
"""Where the columns begin, from the left edge of the card's inside."""
STATE = 205
"""Where the state's column begins, from the right edge."""


class RowView(QWidget):
    """Text is painted; chips and the button are widgets, so that a keyboard and a reader find them.

    `acted` carries what the row shows when its button was used.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._title = TITLE
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.state = Chip("", parent=self)
        self.aside = Chip("", "question", parent=self)
        self.button = Button("", "soft", 28, parent=self)
        self.button.clicked.connect(self._on_clicked)
        theme.changed.connect(self.updateGeometry)

    @property
    def shown(self) -> Shown | None:
        return self._shown

    def set_shown(self, shown: Shown, title: int) -> None:
        """`title` is where the third column begins: behind the longest time of all rows."""
        if (shown, title) == (self._shown, self._title):
            return
        self._shown, self._title = shown, title
        self.setAccessibleName(shown.spoken)
        self.setToolTip(" · ".join(part for part in (shown.role, shown.place) if part))
        self.state.set_chip(shown.mark_words, shown.mark)
        if shown.questions:
            self.aside.set_chip(str(len(shown.questions)), "question")
        elif shown.unsent:
            self.aside.set_chip(translate("Shifts", "not sent"), "draft", icon="clock")
        self.aside.setVisible(bool(shown.questions) or shown.unsent)
        if shown.act:
            self.button.set_act(shown.act_words, kind=shown.act_kind)
            self.button.set_name(f"{shown.act_words}: {shown.role} {shown.when}")
        self.button.setVisible(bool(shown.act))
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), theme.px(HIGH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def enterEvent(self, event: object) -> None:
        super().enterEvent(event)  # type: ignore[arg-type]  # QEnterEvent, as Qt passes it on
        self.update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]  # as above
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown = self._shown
        if shown is None:
            return
        painter = QPainter(self)
        if self.underMouse():
            fill_row(painter, self, theme.color("hover"))
        painter.fillRect(0, 0, self.width(), 1, theme.color("border"))
        now = shown.group == "now"
        painter.setFont(fonts.font("small", weight=600 if now else 500))
        self._write(painter, HEADING, WHEN, "accent-text" if now else "text-3", shown.heading)
        painter.setFont(fonts.font("small", tnum=True))
        self._write(painter, WHEN, self._title, "text-2", shown.when)
        self._describe(painter, shown)

    def _describe(self, painter: QPainter, shown: Shown) -> None:
        left = float(theme.px(self._title))
        right = self.aside.x() if not self.aside.isHidden() else self.state.x()
        bold = fonts.font("small", weight=600)
        room = QRectF(left, 1, max(0.0, right - 8 - left), self.height() - 1)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        metrics = QFontMetricsF(bold)
        role = metrics.elidedText(shown.role, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, role)
        if not shown.place:
            return
        room.setLeft(left + metrics.horizontalAdvance(role))
        plain = fonts.font("small")
        painter.setFont(plain)
        painter.setPen(theme.color("text-2"))
        place = QFontMetricsF(plain).elidedText(
            f" · {shown.place}", Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, _LEFT, place)

    def _write(self, painter: QPainter, left: int, right: int, ink: str, text: str) -> None:
        painter.setPen(theme.color(ink))
        room = QRectF(theme.px(left), 1, theme.px(right - left), self.height() - 1)
        painter.drawText(room, _LEFT, text)

    def _place(self) -> None:
        """Chips and button stand in columns that are measured from the right edge."""
        for child in (self.state, self.aside, self.button):
            child.resize(child.sizeHint())
        middle = (self.height() + 1) // 2
        column = self.width() - theme.px(STATE)
        self.state.move(column, middle - self.state.height() // 2)
        self.aside.move(column - self.aside.width() - 9, middle - self.aside.height() // 2)
        right = self.width() - theme.px(17)
        self.button.move(right - self.button.width(), middle - self.button.height() // 2)

    def _on_clicked(self) -> None:
        if self._shown is not None:
            self.acted.emit(self._shown)


_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
