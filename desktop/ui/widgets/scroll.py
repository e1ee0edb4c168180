"""A scroll bar that takes no room and shows only while somebody is near it or scrolls."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

REST_MS = 1_500
"""So long it stays after the last scrolling."""
WIDE = 10


class QuietBar(QScrollBar):
    """Lies over the right edge of an area and moves with the area's own bar, which is hidden."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area, self._near = area, False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.update)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        own = area.verticalScrollBar()
        own.rangeChanged.connect(self._follow)
        own.valueChanged.connect(self._on_moved)
        self.valueChanged.connect(own.setValue)
        area.installEventFilter(self)
        self._follow()

    @property
    def awake(self) -> bool:
        return self._near or self._rest.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.Resize:
            self._follow()
        elif kind in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._near = kind is QEvent.Type.Enter
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.awake:
            super().paintEvent(event)

    def _follow(self) -> None:
        if not shiboken6.isValid(self._area):
            return  # an area that is being destroyed still moves its bars
        own, room = self._area.verticalScrollBar(), self._area.rect()
        self.setRange(own.minimum(), own.maximum())
        self.setPageStep(own.pageStep())
        self.setSingleStep(own.singleStep())
        self.setGeometry(QRect(room.right() + 1 - WIDE, room.top(), WIDE, room.height()))
        self.setVisible(own.maximum() > own.minimum())

    def _on_moved(self, value: int) -> None:
        self.setValue(value)
        if self.isVisible():
            self._rest.start()
            self.update()
