"""The real window on a real node, as tests click it."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.services import person
from desktop.services.preferences import Preferences
from desktop.services.profile import profile
from desktop.ui.application import dress
from desktop.ui.bridge import Bridge
from desktop.ui.context import UiContext
from desktop.ui.main_window import MainWindow
from desktop.ui.panels.today.panel import TodayPanel
from desktop.ui.theme import theme
from desktop.ui.toast import Toast
from tests.helpers.day import BERLIN

_dressed: list[bool] = []


def dressed() -> None:
    """Fonts and looks, once for the application object that pytest-qt made."""
    app = QApplication.instance()
    if not _dressed and isinstance(app, QApplication):
        dress(app)
        theme.set_motion(on=False)
        # the double-click guard of the clock would have tests wait half a second for each punch
        app.setDoubleClickInterval(1)
        _dressed.append(True)


class Opened:
    """A window with Today in front. `close` ends it as quitting does."""

    def __init__(
        self,
        qtbot: QtBot,
        node: Node,
        *,
        zone: dt.tzinfo = BERLIN,
        size: tuple[int, int] = (1280, 800),
    ) -> None:
        dressed()
        self.qtbot, self.node = qtbot, node
        self.bridge = Bridge(node.events)
        principal = node.store.read(lambda reader: person.principal(reader, "window"))
        self.context = UiContext(
            bus=node.bus,
            bridge=self.bridge,
            principal=principal,
            clock=node.clock,
            zone=zone,
            preferences=Preferences(node.store),
            profile=node.store.read(lambda reader: profile(reader, principal)),
        )
        self.window = MainWindow(self.context)
        qtbot.addWidget(self.window)
        self.window.resize(*size)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        panel = self.window.page("today")
        assert isinstance(panel, TodayPanel)
        self.today = panel
        qtbot.waitUntil(lambda: panel.model.day is not None or panel.failure is not None)

    def close(self) -> None:
        self.today.model.stop()
        self.bridge.close()
        self.window.hide()

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible(), f"{widget.accessibleName()} is not to be seen"
        middle = QPoint(widget.width() // 2, widget.height() // 2)
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=middle)

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Pressed where the keyboard is."""
        mods = Qt.KeyboardModifier.NoModifier
        for each in modifiers:
            mods |= each
        at = QApplication.focusWidget() or self.window
        self.qtbot.keyClick(at, key, mods)

    def pill(self) -> str:
        return self.today.clock.pill.text()

    def until_pill(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: self.pill() == text)

    def until_closing_question(self) -> None:
        """A punch shows from the answer of its commit; the shift's questions are read after that."""
        self.qtbot.waitUntil(self._has_closing_question)

    def _has_closing_question(self) -> bool:
        day = self.today.model.day
        rows = [] if day is None else day.shifts
        return any(question.closing for row in rows for question in row.questions)

    def tick(self, **delta: float) -> None:
        """Moves the test's clock and the second hand with it."""
        self.node.clock.advance(**delta)  # type: ignore[attr-defined]  # the FakeClock of the tests
        self.today.model.wake()

    def until_toast(self, text: str) -> Toast:
        """The newest notice once it says this: it comes after the cards show what it tells of."""
        self.qtbot.waitUntil(lambda: text in self.toasts()[-1:])
        return self.window.toasts.shown[-1]

    def toasts(self) -> list[str]:
        return [toast.notice.text for toast in self.window.toasts.shown]
