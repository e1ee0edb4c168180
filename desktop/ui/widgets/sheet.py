"""A card over the window for a moment: it never blocks the event loop, and Esc takes it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ..theme import theme
from . import paint


class Sheet(QWidget):
    """`body` is the card's layout. `closed` comes once, however it was closed.

    The focus stays inside and returns to where it was. `top` is the card's distance from the top,
    or None for the middle.
    """

    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        name: str,
        *,
        width: int = 480,
        top: int | None = None,
        padding: int = 24,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._before = QApplication.focusWidget()
        self._top = top
        self.setAccessibleName(name)
        self.card = _SheetCard(self)
        self.card.setFixedWidth(min(theme.px(width), window.width() - 48))
        self.body = QVBoxLayout(self.card)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(0)
        window.installEventFilter(self)

    def open(self) -> None:
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self._place()
        first = self.focus_order()
        if first:
            first[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        if self.isHidden():
            return
        self.hide()
        before = self._before
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.deleteLater()

    def focus_order(self) -> list[QWidget]:
        """What Tab visits, in the order of making."""
        return [
            each
            for each in self.card.findChildren(QWidget)
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.isVisibleTo(self)
            and each.isEnabled()
        ]

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's signature
        order = self.focus_order()
        if not order:
            return False
        now = QApplication.focusWidget()
        step = 1 if forward else -1
        at = order.index(now) + step if now in order else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        order[at % len(order)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("scrim"))

    def _place(self) -> None:
        self.card.adjustSize()
        wide, tall = self.card.width(), min(self.card.sizeHint().height(), self.height() - 48)
        top = self._top if self._top is not None else (self.height() - tall) // 2
        self.card.setGeometry(QRect((self.width() - wide) // 2, top, wide, tall))


class _SheetCard(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        fill, line = theme.color("surface"), theme.color("border")
        paint.box(QPainter(self), self.rect(), theme.radius("dialog"), fill, line)
