"""Whose window it is, as it is now: connecting a directory or an edit elsewhere may change it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.base.events import Changed
from desktop.services.profile import Profile, profile

from .context import UiContext

KINDS = frozenset(["member", "team", "user"])


class Whose(QObject):
    """`told` carries the Profile when it is another; `profile` is the last one."""

    told = Signal(object)

    def __init__(self, context: UiContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._owner = context, owner
        self.profile = context.profile
        context.bridge.changed.connect(self._on_changed)

    def _on_changed(self, changed: Changed) -> None:
        if KINDS.isdisjoint(changed.kinds):
            return
        who = self._context.principal
        call = self._context.read(self._owner, lambda reader: profile(reader, who))
        call.on_success(self._on_read).run()

    def _on_read(self, found: Profile) -> None:
        if found != self.profile:
            self.profile = found
            self.told.emit(found)
