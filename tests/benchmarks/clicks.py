"""Click on Clock in to durable and repainted, on the real window."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

CLICKS = 200


def measure(window: Any, found: dict[str, Any], end: Callable[[], None]) -> None:
    """Presses the main button again and again; a round ends with the paint that shows the result."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    panel = window.page("today").clock
    spans: list[float] = []
    state = {"words": "", "at": 0.0}

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint and state["at"] and words() != state["words"]:
                spans.append(time.perf_counter() - state["at"])
                state["at"] = 0.0
                QTimer.singleShot(20, press if len(spans) < CLICKS else finish)
            return False

    # punches within the system's double-click time count as one; a person does not click so often
    QApplication.setDoubleClickInterval(1)
    button = panel.main
    watch = Watch(panel)

    def words() -> str:
        return str(button.accessibleName() or button.text())

    def press() -> None:
        state["words"], state["at"] = words(), time.perf_counter()
        button.click()

    def finish() -> None:
        button.removeEventFilter(watch)
        spans.sort()
        found["p50"] = spans[len(spans) // 2] * 1000
        found["p99"] = spans[int(len(spans) * 0.99)] * 1000
        end()

    button.installEventFilter(watch)
    press()
