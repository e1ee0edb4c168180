"""Controls that choose: switch, check box, and a few options side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from .. import fonts, icons
from ..theme import theme
from . import paint

translate = QCoreApplication.translate


class Switch(QAbstractButton):
    """On and off at once; `toggled` comes after each change, `clicked` after one by the person."""

    focus_radius = 12

    def __init__(self, name: str, *, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(on)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(40), theme.px(24))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, on = QPainter(self), self.isChecked()
        token = "border" if not self.isEnabled() else "accent" if on else "border-strong"
        paint.box(painter, self.rect(), self.height() / 2, theme.color(token))
        knob = theme.px(18)
        edge = (self.height() - knob) // 2
        left = self.width() - knob - edge if on else edge
        paint.box(painter, QRectF(left, edge, knob, knob), knob / 2, theme.color("surface"))


class CheckBox(QAbstractButton):
    """A box of 16 with its words."""

    focus_radius = 4

    def __init__(self, text: str, *, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setChecked(on)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        wide = QFontMetricsF(fonts.font("small")).horizontalAdvance(self.text())
        return QSize(round(wide) + theme.px(26), theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, side = QPainter(self), theme.px(16)
        spot = QRectF(0, (self.height() - side) // 2, side, side)
        if self.isChecked():
            paint.box(painter, spot, theme.radius("check"), theme.color("accent"))
            inner = spot.adjusted(2, 2, -2, -2)
            icons.draw(painter, "check", inner, theme.color("on-accent"))
        else:
            fill, line = theme.color("surface"), theme.color("border-strong")
            paint.box(painter, spot, theme.radius("check"), fill, line)
        painter.setFont(fonts.font("small"))
        painter.setPen(theme.color("text" if self.isEnabled() else "disabled"))
        room = self.rect().adjusted(side + theme.px(8), 0, 0, 0)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )


class _Part(QAbstractButton):
    focus_radius = 7

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        wide = QFontMetricsF(fonts.font("small", weight=600)).horizontalAdvance(self.text())
        return QSize(round(wide) + theme.px(26), theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, on = QPainter(self), self.isChecked()
        if on:
            fill, line = theme.color("surface"), theme.color("border")
            paint.box(painter, self.rect(), 7, fill, line)
        painter.setFont(fonts.font("small", weight=600 if on else 500))
        painter.setPen(theme.color("text" if on or self.underMouse() else "text-2"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segmented(QWidget):
    """Two to four options of which one holds. `chosen` carries its value."""

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        options: Sequence[tuple[object, str]],
        value: object = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._values = [each for each, _ in options]
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        for i, (_, text) in enumerate(options):
            part = _Part(text, self)
            part.setAccessibleName(f"{name}: {text}")
            part.setToolTip(part.accessibleName())
            self._group.addButton(part, i)
            row.addWidget(part)
        self.set_value(value if value in self._values else self._values[0])
        self._group.idClicked.connect(self._on_clicked)

    def value(self) -> object:
        return self._values[self._group.checkedId()]

    def set_value(self, value: object) -> None:
        self._group.button(self._values.index(value)).setChecked(True)

    def parts(self) -> list[QAbstractButton]:
        return list(self._group.buttons())

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.box(QPainter(self), self.rect(), 8, theme.color("sunken"))

    def _on_clicked(self, index: int) -> None:
        self.chosen.emit(self._values[index])
