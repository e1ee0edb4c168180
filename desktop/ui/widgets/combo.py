"""A choice of one among several, in a field that opens a menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QIcon, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from .. import fonts, icons
from ..theme import theme
from . import paint

translate = QCoreApplication.translate
CHEVRON = "chevron-down"


class Option(NamedTuple):
    """`value` is what `chosen` carries; `dot` the index of a project colour, or none.

    `detail` stands at the right of the menu only.
    """

    value: object
    text: str
    dot: int | None = None
    detail: str = ""


class ComboBox(QAbstractButton):
    """40 high (36 in headers), text left, chevron right. `chosen` carries an option's value."""

    chosen = Signal(object)
    focus_radius = 8

    def __init__(
        self, name: str, placeholder: str = "", *, size: int = 40, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._placeholder, self._size = name, placeholder, size
        self._options: list[Option] = []
        self._offered: list[Option] = []
        self._at = -1
        self._menu: QMenu | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.open)
        self._rename()
        theme.changed.connect(self.updateGeometry)

    def set_options(self, options: Sequence[Option], value: object = None) -> None:
        """Shows these and marks the one of that value; says nothing."""
        self._options = list(options)
        self._at = next((i for i, one in enumerate(self._options) if one.value == value), -1)
        self._rename()
        self.update()

    def value(self) -> object:
        return self._options[self._at].value if self._at >= 0 else None

    def set_value(self, value: object) -> None:
        self.set_options(self._options, value)

    def open(self) -> None:
        """The menu under the field; picking one says `chosen`."""
        menu = self._menu
        if menu is None:
            menu = self._menu = QMenu(self)
            menu.setAccessibleName(self._name)
            menu.triggered.connect(self._on_triggered)
        menu.clear()
        self._offered = list(self._options)
        menu.setMinimumWidth(self.width())
        for i, option in enumerate(self._options):
            words = f"{option.text}\t{option.detail}" if option.detail else option.text
            action = menu.addAction(self._icon(option, marked=i == self._at), words)
            action.setData(i)
            if i == self._at:
                menu.setActiveAction(action)
        self.offer_more(menu)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def offer_more(self, menu: QMenu) -> None:
        """Entries that are no options, for kinds of this field that have them."""

    def sizeHint(self) -> QSize:
        return QSize(theme.px(168), theme.px(self._size))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(self._size))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step and self._options and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._take(max(0, min(len(self._options) - 1, self._at + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.open()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        over = self.underMouse() or self.isDown()
        fill = "window" if not self.isEnabled() else "hover" if over else "surface"
        paint.box(painter, self.rect(), 8, theme.color(fill), theme.color("border"))
        left, side = theme.px(13), theme.px(16)
        option = self._options[self._at] if self._at >= 0 else None
        if option is not None and option.dot is not None:
            middle = self.height() / 2
            paint.dot(painter, left + 4, middle, theme.px(4), theme.project(option.dot))
            left += theme.px(16)
        right = self.width() - theme.px(12) - side
        spot = QRectF(right, (self.height() - side) // 2, side, side)
        icons.draw(painter, CHEVRON, spot, theme.color("text-3"))
        role = "body" if self._size >= 40 else "small"
        painter.setFont(fonts.font(role))
        painter.setPen(theme.color("text" if option and self.isEnabled() else "text-3"))
        words = option.text if option else self._placeholder
        room = QRectF(left, 0, right - left - 4, self.height())
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _on_triggered(self, action: QAction) -> None:
        """Takes what stood there when the menu opened: the options may be others since."""
        index = action.data()
        if index is None:
            return
        value = self._offered[int(index)].value
        now = next((i for i, one in enumerate(self._options) if one.value == value), None)
        if now is not None:
            self._take(now)

    def _take(self, index: int) -> None:
        if index != self._at:
            self._at = index
            self._rename()
            self.update()
            self.chosen.emit(self.value())

    def _rename(self) -> None:
        words = self._options[self._at].text if self._at >= 0 else self._placeholder
        self.setAccessibleName(f"{self._name}: {words}" if words else self._name)
        self.setToolTip(self.accessibleName())

    def _icon(self, option: Option, *, marked: bool) -> QIcon:
        if option.dot is None:
            return icons.icon("check", 16, "accent") if marked else QIcon()
        made = QPixmap(16, 16)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        paint.dot(painter, 8, 8, 4, theme.project(option.dot))
        painter.end()
        return QIcon(made)


class ProjectBox(ComboBox):
    """The project a pomodoro counts for: dot, name, chevron. `new_wanted` asks for one more."""

    new_wanted = Signal()

    def offer_more(self, menu: QMenu) -> None:
        menu.addSeparator()
        words = translate("Focus", "New project…")
        menu.addAction(icons.icon("plus", 16), words).triggered.connect(self.new_wanted)
