"""What a screen reader meets: the whole window is walked, section by section."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.context import UiContext
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Page
from desktop.ui.panels.today.panel import TodayPanel
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label

SECTIONS = ("today", "shifts", "timesheets", "pomodoro", "team", "messages", "settings", "sync")


@pytest.fixture
def real(qtbot: QtBot, context: UiContext) -> Iterator[MainWindow]:
    """The window with the real Today, once it has read all that it reads: the node ends after it."""
    made = MainWindow(context)
    qtbot.addWidget(made)
    today = made.page("today")
    assert isinstance(today, TodayPanel)
    read: list[bool] = []
    today.actions_.labelled.connect(lambda: read.append(True))
    made.resize(1280, 800)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: bool(read))
    yield made
    made.hide()


def focusable(window: QWidget) -> list[QWidget]:
    """What the keyboard can reach now; the inner line of a number speaks through its box."""
    return [
        each
        for each in window.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and not (isinstance(each, QLineEdit) and isinstance(each.parent(), QAbstractSpinBox))
    ]


@pytest.mark.parametrize("width", [1280, 900])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_control_has_a_name_and_a_tooltip(real: MainWindow, section: str, width: int) -> None:
    real.resize(width, 800)
    real.go(section)
    found = focusable(real)
    assert len(found) >= 10
    unnamed = [
        each
        for each in found
        if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
    ]
    assert unnamed == []
    untold = [each for each in found if not each.toolTip() and not isinstance(each, Page)]
    assert untold == []


@pytest.mark.parametrize("section", SECTIONS)
def test_every_button_can_be_reached_by_keyboard_and_hit_by_hand(
    real: MainWindow, section: str
) -> None:
    real.go(section)
    for button in real.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled():
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, button.accessibleName()
            assert button.width() >= 22, button.accessibleName()
            assert button.height() >= 22, button.accessibleName()


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("section", ["shifts", "settings", "sync"])
def test_no_words_are_cut_whatever_the_text_size(
    qtbot: QtBot, window: MainWindow, section: str, scale: int
) -> None:
    theme.set_scale(scale)
    window.go(section)
    page = window.page(section)
    assert page is not None

    def whole() -> bool:
        for label in page.findChildren(Label):
            need = (
                label.heightForWidth(label.width())
                if label.wordWrap()
                else label.sizeHint().height()
            )
            wide = label.wordWrap() or label._elide or label.sizeHint().width() <= label.width()
            if label.isVisible() and (label.height() < need or not wide):
                return False
        return True

    qtbot.waitUntil(whole)


def test_tab_goes_round_the_whole_window(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    first = window.rail.items["today"]
    first.setFocus()
    seen: list[QWidget] = []
    now: QWidget | None = first
    while now is not None and now not in seen:
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
        now = window.focusWidget()
    assert now is first
    assert set(focusable(window)) <= set(seen)
