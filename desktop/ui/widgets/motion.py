"""What moves in a widget: a fade of 120 ms and a spinner. Both obey "Reduce motion"."""

from __future__ import annotations

from PySide6.QtCore import QTimer, QVariantAnimation
from PySide6.QtWidgets import QWidget

from ..theme import theme

FADE_MS = 120
STEP_MS, STEP_DEGREES = 60, 20


class Fade:
    """`at` goes from 0 to 1 and back while the widget repaints; at once when motion is off."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._run: QVariantAnimation | None = None
        self.at = 0.0

    def to(self, goal: float) -> None:
        if not theme.moves or not self._widget.isVisible():
            self._set(goal)
            return
        if self._run is None:
            self._run = QVariantAnimation(self._widget)
            self._run.setDuration(FADE_MS)
            self._run.valueChanged.connect(self._set)
        self._run.stop()
        self._run.setStartValue(self.at)
        self._run.setEndValue(goal)
        self._run.start()

    def _set(self, value: float) -> None:
        self.at = value
        self._widget.update()


class Spin:
    """`degrees` turn while it is on; they stand still when motion is off."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._timer: QTimer | None = None
        self.degrees = 0

    def turn(self, *, on: bool) -> None:
        if on and theme.moves and self._timer is None:
            self._timer = QTimer(self._widget)
            self._timer.setInterval(STEP_MS)
            self._timer.timeout.connect(self._step)
        if self._timer is not None:
            if on and theme.moves:
                self._timer.start()
            else:
                self._timer.stop()

    def _step(self) -> None:
        self.degrees = (self.degrees + STEP_DEGREES) % 360
        self._widget.update()
