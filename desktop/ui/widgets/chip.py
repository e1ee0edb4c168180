"""Chips: a state in one word, never by colour alone; and chips that filter."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from .. import fonts, icons
from ..theme import theme
from . import paint


class Variant(NamedTuple):
    fill: str
    ink: str
    icon: str = ""
    border: str = ""


VARIANTS = {
    "assigned": Variant("accent-tint", "accent-text", "check"),
    "open": Variant("surface", "text-2", "", "border-strong"),
    "requested": Variant("info-tint", "info-text", "clock"),
    "question": Variant("info-tint", "info-text", "message-circle-question-mark"),
    "draft": Variant("sunken", "text-2", "pencil-line"),
    "flag": Variant("break-tint", "break-text", "flag"),
    "warning": Variant("break-tint", "break-text", "triangle-alert"),
    "declined": Variant("sunken", "text-2", "x"),
    "denied": Variant("danger-tint", "danger-text", "x"),
    "count": Variant("sunken", "text-2"),
    "working": Variant("accent-tint", "accent-text"),
    "break": Variant("break-tint", "break-text"),
    "off": Variant("sunken", "text-2"),
}


class Chip(QWidget):
    """22 high. `variant` is a key of VARIANTS; `icon` replaces its icon, "-" removes it."""

    def __init__(
        self, text: str, variant: str = "count", *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._variant, self._icon = text, variant, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.changed.connect(self.updateGeometry)

    def set_chip(self, text: str, variant: str | None = None, icon: str = "") -> None:
        self._text, self._variant, self._icon = text, variant or self._variant, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def variant(self) -> str:
        return self._variant

    def sizeHint(self) -> QSize:
        wide = fonts.wide(self._text, "caption", weight=500)
        lead = theme.px(9 + 12 + 6) if self._shown() else theme.px(9)
        return QSize(round(wide) + lead + theme.px(9), theme.px(22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = VARIANTS[self._variant]
        painter = QPainter(self)
        border = theme.color(look.border) if look.border else None
        paint.box(painter, self.rect(), self.height() / 2, theme.color(look.fill), border)
        left = theme.px(9)
        icon = self._shown()
        if icon:
            side = theme.px(13)
            spot = QRectF(left - 1, (self.height() - side) // 2, side, side)
            icons.draw(painter, icon, spot, theme.color(look.ink))
            left += theme.px(18)
        painter.setFont(fonts.font("caption", weight=500))
        painter.setPen(theme.color(look.ink))
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), _MIDDLE, self._text)

    def _shown(self) -> str:
        if self._icon == "-":
            return ""
        return self._icon or VARIANTS[self._variant].icon


class StatePill(QWidget):
    """28 high with a dot: the state of the clock. `kind` is working, break or off."""

    def __init__(self, text: str = "", kind: str = "off", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._kind = text, kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_state(self, text: str, kind: str) -> None:
        if (text, kind) != (self._text, self._kind):
            self._text, self._kind = text, kind
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        return self._text

    def kind(self) -> str:
        return self._kind

    def sizeHint(self) -> QSize:
        wide = fonts.wide(self._text, "small", weight=600, tnum=True)
        return QSize(round(wide) + theme.px(26 + 12), theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = VARIANTS[self._kind]
        painter = QPainter(self)
        paint.box(painter, self.rect(), self.height() / 2, theme.color(look.fill))
        middle = self.height() / 2
        mark = {"working": "accent", "break": "break", "off": "border-strong"}[self._kind]
        paint.dot(painter, theme.px(14), middle, theme.px(4), theme.color(mark))
        painter.setFont(self._font())
        painter.setPen(theme.color(look.ink))
        painter.drawText(self.rect().adjusted(theme.px(26), 0, 0, 0), _MIDDLE, self._text)

    def _font(self) -> QFont:
        return fonts.font("small", weight=600, tnum=True)


class FilterChip(QAbstractButton):
    """32 high, switched on and off; the count stands in the chip."""

    focus_radius = 16

    def __init__(
        self, text: str, *, count: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self._count = count
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._rename()
        theme.changed.connect(self.updateGeometry)

    def set_count(self, count: int | None) -> None:
        self._count = count
        self._rename()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = fonts.wide(self._words(), "small", weight=500)
        return QSize(round(wide) + theme.px(26), theme.px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        on = self.isChecked()
        fill = "accent-tint" if on else "hover" if self.underMouse() else "surface"
        border = None if on else theme.color("border")
        paint.box(painter, self.rect(), self.height() / 2, theme.color(fill), border)
        painter.setFont(fonts.font("small", weight=500))
        painter.setPen(theme.color("accent-text" if on else "text-2"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words())

    def _words(self) -> str:
        return self.text() if self._count is None else f"{self.text()} {self._count}"

    def _rename(self) -> None:
        self.setAccessibleName(self._words())
        self.setToolTip(self._words())


_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
