"""The week strip: what was worked of what was planned, and seven days to open."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ...theme import theme
from ...widgets.card import Card
from ...widgets.label import Label
from ...widgets.week import WeekBars
from ..layouts import clear
from .model import Shown

translate = QCoreApplication.translate
SUMS = 207
"""Where the days begin, from the left edge of the card."""


class WeekPanel(Card):
    """`opened` carries the date of the day that was clicked."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(translate("Week", "This week"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._shown: Shown | None = None
        self._compact = False
        self.caption = Label(self.accessibleName(), "caption", "text-2", weight=500)
        self.total = Label("", "heading", tnum=True, px=18)
        self.of = Label("", "caption", "text-3", tnum=True)
        self.bars = WeekBars()
        self.bars.opened.connect(self.opened)
        self._arrange()

    def set_compact(self, *, compact: bool) -> None:
        """Wide: sums left of the days. Compact: in a line above them."""
        if compact != self._compact:
            self._compact = compact
            self._arrange()

    def set_shown(self, shown: Shown) -> None:
        if shown == self._shown:
            return
        self._shown = shown
        self.total.setText(shown.total)
        self.of.setText(shown.of)
        self.total.setAccessibleName(f"{self.caption.text()}: {shown.total} {shown.of}")
        self.bars.set_days(shown.days)

    def _arrange(self) -> None:
        clear(self.body)
        if self._compact:
            self.body.setContentsMargins(11, 11, 11, 7)
            line = QHBoxLayout()
            line.setContentsMargins(10, 0, 10, 2)
            line.setSpacing(10)
            for label in (self.caption, self.total, self.of):
                line.addWidget(label)
            line.addStretch(1)
            self.body.addLayout(line)
            self.body.addWidget(self.bars)
            return
        self.body.setContentsMargins(0, 7, 9, 7)
        row = QHBoxLayout()
        row.setSpacing(0)
        sums = QVBoxLayout()
        sums.setContentsMargins(21, 0, 8, 0)
        sums.setSpacing(2)
        sums.addStretch(1)
        for label in (self.caption, self.total, self.of):
            sums.addWidget(label)
        sums.addStretch(1)
        sums.addStrut(theme.px(SUMS - 10 - 29))
        row.addLayout(sums)
        row.addWidget(self.bars, 1)
        self.body.addLayout(row)
