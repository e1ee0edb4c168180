from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.base.events import Changed
from desktop.base.settings import RAIL, THEME
from desktop.services.context import Principal
from desktop.services.preferences import Preferences
from desktop.services.status import SyncStatus
from desktop.store.uow import UnitOfWork
from desktop.ui.actions import Action
from desktop.ui.coming import Coming
from desktop.ui.context import SYNC_KIND, Section, UiContext
from desktop.ui.main_window import MainWindow
from desktop.ui.palette import Palette, matches
from desktop.ui.panels.sync.asking import Asking
from desktop.ui.theme import theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label

from .conftest import Upstream

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
ORDER = ["today", "shifts", "timesheets", "pomodoro", "team", "messages", "settings"]


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, control: bool = True) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    modifiers = CONTROL if control else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(window, key, modifiers)


def test_the_rail_lists_the_sections_and_opens_them_by_click(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert list(window.rail.items) == ORDER
    for key in ORDER[1:]:
        qtbot.mouseClick(window.rail.items[key], LEFT)
        assert window.here == key
        assert window.header.title.text() == window.rail.items[key].text()
        assert [name for name, item in window.rail.items.items() if item.isChecked()] == [key]


def test_sections_open_by_key(qtbot: QtBot, window: MainWindow) -> None:
    numbers = [Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6]
    for key, section in zip(numbers[::-1], ORDER[5::-1], strict=True):
        press(qtbot, window, key)
        assert window.here == section
    press(qtbot, window, Qt.Key.Key_Comma)
    assert window.here == "settings"


def test_a_page_is_made_once_and_kept(window: MainWindow) -> None:
    window.go("team")
    first = window.page("team")
    window.go("today")
    window.go("team")
    assert window.page("team") is first
    assert window.page("messages") is None


def test_sections_to_come_say_what_they_will_do_and_show_no_data(window: MainWindow) -> None:
    for key in ("shifts", "timesheets", "pomodoro", "team", "messages"):
        window.go(key)
        page = window.page(key)
        assert isinstance(page, Coming)
        words = [label.text() for label in page.findChildren(Label)]
        assert "Not built yet" in words
        assert len(words) >= 4


def test_today_carries_its_date_long_and_short(qtbot: QtBot, window: MainWindow) -> None:
    assert window.header.subtitle.text() == "Friday 20 November"
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: window.header.subtitle.text() == "Fri 20 November")


@pytest.mark.parametrize(
    ("width", "rail", "searched", "side"),
    [
        (1280, 208, True, 28),
        (1200, 208, True, 28),
        (1199, 64, True, 24),
        (1119, 64, False, 24),
        (900, 64, False, 20),
    ],
)
def test_the_width_decides_rail_search_and_margins(
    qtbot: QtBot, window: MainWindow, width: int, rail: int, searched: bool, side: int
) -> None:
    window.resize(width, 700)
    qtbot.waitUntil(lambda: window.rail.width() == rail)
    assert window.header.search.isVisible() is searched
    assert window.header.finder.isVisible() is not searched
    qtbot.waitUntil(lambda: window.header.title.x() == side)


def test_it_is_never_smaller_than_the_design_allows(window: MainWindow) -> None:
    window.resize(300, 200)
    assert (window.width(), window.height()) == (900, 600)


def test_large_text_counts_as_a_narrow_window(qtbot: QtBot, window: MainWindow) -> None:
    theme.set_scale(200)
    qtbot.waitUntil(lambda: window.rail.compact)
    assert window.rail.width() == 128
    theme.set_scale(100)
    qtbot.waitUntil(lambda: not window.rail.compact)


def test_the_rail_is_collapsed_by_choice_and_stays_so(
    qtbot: QtBot, window: MainWindow, context: UiContext, frame: tuple[Section, ...], node: Node
) -> None:
    assert context.actions.run("rail.toggle")
    assert window.rail.compact
    assert context.preferences.get(RAIL) is True
    node.store.write(lambda uow: None).result()
    assert Preferences(node.store).get(RAIL) is True


def test_the_chip_follows_the_engine(
    qtbot: QtBot, window: MainWindow, upstream: Upstream, node: Node
) -> None:
    assert window.rail.sync_chip.accessibleName() == "Not connected (data only on this device)"
    upstream.status = SyncStatus(connected=True, state="offline", pending=3)
    node.events.publish(Changed({SYNC_KIND: frozenset()}))
    said = "Offline · 3 changes safe on this device"
    qtbot.waitUntil(lambda: window.rail.sync_chip.accessibleName() == said)
    assert window.context.live.now.unsent == 3


def test_a_click_on_the_chip_opens_sync_and_marks_settings(
    qtbot: QtBot, window: MainWindow, upstream: Upstream, node: Node
) -> None:
    upstream.status = SyncStatus(connected=True, last_ok=node.clock.now())
    qtbot.mouseClick(window.rail.sync_chip, LEFT)
    assert window.here == "sync"
    assert window.rail.items["settings"].isChecked()
    page = window.page("sync")
    assert page is not None
    words = [label.text() for label in page.findChildren(Label)]
    assert "Synced just now" in words
    now = next(each for each in page.findChildren(Button) if each.text() == "Sync now")
    qtbot.mouseClick(now, LEFT)
    assert upstream.asked == 1


def test_sync_now_without_a_server_shows_where_one_stands(
    qtbot: QtBot, window: MainWindow, upstream: Upstream
) -> None:
    press(qtbot, window, Qt.Key.Key_R)
    assert window.here == "sync"
    assert upstream.asked == 0
    page = window.page("sync")
    assert page is not None
    words = " ".join(label.text() for label in page.findChildren(Label))
    assert "pomoclock connect ADDRESS" in words
    upstream.status = SyncStatus(connected=True)
    press(qtbot, window, Qt.Key.Key_R)
    assert upstream.asked == 1


def test_the_palette_finds_and_runs(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_K)
    palette = window.findChild(Palette)
    assert palette is not None
    assert palette.line.hasFocus()
    qtbot.keyClicks(palette.line, "mess")
    assert palette.list.count() == 1
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.here == "messages"
    assert palette.isHidden()


def test_the_palette_moves_with_the_arrows_and_leaves_with_escape(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.mouseClick(window.header.search, LEFT)
    palette = window.findChild(Palette)
    assert palette is not None
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    qtbot.keyClick(palette.line, Qt.Key.Key_Up)
    assert palette.list.currentRow() == 1
    qtbot.keyClicks(palette.line, "xyzzy")
    assert palette.list.item(0).text() == "Nothing fits “xyzzy”"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert window.here == "today"
    qtbot.mouseClick(window.header.search, LEFT)
    assert len([each for each in window.findChildren(Palette) if each.isVisible()]) == 1


def test_what_begins_with_the_words_comes_first() -> None:
    actions = [Action(title, title, print) for title in ("Full screen", "All keys", "Screen off")]
    assert [each.title for each in matches(actions, "screen")] == ["Screen off", "Full screen"]
    assert [each.title for each in matches(actions, "a k")] == ["All keys"]


def test_words_are_found_in_any_order_and_beside_the_title() -> None:
    actions = [
        Action("a", "Clock out", print, shortcut="Ctrl+I", also="punch leave stop"),
        Action("b", "Dark colours", print, also="theme night"),
        Action("c", "Pomodoro", print, also="focus statistics"),
        Action("d", "Start focus", print, also="pomodoro timer"),
    ]

    def found(typed: str) -> list[str]:
        return [each.title for each in matches(actions, typed)]

    assert found("out clock") == ["Clock out"]
    assert found("leave") == ["Clock out"]
    assert found("theme dark") == ["Dark colours"]
    assert found("  NIGHT   col") == ["Dark colours"]
    assert found("focus") == ["Start focus", "Pomodoro"]
    assert found("ctrl i") == ["Clock out"]
    assert found("eave") == []
    assert found("dark clock") == []


def test_the_palette_knows_the_words_that_people_use(qtbot: QtBot, window: MainWindow) -> None:
    def first(typed: str) -> str:
        press(qtbot, window, Qt.Key.Key_K)
        (palette,) = [each for each in window.findChildren(Palette) if each.isVisible()]
        qtbot.keyClicks(palette.line, typed)
        text = palette.list.item(0).text()
        qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
        return text

    assert first("shortcuts") == "All keys"
    assert first("mode dark") == "Dark colours"
    assert first("preferences") == "Settings"
    assert first("exit") == "Quit"
    assert first("server") == "Sync"


def test_a_blocked_action_is_seen_and_not_run(qtbot: QtBot, window: MainWindow) -> None:
    ran: list[int] = []
    window.context.actions.put(
        Action("focus.skip", "Skip", lambda: ran.append(1), blocked="Nothing runs")
    )
    press(qtbot, window, Qt.Key.Key_K)
    palette = window.findChild(Palette)
    assert palette is not None
    qtbot.keyClicks(palette.line, "skip")
    assert palette.list.item(0).toolTip() == "Nothing runs"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert ran == []


def test_an_action_of_a_panel_gets_its_key_and_loses_it(qtbot: QtBot, window: MainWindow) -> None:
    ran: list[str] = []
    actions = window.context.actions
    actions.put(Action("clock.toggle", "Clock in", lambda: ran.append("in"), shortcut="Ctrl+I"))
    press(qtbot, window, Qt.Key.Key_I)
    actions.retitle("clock.toggle", "Clock out")
    press(qtbot, window, Qt.Key.Key_I)
    assert ran == ["in", "in"]
    actions.remove("clock.toggle")
    press(qtbot, window, Qt.Key.Key_I)
    assert ran == ["in", "in"]


def test_question_mark_lists_all_keys(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_Question, control=False)
    words = [label.text() for label in window.findChildren(Label) if label.isVisible()]
    assert "All keys" in words
    assert "Ctrl K" in words
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window._sheet is None)


def test_tab_stays_inside_a_sheet_and_the_focus_returns(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.rail.items["team"].setFocus()
    qtbot.waitUntil(window.rail.items["team"].hasFocus)
    window.context.actions.run("help.keys")
    sheet = window._sheet
    assert sheet is not None
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert sheet.isAncestorOf(QApplication.focusWidget())
    sheet.dismiss()
    assert window.rail.items["team"].hasFocus()


def test_full_screen_toggles(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_F11, control=False)
    assert window.isFullScreen()
    press(qtbot, window, Qt.Key.Key_F11, control=False)
    assert not window.isFullScreen()


def test_colours_are_switched_from_the_palette_and_kept(
    window: MainWindow, context: UiContext
) -> None:
    context.actions.run("theme.dark")
    assert theme.dark
    assert context.preferences.get(THEME) == "dark"


def test_the_bell_lists_what_the_window_said(qtbot: QtBot, window: MainWindow) -> None:
    window.toasts.show("Clocked in at 09:00")
    qtbot.mouseClick(window.header.bell, LEFT)
    menu = window._menu
    assert isinstance(menu, QMenu)
    qtbot.waitUntil(menu.isVisible)
    assert [action.text() for action in menu.actions()] == ["Clocked in at 09:00"]
    menu.close()


def test_the_person_opens_settings_from_their_menu(qtbot: QtBot, window: MainWindow) -> None:
    assert window.rail.person.accessibleName() == "Mara Ellison, My time"
    qtbot.mouseClick(window.rail.person, LEFT)
    menu = window._menu
    assert isinstance(menu, QMenu)
    qtbot.waitUntil(menu.isVisible)
    entry = next(action for action in menu.actions() if action.text() == "Settings")
    entry.trigger()
    menu.close()
    assert window.here == "settings"


def test_the_rail_names_whoever_the_directory_belongs_to_now(
    qtbot: QtBot, window: MainWindow, node: Node, me: Principal
) -> None:
    person = window.rail.person

    def joined(uow: UnitOfWork) -> None:
        uow.update("user", me.user_id, {"first_name": "Noor", "last_name": "Haddad"})
        uow.update("team", me.team_id, {"name": "Harbour Coffee"})

    node.store.write(joined).result()
    qtbot.waitUntil(lambda: person.accessibleName() == "Noor Haddad, Harbour Coffee")
    assert person.toolTip() == person.accessibleName()
    qtbot.mouseClick(person, LEFT)
    assert window._menu is not None
    assert window._menu.actions()[0].text() == "Noor Haddad"
    window._menu.close()


def test_the_ring_outlives_the_sheet_whose_control_it_stood_around(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for _ in range(2):
        asked = Asking(window, "Disconnect?", "Every record stays.", "Disconnect")
        asked.open()
        qtbot.keyClick(window, Qt.Key.Key_Tab)
        qtbot.keyClick(asked, Qt.Key.Key_Tab)
        with qtbot.waitSignal(asked.destroyed):
            qtbot.mouseClick(asked.stay, LEFT)
        window.rail.items["team"].setFocus()
    window.rail.items["today"].setFocus()
    qtbot.keyClick(window.rail.items["today"], Qt.Key.Key_Tab)
    assert window._ring.ring is not None
    assert window._ring.ring.isVisible()


def test_the_ring_shows_for_keyboard_users_only(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.mouseClick(window.rail.items["team"], LEFT)
    assert window._ring.ring is None
    window.rail.items["today"].setFocus()
    qtbot.keyClick(window.rail.items["today"], Qt.Key.Key_Tab)
    ring = window._ring.ring
    assert ring is not None
    qtbot.waitUntil(ring.isVisible)
    shifts = window.rail.items["shifts"]
    assert ring.widget() is shifts
    assert ring.width() == shifts.width() + 8
    drawn = ring.grab().toImage()
    assert drawn.pixelColor(ring.width() // 2, 1) == theme.color("focus")


def test_the_first_paint_is_told_once(
    qtbot: QtBot, context: UiContext, frame: tuple[Section, ...]
) -> None:
    made = MainWindow(context, frame)
    qtbot.addWidget(made)
    told: list[dt.datetime] = []
    made.painted.connect(lambda: told.append(dt.datetime.now(dt.UTC)))
    with qtbot.waitSignal(made.painted):
        made.show()
    made.update()
    made.grab()
    assert len(told) == 1
