"""Choosing between two edits of one record, field by field."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from desktop.services.conflicts import Choice
from desktop.services.queue import Clash, Difference

from ... import fonts
from ...theme import theme
from ...widgets import paint
from ...widgets.button import Button
from ...widgets.card import Card
from ...widgets.chip import Chip
from ...widgets.label import Label
from . import words

translate = QCoreApplication.translate
SIDES: tuple[Choice, ...] = ("mine", "theirs")


class Pick(QAbstractButton):
    """A value with a radio mark; one of its row holds."""

    focus_radius = 6

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(130), theme.px(50))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, on, side = QPainter(self), self.isChecked(), theme.px(16)
        if on or self.underMouse():
            painter.fillRect(self.rect(), theme.color("selected" if on else "hover"))
        mark = QRectF(12, (self.height() - side) / 2, side, side)
        fill = theme.color("accent" if on else "surface")
        paint.box(painter, mark, side / 2, fill, None if on else theme.color("border-strong"))
        if on:
            paint.dot(
                painter, mark.center().x(), mark.center().y(), side / 5, theme.color("surface")
            )
        painter.setFont(fonts.font("small", weight=600 if on else 400, tnum=True))
        painter.setPen(theme.color("text"))
        room = QRectF(12 + side + 10, 0, self.width() - side - 30, self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), self.text())


class ResolverCard(Card):
    """Keep is off until each field is picked. `kept` carries {conflict's id: mine or theirs}."""

    kept = Signal(object)

    def __init__(self, clash: Clash, zone: dt.tzinfo, parent: QWidget | None = None) -> None:
        chip = Chip(translate("Sync", "Changed in two places"), "warning")
        super().__init__(words.clash_title(clash), chip, parent=parent)
        self._clash, self._zone = clash, zone
        self._picked: dict[int, Choice] = {}
        self.picks: dict[tuple[int, Choice], Pick] = {}
        told = (
            translate("Sync", "It was deleted there while you changed it here. Choose what holds.")
            if clash.gone
            else translate("Sync", "You and somebody else changed this. Choose for each field.")
        )
        about = words.clash_detail(clash, zone)
        self.body.addWidget(Label(about, "small", "text-2", wrap=True, tnum=True))
        self.body.addWidget(Label(told, "small", "text-2", wrap=True))
        self.body.addSpacing(12)
        self.body.addWidget(self._table())
        self.body.addSpacing(14)
        self.result = Label("", "small", "text-2", wrap=True, tnum=True)
        self.body.addWidget(self.result)
        self.body.addStretch(1)
        self.body.addSpacing(16)
        self.body.addLayout(self._acts())
        self._show()

    def _table(self) -> QWidget:
        table = _Table()
        grid = QGridLayout(table)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(1)
        head = (
            "",
            translate("Sync", "Before"),
            translate("Sync", "Yours"),
            translate("Sync", "Theirs"),
        )
        for column, text in enumerate(head):
            grid.addWidget(_cell(text, weight=600), 0, column)
            grid.setColumnStretch(column, 1)
        for at, difference in enumerate(self._clash.differences, start=1):
            grid.addWidget(_cell(words.fields(difference), ink="text-2"), at, 0)
            before = words.side(difference, "base", self._zone)
            grid.addWidget(_cell(before, ink="text-2"), at, 1)
            for column, side in enumerate(SIDES, start=2):
                grid.addWidget(self._pick(difference, side, head[column]), at, column)
        return table

    def _pick(self, difference: Difference, side: Choice, head: str) -> Pick:
        gone = side == "theirs" and self._clash.gone
        text = translate("Sync", "Deleted") if gone else words.side(difference, side, self._zone)
        pick = Pick(f"{words.fields(difference)}, {head}: {text}", text)
        pick.clicked.connect(lambda: self._choose(difference.id, side))
        self.picks[difference.id, side] = pick
        return pick

    def _acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        mine = Button(translate("Sync", "Keep all mine"), "secondary")
        theirs = Button(translate("Sync", "Keep all theirs"), "secondary")
        self.keep = Button(translate("Sync", "Keep this result"), "primary", icon="check")
        mine.clicked.connect(lambda: self._all("mine"))
        theirs.clicked.connect(lambda: self._all("theirs"))
        self.keep.clicked.connect(lambda: self.kept.emit(dict(self._picked)))
        row.addWidget(mine)
        row.addWidget(theirs)
        row.addStretch(1)
        row.addWidget(self.keep)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """2 takes mine and 3 theirs for the next field that is open."""
        side: Choice | None = {Qt.Key.Key_2: SIDES[0], Qt.Key.Key_3: SIDES[1]}.get(
            Qt.Key(event.key())
        )
        missing = [d.id for d in self._clash.differences if d.id not in self._picked]
        if side is None or not missing:
            super().keyPressEvent(event)
            return
        self._choose(missing[0], side)

    def _all(self, side: Choice) -> None:
        for difference in self._clash.differences:
            self._choose(difference.id, side)

    def _choose(self, conflict: int, side: Choice) -> None:
        self._picked[conflict] = side
        self._show()

    def _show(self) -> None:
        for (conflict, side), pick in self.picks.items():
            pick.setChecked(self._picked.get(conflict) == side)
        open_ones = len(self._clash.differences) - len(self._picked)
        missing = translate("Sync", "%n field(s) still to choose", "", open_ones)
        self.keep.set_blocked(missing if open_ones else "")
        parts = [
            f"{words.fields(d)} {self.picks[d.id, self._picked[d.id]].text()}"
            for d in self._clash.differences
            if d.id in self._picked
        ]
        words_ = translate("Sync", "Result: %1").replace("%1", " · ".join(parts))
        self.result.setText(words_ if parts else missing)


class _Table(QWidget):
    """A frame with lines between its cells."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, self.rect(), 8, theme.color("surface"), theme.color("border"))
        cells = [cell.geometry() for cell in self.findChildren(QWidget)]
        for top in {cell.top() for cell in cells} - {1}:
            painter.fillRect(1, top - 1, self.width() - 2, 1, theme.color("border"))
        for left in {cell.left() for cell in cells} - {1}:
            painter.fillRect(left - 1, 1, 1, self.height() - 2, theme.color("border"))


def _cell(text: str, *, ink: str = "text", weight: int = 400) -> Label:
    label = Label(text, "small", ink, weight=weight, wrap=True, tnum=True)
    label.setContentsMargins(12, 8, 8, 8)
    label.setMinimumHeight(theme.px(36))
    return label
