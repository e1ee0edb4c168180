from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop.ui.actions import Action
from desktop.ui.context import UiContext
from desktop.ui.live import Now
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import theme
from desktop.ui.tray import Tray, headline, picture, tip, tray_icon, tray_if_any


@pytest.fixture
def tray(window: MainWindow, context: UiContext) -> Iterator[Tray]:
    made = Tray(context, window)
    window.start_notices(made)
    yield made
    made.menu.deleteLater()


def entries(tray: Tray) -> list[str]:
    return [action.text() for action in tray.menu.actions() if not action.isSeparator()]


def test_without_a_tray_there_is_none(window: MainWindow, context: UiContext) -> None:
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    assert tray_if_any(context, window) is None
    assert not window.has_tray


def test_the_menu_has_a_header_that_does_nothing_and_the_acts(
    qtbot: QtBot, tray: Tray, context: UiContext
) -> None:
    mute = "Mute until 10:00"
    everywhere = ["Compact timer", mute, "Open Pomoclock", "Quit"]
    qtbot.waitUntil(lambda: mute in entries(tray))
    assert entries(tray) == ["Not clocked in", *everywhere]
    assert not tray.menu.actions()[0].isEnabled()
    done: list[str] = []
    for key, title in (
        ("clock.toggle", "Clock out"),
        ("break.toggle", "Start break"),
        ("focus.toggle", "Start focus"),
    ):
        context.actions.put(Action(key, title, lambda title=title: done.append(title), "clock"))
    context.live.tell(work="working", headline="Working since 08:56", worked="4h 12m", unsent=3)
    qtbot.waitUntil(lambda: len(entries(tray)) == 8)
    assert entries(tray) == [
        "Working since 08:56 · 4h 12m · 3 changes not sent",
        "Clock out",
        "Start break",
        "Start focus",
        *everywhere,
    ]
    for action in tray.menu.actions():
        if action.objectName() not in {"", "timer.compact", "notices.mute"}:
            action.trigger()
    assert done == ["Clock out", "Start break", "Start focus"]


def test_a_blocked_act_is_grey(qtbot: QtBot, tray: Tray, context: UiContext) -> None:
    context.actions.put(Action("clock.toggle", "Clock in", print, blocked="Not allowed here"))
    qtbot.waitUntil(lambda: len(entries(tray)) == 6)
    assert not tray.menu.actions()[2].isEnabled()


def test_left_click_opens_and_middle_click_runs_the_focus(
    window: MainWindow, tray: Tray, context: UiContext
) -> None:
    done: list[str] = []
    context.actions.put(Action("focus.toggle", "Start focus", lambda: done.append("focus")))
    window.hide()
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert window.isVisible()
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.MiddleClick)
    assert done == ["focus"]


def test_quit_in_the_menu_quits_from_a_hidden_window(
    qtbot: QtBot, window: MainWindow, tray: Tray, context: UiContext
) -> None:
    context.live.tell(work="working")
    window.hide()
    with qtbot.waitSignal(window.quit_wanted):
        tray.menu.actions()[-1].trigger()


STATES = {
    "off": Now(),
    "working": Now(work="working"),
    "break": Now(work="break"),
    "focus": Now(focus="running", focus_left=0.7),
    "unsent": Now(unsent=2),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_state_has_a_picture_of_its_own_in_every_size(scheme: str) -> None:
    theme.choose(scheme)
    for size in (16, 22, 24, 32):
        drawn = [
            bytes(tray_icon(now).pixmap(size, size).toImage().bits()) for now in STATES.values()
        ]
        assert len(set(drawn)) == len(STATES)


def test_a_second_of_focus_makes_no_new_picture() -> None:
    early = Now(focus="running", focus_left=0.700)
    assert picture(early) == picture(Now(focus="running", focus_left=0.7005))
    assert picture(early) != picture(Now(focus="running", focus_left=0.5))


def test_the_tooltip_names_the_task_and_no_seconds() -> None:
    now = Now(
        work="working",
        headline="Working since 08:56",
        focus="running",
        focus_words="December roster",
        focus_time="17:42",
    )
    assert headline(now) == "Working since 08:56"
    assert tip(now) == "Working since 08:56\nFocus · December roster"
