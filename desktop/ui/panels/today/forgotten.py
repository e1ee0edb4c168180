"""The question about a clock-out that was forgotten: asked on a later day, answered in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.forgotten import Forgotten

from ... import format as fmt
from ...widgets.button import Button
from ...widgets.card import Card
from ...widgets.field import Field
from ...widgets.label import Label
from .fix import parse

translate = QCoreApplication.translate


class ForgottenCard(Card):
    """One day after the other. `stated` carries the session and the instant it ended at."""

    stated = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._asked: Forgotten | None = None
        self._now = dt.datetime.min.replace(tzinfo=dt.UTC)
        self.words = Label("", "body", "break-text", weight=600, wrap=True)
        self.body.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.time = Field(translate("Today", "When did you stop?"))
        self.time.line.returnPressed.connect(self._save)
        self.save = Button(translate("Today", "Clock out then"), "primary", 36)
        self.save.clicked.connect(self._save)
        row.addWidget(self.time, 1)
        row.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.hide()

    def set_forgotten(self, found: Sequence[Forgotten], now: dt.datetime) -> None:
        """Asks about the oldest of them; hides when there is none."""
        first = found[0] if found else None
        self._now = now
        before, self._asked = self._asked, first
        if first is None:
            self.hide()
        elif before is None or before.session_id != first.session_id:
            self._ask(first)

    def refuse(self, text: str) -> None:
        """Says under the time why it was not taken."""
        self.save.set_busy()
        self.time.set_error(text)
        self.time.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, one: Forgotten) -> None:
        text = translate("Today", "You did not clock out on %1. You clocked in at %2.")
        day = fmt.day_spoken(one.day, self._now.astimezone(one.zone).date())
        words = text.replace("%1", day).replace("%2", fmt.clock_time(one.began, one.zone))
        self.words.setText(words)
        self.setAccessibleName(words)
        self.save.set_busy()
        self.time.set_error("")
        likely = "" if one.likely is None else fmt.clock_time(one.likely, one.zone)
        self.time.line.setText(likely)
        self.show()

    def _save(self) -> None:
        one = self._asked
        if one is None or self.save.busy:
            return
        time = parse(self.time.text())
        if time is None:
            self.refuse(translate("Today", "Write a time such as %1.").replace("%1", "17:30"))
            return
        at = one.instant(time)
        if at > (one.until or self._now):
            self.refuse(translate("Today", "By then the next day had begun."))
            return
        self.save.set_busy(translate("Today", "Saving"))
        self.stated.emit(one, at)
