"""The notices of the window's person: read when they change, popped up once, each when it may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.base.events import Changed
from desktop.services import notice_board, notices
from desktop.services.notice_board import Board
from desktop.store.schema import Row

from ..context import UiContext
from . import words
from .mute import Mute
from .words import Said

KINDS = frozenset({"notice", "setting", "user"})
LOOK_AGAIN_MS = 60_000
"""While quiet hours hold something back: the wall clock may be set meanwhile."""


class NoticeCenter(QObject):
    """`changed` when the list or the count is another; `arrived` carries one to pop up (Said).

    What was there when the window opened is in the list and pops up no more. While muted, in quiet
    hours and during a running focus popups wait; what was seen meanwhile does not come.
    """

    changed = Signal()
    arrived = Signal(object)

    def __init__(self, context: UiContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._owner = context, owner
        self.board = Board()
        self.mute = Mute(context, self)
        self.mute.ended.connect(self.release)
        self._handled: set[int] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LOOK_AGAIN_MS)
        self._later.timeout.connect(self.release)
        context.bridge.changed.connect(self._on_changed)
        context.live.changed.connect(self.release)
        self.read()

    @property
    def unseen(self) -> int:
        return self.board.unseen

    def read(self) -> None:
        who = self._context.principal.user_id
        call = self._context.read(self._owner, lambda reader: notice_board.board(reader, who))
        call.on_success(self._on_read).run()

    def said(self) -> list[Said]:
        """All that are listed, newest first, in the words of this moment."""
        return [self._say(row) for row in self.board.notices]

    def see(self, ids: Iterable[int]) -> None:
        """Marks as read."""
        who, numbers = self._context.principal.user_id, tuple(ids)
        self._context.write(self._owner, lambda uow: notices.see(uow, who, numbers)).run()

    def see_all(self) -> None:
        self.see([row["id"] for row in self.board.notices if row["seen_at"] is None])

    def release(self) -> None:
        """Pops up what waits, unless it is quiet, muted or a focus runs."""
        waiting = self._waiting()
        if not waiting or self._context.live.now.focus == "running" or self.mute.until:
            return
        quiet = self.board.quiet
        if quiet is not None and quiet.until(self._context.clock.now(), self._context.zone):
            self._later.start()
            return
        if self._handled is not None:
            self._handled.update(row["id"] for row in waiting)
        for row in reversed(waiting):
            self.arrived.emit(self._say(row))

    def _waiting(self) -> list[Row]:
        if self._handled is None:
            return []
        return [
            row
            for row in self.board.notices
            if row["seen_at"] is None and row["id"] not in self._handled
        ]

    def _say(self, row: Row) -> Said:
        now: dt.datetime = self._context.clock.now()
        return words.said(row, self.board.names, now, self._context.zone)

    def _on_changed(self, changed: Changed) -> None:
        if not KINDS.isdisjoint(changed.kinds):
            self.read()

    def _on_read(self, board: Board) -> None:
        before, self.board = self.board, board
        if self._handled is None:
            self._handled = {row["id"] for row in board.notices}
        if before != board:
            self.changed.emit()
        self.release()
