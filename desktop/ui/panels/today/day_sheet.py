"""One day as a list: punches, plan and pomodoros, over the window for a moment."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from desktop.domain import today as rules
from desktop.domain.today import DayRecord, Punched

from ... import format as fmt
from ...theme import theme
from ...widgets.button import IconButton
from ...widgets.chip import Chip
from ...widgets.label import Label
from ...widgets.scroll import QuietBar
from ...widgets.sheet import Sheet
from .fix import FixEditor

translate = QCoreApplication.translate
TALLEST = 220
"""More punches than fit scroll, so that their editor has room in the smallest window."""


class DaySheet(Sheet):
    """Opened by the timeline and by the days of the week. Esc takes it away.

    `fixed` carries a punch, its new instant and the reason.
    """

    fixed = Signal(object, object, str)

    def __init__(self, window: QWidget, day: DayRecord, now: dt.datetime, zone: dt.tzinfo) -> None:
        title = fmt.day_long(day.date)
        super().__init__(window, title, width=440)
        self._zone = zone
        self._listed: list[str] = []
        self.pencils: list[IconButton] = []
        self.editor: FixEditor | None = None
        head = QHBoxLayout()
        head.addWidget(Label(title, "title"))
        head.addStretch(1)
        close = IconButton("x", translate("Today", "Close"), "ghost", 28, key="Esc")
        close.clicked.connect(self.dismiss)
        head.addWidget(close)
        self.body.addLayout(head)
        self.body.addSpacing(8)
        self.sums = Label("", "small", "text-2", wrap=True, tnum=True)
        self.body.addWidget(self.sums)
        for plan in day.plans:
            parts = (plan.role, plan.place, fmt.time_range(plan.start, plan.end, zone))
            words = translate("Today", "Planned: %1")
            text = words.replace("%1", " · ".join(part for part in parts if part))
            self.body.addSpacing(4)
            self.body.addWidget(Label(text, "small", "text-2", wrap=True, tnum=True))
        self.body.addSpacing(16)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        QuietBar(self._area)
        self.body.addWidget(self._area)
        self.show_day(day, now)

    @property
    def date(self) -> dt.date:
        return self._day.date

    def show_day(self, day: DayRecord, now: dt.datetime) -> None:
        """The punches as they are now, also after one was fixed."""
        self._day, self._now = day, now
        self._put_away()
        self.sums.setText(_sums(day, now))
        listed = QWidget()
        listed.setProperty("page", "true")
        grid = QGridLayout(listed)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        self._listed, self.pencils = [], []
        for row, punch in enumerate(day.punches):
            self._add(grid, row, punch)
        if not day.punches:
            grid.addWidget(Label(translate("Today", "No punches"), "small", "text-3"), 0, 0)
        self._area.setWidget(listed)
        self._area.setFixedHeight(min(listed.sizeHint().height(), theme.px(TALLEST)))
        if self.isVisible():
            self._place()
            (self.focus_order() or [self])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, text: str) -> None:
        """The correction that was asked for is not possible."""
        if self.editor is not None:
            self.editor.refuse(text)
            self._place()

    def rows(self) -> list[str]:
        """The punches as they are listed."""
        return list(self._listed)

    def fix(self, at: int) -> None:
        """Opens the editor for one of the punches, by its place in the list."""
        self._put_away()
        punch = self._day.punches[at]
        self.editor = FixEditor(punch, _word(punch), self._day.date, self._zone, self._now)
        self.editor.fixed.connect(self.fixed)
        self.editor.left.connect(lambda: self._on_left(at))
        self.body.addWidget(self.editor)
        self.editor.show()
        self._place()
        self.editor.begin()

    def _on_left(self, at: int) -> None:
        self._put_away()
        self._place()
        self.pencils[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_away(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            self.body.removeWidget(editor)
            editor.hide()
            editor.deleteLater()

    def _add(self, grid: QGridLayout, row: int, punch: Punched) -> None:
        word, time = _word(punch), fmt.clock_time(punch.at, self._zone)
        self._listed.append(" ".join(part for part in (word, time, punch.note) if part))
        grid.addWidget(Label(word, "small", weight=600), row, 0)
        grid.addWidget(Label(time, "small", "text-2", tnum=True), row, 1)
        grid.addWidget(Label(punch.note, "small", "text-2", wrap=True), row, 2)
        if punch.unsent:
            chip = Chip(translate("Today", "not sent yet"), "draft", icon="clock")
            grid.addWidget(chip, row, 3)
        name = translate("Today", "Fix %1 at %2").replace("%1", word).replace("%2", time)
        pencil = IconButton("pencil-line", name, "ghost", 28)
        pencil.clicked.connect(lambda: self.fix(row))
        self.pencils.append(pencil)
        grid.addWidget(pencil, row, 4)


def _word(punch: Punched) -> str:
    return {
        "start": translate("Today", "In"),
        "pause": translate("Today", "Break"),
        "resume": translate("Today", "Back"),
        "stop": translate("Today", "Out"),
    }[punch.status]


def _sums(day: DayRecord, now: dt.datetime) -> str:
    worked, rested = (rules.total(day.spans, kind, now) for kind in ("work", "break"))
    parts = [translate("Today", "Worked %1").replace("%1", fmt.prose(worked))]
    if rested:
        parts.append(translate("Today", "breaks %1").replace("%1", fmt.prose(rested)))
    if day.pomodoros:
        parts.append(translate("Today", "%n pomodoro(s)", "", day.pomodoros))
    return " · ".join(parts)
