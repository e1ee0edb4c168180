"""Closing the window while something runs: asked once, remembered, nothing is lost either way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout

from desktop.base.settings import CLOSE
from desktop.services.preferences import Preferences

from .widgets.button import Button
from .widgets.label import Label
from .widgets.sheet import Sheet

if TYPE_CHECKING:
    from .main_window import MainWindow

translate = QCoreApplication.translate


def where_to(preferences: Preferences, *, running: bool, tray: bool) -> str:
    """What closing does now: "quit", "tray" or "ask"."""
    if not running:
        return "quit"
    choice = preferences.get(CLOSE)
    return "ask" if choice == "tray" and not tray else choice


def close_sheet(window: MainWindow) -> Sheet:
    """Asks where to go, notes the answer, and goes there."""
    preferences, tray = window.context.preferences, window.has_tray
    now = window.context.live.now
    works, focuses = now.work != "off", now.focus == "running"
    session = translate("Closing", "Your session is running")
    title = session if works else translate("Closing", "Your pomodoro is running")
    sheet = Sheet(window, title, width=440)

    def answer(choice: str) -> None:
        preferences.put(CLOSE, choice)
        sheet.dismiss()
        if choice == "tray":
            window.hide()
        else:
            window.ask_to_leave()

    sheet.body.addWidget(Label(title, "heading"))
    if works:
        _say(
            sheet,
            translate(
                "Closing",
                "It keeps counting after you quit, because the start is stored on this device.",
            ),
        )
    if focuses:
        _say(
            sheet,
            translate(
                "Closing",
                "A focus pauses when you quit and waits there; a pomodoro break goes on.",
            ),
        )
    _say(sheet, translate("Closing", "Settings remembers your answer and can change it."))
    sheet.body.addSpacing(20)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    stay = Button(translate("Closing", "Stay here"), "ghost")
    stay.clicked.connect(sheet.dismiss)
    leave = Button(translate("Closing", "Quit"), "secondary" if tray else "primary", key="Ctrl+Q")
    leave.clicked.connect(lambda: answer("quit"))
    row.addWidget(stay)
    row.addWidget(leave)
    if tray:
        keep = Button(translate("Closing", "Keep running in the tray"), "primary")
        keep.clicked.connect(lambda: answer("tray"))
        row.addWidget(keep)
    sheet.body.addLayout(row)
    return sheet


def _say(sheet: Sheet, text: str) -> None:
    sheet.body.addSpacing(8)
    sheet.body.addWidget(Label(text, "body", "text-2", wrap=True))
