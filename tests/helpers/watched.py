"""The window as a process, which prints what it shows: `chip …`, `toast …`, `button …`.

Run as `python -m tests.helpers.watched FOLDER`. Lines on standard input: `punch` clicks the big button
of the clock, `sync` is the button Sync now, `quit` leaves.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop.app import App
from desktop.cli.main import run
from desktop.ui.main_window import MainWindow
from desktop.ui.sync_chip import SyncChip
from desktop.ui.toast import Toasts


class Commands(QObject):
    """Carries what is read on another thread to the GUI thread."""

    came = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.came.connect(self.act, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.came.emit(line.strip())

    def act(self, command: str) -> None:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        if command == "punch":
            window.page("today").clock.main.click()  # type: ignore[union-attr]
        elif command == "sync":
            window.context.sync.sync_now()
        elif command == "quit":
            window.ask_to_leave()


def say(what: str, text: str) -> None:
    print(f"{what} {text}", flush=True)


class Watch:
    """Speaks up when what the window shows became another."""

    def __init__(self) -> None:
        self._chip = self._button = ""
        self._commands: Commands | None = None

    def install(self) -> None:
        set_status, show, shown = SyncChip.set_status, Toasts.show, MainWindow.showEvent
        watch = self

        def told(chip: SyncChip, *args: Any, **more: Any) -> None:
            set_status(chip, *args, **more)
            if chip.words().whole != watch._chip:
                watch._chip = chip.words().whole
                say("chip", watch._chip)

        def toasted(toasts: Toasts, text: str, *args: Any, **more: Any) -> Any:
            say("toast", text)
            return show(toasts, text, *args, **more)

        def opened(window: MainWindow, event: Any) -> None:
            shown(window, event)
            if watch._commands is None:
                watch._commands = Commands()
                # what follows a punch within the time of a double click would be ignored
                QApplication.setDoubleClickInterval(1)
                watch._tick = QTimer(window)
                watch._tick.timeout.connect(lambda: watch.look(window))
                watch._tick.start(20)

        SyncChip.set_status = told  # type: ignore[method-assign]
        Toasts.show = toasted  # type: ignore[method-assign]
        MainWindow.showEvent = opened  # type: ignore[method-assign]

    def look(self, window: MainWindow) -> None:
        text = window.page("today").clock.main.text()  # type: ignore[union-attr]
        if text != self._button:
            self._button = text
            say("button", text)


if __name__ == "__main__":
    Watch().install()
    sys.exit(run(App(), ["--data", str(Path(sys.argv[1]))]))
