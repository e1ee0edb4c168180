"""The week strip: one cell a day, plan outlined, work filled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from .. import fonts, icons
from .. import format as fmt
from ..theme import theme
from . import paint

_LONGEST = dt.timedelta(hours=10, minutes=30)


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One cell. `note` stands in place of the hours when nothing was worked, e.g. "Off"."""

    day: dt.date
    worked: dt.timedelta | None = None
    planned: dt.timedelta | None = None
    pomodoros: int = 0
    today: bool = False
    note: str = fmt.NONE


class DayCell(QAbstractButton):
    """A day; a click opens it. The bar is as long as the hours, the same scale for all days."""

    focus_radius = 8

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of = WeekDay(dt.date.min)
        self._longest = _LONGEST
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)

    def set_day(self, of: WeekDay, longest: dt.timedelta, spoken: str) -> None:
        longest = max(longest, _LONGEST)
        if (of, longest, spoken) == (self._of, self._longest, self.accessibleName()):
            return
        self._of, self._longest = of, longest
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def day(self) -> dt.date:
        return self._of.day

    def sizeHint(self) -> QSize:
        return QSize(theme.px(112), theme.px(74))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(74), theme.px(74))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, of = QPainter(self), self._of
        if of.today or self.underMouse():
            paint.box(painter, self.rect(), 8, theme.color("hover"))
        edge = theme.px(10)
        wide = self.width() - 2 * edge
        top = QRectF(edge, theme.px(9), wide, fonts.line("small"))
        painter.setFont(fonts.font("small", weight=600 if of.today else 500, tnum=True))
        painter.setPen(theme.color("text" if of.today else "text-2"))
        day = fmt.weekday(of.day)
        painter.drawText(top, _LEFT, day)
        # with large letters in a small window the second thing gives way to the first
        if of.planned and self._has_room(day, fmt.planned(of.planned), wide):
            painter.setFont(fonts.font("caption", tnum=True))
            painter.setPen(theme.color("text-2"))
            painter.drawText(top, _RIGHT, fmt.planned(of.planned))
        self._bar(painter, QRectF(edge, theme.px(33), wide, 8))
        bottom = QRectF(edge, theme.px(47), wide, fonts.line("small"))
        painter.setFont(fonts.font("small", weight=600, tnum=True))
        painter.setPen(theme.color("text"))
        worked = fmt.table(of.worked) if of.worked else of.note
        painter.drawText(bottom, _LEFT, worked)
        if of.pomodoros and self._has_room(worked, f"{of.pomodoros}", wide - theme.px(17)):
            self._count(painter, bottom)

    def _has_room(self, left: str, right: str, wide: float) -> bool:
        taken = fonts.wide(left, "small", weight=600, tnum=True)
        return taken + fonts.wide(right, "caption", tnum=True) + theme.px(4) <= wide

    def _bar(self, painter: QPainter, lane: QRectF) -> None:
        if self._of.planned:
            shape = QRectF(lane)
            shape.setWidth(max(8.0, lane.width() * (self._of.planned / self._longest)))
            fill, line = theme.color("sunken"), theme.color("scheduled")
            paint.box(painter, shape, theme.radius("bar"), fill, line)
        if self._of.worked:
            shape = QRectF(lane)
            shape.setWidth(max(8.0, lane.width() * (self._of.worked / self._longest)))
            paint.box(painter, shape, theme.radius("bar"), theme.color("accent"))

    def _count(self, painter: QPainter, row: QRectF) -> None:
        words = str(self._of.pomodoros)
        painter.setFont(fonts.font("caption", tnum=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(row, _RIGHT, words)
        wide = fonts.wide(words, "caption", tnum=True)
        side = theme.px(12)
        left = round(row.right() - wide - theme.px(5) - side)
        spot = QRectF(left, round(row.center().y() - side / 2), side, side)
        icons.draw(painter, "timer", spot, theme.color("text-2"))


class WeekBars(QWidget):
    """Seven cells. `opened` carries the day that was clicked."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.cells = [DayCell() for _ in range(7)]
        for cell in self.cells:
            row.addWidget(cell)
            cell.clicked.connect(self._on_clicked)

    def set_days(self, days: Sequence[tuple[WeekDay, str]]) -> None:
        """Seven days, each with the words a screen reader says for it."""
        lengths = [part for of, _ in days for part in (of.worked, of.planned) if part]
        longest = max(lengths, default=_LONGEST)
        for cell, (of, spoken) in zip(self.cells, days, strict=True):
            cell.set_day(of, longest, spoken)

    def _on_clicked(self) -> None:
        cell = self.sender()
        if isinstance(cell, DayCell):
            self.opened.emit(cell.day())


_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
