"""One entry in words, why it is not sent, and what can be done about it."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.services.queue import Entry

from ...widgets.button import Button
from ...widgets.card import Card
from ...widgets.chip import Chip
from ...widgets.label import Label
from . import words

translate = QCoreApplication.translate


class EntryCard(Card):
    """`decided` carries retry, arrived or discard."""

    decided = Signal(str)

    def __init__(
        self, entry: Entry, now: dt.datetime, zone: dt.tzinfo, parent: QWidget | None = None
    ) -> None:
        alert = entry.stuck and entry.state != "blocked"
        chip = Chip(
            words.state(entry, now), "warning" if alert else "draft", icon="" if alert else "clock"
        )
        super().__init__(words.title(entry), chip, parent=parent)
        more = words.detail(entry, zone)
        if more:
            self.body.addWidget(Label(more, "small", "text-2", wrap=True, tnum=True))
        reason = words.why(entry)
        self.why = Label(reason, "body", "break-text" if alert else "text-2", wrap=True)
        if reason:
            self.body.addSpacing(12)
            self.body.addWidget(self.why)
        self.body.addSpacing(16)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for i, (name, value) in enumerate(words.facts(entry, zone)):
            grid.addWidget(Label(name, "small", "text-3"), i, 0)
            grid.addWidget(Label(value, "small", wrap=True, tnum=True), i, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.buttons: dict[str, Button] = {}
        self.body.addSpacing(20)
        self.body.addLayout(self._acts(entry))

    def _acts(self, entry: Entry) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        offers = (
            ("discard", translate("Sync", "Discard"), "danger"),
            ("arrived", translate("Sync", "It is there"), "secondary"),
            ("retry", translate("Sync", "Try again"), "primary"),
        )
        for key, text, kind in offers:
            if key == "arrived":
                row.addStretch(1)
            if key in entry.may:
                button = self.buttons[key] = Button(text, kind)
                button.clicked.connect(lambda _=False, key=key: self.decided.emit(key))
                row.addWidget(button)
        return row
