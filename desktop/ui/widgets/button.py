"""Buttons: one act each, in the kinds and states of the design."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from .. import fonts, icons
from ..theme import theme
from . import paint
from .motion import Fade, Spin


class Look(NamedTuple):
    """Tokens of one kind: fill and border at rest, hovered, pressed; empty means none."""

    ink: str
    fill: str
    border: str
    hover: str
    hover_border: str
    press: str
    press_border: str


KINDS = {
    "primary": Look("on-accent", "accent", "", "accent-hover", "", "accent-pressed", ""),
    "soft": Look("accent-text", "accent-tint", "", "accent-tint", "accent", "selected", ""),
    "secondary": Look("text", "surface", "border", "hover", "border", "sunken", "border"),
    "ghost": Look("text-2", "", "", "hover", "", "sunken", ""),
    "link": Look("accent-text", "", "", "accent-tint", "", "selected", ""),
    "warning": Look("break-text", "", "", "break-tint", "", "break-tint", ""),
    "danger": Look(
        "danger-text", "surface", "border", "danger-tint", "border", "danger-tint", "danger"
    ),
    "destroy": Look("on-danger", "danger", "", "danger", "", "danger", ""),
}


class Size(NamedTuple):
    radius: int
    padding: int
    gap: int
    icon: int
    px: int


SIZES = {
    28: Size(7, 11, 6, 14, 13),
    32: Size(8, 12, 6, 14, 13),
    36: Size(8, 15, 8, 16, 14),
    44: Size(8, 21, 8, 16, 15),
    64: Size(12, 28, 10, 20, 18),
    88: Size(12, 32, 12, 24, 20),
}


class Button(QAbstractButton):
    """A button with words. `icon` is a Lucide name; `after` puts it behind the words.

    `key` names the shortcut in the tooltip; it does not install it. `text` may be empty when `name`
    says what the button does: then it is square and the name is its tooltip.
    """

    def __init__(
        self,
        text: str,
        kind: str = "secondary",
        size: int = 36,
        *,
        icon: str = "",
        after: bool = False,
        name: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._size, self._icon, self._after, self._key = kind, size, icon, after, key
        self._busy = ""
        self._blocked = ""
        self._glow, self._spin = Fade(self), Spin(self)
        self._held = 0
        self.setText(text)
        self.set_name(name or text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    @property
    def focus_radius(self) -> int:
        return SIZES[self._size].radius

    @property
    def busy(self) -> bool:
        return bool(self._busy)

    def set_name(self, name: str) -> None:
        """What a screen reader says, and the tooltip together with the key."""
        self.setAccessibleName(name)
        self._retip()

    def set_key(self, key: str) -> None:
        self._key = key
        self._retip()

    def set_kind(self, kind: str) -> None:
        if kind != self._kind:
            self._kind = kind
            self.update()

    def set_act(self, text: str, *, icon: str | None = None, kind: str | None = None) -> None:
        """Another act on the same button, e.g. Start focus becomes Pause."""
        self.setText(text)
        self.set_name(text)
        self._icon = self._icon if icon is None else icon
        self._kind = kind or self._kind
        self.updateGeometry()
        self.update()

    def set_busy(self, doing: str = "") -> None:
        """Shows a spinner and a verb in -ing at the same width and ignores clicks; "" ends it."""
        if doing and not self._busy:
            self._held = self.width()
        self._busy = doing
        if not doing:
            self._held = 0
        self.setAccessibleDescription(doing or self._blocked)
        self._spin.turn(on=bool(doing))
        self.updateGeometry()
        self.update()

    def set_blocked(self, reason: str = "") -> None:
        """Disabled with the reason as tooltip; "" enables again."""
        self._blocked = reason
        self.setAccessibleDescription(reason)
        self.setEnabled(not reason)
        self._retip()

    def sizeHint(self) -> QSize:
        height = theme.px(self._size)
        words = self._busy or self.text()
        if not words:
            return QSize(height, height)
        return QSize(max(self._held, self._wide(words)), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return not self._busy and super().hitButton(pos)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._busy:
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._glow.to(1.0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._glow.to(0.0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        size, look = SIZES[self._size], KINDS[self._kind]
        fill, border, ink = self._colors(look)
        paint.box(painter, self.rect(), size.radius, fill, border)
        self._content(painter, size, ink)

    def _colors(self, look: Look) -> tuple[QColor | None, QColor | None, QColor]:
        if not self.isEnabled():
            bare = not look.fill
            fill = None if bare else theme.color("window")
            return fill, None if bare else theme.color("border"), theme.color("disabled")
        if self.isDown():
            return _token(look.press), _token(look.press_border), theme.color(look.ink)
        fill = self._between(look.fill, look.hover)
        border = _token(look.hover_border if self._glow.at else look.border)
        if self.isCheckable() and self.isChecked():
            return theme.color("accent-tint"), None, theme.color("accent-text")
        return fill, border, theme.color(look.ink)

    def _between(self, rest: str, hover: str) -> QColor | None:
        if not self._glow.at:
            return _token(rest)
        over = theme.color(hover)
        faint = QColor(over)
        faint.setAlpha(0)
        return paint.blend(theme.color(rest) if rest else faint, over, self._glow.at)

    def _content(self, painter: QPainter, size: Size, ink: QColor) -> None:
        words = self._busy or self.text()
        font = self._font(size)
        wide = fonts.wide(words, weight=600, px=size.px)
        side = theme.px(size.icon if words else self._lone_icon())
        shown = bool(self._icon or self._busy)
        gap = theme.px(size.gap) if shown and words else 0
        total = wide + (side + gap if shown else 0)
        left = max(0.0, (self.width() - total) / 2)
        at = left + wide + gap if self._after and not self._busy else left
        spot = QRectF(round(at), round((self.height() - side) / 2), side, side)
        if self._busy:
            paint.spinner(painter, spot, ink, self._spin.degrees)
        elif self._icon:
            icons.draw(painter, self._icon, spot, ink)
        painter.setFont(font)
        painter.setPen(ink)
        start = left + (side + gap if shown and at == left else 0)
        room = QRectF(start, 0, wide + 2, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _lone_icon(self) -> int:
        return 16 if self._size <= 36 else 20

    def _wide(self, words: str) -> int:
        size = SIZES[self._size]
        wide = fonts.wide(words, weight=600, px=size.px)
        padding = size.padding if self._kind not in {"link", "warning"} else 8
        if self._icon or self._busy:
            wide += theme.px(size.icon + size.gap)
        return round(wide) + 2 * theme.px(padding)

    def _font(self, size: Size) -> QFont:
        return fonts.font("body", weight=600, px=size.px)

    def _retip(self) -> None:
        tip = self._blocked or self.accessibleName()
        if self._key and not self._blocked:
            native = QKeySequence(self._key).toString(QKeySequence.SequenceFormat.NativeText)
            tip = f"{tip}  {native}"
        self.setToolTip(tip)


class IconButton(Button):
    """A square button with an icon; the name is what it does."""

    def __init__(
        self,
        icon: str,
        name: str,
        kind: str = "secondary",
        size: int = 36,
        *,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", kind, size, icon=icon, name=name, key=key, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


def _token(name: str) -> QColor | None:
    return theme.color(name) if name else None
