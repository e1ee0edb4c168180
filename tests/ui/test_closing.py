"""Closing with and without a session, and where the window stands when it comes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.base.settings import CLOSE
from desktop.ui import placement
from desktop.ui.context import Section, UiContext
from desktop.ui.main_window import MainWindow
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label

LEFT = Qt.MouseButton.LeftButton


def closing(window: MainWindow) -> bool:
    event = QCloseEvent()
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def button(window: MainWindow, text: str) -> Button:
    assert window._sheet is not None
    return next(each for each in window._sheet.findChildren(Button) if each.text() == text)


def said(window: MainWindow) -> str:
    assert window._sheet is not None
    return " ".join(label.text() for label in window._sheet.findChildren(Label))


def test_closing_without_a_session_quits(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.quit_wanted):
        assert closing(window)


def test_closing_with_a_session_asks_once_and_quits(
    qtbot: QtBot, window: MainWindow, context: UiContext
) -> None:
    context.live.tell(work="working")
    with qtbot.assertNotEmitted(window.quit_wanted):
        assert not closing(window)
    assert not closing(window)  # the question does not stack
    with qtbot.waitSignal(window.quit_wanted):
        qtbot.mouseClick(button(window, "Quit"), LEFT)
    assert context.preferences.get(CLOSE) == "quit"


def test_the_question_says_what_goes_on_and_what_pauses(
    window: MainWindow, context: UiContext
) -> None:
    context.live.tell(focus="running")
    closing(window)
    assert "A focus pauses when you quit" in said(window)
    assert "keeps counting" not in said(window)
    context.live.tell(work="working")
    closing(window)
    assert "keeps counting" in said(window)
    assert "A focus pauses when you quit" in said(window)
    context.live.tell(focus="off")
    closing(window)
    assert "pauses" not in said(window)


def test_closing_asks_also_while_the_palette_is_open(
    window: MainWindow, context: UiContext
) -> None:
    context.live.tell(work="working")
    context.actions.run("palette")
    assert not closing(window)
    assert button(window, "Quit").isVisible()


def test_without_a_tray_nobody_is_offered_one(window: MainWindow, context: UiContext) -> None:
    context.live.tell(focus="running")
    context.preferences.put(CLOSE, "tray")
    assert not closing(window)
    assert window._sheet is not None
    assert "tray" not in " ".join(b.text() for b in window._sheet.findChildren(Button))


def test_with_a_tray_the_window_goes_there_and_comes_back(
    qtbot: QtBot, window: MainWindow, context: UiContext
) -> None:
    window.has_tray = True
    context.live.tell(work="break")
    assert not closing(window)
    with qtbot.assertNotEmitted(window.quit_wanted):
        qtbot.mouseClick(button(window, "Keep running in the tray"), LEFT)
    assert window.isHidden()
    window.summon()
    assert window.isVisible()
    assert not closing(window)  # asked once: now it goes there by itself
    assert window.isHidden()
    assert window._sheet is None


def test_the_key_to_quit_asks_nothing(qtbot: QtBot, window: MainWindow, context: UiContext) -> None:
    context.live.tell(work="working")
    with qtbot.waitSignal(window.quit_wanted):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_the_place_of_the_window_is_remembered_for_its_screen(
    qtbot: QtBot, window: MainWindow, context: UiContext, frame: tuple[Section, ...]
) -> None:
    screen = window.screen().availableGeometry()
    window.resize(900, 600)
    window.move(screen.left(), screen.top() + 20)
    kept = window.geometry()
    assert closing(window)
    again = MainWindow(context, frame)
    qtbot.addWidget(again)
    assert again.size() == kept.size()
    assert again.pos() == placement.clamped(kept, [screen]).topLeft()


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        (QRect(100, 50, 1280, 800), QRect(100, 50, 1280, 800)),
        (QRect(5000, 50, 1280, 800), QRect(640, 50, 1280, 800)),
        (QRect(-900, -900, 1280, 800), QRect(0, 0, 1280, 800)),
        (QRect(0, 0, 4000, 3000), QRect(0, 0, 1920, 1080)),
        (QRect(2000, 100, 1000, 700), QRect(2000, 100, 1000, 700)),
        (QRect(10, 10, 100, 100), QRect(10, 10, 900, 600)),
    ],
)
def test_a_window_never_opens_where_no_screen_is(wanted: QRect, place: QRect) -> None:
    screens = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]
    if wanted.left() == 5000:
        screens = screens[:1]
    assert placement.clamped(wanted, screens) == place


def test_an_unreadable_place_is_ignored(
    qtbot: QtBot, context: UiContext, frame: tuple[Section, ...], window: MainWindow
) -> None:
    key = placement.screen_key(window.screen())
    context.preferences.put_text(key, "somewhere nice")
    again = MainWindow(context, frame)
    qtbot.addWidget(again)
    assert again.width() >= 900
