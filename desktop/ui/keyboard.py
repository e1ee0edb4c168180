"""When the ring around the focus is needed: from the first time the keyboard moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from .focus_ring import FocusRing


class RingWhenNeeded(QObject):
    """Makes the ring late: the style that paints it would cost every start 15 ms."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.ring: FocusRing | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if not shiboken6.isValid(self._window):
            return  # a window that is being destroyed gives its focus away
        moved = self._window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if self.ring is not None and not shiboken6.isValid(self.ring):
            self.ring = None  # it goes with the sheet whose control it stood around
        if self.ring is None and moved:
            from .focus_ring import FocusRing

            self.ring = FocusRing(self._window)
        if self.ring is not None:
            self.ring.follow(now)
