"""Keys: each action's shortcut, on the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from .actions import Actions


class Shortcuts(QObject):
    """Keeps one QShortcut for each action that names a key; `only` for some of them."""

    def __init__(
        self, window: QWidget, actions: Actions, only: frozenset[str] | None = None
    ) -> None:
        super().__init__(window)
        self._window, self._actions, self._only = window, actions, only
        self._keys: dict[str, QShortcut] = {}
        for action in actions.all():
            self._follow(action.key)
        actions.changed.connect(self._follow)

    def _follow(self, key: str) -> None:
        if self._only is not None and key not in self._only:
            return
        action = self._actions.get(key)
        known = self._keys.get(key)
        wanted = action.shortcut if action is not None else ""
        if known is not None and known.key() == QKeySequence(wanted):
            return
        if known is not None:
            known.setEnabled(False)
            known.deleteLater()
            del self._keys[key]
        if wanted:
            made = QShortcut(QKeySequence(wanted), self._window)
            made.setContext(Qt.ShortcutContext.WindowShortcut)
            made.activated.connect(lambda: self._actions.run(key))
            self._keys[key] = made
