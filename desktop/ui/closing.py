"""Closing the window while something runs: asked once, remembered, nothing is lost either way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.base.settings import CLOSE
from desktop.services.preferences import Preferences

from .widgets.button import Button
from .widgets.label import Label
from .widgets.sheet import Sheet

translate = QCoreApplication.translate


def where_to(preferences: Preferences, *, running: bool, tray: bool) -> str:
    """What closing does now: "quit", "tray" or "ask"."""
    if not running:
        return "quit"
    choice = preferences.get(CLOSE)
    return "ask" if choice == "tray" and not tray else choice


def close_sheet(
    window: QWidget, preferences: Preferences, *, tray: bool, go: Callable[[str], None]
) -> Sheet:
    """Asks where to go; `go` is told "tray" or "quit" after the answer was noted."""
    title = translate("Closing", "Your session is running")
    sheet = Sheet(window, title, width=440)

    def answer(choice: str) -> None:
        preferences.put(CLOSE, choice)
        sheet.dismiss()
        go(choice)

    text = translate(
        "Closing",
        "It keeps counting after you quit, because the start is stored on this device. "
        "Settings remembers your answer and can change it.",
    )
    sheet.body.addWidget(Label(title, "heading"))
    sheet.body.addSpacing(8)
    sheet.body.addWidget(Label(text, "body", "text-2", wrap=True))
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
