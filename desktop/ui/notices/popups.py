"""Notices that pop up: through the tray while the window is not in front, else in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication

from desktop.contract.models import WorkforceAttendance, WorkforceAttendanceInput

from .. import format as fmt
from ..actions import Action
from . import words
from .words import Act, Said

if TYPE_CHECKING:
    from ..main_window import MainWindow
    from ..tray import Tray
    from .center import NoticeCenter

translate = QCoreApplication.translate


class Popups(QObject):
    """Shows what arrives and does what is chosen, there or behind the bell."""

    def __init__(self, window: MainWindow, center: NoticeCenter) -> None:
        super().__init__(window)
        self._window, self._center = window, center
        self._tray: Tray | None = None
        self._told: Said | None = None
        center.arrived.connect(self.show)
        bell = window.header.bell
        center.changed.connect(lambda: bell.set_unseen(center.unseen))
        title = translate("Notices", "Notices")
        window.context.actions.put(
            Action("notices.open", title, bell.click, "bell", "Ctrl+Shift+N")
        )

    def use(self, tray: Tray) -> None:
        """From now on through this tray while the window is not in front."""
        self._tray = tray
        tray.told.connect(self._on_clicked)

    def show(self, said: Said) -> None:
        tray = self._tray
        if tray is None or self._window.isActiveWindow() or not tray.can_tell():
            self.toast(said)
            return
        self._told = said
        tray.tell(said.title, said.text)

    def toast(self, said: Said) -> None:
        """In the window, with the main act as its button; a window behind others asks for a look."""
        QApplication.alert(self._window)
        if not said.acts:
            self._window.toasts.show(said.whole, tone=said.tone, keep=False)
            return
        main = said.acts[0]
        self._window.toasts.show(
            said.whole,
            tone=said.tone,
            act=main.words,
            run=lambda: self.do(said, main),
            keep=False,
        )

    def do(self, said: Said, act: Act) -> None:
        """What a notice offers. It counts as read once that worked."""
        if act.key == words.SEEN:
            self._center.see([said.id])
        elif act.key == words.SHEETS:
            self._window.go("timesheets")
            self._center.see([said.id])
        else:
            self._punch(said, act)

    def _punch(self, said: Said, act: Act) -> None:
        context = self._window.context
        standing = {words.CLOCK_IN: "off", words.CLOCK_OUT: "working"}.get(act.key)
        # as the button of Today does it, with its questions and its Undo
        if context.live.now.work == standing and context.actions.run("clock.toggle"):
            self._center.see([said.id])
            return
        status = "start" if act.key == words.CLOCK_IN else "stop"
        body = WorkforceAttendanceInput(status=status)  # type: ignore[arg-type]  # one of the four
        if act.at is not None:
            body.timestamp = act.at
        call = context.operation(self._window, "attendances.create", body=body)
        call.on_success(lambda made: self._on_punched(said, made)).run()

    def _on_punched(self, said: Said, made: WorkforceAttendance) -> None:
        self._center.see([said.id])
        told = {
            "start": translate("Clock", "Clocked in at %1"),
            "stop": translate("Clock", "Clocked out at %1"),
        }[made.status]
        time = fmt.clock_time(made.timestamp, self._window.context.zone)
        self._window.toasts.show(told.replace("%1", time))

    def _on_clicked(self) -> None:
        """The system's popup has no buttons here: the window comes, with them."""
        self._window.summon()
        if self._told is not None:
            self.toast(self._told)
            self._told = None
