"""The compact timer in place of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.services.context import Principal
from desktop.ui.compact import CompactTimer
from tests.helpers.window import Opened

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(qtbot: QtBot, node: Node, me: Principal) -> Iterator[Opened]:
    found = Opened(qtbot, node)
    yield found
    found.window.ask_to_leave()
    found.close()


def compact(opened: Opened) -> CompactTimer:
    opened.click(opened.window.header.compact)
    timer = opened.window.compact
    assert timer is not None
    opened.qtbot.waitExposed(timer)
    return timer


def test_it_stands_in_for_the_window_and_gives_it_back(opened: Opened) -> None:
    timer = compact(opened)
    assert timer.isVisible()
    assert opened.window.isHidden()
    assert timer.size().toTuple() == (300, 88)
    assert timer.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert timer.windowFlags() & Qt.WindowType.FramelessWindowHint
    opened.qtbot.mouseClick(timer.widen, LEFT)
    assert opened.window.isVisible()
    assert timer.isHidden()


@pytest.mark.parametrize("how", ["escape", "close", "double click", "key"])
def test_every_way_out_brings_the_window_back(opened: Opened, how: str) -> None:
    timer = compact(opened)
    timer.activateWindow()
    opened.qtbot.waitUntil(timer.isActiveWindow)
    if how == "escape":
        opened.qtbot.keyClick(timer, Qt.Key.Key_Escape)
    elif how == "close":
        timer.close()
    elif how == "double click":
        opened.qtbot.mouseDClick(timer, LEFT, pos=QPoint(60, 8))
    else:
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        opened.qtbot.keyClick(timer, Qt.Key.Key_M, both)
    opened.qtbot.waitUntil(opened.window.isVisible)
    assert timer.isHidden()


def test_it_starts_pauses_and_skips_the_focus(opened: Opened) -> None:
    timer = compact(opened)
    assert timer.digits.text() == "25:00"
    assert timer.main.accessibleName() == "Start focus"
    opened.qtbot.mouseClick(timer.main, LEFT)
    opened.qtbot.waitUntil(lambda: timer.main.accessibleName() == "Pause")
    assert timer.ring.accessibleName().startswith("Focus · ends ")
    timer.activateWindow()
    opened.qtbot.waitUntil(timer.isActiveWindow)
    opened.qtbot.keyClick(timer, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    opened.qtbot.waitUntil(lambda: timer.main.accessibleName() == "Resume")
    opened.qtbot.mouseClick(timer.skip, LEFT)
    opened.qtbot.waitUntil(lambda: timer.digits.text() == "5:00")


def test_its_state_clocks_in_and_out(opened: Opened, node: Node) -> None:
    timer = compact(opened)
    assert timer.state.text() == "Not in"
    opened.qtbot.mouseClick(timer.state, LEFT)
    menu = timer._menu
    assert menu is not None
    assert [a.text() for a in menu.actions() if a.text() and a.isEnabled()] == [
        "Clock in",
        "Whole window",
    ]
    next(a for a in menu.actions() if a.text() == "Clock in").trigger()
    menu.close()
    opened.qtbot.waitUntil(lambda: timer.state.text() == "0m")
    assert timer.state.accessibleName() == "Working since 09:00, 0m"
    (punch,) = node.store.read(lambda reader: reader.find("attendance"))
    assert punch["status"] == "start"


def test_every_control_has_a_name_and_a_tooltip_with_its_key(opened: Opened) -> None:
    timer = compact(opened)
    assert timer.accessibleName() == "Compact timer"
    for button in (timer.main, timer.skip, timer.widen):
        assert button.accessibleName()
        assert "Ctrl+" in button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert timer.state.accessibleName() == "Not clocked in"


def test_it_comes_back_where_it_was_and_never_outside_of_the_screen(opened: Opened) -> None:
    timer = compact(opened)
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room.contains(timer.geometry())
    timer.move(33, 44)
    opened.qtbot.waitUntil(lambda: opened.context.preferences.text("compact.screen") is not None)
    again = CompactTimer(opened.context)
    opened.qtbot.addWidget(again)
    assert again.pos() == QPoint(33, 44)
    place = opened.context.preferences.text("compact.screen")
    opened.context.preferences.put_text(f"compact.{place}", "99999,-500")
    far = CompactTimer(opened.context)
    opened.qtbot.addWidget(far)
    assert room.contains(far.geometry())


def test_the_window_from_the_tray_puts_it_away_and_quitting_ends_it(opened: Opened) -> None:
    timer = compact(opened)
    opened.window.summon()
    assert timer.isHidden()
    compact(opened)
    with opened.qtbot.waitSignal(opened.window.quit_wanted):
        opened.window.ask_to_leave()
    assert opened.window.compact is None
