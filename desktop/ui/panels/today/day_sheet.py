"""One day as a list: punches, plan and pomodoros, over the window for a moment."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.domain import today as rules
from desktop.domain.today import DayRecord, Punched

from ... import format as fmt
from ...widgets.button import IconButton
from ...widgets.chip import Chip
from ...widgets.label import Label
from ...widgets.sheet import Sheet

translate = QCoreApplication.translate


class DaySheet(Sheet):
    """Opened by the timeline and by the days of the week. Esc takes it away."""

    def __init__(self, window: QWidget, day: DayRecord, now: dt.datetime, zone: dt.tzinfo) -> None:
        title = fmt.day_long(day.date)
        super().__init__(window, title, width=440)
        self._zone = zone
        self._listed: list[str] = []
        head = QHBoxLayout()
        head.addWidget(Label(title, "title"))
        head.addStretch(1)
        close = IconButton("x", translate("Today", "Close"), "ghost", 28, key="Esc")
        close.clicked.connect(self.dismiss)
        head.addWidget(close)
        self.body.addLayout(head)
        self.body.addSpacing(8)
        self.sums = Label(_sums(day, now), "small", "text-2", wrap=True, tnum=True)
        self.body.addWidget(self.sums)
        for plan in day.plans:
            parts = (plan.role, plan.place, fmt.time_range(plan.start, plan.end, zone))
            words = translate("Today", "Planned: %1")
            text = words.replace("%1", " · ".join(part for part in parts if part))
            self.body.addSpacing(4)
            self.body.addWidget(Label(text, "small", "text-2", wrap=True, tnum=True))
        self.body.addSpacing(16)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        for row, punch in enumerate(day.punches):
            self._add(grid, row, punch)
        if not day.punches:
            grid.addWidget(Label(translate("Today", "No punches"), "small", "text-3"), 0, 0)
        self.body.addLayout(grid)

    def rows(self) -> list[str]:
        """The punches as they are listed."""
        return list(self._listed)

    def _add(self, grid: QGridLayout, row: int, punch: Punched) -> None:
        word = {
            "start": translate("Today", "In"),
            "pause": translate("Today", "Break"),
            "resume": translate("Today", "Back"),
            "stop": translate("Today", "Out"),
        }[punch.status]
        time = fmt.clock_time(punch.at, self._zone)
        self._listed.append(" ".join(part for part in (word, time, punch.note) if part))
        grid.addWidget(Label(word, "small", weight=600), row, 0)
        grid.addWidget(Label(time, "small", "text-2", tnum=True), row, 1)
        grid.addWidget(Label(punch.note, "small", "text-2", wrap=True), row, 2)
        if punch.unsent:
            chip = Chip(translate("Today", "not sent yet"), "draft", icon="clock")
            grid.addWidget(chip, row, 3)


def _sums(day: DayRecord, now: dt.datetime) -> str:
    worked, rested = (rules.total(day.spans, kind, now) for kind in ("work", "break"))
    parts = [translate("Today", "Worked %1").replace("%1", fmt.prose(worked))]
    if rested:
        parts.append(translate("Today", "breaks %1").replace("%1", fmt.prose(rested)))
    if day.pomodoros:
        parts.append(translate("Today", "%n pomodoro(s)", "", day.pomodoros))
    return " · ".join(parts)
