"""The ring around what has the keyboard's focus: 2 px wide, 2 px away, for keyboard users only."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFocusFrame,
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleFactory,
    QStyleOption,
    QWidget,
)

from .theme import theme
from .widgets import paint

REACH = 4


class _RingStyle(QProxyStyle):
    """Only the focus frame wears it, so that no other control pays for Python in its painting."""

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric in (
            QStyle.PixelMetric.PM_FocusFrameHMargin,
            QStyle.PixelMetric.PM_FocusFrameVMargin,
        ):
            return REACH
        return super().pixelMetric(metric, option, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element is not QStyle.ControlElement.CE_FocusFrame:
            super().drawControl(element, option, painter, widget)
            return
        frame = widget if isinstance(widget, QFocusFrame) else None
        around = frame.widget() if frame is not None else None
        radius = getattr(around, "focus_radius", 8) + REACH
        rect = QRectF(widget.rect()) if widget is not None else QRectF()
        paint.box(painter, rect, radius, None, theme.color("focus"), 2.0)


class FocusRing(QFocusFrame):
    """Follows the focus within one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._style = _RingStyle(QStyleFactory.create("Fusion"))
        self.setStyle(self._style)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def follow(self, now: QWidget | None) -> None:
        """Around `now` when it got the focus by the keyboard; around nothing else."""
        if now is None or not self._window.isAncestorOf(now):
            self.setWidget(None)  # type: ignore[arg-type]  # Qt takes a null pointer here
            return
        # Qt notes Tab and shortcuts on the window and never takes it back: the pointer does
        if QApplication.mouseButtons() is not Qt.MouseButton.NoButton:
            self._window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, on=False)
        by_keyboard = self._window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        shown = by_keyboard and not isinstance(now, (QLineEdit, QAbstractSpinBox))
        self.setWidget(now if shown else None)  # type: ignore[arg-type]
