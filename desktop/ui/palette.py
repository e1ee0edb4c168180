"""Find or run anything: one line to type in and what fits it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from . import fonts, icons
from .actions import Action, Actions
from .header import spaced
from .theme import theme
from .widgets.field import TextLine
from .widgets.sheet import Sheet

translate = QCoreApplication.translate
SHOWN = 9


def matches(actions: list[Action], typed: str) -> list[Action]:
    """Those whose title holds every typed word; titles that begin with the text come first."""
    words = typed.casefold().split()
    found = [each for each in actions if all(word in each.title.casefold() for word in words)]
    start = typed.casefold().strip()
    return sorted(found, key=lambda each: not each.title.casefold().startswith(start))


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
        self.list.setFont(fonts.font("body"))
        self.list.setFixedHeight(theme.px(36) * SHOWN)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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
        for action in matches(self._actions.all(), typed):
            words = action.title
            if action.shortcut:
                words = f"{words}   {spaced(action.shortcut)}"
            item = QListWidgetItem(words)
            if action.icon:
                item.setIcon(icons.icon(action.icon))
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

    def _on_clicked(self, item: QListWidgetItem) -> None:
        key = item.data(Qt.ItemDataRole.UserRole)
        if key and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.dismiss()
            self._actions.run(str(key))
