"""Correcting the time of a punch: the new time and why, in place under the list."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.today import Punched

from ... import format as fmt
from ...widgets.button import Button
from ...widgets.choice import Segmented
from ...widgets.field import Field
from ...widgets.label import Label

translate = QCoreApplication.translate
LONGEST = 200
PATTERNS = ("H:mm", "h:mm ap", "h:mmap", "h ap", "hap", "H.mm", "Hmm", "HHmm", "H")
DAY = dt.timedelta(days=1)


class FixEditor(QWidget):
    """`fixed` carries the punch, its new instant and the reason. Enter saves, Esc leaves it."""

    fixed = Signal(object, object, str)
    left = Signal()

    def __init__(
        self, punch: Punched, word: str, day: dt.date, zone: dt.tzinfo, now: dt.datetime
    ) -> None:
        super().__init__()
        self._punch, self._zone, self._now = punch, zone, now
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(12)
        old = fmt.clock_time(punch.at, zone)
        title = translate("Today", "Fix %1 at %2").replace("%1", word).replace("%2", old)
        column.addWidget(Label(title, "body", weight=600, tnum=True))
        own = punch.at.astimezone(zone).date()
        self.day: Segmented | None = None
        if own != day:
            # a night, or a clock-out that was forgotten and is told the next day
            options = ((day, fmt.weekday(day)), (own, fmt.weekday(own)))
            self.day = Segmented(translate("Today", "Day"), options, own)
            column.addWidget(self.day)
        self.time = Field(translate("Today", "Time"))
        self.time.line.setText(old)
        self.reason = Field(translate("Today", "Reason"), translate("Today", "What happened?"))
        self.reason.line.setMaxLength(LONGEST)
        column.addWidget(self.time)
        column.addWidget(self.reason)
        column.addWidget(Label(_kept(), "caption", "text-3", wrap=True))
        column.addLayout(self._acts())
        for field in (self.time, self.reason):
            field.line.returnPressed.connect(self._save)

    def begin(self) -> None:
        self.time.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.time.line.selectAll()

    def refuse(self, text: str) -> None:
        """Says under the time why it was not taken."""
        self.save.set_busy()
        self.time.set_error(text)
        self.time.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        cancel = Button(translate("Today", "Leave it"), "ghost")
        cancel.clicked.connect(self.left)
        self.save = Button(translate("Today", "Fix time"), "primary")
        self.save.clicked.connect(self._save)
        row.addWidget(cancel)
        row.addWidget(self.save)
        return row

    def _save(self) -> None:
        if self.save.busy:
            return
        at = self._instant()
        reason = self.reason.text().strip()
        if at is None:
            self.refuse(translate("Today", "Write a time such as %1.").replace("%1", _example()))
        elif at > self._now:
            self.refuse(translate("Today", "That is still to come."))
        elif not reason:
            self.reason.set_error(translate("Today", "A correction says why."))
            self.reason.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif at == self._punch.at.replace(second=0, microsecond=0):
            self.left.emit()
        else:
            self.save.set_busy(translate("Today", "Saving"))
            self.fixed.emit(self._punch, at, reason)

    def _instant(self) -> dt.datetime | None:
        time = parse(self.time.text())
        if time is None:
            return None
        day = self._punch.at.astimezone(self._zone).date()
        chosen = self.day.value() if self.day is not None else day
        day = chosen if isinstance(chosen, dt.date) else day
        return dt.datetime.combine(day, time, self._zone).astimezone(dt.UTC)


def parse(text: str) -> dt.time | None:
    """A time as people write it: 8:56, 08:56, 8.56, 0856, 8, 8:56 pm; None when it is none."""
    words = text.strip().lower().replace("\N{NARROW NO-BREAK SPACE}", " ")
    for pattern in (*PATTERNS, QLocale().timeFormat(QLocale.FormatType.ShortFormat)):
        found = QTime.fromString(words, pattern)
        if found.isValid():
            return dt.time(found.hour(), found.minute())
    return None


def _example() -> str:
    return fmt.clock_time(dt.datetime(2026, 1, 1, 8, 56, tzinfo=dt.UTC), dt.UTC)


def _kept() -> str:
    return translate("Today", "The punch itself stays as it was; the correction is kept beside it.")
