"""What can be done right now, by name: for the palette, the shortcuts and the tray alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Action:
    """`key` is its lasting name, e.g. "clock.toggle"; `title` what it does now, e.g. "Clock out".

    `blocked` says why it cannot be done now; "" when it can. `also` are other words that people look
    for it by, separated by spaces. Known to the tray: clock.toggle,
    break.toggle, focus.toggle, focus.skip.
    """

    key: str
    title: str
    run: Callable[[], object]
    icon: str = ""
    shortcut: str = ""
    blocked: str = ""
    also: str = ""


class Actions(QObject):
    """The actions of a window. Panels put theirs in and change them; `changed` carries the key."""

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[str, Action] = {}

    def put(self, action: Action) -> None:
        """Adds, or replaces the one of the same key."""
        if self._all.get(action.key) != action:
            self._all[action.key] = action
            self.changed.emit(action.key)

    def retitle(self, key: str, title: str, *, icon: str = "", blocked: str = "") -> None:
        """The same act under other words; nothing when the key is not there."""
        known = self._all.get(key)
        if known is not None:
            self.put(replace(known, title=title, icon=icon or known.icon, blocked=blocked))

    def remove(self, key: str) -> None:
        if self._all.pop(key, None) is not None:
            self.changed.emit(key)

    def get(self, key: str) -> Action | None:
        return self._all.get(key)

    def all(self) -> list[Action]:
        return list(self._all.values())

    def run(self, key: str) -> bool:
        """Does it; False when it is not there or blocked."""
        action = self._all.get(key)
        if action is None or action.blocked:
            return False
        action.run()
        return True
