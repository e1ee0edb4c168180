"""Cyclic garbage is collected on the GUI thread only, in small steps.

Python collects on whatever thread happens to allocate. An object of Qt that dies on the writer's or
the network's thread stops its timers from there, which Qt forbids; and a collection in the middle of a
sync, when tens of thousands of records are alive for a moment, holds every thread for a tenth of a second.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

YOUNG_MS, ALL_EVERY = 5_000, 60
"""Young garbage every five seconds, all of it every sixtieth time."""
CROWD, PATIENCE = 10_000, 12
"""More young objects than this are most likely on their way: wait, but no more often than this."""


class Collector(QObject):
    """Takes over from the interpreter as long as it lives; `stop` gives it back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turn = self._waited = 0
        self._timer = QTimer(self)
        self._timer.setInterval(YOUNG_MS)
        self._timer.timeout.connect(self._collect)
        gc.disable()
        self._timer.start()

    def settle(self) -> None:
        """What a start has loaded stays for good: later collections need not look at it."""
        gc.freeze()

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()

    def _collect(self) -> None:
        if gc.get_count()[0] > CROWD and self._waited < PATIENCE:
            self._waited += 1
            return
        self._waited = 0
        self._turn += 1
        gc.collect(2 if self._turn % ALL_EVERY == 0 else 1)
