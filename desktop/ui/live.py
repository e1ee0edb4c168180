"""What runs now, in words: told by the clock and the timer, shown by tray, rail and window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Now:
    """`headline` as the state pill says it, `worked` as tables do, `detail` the shift.

    `focus` is off, running or paused; `focus_left` the part that is left, `focus_words` the task and
    `focus_time` the digits; `focus_caption` names the phase, `focus_fill` is its colour. `unsent`
    counts changes that are only on this device.
    """

    work: Literal["off", "working", "break"] = "off"
    headline: str = ""
    worked: str = ""
    detail: str = ""
    focus: Literal["off", "running", "paused"] = "off"
    focus_left: float = 1.0
    focus_words: str = ""
    focus_time: str = ""
    focus_caption: str = ""
    focus_fill: str = "accent"
    unsent: int = 0


class Live(QObject):
    """Holds the present Now; `changed` comes when a part of it became another."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = Now()

    @property
    def now(self) -> Now:
        return self._now

    def tell(self, **parts: Any) -> None:
        """Parts of Now by name."""
        now = replace(self._now, **parts)
        if now != self._now:
            self._now = now
            self.changed.emit()
