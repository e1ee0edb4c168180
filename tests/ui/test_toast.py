from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.main_window import MainWindow
from desktop.ui.theme import theme
from desktop.ui.toast import LONG_MS, SHORT_MS, Toasts, toasts_of


@pytest.fixture
def place(shown: Callable[[QWidget], QWidget]) -> QWidget:
    holder = QWidget()
    holder.resize(900, 600)
    return shown(holder)


@pytest.fixture
def toasts(place: QWidget) -> Toasts:
    return Toasts(place)


def test_a_notice_stands_in_the_middle_at_the_bottom(place: QWidget, toasts: Toasts) -> None:
    toast = toasts.show("Clocked out at 17:02.")
    assert toast.isVisible()
    assert toast.height() == 48
    assert abs(toast.geometry().center().x() - 450) <= 1
    assert place.height() - toast.geometry().bottom() - 1 == 24


def test_undo_runs_once_and_takes_the_notice_away(qtbot: QtBot, toasts: Toasts) -> None:
    done: list[str] = []
    toast = toasts.show("Clocked out", act="Undo", run=lambda: done.append("undone"))
    assert toast.button is not None
    qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert done == ["undone"]
    assert toasts.shown == []


def test_a_notice_with_undo_stays_longer(toasts: Toasts) -> None:
    plain, undo = toasts.show("Saved"), toasts.show("Saved", act="Undo", run=print)
    assert (plain._timer.interval(), undo._timer.interval()) == (SHORT_MS, LONG_MS)
    assert (SHORT_MS, LONG_MS) == (6_000, 10_000)


def test_at_most_two_are_shown_and_the_oldest_goes(toasts: Toasts) -> None:
    for text in ("one", "two", "three"):
        toasts.show(text)
    assert [toast.notice.text for toast in toasts.shown] == ["two", "three"]
    low, high = (toast.geometry() for toast in reversed(toasts.shown))
    assert high.bottom() < low.top()
    assert [notice.text for notice in toasts.kept] == ["three", "two", "one"]


def test_its_time_ends_it(qtbot: QtBot, toasts: Toasts) -> None:
    toast = toasts.show("Saved")
    toast._timer.start(1)
    qtbot.waitUntil(lambda: toasts.shown == [])


def test_it_waits_while_the_keyboard_is_on_it(qtbot: QtBot, place: QWidget, toasts: Toasts) -> None:
    other = QPushButton("elsewhere", place)
    other.show()
    toast = toasts.show("Clocked out", act="Undo", run=print)
    assert toast.waiting
    assert toast.button is not None
    toast.button.setFocus()
    qtbot.waitUntil(lambda: not toast.waiting)
    other.setFocus()
    qtbot.waitUntil(lambda: toast.waiting)


def test_it_waits_while_the_pointer_is_on_it(qtbot: QtBot, toasts: Toasts) -> None:
    toast = toasts.show("Clocked out")
    middle = QPointF(10, 10)
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=True)
    QApplication.sendEvent(toast, QEnterEvent(middle, middle, middle))
    qtbot.waitUntil(lambda: not toast.waiting)
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: toast.waiting)


def test_it_follows_the_window(place: QWidget, toasts: Toasts) -> None:
    toast = toasts.show("Clocked out")
    place.resize(1200, 700)
    assert (toast.geometry().center() - QPoint(600, 652)).manhattanLength() <= 2


def test_a_widget_finds_the_notices_of_its_window(place: QWidget, toasts: Toasts) -> None:
    inner = QWidget(QWidget(place))
    assert toasts_of(inner) is toasts


def test_the_newest_act_is_done_by_key(qtbot: QtBot, window: MainWindow) -> None:
    done: list[str] = []
    window.toasts.show("Clocked out", act="Undo", run=lambda: done.append("out"))
    window.toasts.show("Saved")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert done == ["out"]
    assert not window.toasts.undo()


def test_a_second_notice_that_comes_while_the_first_arrives_covers_nothing(
    qtbot: QtBot, place: QWidget, toasts: Toasts
) -> None:
    theme.set_motion(on=True)
    first, second = toasts.show("one"), toasts.show("two")
    assert second.slide is not None
    goal = place.height() - 24 - second.height()
    qtbot.waitUntil(lambda: second.y() == goal)
    assert not first.geometry().intersects(second.geometry())
