"""No popups until the next full hour: chosen in the tray or the palette, kept over a restart."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from .. import format as fmt
from ..actions import Action
from ..context import UiContext

translate = QCoreApplication.translate
KEY = "notices.mute"
PREFERENCE = "muted_until"
HOUR = dt.timedelta(hours=1)
LEAST = dt.timedelta(minutes=15)
"""With less than this left of an hour the next one is meant."""
LOOK_MS = 60_000


class Mute(QObject):
    """Offers the act under its present words; `ended` when popups may come again."""

    ended = Signal()

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._was = self.until is not None
        self._tick = QTimer(self)
        self._tick.setInterval(LOOK_MS)
        self._tick.timeout.connect(self.look)
        self._tick.start()
        self._offer()

    @property
    def until(self) -> dt.datetime | None:
        """When the mute that holds now ends."""
        text = self._context.preferences.text(PREFERENCE)
        try:
            end = dt.datetime.fromisoformat(text or "")
        except ValueError:
            return None
        return end if end.tzinfo is not None and end > self._context.clock.now() else None

    def toggle(self) -> None:
        until = "" if self.until is not None else self._next().isoformat()
        self._context.preferences.put_text(PREFERENCE, until)
        self.look()

    def look(self) -> None:
        """The words follow the clock, and an end is told once."""
        self._offer()
        muted = self.until is not None
        ended, self._was = self._was and not muted, muted
        if ended:
            self.ended.emit()

    def _next(self) -> dt.datetime:
        now = self._context.clock.now()
        local = now.astimezone(self._context.zone)
        begun = dt.timedelta(minutes=local.minute, seconds=local.second)
        end = now - begun - dt.timedelta(microseconds=local.microsecond) + HOUR
        return end if end - now >= LEAST else end + HOUR

    def _offer(self) -> None:
        until = self.until
        time = fmt.clock_time(until or self._next(), self._context.zone)
        if until is None:
            title, icon = translate("Notices", "Mute until %1"), "bell-off"
        else:
            title, icon = translate("Notices", "Muted until %1: end it"), "bell"
        self._context.actions.put(Action(KEY, title.replace("%1", time), self.toggle, icon))
