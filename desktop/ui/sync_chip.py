"""The chip that says how safe the data is: its words, and the control itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.services.status import SyncStatus

from . import fonts, icons
from . import format as fmt
from .theme import theme
from .widgets import paint

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class SyncWords:
    """`whole` for readers and tooltips; `strong` and `more` as the chip shows them in two lines."""

    whole: str
    strong: str
    more: str = ""
    icon: str = "cloud-check"
    ink: str = "text-2"
    count: int = 0
    alert: bool = False


def sync_words(status: SyncStatus, now: dt.datetime | None = None) -> SyncWords:
    """What the chip says. "Safe on this device" is stored and not sent; "Synced" is confirmed."""
    if not status.connected:
        return _apart(status)
    if status.expired:
        return _expired(status)
    if status.attention:
        return _attention(status)
    return _STATES[status.state](status, now)


def _syncing(status: SyncStatus, _now: dt.datetime | None) -> SyncWords:
    text = translate("SyncChip", "Syncing %1 of %2")
    text = text.replace("%1", str(status.done)).replace("%2", str(status.total))
    return SyncWords(text, text, "", "refresh-cw", "accent-text", status.pending)


def _idle(status: SyncStatus, now: dt.datetime | None) -> SyncWords:
    if status.pending:
        text = translate("SyncChip", "%n change(s) waiting to send", "", status.pending)
        return SyncWords(text, text, "", "refresh-cw", "text-2", status.pending)
    if status.last_ok is None:
        text = translate("SyncChip", "Not synced yet")
        return SyncWords(text, text, "", "refresh-cw", "text-2")
    passed = now - status.last_ok if now is not None else dt.timedelta()
    text = translate("SyncChip", "Synced %1").replace("%1", fmt.ago(passed))
    return SyncWords(text, text, "", "cloud-check", "accent-text")


def _apart(status: SyncStatus) -> SyncWords:
    strong = translate("SyncChip", "Not connected")
    more = translate("SyncChip", "data only on this device")
    return SyncWords(f"{strong} ({more})", strong, more, "hard-drive", "text-3", status.pending)


def _expired(status: SyncStatus) -> SyncWords:
    strong = translate("SyncChip", "Sign in again")
    more = translate("SyncChip", "%n change(s) safe on this device", "", status.pending)
    more = more if status.pending else ""
    whole = f"{strong}, {more}" if more else strong
    count = status.pending
    return SyncWords(whole, strong, more, "triangle-alert", "break-text", count, alert=True)


def _attention(status: SyncStatus) -> SyncWords:
    strong = translate("SyncChip", "%n change(s) need you", "", status.attention)
    rest = max(0, status.pending - status.attention)
    more = translate("SyncChip", "%n more waiting to send", "", rest) if rest else ""
    whole = f"{strong}, {more}" if more else strong
    count = status.attention
    return SyncWords(whole, strong, more, "triangle-alert", "break-text", count, alert=True)


def _unreachable(status: SyncStatus, _now: dt.datetime | None) -> SyncWords:
    strong = whole = translate("SyncChip", "Server out of reach")
    seconds, count = status.next_try_seconds, status.pending
    more = ""
    if seconds is not None:
        more = translate("SyncChip", "next try in %1 s").replace("%1", str(seconds))
        whole = f"{whole}, {more}"
    if count:
        safe = translate("SyncChip", "%n change(s) safe on this device", "", count)
        whole = f"{whole} · {safe}"
        # the box has no room for all of it, and what is safe matters more than the countdown
        more = translate("SyncChip", "%n change(s) safe here", "", count)
    return SyncWords(whole, strong, more, "cloud-off", "break-text", count, alert=True)


def _offline(status: SyncStatus, _now: dt.datetime | None) -> SyncWords:
    if not status.pending:
        text = translate("SyncChip", "Offline")
        return SyncWords(text, text, "", "cloud-off", "break-text", alert=True)
    strong = translate("SyncChip", "Offline · %n change(s)", "", status.pending)
    more = translate("SyncChip", "safe on this device")
    count = status.pending
    return SyncWords(f"{strong} {more}", strong, more, "cloud-off", "break-text", count, alert=True)


_STATES: dict[str, Callable[[SyncStatus, dt.datetime | None], SyncWords]] = {
    "idle": _idle,
    "syncing": _syncing,
    "offline": _offline,
    "unreachable": _unreachable,
    "attention": _idle,
}


class SyncChip(QAbstractButton):
    """In the rail: a box of one or two lines, or one icon with a count when the rail is narrow."""

    focus_radius = 8

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = sync_words(SyncStatus())
        self._compact = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self._rename()

    def set_status(self, status: SyncStatus, now: dt.datetime | None = None) -> None:
        words = sync_words(status, now)
        if words != self._words:
            self._words = words
            self._rename()
            self.updateGeometry()
            self.update()

    def words(self) -> SyncWords:
        return self._words

    def set_compact(self, *, compact: bool) -> None:
        self._compact = compact
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if self._compact:
            return QSize(theme.px(44), theme.px(40))
        return QSize(theme.px(120), theme.px(54 if self._words.more else 38))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill = theme.color("hover" if self.underMouse() else "surface")
        side, words = theme.px(16), self._words
        if self._compact:
            self._paint_compact(painter)
            return
        paint.box(painter, self.rect(), 8, fill, theme.color("border"))
        left = theme.px(37)
        tall = fonts.line("caption")
        top = (self.height() - tall * (2 if words.more else 1)) // 2
        spot = QRectF(theme.px(11), top + (tall - side) // 2, side, side)
        icons.draw(painter, words.icon, spot, theme.color(words.ink))
        painter.setFont(fonts.font("caption", weight=600 if words.more else 500, tnum=True))
        painter.setPen(theme.color("text" if words.more else "text-2"))
        room = QRectF(left, top, self.width() - left - 8, tall)
        cut, wide = Qt.TextElideMode.ElideRight, int(room.width())
        painter.drawText(room, _LEFT, painter.fontMetrics().elidedText(words.strong, cut, wide))
        painter.setFont(fonts.font("caption", tnum=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(room.translated(0, tall), _LEFT, words.more)

    def _paint_compact(self, painter: QPainter) -> None:
        if self.underMouse():
            paint.box(painter, self.rect(), 8, theme.color("hover"))
        side = theme.px(18)
        spot = QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        icons.draw(painter, self._words.icon, spot, theme.color(self._words.ink))
        if self._words.count:
            badge(painter, self.width() - theme.px(10), theme.px(9), self._words.count)

    def _rename(self) -> None:
        self.setAccessibleName(self._words.whole)
        self.setToolTip(self._words.whole)


def badge(painter: QPainter, x: float, y: float, count: int) -> None:
    """A small number around a point, for an icon of the narrow rail."""
    words = str(count) if count < 100 else "99+"
    painter.setFont(fonts.font("caption", weight=600, px=10))
    wide = max(theme.px(15), painter.fontMetrics().horizontalAdvance(words) + theme.px(6))
    tall = theme.px(15)
    spot = QRectF(x - wide / 2, y - tall / 2, wide, tall)
    paint.box(painter, spot, tall / 2, theme.color("sunken"), theme.color("border"))
    painter.setPen(theme.color("text-2"))
    painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, words)


_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
