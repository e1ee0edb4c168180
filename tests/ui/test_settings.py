from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFocusFrame
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.base.settings import ALL, CLOSE, HOURS, REDUCE_MOTION, TEXT, THEME
from desktop.contract.models import SettingData
from desktop.services import timer
from desktop.services.context import Principal
from desktop.services.preferences import Preferences
from desktop.ui import format as fmt
from desktop.ui.appearance import apply
from desktop.ui.context import UiContext
from desktop.ui.main_window import MainWindow
from desktop.ui.settings_page import SettingsPage
from desktop.ui.theme import theme

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(window: MainWindow) -> SettingsPage:
    window.go("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    return page


def control(page: SettingsPage, name: str) -> QAbstractButton:
    return next(b for b in page.findChildren(QAbstractButton) if b.accessibleName() == name)


def test_colours_are_chosen_at_once_and_kept(
    qtbot: QtBot, page: SettingsPage, context: UiContext
) -> None:
    qtbot.mouseClick(control(page, "Colours: Dark"), LEFT)
    assert theme.dark
    assert context.preferences.get(THEME) == "dark"
    context.actions.run("theme.light")
    assert control(page, "Colours: Light").isChecked()


def test_text_size_times_motion_and_closing_are_kept(
    qtbot: QtBot, page: SettingsPage, context: UiContext, node: Node
) -> None:
    qtbot.mouseClick(control(page, "Text size: 125 %"), LEFT)
    qtbot.mouseClick(control(page, "Times: 12 h"), LEFT)
    qtbot.mouseClick(control(page, "Reduce motion"), LEFT)
    qtbot.mouseClick(control(page, "When a session runs: Quit"), LEFT)
    assert theme.scale == 1.25
    assert fmt.clock_time(dt.datetime(2026, 1, 1, 13, tzinfo=dt.UTC), dt.UTC) == "1:00 pm"
    assert not theme.moves
    node.store.write(lambda uow: None).result()
    kept = Preferences(node.store)
    assert [kept.get(each) for each in (TEXT, HOURS, REDUCE_MOTION, CLOSE)] == [
        125,
        "12",
        True,
        "quit",
    ]
    theme.set_scale(100)
    fmt.set_clock("24")
    apply(kept)
    assert theme.scale == 1.25


def test_the_rail_collapses_from_settings(
    qtbot: QtBot, page: SettingsPage, window: MainWindow
) -> None:
    qtbot.mouseClick(control(page, "Collapse the rail"), LEFT)
    assert window.rail.compact


def test_pomodoro_lengths_become_the_setting_of_the_account(
    qtbot: QtBot, page: SettingsPage, node: Node, me: Principal
) -> None:
    box = page.focus.numbers["focus_minutes"]
    assert box.value() == 25
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "50")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.mouseClick(page.focus.switches["auto_start_break"], LEFT)

    def stored() -> bool:
        settings = node.store.read(lambda reader: timer.settings_of(reader, me.user_id))
        return settings.focus == dt.timedelta(minutes=50) and settings.auto_start_break

    qtbot.waitUntil(stored)
    settings = node.store.read(lambda reader: timer.settings_of(reader, me.user_id))
    assert not settings.auto_start_focus
    assert settings.short_break == dt.timedelta(minutes=5)


def test_a_setting_changed_elsewhere_shows_and_strange_fields_survive(
    qtbot: QtBot, page: SettingsPage, node: Node, me: Principal
) -> None:
    data = {"short_break_minutes": 7, "sound": "bell", "auto_start_focus": True}
    node.bus.call("me.put_setting", principal=me, body=SettingData(data=data), name="pomodoro")
    box = page.focus.numbers["short_break_minutes"]
    qtbot.waitUntil(lambda: box.value() == 7)
    assert page.focus.switches["auto_start_focus"].isChecked()
    qtbot.mouseClick(page.focus.switches["auto_start_focus"], LEFT)

    def sound_kept() -> bool:
        found = node.bus.call("me.get_setting", principal=me, name="pomodoro").data
        return found == {**data, "auto_start_focus": False}

    qtbot.waitUntil(sound_kept)


def test_scrolling_the_page_changes_no_number(page: SettingsPage) -> None:
    box = page.focus.numbers["focus_minutes"]
    middle = QPointF(box.rect().center())
    event = QWheelEvent(
        middle,
        box.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        LEFT,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.value() == 25


def test_every_preference_has_words_and_survives_nonsense() -> None:
    for preference in ALL:
        assert preference.doc.endswith(".")
        assert preference.parse("nonsense") in {preference.default, False}
        assert preference.parse(None) == preference.default


def test_a_number_shows_its_focus_once(
    qtbot: QtBot, page: SettingsPage, window: MainWindow
) -> None:
    box = page.focus.numbers["focus_minutes"]
    page.ensureWidgetVisible(box)
    page.focus.numbers["per_set"].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.focus.numbers["per_set"], Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is page.focus.numbers["long_break_minutes"]
    rings = [each for each in window.findChildren(QFocusFrame) if each.isVisible()]
    assert rings == []


def test_quiet_hours_become_the_setting_of_the_account(
    qtbot: QtBot, page: SettingsPage, node: Node, me: Principal
) -> None:
    def stored() -> object:
        return node.bus.call("me.get_setting", principal=me, name="quiet_hours").data

    card = page.quiet
    assert not card.begins.isEnabled()
    qtbot.mouseClick(card.switch, LEFT)
    qtbot.waitUntil(lambda: stored() == {"from": "22:00", "until": "07:00"})
    assert card.ends.isEnabled()
    card.ends.setFocus()
    card.ends.setTime(QTime(6, 30))
    card.begins.setFocus()
    qtbot.waitUntil(lambda: stored() == {"from": "22:00", "until": "06:30"})
    qtbot.mouseClick(card.switch, LEFT)
    qtbot.waitUntil(lambda: stored() is None)
    assert not card.begins.isEnabled()
    body = SettingData(data={"from": "12:00", "until": "13:00"})
    node.bus.call("me.put_setting", principal=me, name="quiet_hours", body=body)
    qtbot.waitUntil(lambda: card.switch.isChecked() and card.begins.at.hour == 12)
    assert card.begins.text() == "12:00"
