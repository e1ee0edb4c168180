"""From events of any thread to one Qt signal on the GUI thread, a few times a second at most."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from desktop.base.events import Changed, Events

REST_MS = 100


@dataclass(slots=True)
class _Batch:
    kinds: dict[str, set[int]] = field(default_factory=dict)
    seq: int = 0
    extra: dict[str, object] = field(default_factory=dict)

    def add(self, changed: Changed) -> None:
        for kind, ids in changed.kinds.items():
            self.kinds.setdefault(kind, set()).update(ids)
        self.seq = max(self.seq, changed.seq)
        self.extra.update(changed.extra)

    def out(self, initiator: str) -> Changed:
        kinds = {kind: frozenset(ids) for kind, ids in self.kinds.items()}
        return Changed(kinds, self.seq, initiator, self.extra)


class Bridge(QObject):
    """`changed` carries a Changed: what was committed since the last, for each initiator its own.

    The first of a calm time comes in the next turn of the event loop; what follows within 100 ms is
    gathered, so that a sync of thousands of rows repaints ten times a second and not more.
    """

    changed = Signal(object)
    _woken = Signal()

    def __init__(self, events: Events, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: dict[str, _Batch] = {}
        self._asked = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._stop: Callable[[], None] | None = events.subscribe(self._note)

    def close(self) -> None:
        """No event comes after this; safe to call twice."""
        stop, self._stop = self._stop, None
        if stop is not None:
            stop()
        self._timer.stop()

    def _note(self, changed: Changed) -> None:
        """On the publisher's thread: notes and returns."""
        with self._lock:
            self._waiting.setdefault(changed.initiator, _Batch()).add(changed)
            first, self._asked = not self._asked, True
        if first:
            self._woken.emit()

    def _on_woken(self) -> None:
        if self._stop is None:
            return  # closed meanwhile: a timer that still ran could end on another thread
        passed = self._since.elapsed() if self._since.isValid() else REST_MS
        if passed >= REST_MS:
            self._deliver()
        else:
            self._timer.start(REST_MS - passed)

    def _deliver(self) -> None:
        if self._stop is None:
            return
        with self._lock:
            batches, self._waiting = self._waiting, {}
            self._asked = False
        self._since.restart()
        for initiator, batch in batches.items():
            self.changed.emit(batch.out(initiator))
