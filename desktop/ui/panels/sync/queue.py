"""The list of what waits: conflicts first, then entries in the order in which they go."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.queue import Clash, Entry, Queue

from ...widgets.card import Card
from ...widgets.chip import Chip
from ...widgets.icon import Icon, IconTile
from ...widgets.label import Label
from ...widgets.row import Row
from ...widgets.state_card import StateCard
from . import words

translate = QCoreApplication.translate
Key = tuple[str, int]
TALL = 58
MOST = 40
"""So many rows are made; a line says how many more there are."""


class QueueCard(Card):
    """`chosen` carries an Entry or a Clash."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.count = Chip("0")
        super().__init__(
            translate("Sync", "Waiting to send"), self.count, flush=True, parent=parent
        )
        self._rows: dict[Key, Row] = {}
        self._items: dict[Key, Entry | Clash] = {}
        self._key: Key | None = None
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self.more = Label("", "small", "text-2")
        self.more.setContentsMargins(20, 10, 20, 12)
        self.body.addWidget(self.more)
        self.empty = StateCard(
            "cloud-check",
            translate("Sync", "Nothing waiting"),
            translate("Sync", "Everything here is synced."),
        )
        self.body.addWidget(self.empty, 1)
        self.body.addStretch(1)

    @property
    def rows(self) -> list[Row]:
        return list(self._rows.values())

    def show_queue(self, queue: Queue, now: dt.datetime, zone: dt.tzinfo) -> None:
        """Makes the rows anew; the selection stays on what it was on, or goes to the first."""
        had_focus = any(row.hasFocus() for row in self._rows.values())
        for row in self._rows.values():
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        items: list[Entry | Clash] = [*queue.clashes, *queue.entries]
        self._items = {key_of(item): item for item in items[:MOST]}
        self._rows = {key: self._row(item, now, zone) for key, item in self._items.items()}
        total = len(queue.clashes) + max(queue.total - self._held(queue), len(queue.entries))
        self.count.set_chip(str(total))
        self.count.setVisible(bool(items))
        rest = total - len(self._items)
        self.more.setVisible(rest > 0)
        self.more.setText(translate("Sync", "%n more after these", "", rest))
        self.empty.setVisible(not items)
        if self._key not in self._items:
            self._key = next(iter(self._items), None)
        self._mark()
        if had_focus and self._key is not None:
            self._rows[self._key].setFocus(Qt.FocusReason.OtherFocusReason)

    def selected(self) -> Entry | Clash | None:
        return None if self._key is None else self._items.get(self._key)

    @staticmethod
    def _held(queue: Queue) -> int:
        """Entries that only wait for a conflict count as that conflict."""
        return len(queue.clashes)

    def _row(self, item: Entry | Clash, now: dt.datetime, zone: dt.tzinfo) -> Row:
        row = Row(high=TALL, opens=True, margins=(20, 20))
        if isinstance(item, Clash):
            name, more = words.clash_title(item), words.clash_detail(item, zone)
            picture, said, alert = words.ICONS.get(item.kind, "send"), None, True
        else:
            name, more = words.title(item), words.detail(item, zone)
            picture, said = words.icon(item), words.state(item, now)
            alert = item.stuck and item.state != "blocked"
        said = said or translate("Sync", "Needs you")
        row.row.setSpacing(14)
        row.row.addWidget(IconTile(picture, size=34))
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addStretch(1)
        text.addWidget(Label(name, "small", weight=600))
        text.addWidget(Label(more, "small", "text-2", elide=True, tnum=True))
        text.addStretch(1)
        row.row.addLayout(text, 1)
        going = isinstance(item, Entry) and item.state == "sending"
        sign = "triangle-alert" if alert else "loader-circle" if going else "clock"
        ink = "break-text" if alert else "accent-text" if going else "text-2"
        state = QHBoxLayout()
        state.setSpacing(8)
        state.addWidget(Icon(sign, 14, ink))
        state.addWidget(Label(said, "small", ink, weight=600 if alert else 500))
        row.row.addLayout(state)
        row.setAccessibleName(f"{name}, {more}, {said}")
        row.opened.connect(lambda: self._choose(key_of(item)))
        self._list.addWidget(row)
        return row

    def _choose(self, key: Key) -> None:
        self._key = key
        self._mark()
        self.chosen.emit(self.selected())

    def _mark(self) -> None:
        for key, row in self._rows.items():
            row.set_selected(selected=key == self._key)


def key_of(item: Entry | Clash) -> Key:
    return ("", item.seq) if isinstance(item, Entry) else (item.kind, item.row_id)
