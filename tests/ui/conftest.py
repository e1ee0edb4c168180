"""A dressed application, and a window over a real node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.services.context import Principal
from desktop.services.preferences import Preferences
from desktop.services.profile import profile
from desktop.services.status import SyncStatus
from desktop.ui import format as fmt
from desktop.ui.application import dress
from desktop.ui.bridge import Bridge
from desktop.ui.context import Section, SyncControls, UiContext
from desktop.ui.main_window import MainWindow
from desktop.ui.sections import sections
from desktop.ui.theme import theme

BERLIN = ZoneInfo("Europe/Berlin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns that it cannot do what no test needs of it."""
    quiet = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
    for item in items:
        item.add_marker(quiet)


@dataclass
class Upstream:
    """A sync engine that tests set by hand."""

    status: SyncStatus = field(default_factory=SyncStatus)
    asked: int = 0

    def sync_now(self) -> None:
        self.asked += 1


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    dress(qapp)


@pytest.fixture(autouse=True)
def _plain_looks() -> Iterator[None]:
    """Every test begins in light colours, at rest, with 24 hours, and leaves it so."""
    theme.set_motion(on=False)
    theme.choose("light")
    fmt.set_clock("24")
    yield
    theme.set_scale(100)


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
def context(node: Node, me: Principal, upstream: Upstream) -> Iterator[UiContext]:
    bridge = Bridge(node.events)
    yield UiContext(
        bus=node.bus,
        bridge=bridge,
        principal=me,
        clock=node.clock,
        zone=BERLIN,
        preferences=Preferences(node.store),
        profile=node.store.read(lambda reader: profile(reader, me)),
        sync=SyncControls(lambda: upstream.status, upstream.sync_now),
    )
    bridge.close()


def plain_today(_: UiContext) -> QWidget:
    return QLabel("Today")


@pytest.fixture
def frame() -> tuple[Section, ...]:
    """The sections of the window with a plain page in place of Today."""
    first, *rest = sections()
    plain = Section(first.key, first.title, first.icon, first.shortcut, plain_today, first.subtitle)
    return (plain, *rest)


@pytest.fixture
def window(qtbot: QtBot, context: UiContext, frame: tuple[Section, ...]) -> Iterator[MainWindow]:
    """The window at its usual size, shown."""
    made = MainWindow(context, frame)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Shows a widget by itself and waits until it is there."""

    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        QCursor.setPos(10, 10)
        widget.move(200, 200)  # away from the pointer, which earlier clicks moved
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        return widget

    return show
