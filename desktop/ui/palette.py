"""Find or run anything: one line to type in and what fits it."""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from . import fonts, icons
from .actions import Action, Actions
from .header import spaced
from .theme import theme
from .widgets import paint
from .widgets.field import TextLine
from .widgets.scroll import QuietBar
from .widgets.sheet import Sheet

translate = QCoreApplication.translate
SHOWN = 9
ICON = Qt.ItemDataRole.UserRole + 1
KEY = Qt.ItemDataRole.UserRole + 2
_Index = QModelIndex | QPersistentModelIndex


def matches(actions: list[Action], typed: str) -> list[Action]:
    """Those that have every typed word, in any order, in their title or beside it.

    Titles that begin with the text come first, then titles that hold its words, then the others; a
    word counts from its beginning, in titles also from its middle.
    """
    words = typed.casefold().split()
    start = " ".join(words)
    ranked = [(_rank(each, words, start), each) for each in actions]
    return [each for rank, each in sorted(ranked, key=lambda pair: pair[0]) if rank < _NOT]


_NOT = 4


def _rank(action: Action, words: list[str], start: str) -> int:
    title = action.title.casefold()
    if title.startswith(start):
        return 0
    known = title.split()
    if all(any(each.startswith(word) for each in known) for word in words):
        return 1
    if all(word in title for word in words):
        return 2
    known += action.also.casefold().split()
    known += action.shortcut.casefold().replace("+", " ").split()
    fits = all(word in title or any(each.startswith(word) for each in known) for word in words)
    return 3 if fits else _NOT


class _Rows(QStyledItemDelegate):
    """Icon and title left, the key right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, theme.px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        if state & QStyle.StateFlag.State_Selected and enabled:
            paint.box(painter, rect, 8, theme.color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver and enabled:
            paint.box(painter, rect, 8, theme.color("hover"))
        side, left = theme.px(16), rect.left() + theme.px(12)
        icon = index.data(ICON)
        if icon:
            spot = QRectF(left, rect.top() + (rect.height() - side) // 2, side, side)
            icons.draw(painter, icon, spot, theme.color("text-2" if enabled else "disabled"))
        painter.setFont(fonts.font("body"))
        painter.setPen(theme.color("text" if enabled else "disabled"))
        middle = Qt.AlignmentFlag.AlignVCenter
        text = index.data(Qt.ItemDataRole.DisplayRole)
        painter.drawText(rect.adjusted(theme.px(40), 0, 0, 0), middle, text)
        painter.setFont(fonts.font("caption", weight=500))
        painter.setPen(theme.color("text-3"))
        ends = rect.adjusted(0, 0, -theme.px(12), 0)
        painter.drawText(ends, middle | Qt.AlignmentFlag.AlignRight, index.data(KEY) or "")


class Palette(Sheet):
    """Up and Down choose, Enter runs, Esc leaves."""

    def __init__(self, window: QWidget, actions: Actions) -> None:
        name = translate("Palette", "Find or run anything")
        super().__init__(window, name, width=560, top=72, padding=12)
        self._actions = actions
        self.line = TextLine(name, name, icon="search")
        self.list = QListWidget()
        self.list.setAccessibleName(translate("Palette", "What fits"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        QuietBar(self.list)
        self.body.addWidget(self.line)
        self.body.addSpacing(8)
        self.body.addWidget(self.list)
        self.line.textChanged.connect(self._fill)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._on_clicked)
        self._fill("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        mine = watched is self.line and event.type() is QEvent.Type.KeyPress
        if mine and isinstance(event, QKeyEvent) and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self.list.currentItem()
            if item is not None:
                self._on_clicked(item)
            return True
        return False

    def _fill(self, typed: str) -> None:
        self.list.clear()
        others = [each for each in self._actions.all() if each.key != "palette"]
        for action in matches(others, typed):
            item = QListWidgetItem(action.title)
            item.setData(ICON, action.icon)
            item.setData(KEY, spaced(action.shortcut) if action.shortcut else "")
            item.setData(Qt.ItemDataRole.UserRole, action.key)
            if action.blocked:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
                item.setToolTip(action.blocked)
            self.list.addItem(item)
        if not self.list.count():
            item = QListWidgetItem(translate("Palette", "Nothing fits “%1”").replace("%1", typed))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(theme.px(36) * min(SHOWN, self.list.count()))
        if self.isVisible():
            self._place()

    def _on_clicked(self, item: QListWidgetItem) -> None:
        key = item.data(Qt.ItemDataRole.UserRole)
        if key and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.dismiss()
            self._actions.run(str(key))
