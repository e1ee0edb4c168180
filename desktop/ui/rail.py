"""The rail at the left: where one can go, how safe the data is, and whose window it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from desktop.services.profile import Profile

from . import fonts, icons
from .context import Section
from .mark import Mark
from .page import RAIL_COMPACT, RAIL_FULL
from .sync_chip import SyncChip
from .theme import theme
from .widgets import paint
from .widgets.label import Label
from .widgets.person import draw_avatar

translate = QCoreApplication.translate
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
CENTRE = Qt.AlignmentFlag.AlignCenter


class NavItem(QAbstractButton):
    """One place. Checked is where one is; `set_count` shows what waits there."""

    focus_radius = 8

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = section.key
        self._icon, self._count, self._compact = section.icon, 0, False
        self._shortcut = section.shortcut
        self.setText(section.title)
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rename()
        theme.changed.connect(self.updateGeometry)

    def set_compact(self, *, compact: bool) -> None:
        self._compact = compact
        self.updateGeometry()

    def set_count(self, count: int) -> None:
        self._count = count
        self._rename()
        self.update()

    def nextCheckState(self) -> None:
        """The window decides what is checked; a click only asks."""

    def sizeHint(self) -> QSize:
        return QSize(theme.px(44), theme.px(40 if self._compact else 36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, here = QPainter(self), self.isChecked()
        if here or self.underMouse():
            fill = "accent-tint" if here else "hover"
            paint.box(painter, self.rect(), 8, theme.color(fill))
        ink = theme.color("accent-text" if here else "text-2")
        side = theme.px(18)
        left = (self.width() - side) // 2 if self._compact else theme.px(10)
        spot = QRectF(left, (self.height() - side) // 2, side, side)
        icons.draw(painter, self._icon, spot, ink)
        if self._compact:
            if self._count:
                x, y = self.width() - theme.px(9), theme.px(6)
                paint.dot(painter, x, y, theme.px(4), theme.color("accent"))
            return
        painter.setFont(fonts.font("body", weight=600 if here else 500))
        painter.setPen(ink)
        painter.drawText(self.rect().adjusted(theme.px(40), 0, 0, 0), LEFT, self.text())
        if self._count:
            self._badge(painter)

    def _badge(self, painter: QPainter) -> None:
        side = theme.px(20)
        words = str(self._count) if self._count < 100 else "99+"
        painter.setFont(fonts.font("caption", weight=600))
        wide = max(side, painter.fontMetrics().horizontalAdvance(words) + theme.px(10))
        spot = QRectF(self.width() - theme.px(10) - wide, (self.height() - side) // 2, wide, side)
        paint.box(painter, spot, side / 2, theme.color("sunken"))
        painter.setPen(theme.color("text-2"))
        painter.drawText(spot, CENTRE, words)

    def _rename(self) -> None:
        name = self.text()
        if self._count:
            name = translate("Rail", "%1, %2 new").replace("%1", name)
            name = name.replace("%2", str(self._count))
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  {self._shortcut}" if self._shortcut else name)


class PersonBlock(QAbstractButton):
    """Avatar, name and place; a click opens the menu of the person."""

    focus_radius = 8

    def __init__(self, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_profile(profile)
        theme.changed.connect(self.updateGeometry)

    def set_profile(self, profile: Profile) -> None:
        self._profile = profile
        name = ", ".join(part for part in (profile.name, profile.place) if part)
        self.setAccessibleName(name or translate("Rail", "You"))
        self.setToolTip(self.accessibleName())
        self.update()

    def set_compact(self, *, compact: bool) -> None:
        self._compact = compact
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(44), theme.px(44 if self._compact else 48))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, profile = QPainter(self), self._profile
        if self.underMouse():
            paint.box(painter, self.rect(), 8, theme.color("hover"))
        side = theme.px(32)
        left = (self.width() - side) // 2 if self._compact else theme.px(8)
        spot = QRectF(left, (self.height() - side) // 2, side, side)
        draw_avatar(painter, spot, profile.name, profile.user_id)
        if self._compact:
            return
        text = spot.right() + theme.px(10)
        mark = theme.px(16)
        room = self.width() - text - mark - theme.px(12)
        top = (self.height() - theme.px(34)) // 2
        for words, role, weight, ink in (
            (profile.name, "small", 600, "text"),
            (profile.place, "caption", 400, "text-2"),
        ):
            painter.setFont(fonts.font(role, weight=weight))
            painter.setPen(theme.color(ink))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QRectF(text, top, room, fonts.line(role)), LEFT, shown)
            top += fonts.line(role) - theme.px(1)
        at = QRectF(self.width() - mark - theme.px(8), (self.height() - mark) // 2, mark, mark)
        icons.draw(painter, "chevrons-up-down", at, theme.color("text-2"))


class Rail(QWidget):
    """208 wide with words, or 64 with icons. It asks; the window goes."""

    wanted = Signal(str)
    sync_wanted = Signal()
    person_wanted = Signal(QPoint)

    def __init__(
        self, sections: Sequence[Section], profile: Profile, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._compact = False
        self.setAccessibleName(translate("Rail", "Sections"))
        self.items = {section.key: NavItem(section) for section in sections}
        self.sync_chip = SyncChip()
        self.person = PersonBlock(profile)
        self._mark = Mark()
        self._word = Label("Pomoclock", "heading", px=16)
        self._column = QVBoxLayout(self)
        self._head = QHBoxLayout()
        self._head.addWidget(self._mark)
        self._head.addWidget(self._word)
        self._head.addStretch(1)
        self._column.addLayout(self._head)
        last = sections[-1].key if sections else ""
        for key, item in self.items.items():
            if key == last:
                self._column.addStretch(1)
            self._column.addWidget(item)
            item.clicked.connect(self._on_clicked)
        self._air = (QSpacerItem(0, 6), QSpacerItem(0, 7))
        self._column.addItem(self._air[0])
        self._column.addWidget(self.sync_chip)
        self._column.addItem(self._air[1])
        self._column.addWidget(self.person)
        self.sync_chip.clicked.connect(self.sync_wanted)
        self.person.clicked.connect(self._on_person)
        self.set_compact(compact=False)
        theme.changed.connect(self._settle)

    @property
    def compact(self) -> bool:
        return self._compact

    def set_compact(self, *, compact: bool) -> None:
        self._compact = compact
        for item in self.items.values():
            item.set_compact(compact=compact)
        self.sync_chip.set_compact(compact=compact)
        self.person.set_compact(compact=compact)
        self._word.setVisible(not compact)
        self._settle()

    def show_place(self, key: str) -> None:
        for name, item in self.items.items():
            item.setChecked(name == key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("rail"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.color("border"))

    def _settle(self) -> None:
        """The distances of the design: 38 from item to item, 44 when only icons are left."""
        compact = self._compact
        self.setFixedWidth(theme.px(RAIL_COMPACT if compact else RAIL_FULL))
        self._column.setSpacing(4 if compact else 2)
        if compact:
            self._column.setContentsMargins(10, 16, 10, 8)
            self._head.setContentsMargins(theme.px(16) - 10, 0, 0, 16)
            self._mark.set_size(theme.px(32))
        else:
            self._column.setContentsMargins(12, 20, 13, 8)
            self._head.setContentsMargins(8, 0, 0, 22)
            self._mark.set_size(theme.px(28))
        self._head.setSpacing(10)
        # around the chip there is more air than between places
        for air, more in zip(self._air, (2, 2) if compact else (6, 7), strict=True):
            air.changeSize(0, more)
        self._column.invalidate()

    def _on_clicked(self) -> None:
        item = self.sender()
        if isinstance(item, NavItem):
            self.wanted.emit(item.key)

    def _on_person(self) -> None:
        self.person_wanted.emit(self.person.mapToGlobal(QPoint(0, 0)))
