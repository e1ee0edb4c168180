"""Notices as people meet them: popups, the bell, what can be done, what is held back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.contract.models import SettingData
from desktop.domain import notice_kinds as rules
from desktop.services import notices, reminders
from desktop.services.context import Principal
from desktop.ui.main_window import MainWindow
from desktop.ui.notices import words
from desktop.ui.notices.center import NoticeCenter
from desktop.ui.notices.mute import Mute
from desktop.ui.tray import Tray
from tests.helpers.clock import FakeClock
from tests.helpers.day import BERLIN, Day, at
from tests.helpers.punching import punch, rows
from tests.helpers.team import Cast


@pytest.fixture
def center(qtbot: QtBot, window: MainWindow) -> NoticeCenter:
    """That of the window, once it has looked for the first time."""
    window.start_notices()
    found = window._center
    assert found is not None
    qtbot.waitUntil(lambda: found._handled is not None)
    return found


@pytest.fixture
def shift(node: Node, me: Principal) -> int:
    return Day(node, me).shift("2026-11-20 09:00", "2026-11-20 17:00")


def look(node: Node, clock: FakeClock, text: str) -> None:
    clock.wall = at(text)
    reminders.run(node.store, everybody=False)


def toasts(window: MainWindow) -> list[str]:
    return [toast.notice.text for toast in window.toasts.shown]


def until_toast(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.waitUntil(lambda: text in toasts(window))


def set_quiet(node: Node, me: Principal, begins: str, until: str) -> None:
    body = SettingData(data={"from": begins, "until": until})
    node.bus.call("me.put_setting", principal=me, name="quiet_hours", body=body)


@pytest.fixture
def menu(window: MainWindow) -> Iterator[Any]:
    opened: list[QMenu] = []

    def open_bell() -> QMenu:
        window.header.bell.click()
        found = window._menu
        assert found is not None
        opened.append(found)
        return found

    yield open_bell
    for each in opened:
        each.close()


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def acts(menu: QMenu, first: str) -> dict[str, QAction]:
    """What stands below the entry that begins so."""
    entry = next(a for a in menu.actions() if a.text().startswith(first))
    below = entry.menu()
    assert isinstance(below, QMenu)
    return {action.text(): action for action in below.actions()}


def test_a_shift_that_is_near_pops_up_and_clocks_in(
    qtbot: QtBot,
    node: Node,
    me: Principal,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
) -> None:
    look(node, clock, "2026-11-20 08:45")
    until_toast(qtbot, window, "Shift in 15 min. Barista at Bondi Store, 09:00–17:00.")
    assert window.header.bell.accessibleName() == "Notices, 1 new"
    button = window.toasts.shown[0].button
    assert button is not None
    assert button.text() == "Clock in"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    until_toast(qtbot, window, "Clocked in at 08:45")
    qtbot.waitUntil(lambda: window.header.bell.accessibleName() == "Notices")
    (made,) = rows(node, "attendance", user_id=me.user_id)
    assert (made["status"], made["timestamp"]) == ("start", at("2026-11-20 08:45"))


def test_a_forgotten_clock_out_is_made_at_the_end_of_the_shift_from_the_bell(
    qtbot: QtBot,
    node: Node,
    me: Principal,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
    menu: Any,
) -> None:
    clock.wall = at("2026-11-20 08:56")
    punch(node, me, "start")
    look(node, clock, "2026-11-20 17:40")
    whole = "Still clocked in. Your shift ended at 17:00, 40 min ago."
    until_toast(qtbot, window, whole)
    opened = menu()
    assert texts(opened) == ["New", whole, "Mark all as read"]
    found = acts(opened, "Still clocked in")
    assert list(found) == ["Clock out at 17:00", "Clock out now", "Still working"]
    found["Clock out at 17:00"].trigger()
    until_toast(qtbot, window, "Clocked out at 17:00")
    (session,) = rows(node, "session", user_id=me.user_id)
    assert session["end_at"] == at("2026-11-20 17:00")
    qtbot.waitUntil(lambda: center.unseen == 0)


def test_still_working_and_mark_all_as_read_leave_it_in_the_list(
    qtbot: QtBot,
    node: Node,
    me: Principal,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
    menu: Any,
) -> None:
    look(node, clock, "2026-11-20 09:20")
    qtbot.waitUntil(lambda: center.unseen == 1)
    opened = menu()
    entry = "Not clocked in. Your shift began at 09:00, 20 min ago."
    assert texts(opened) == ["New", entry, "Mark all as read"]
    next(a for a in opened.actions() if a.text() == "Mark all as read").trigger()
    qtbot.waitUntil(lambda: center.unseen == 0)
    assert texts(menu()) == ["Earlier", entry]
    look(node, clock, "2026-11-20 09:21")
    assert len(node.store.read(lambda reader: notices.of(reader, me.user_id))) == 1


def test_the_bell_is_opened_and_used_by_keyboard(
    qtbot: QtBot,
    node: Node,
    me: Principal,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
    menu: Any,
) -> None:
    look(node, clock, "2026-11-20 09:20")
    qtbot.waitUntil(lambda: center.unseen == 1)
    opened = menu()
    qtbot.waitUntil(opened.isVisible)
    qtbot.keyClick(opened, Qt.Key.Key_Down)
    entry = opened.activeAction()
    assert entry is not None
    assert entry.text().startswith("Not clocked in")
    qtbot.keyClick(opened, Qt.Key.Key_Right)
    below = entry.menu()
    assert isinstance(below, QMenu)
    qtbot.waitUntil(below.isVisible)
    assert below.activeAction().text() == "Clock in"
    qtbot.keyClick(below, Qt.Key.Key_Return)
    until_toast(qtbot, window, "Clocked in at 09:20")


def test_what_was_there_before_the_window_is_listed_and_pops_up_no_more(
    qtbot: QtBot, node: Node, clock: FakeClock, shift: int, request: pytest.FixtureRequest
) -> None:
    look(node, clock, "2026-11-20 09:20")
    window: MainWindow = request.getfixturevalue("window")
    center: NoticeCenter = request.getfixturevalue("center")
    assert center.unseen == 1
    assert toasts(window) == []


def test_quiet_hours_hold_a_popup_back_and_not_the_list(
    qtbot: QtBot,
    node: Node,
    me: Principal,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
) -> None:
    set_quiet(node, me, "08:00", "09:00")
    qtbot.waitUntil(lambda: center.board.quiet is not None)
    look(node, clock, "2026-11-20 08:30")
    qtbot.waitUntil(lambda: center.unseen == 1)
    assert toasts(window) == []
    clock.wall = at("2026-11-20 09:00")
    center.release()
    assert toasts(window) == ["Shift began at 09:00. Barista at Bondi Store, 09:00–17:00."]
    center.release()
    assert len(toasts(window)) == 1


def test_a_running_focus_is_not_disturbed(
    qtbot: QtBot,
    node: Node,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
) -> None:
    window.context.live.tell(focus="running")
    look(node, clock, "2026-11-20 08:30")
    qtbot.waitUntil(lambda: center.unseen == 1)
    assert toasts(window) == []
    window.context.live.tell(focus="off")
    assert toasts(window) == ["Shift in 30 min. Barista at Bondi Store, 09:00–17:00."]


class SeenTray(Tray):
    """A tray where the desktop has none: keeps what it was to show."""

    shown: list[tuple[str, str]]

    def can_tell(self) -> bool:
        return True

    def tell(self, title: str, text: str) -> None:
        self.shown.append((title, text))


def test_behind_other_windows_the_system_tells_and_a_click_brings_the_acts(
    qtbot: QtBot,
    node: Node,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
) -> None:
    tray = SeenTray(window.context, window)
    tray.shown = []
    assert window.popups is not None
    window.popups.use(tray)
    window.hide()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is not window)
    look(node, clock, "2026-11-20 08:45")
    qtbot.waitUntil(lambda: bool(tray.shown))
    assert tray.shown == [("Shift in 15 min", "Barista at Bondi Store, 09:00–17:00.")]
    assert toasts(window) == []
    tray.told.emit()
    assert window.isVisible()
    assert toasts(window) == ["Shift in 15 min. Barista at Bondi Store, 09:00–17:00."]
    tray.menu.deleteLater()


def test_a_timesheet_names_its_person_its_days_and_the_reason(
    qtbot: QtBot, node: Node, me: Principal, window: MainWindow, center: NoticeCenter
) -> None:
    ada = Cast(node, me.team_id).member("Ada")
    data = {
        "user_id": ada.user_id,
        "start_date": dt.date(2026, 11, 9),
        "end_date": dt.date(2026, 11, 15),
        "reason": None,
    }
    for kind, reason in (("timesheet_submitted", None), ("timesheet_denied", "No lunch & no tea")):
        node.store.write(
            lambda uow, kind=kind, reason=reason: notices.give(
                uow, me.user_id, kind, "timesheet", 1, kind, data={**data, "reason": reason}
            )
        ).result()
    qtbot.waitUntil(lambda: center.unseen == 2)
    assert sorted(said.whole for said in center.said()) == [
        "Ada Test submitted a timesheet. 9 Nov to 15 Nov.",
        "Timesheet denied. 9 Nov to 15 Nov. No lunch & no tea",
    ]


def said(kind: str, now: str, **data: Any) -> words.Said:
    row = {"id": 1, "kind": kind, "seen_at": None, "data": data}
    return words.said(row, {}, at(now), BERLIN)


def test_words_follow_the_clock() -> None:
    span = {
        "start_at": at("2026-11-20 22:00").isoformat(),
        "end_at": at("2026-11-21 06:00").isoformat(),
    }
    late = said(rules.CLOCK_IN, "2026-11-22 08:00", **span)
    assert late.whole == (
        "A shift without a punch. There is no punch for your shift on 20 Nov, 22:00–06:00 +1."
    )
    assert [act.words for act in late.acts] == ["Mark as read"]
    near = said(rules.UPCOMING, "2026-11-20 21:29", **span)
    assert near.whole == "Shift in 31 min. 22:00–06:00 +1."
    event = said(
        rules.EVENT,
        "2026-11-20 09:00",
        title="Training",
        start_at=at("2026-11-20 09:30").isoformat(),
    )
    assert event.whole == "Training in 30 min."
    assert said("something_new", "2026-11-20 09:00").whole == "There is news."


def test_the_key_that_undoes_does_not_do_what_a_reminder_offers(
    qtbot: QtBot,
    node: Node,
    me: Principal,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
) -> None:
    look(node, clock, "2026-11-20 08:45")
    qtbot.waitUntil(lambda: bool(toasts(window)))
    assert not window.toasts.undo()
    assert rows(node, "attendance", user_id=me.user_id) == []


def test_muted_until_the_full_hour_and_told_after_it(
    qtbot: QtBot,
    node: Node,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
) -> None:
    def title() -> str:
        action = window.context.actions.get("notices.mute")
        assert action is not None
        return action.title

    clock.wall = at("2026-11-20 08:20")
    center.mute.look()
    assert title() == "Mute until 09:00"
    assert window.context.actions.run("notices.mute")
    assert title() == "Muted until 09:00: end it"
    look(node, clock, "2026-11-20 08:30")
    qtbot.waitUntil(lambda: center.unseen == 1)
    assert toasts(window) == []
    clock.wall = at("2026-11-20 09:00")
    center.mute.look()
    assert len(toasts(window)) == 1
    assert title() == "Mute until 10:00"
    clock.wall = at("2026-11-20 09:46")
    center.mute.look()
    assert title() == "Mute until 11:00"


def test_unmuting_tells_at_once_and_a_mute_outlives_the_window(
    qtbot: QtBot,
    node: Node,
    clock: FakeClock,
    window: MainWindow,
    center: NoticeCenter,
    shift: int,
) -> None:
    clock.wall = at("2026-11-20 08:20")
    center.mute.toggle()
    again = Mute(window.context, window)
    assert again.until == at("2026-11-20 09:00")
    look(node, clock, "2026-11-20 08:30")
    qtbot.waitUntil(lambda: center.unseen == 1)
    center.mute.toggle()
    assert len(toasts(window)) == 1


def test_the_palette_and_a_key_open_the_bell(
    qtbot: QtBot, window: MainWindow, center: NoticeCenter
) -> None:
    action = window.context.actions.get("notices.open")
    assert action is not None
    assert action.shortcut == "Ctrl+Shift+N"
    action.run()
    assert window._menu is not None
    qtbot.waitUntil(window._menu.isVisible)
    window._menu.close()
