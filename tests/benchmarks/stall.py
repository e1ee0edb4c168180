"""How long the GUI thread stands still while 20,000 shifts arrive by sync."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

STEP_MS = 5
FEWEST = 20_000


def measure(node: Any, found: dict[str, Any], end: Callable[[], None]) -> None:
    """A timer every 5 ms notes how late it comes, until every shift is here and things are calm."""
    from PySide6.QtCore import Qt, QTimer

    state = {"last": time.perf_counter(), "worst": 0.0, "calm": 0}
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(STEP_MS)
    found["shifts"] = 0

    def tick() -> None:
        now = time.perf_counter()
        state["worst"] = max(state["worst"], now - state["last"] - STEP_MS / 1000)
        state["last"] = now

    def look() -> None:
        count = node.store.read(lambda reader: reader.count("shift"))
        settled = count == found["shifts"] and count >= FEWEST
        found["shifts"] = count
        state["calm"] = state["calm"] + 1 if settled else 0
        state["last"] = time.perf_counter()  # counting rows is this benchmark's own work
        if state["calm"] >= 4:
            timer.stop()
            slow.stop()
            found["stall"] = state["worst"] * 1000
            end()

    slow = QTimer()
    slow.setInterval(500)
    timer.timeout.connect(tick)
    slow.timeout.connect(look)
    timer.start()
    slow.start()
    found["timers"] = (timer, slow)
    found.pop("timers")
    node.bench_timers = (timer, slow)
