"""Text fields: one line, with an error under it that goes away on typing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from .. import fonts, icons
from ..theme import theme
from . import paint
from .icon import Icon
from .label import Label


class TextLine(QLineEdit):
    """40 high, 36 in headers. `icon` stands inside at the left."""

    left = Signal()

    def __init__(
        self,
        name: str,
        placeholder: str = "",
        *,
        icon: str = "",
        size: int = 40,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._size = icon, size
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setToolTip(name)
        self._restyle()
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(self._size))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(self._size))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon:
            side = theme.px(16)
            spot = QRectF(theme.px(13), (self.height() - side) // 2, side, side)
            icons.draw(QPainter(self), self._icon, spot, theme.color("text-3"))

    def _restyle(self) -> None:
        self.setFont(fonts.font("body"))
        self.setFixedHeight(theme.px(self._size))
        if self._icon:
            self.setTextMargins(theme.px(24), 0, 0, 0)


class Field(QWidget):
    """A label above, a line, and what is wrong with it below.

    `left` comes when the person leaves the field: the moment to validate.
    """

    left = Signal()

    def __init__(
        self, label: str, placeholder: str = "", *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        caption = Label(label, "small", "text-2", weight=500)
        self.line = TextLine(label, placeholder, icon=icon)
        caption.setBuddy(self.line)
        outer.addWidget(caption)
        outer.addWidget(self.line)
        self._wrong = QWidget()
        row = QHBoxLayout(self._wrong)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Icon("circle-alert", 13, "danger-text"), 0, Qt.AlignmentFlag.AlignVCenter)
        self._error = Label("", "caption", "danger-text", wrap=True)
        row.addWidget(self._error, 1)
        outer.addWidget(self._wrong)
        self._wrong.hide()
        self.line.textEdited.connect(self._clear)
        self.line.left.connect(self.left)

    def text(self) -> str:
        return self.line.text()

    def error(self) -> str:
        return self._error.text()

    def set_error(self, text: str) -> None:
        """One line under the field; "" takes it away."""
        self._error.setText(text)
        self._wrong.setVisible(bool(text))
        self.line.setAccessibleDescription(text)
        self.line.setProperty("invalid", bool(text))
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)

    def _clear(self) -> None:
        if self._error.text():
            self.set_error("")


class Frame(QWidget):
    """The border of a field around other widgets; it shows their focus as a field does."""

    def __init__(self, size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(self._size))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(100), theme.px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        focused = any(line.hasFocus() for line in self.findChildren(QLineEdit))
        fill = theme.color("surface" if self.isEnabled() else "window")
        line, width = ("focus", 2.0) if focused else ("border", 1.0)
        paint.box(painter, self.rect(), theme.radius("field"), fill, theme.color(line), width)
