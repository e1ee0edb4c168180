from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.services import timer
from desktop.services.context import Principal
from desktop.ui.theme import theme
from tests.helpers.clock import FakeClock
from tests.helpers.day import Day
from tests.helpers.punching import punch
from tests.helpers.window import Opened

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def day(node: Node, me: Principal) -> Day:
    """Friday 20 November 2026, 09:00 in Berlin, by the tests' clock."""
    found = Day(node, me)
    found.roles("Barista")
    return found


@pytest.fixture
def opened(qtbot: QtBot, node: Node, day: Day) -> Iterator[Opened]:
    found = Opened(qtbot, node)
    yield found
    found.close()


def test_a_whole_day_in_break_back_and_out(opened: Opened, node: Node, me: Principal) -> None:
    clock = opened.today.clock
    assert opened.pill() == "Not clocked in"
    assert (clock.digits.text(), clock.digits.ink()) == ("0:00:00", "text-3")
    assert clock.second.isHidden()
    opened.click(clock.main)
    opened.until_pill("Working since 09:00")
    opened.until_toast("Clocked in at 09:00")
    opened.tick(hours=2, seconds=5)
    assert (clock.digits.text(), clock.digits.ink()) == ("2:00:05", "text")
    opened.click(clock.second)
    opened.until_pill("On break since 11:00")
    opened.tick(minutes=15)
    assert clock.digits.text() == "2:00:05"
    assert clock.rested.value() == "15 min"
    opened.click(clock.second)
    opened.until_pill("Working since 09:00")
    opened.tick(hours=1)
    assert clock.digits.text() == "3:00:05"
    opened.click(clock.main)
    opened.until_pill("Not clocked in")
    assert clock.digits.text() == "3:00:05"
    punches = node.bus.call("attendances.list", principal=me)
    assert [punch.status for punch in reversed(punches)] == ["start", "pause", "resume", "stop"]
    opened.click(clock.timeline)
    opened.qtbot.waitUntil(lambda: opened.today.day_sheet is not None)
    sheet = opened.today.day_sheet
    assert sheet is not None
    assert sheet.rows() == ["In 09:00", "Break 11:00", "Back 11:15", "Out 12:15"]
    assert sheet.sums.text() == "Worked 3 h · breaks 15 min"
    opened.key(Qt.Key.Key_Escape)
    assert opened.today.day_sheet is None


def test_a_second_click_of_a_double_click_does_not_clock_out(
    opened: Opened, node: Node, me: Principal
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.doubleClickInterval()
    app.setDoubleClickInterval(60_000)
    try:
        opened.click(opened.today.clock.main)
        opened.until_pill("Working since 09:00")
        opened.click(opened.today.clock.main)
        opened.qtbot.waitUntil(lambda: not opened.today.clock.main.busy)
        assert len(node.bus.call("attendances.list", principal=me)) == 1
    finally:
        app.setDoubleClickInterval(before)


def test_undo_takes_a_fresh_punch_back_and_the_ledger_keeps_it(
    opened: Opened, node: Node, me: Principal
) -> None:
    opened.click(opened.today.clock.main)
    opened.until_pill("Working since 09:00")
    toast = opened.until_toast("Clocked in at 09:00")
    assert toast.button is not None
    opened.click(toast.button)
    opened.until_pill("Not clocked in")
    assert node.bus.call("attendances.list", principal=me) == []
    assert node.store.read(lambda reader: reader.count("punch")) == 1
    (kept,) = node.store.read(lambda reader: reader.find("correction"))
    assert kept["reason"] == "undo"


def test_only_the_newest_punch_offers_to_be_undone(
    opened: Opened, node: Node, me: Principal
) -> None:
    opened.click(opened.today.clock.main)
    opened.until_pill("Working since 09:00")
    opened.tick(seconds=5)
    opened.click(opened.today.clock.second)
    opened.until_pill("On break since 09:00")
    toast = opened.until_toast("Break started at 09:00")
    assert opened.toasts() == ["Break started at 09:00"]
    assert toast.button is not None
    opened.click(toast.button)
    opened.until_pill("Working since 09:00")
    (left,) = node.bus.call("attendances.list", principal=me)
    assert left.status == "start"


def test_undo_after_a_minute_changes_nothing_and_says_so(
    opened: Opened, node: Node, me: Principal
) -> None:
    opened.click(opened.today.clock.main)
    opened.until_pill("Working since 09:00")
    toast = opened.until_toast("Clocked in at 09:00")
    assert toast.button is not None
    opened.tick(seconds=61)
    opened.click(toast.button)
    assert opened.toasts() == ["That punch is more than a minute old. A correction keeps it."]
    assert len(node.bus.call("attendances.list", principal=me)) == 1


def test_a_note_is_written_on_the_running_session(
    opened: Opened, node: Node, me: Principal
) -> None:
    clock = opened.today.clock
    opened.click(clock.main)
    opened.until_pill("Working since 09:00")
    opened.click(clock.note)
    assert clock.editor.line.hasFocus()
    opened.qtbot.keyClicks(clock.editor.line, "Keys are at the bakery")
    opened.key(Qt.Key.Key_Return)
    opened.qtbot.waitUntil(lambda: clock.note.text() == "Edit note")
    (punch,) = node.bus.call("attendances.list", principal=me)
    assert punch.note == "Keys are at the bakery"
    assert clock.editor.isHidden()
    assert clock.note.hasFocus()


def test_the_whole_day_by_keyboard_alone(opened: Opened) -> None:
    opened.today.clock.main.setFocus(Qt.FocusReason.TabFocusReason)
    opened.key(Qt.Key.Key_I, CONTROL)
    opened.until_pill("Working since 09:00")
    assert opened.today.clock.main.hasFocus()
    opened.key(Qt.Key.Key_B, CONTROL)
    opened.until_pill("On break since 09:00")
    opened.key(Qt.Key.Key_Tab)
    assert opened.today.clock.second.hasFocus()
    opened.key(Qt.Key.Key_Space)
    opened.until_pill("Working since 09:00")
    opened.key(Qt.Key.Key_P, CONTROL)
    focus = opened.today.focus
    opened.qtbot.waitUntil(lambda: focus.face.main.text() == "Pause")
    opened.key(Qt.Key.Key_P, CONTROL, SHIFT)
    opened.qtbot.waitUntil(lambda: focus.face.main.text() == "Start short break")
    opened.today.clock.second.setFocus(Qt.FocusReason.TabFocusReason)
    opened.key(Qt.Key.Key_I, CONTROL)
    opened.until_pill("Not clocked in")
    focused = QApplication.focusWidget()
    assert focused is opened.today.clock.main


def test_tab_goes_through_the_cards_as_they_are_read(opened: Opened, day: Day) -> None:
    day.shift("2026-11-20 18:00", "2026-11-20 20:00", mine=False)
    opened.qtbot.waitUntil(lambda: len(opened.today.shifts.rows) == 1)
    opened.today.clock.main.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(16):
        at = QApplication.focusWidget()
        assert at is not None
        seen.append(at.accessibleName())
        opened.key(Qt.Key.Key_Tab)
    order = [
        "Clock in",
        "Today’s punches",
        "All shifts",
        "Request: Barista 18:00–20:00",
        "Start focus",
        "Skip",
        "Task",
    ]
    assert [name for name in seen if name in order] == order
    assert all(seen), "a control has no name"


def test_a_killed_window_comes_back_with_session_and_focus(
    qtbot: QtBot,
    tmp_path: Path,
    clock: FakeClock,
    node: Node,
    day: Day,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = Opened(qtbot, node)
    first.click(first.today.clock.main)
    first.until_pill("Working since 09:00")
    first.click(first.today.focus.face.main)
    qtbot.waitUntil(lambda: first.today.focus.face.main.text() == "Pause")
    for _ in range(10):
        first.tick(seconds=60)
        first.today.actions_.focus.send("beat")
        qtbot.waitUntil(lambda: _seen(node, day.me) == clock.now().isoformat())
    first.close()
    node.close()
    clock.advance(minutes=3)
    monkeypatch.setitem(timer.moment.__kwdefaults__, "run", "another process")
    again = Node(tmp_path / "data", clock=clock)
    try:
        second = Opened(qtbot, again)
        assert second.pill() == "Working since 09:00"
        assert second.today.clock.digits.text() == "0:13:00"
        face = second.today.focus.face
        qtbot.waitUntil(lambda: face.main.text() == "Resume")
        said = "Paused at 09:10 because Pomoclock was closed. The time since then is not counted."
        assert face.gap.words.text() == said
        assert face.gap.dismiss.text() == "Leave it out"
        qtbot.waitUntil(lambda: second.today.verticalScrollBar().maximum() == 0)
        second.click(face.gap.keep)
        qtbot.waitUntil(lambda: face.main.text() == "Pause")
        assert face.ring.words() == ("12:00", "Focus · ends 09:25")
        second.close()
    finally:
        again.close()


def _seen(node: Node, me: Principal) -> str:
    state = node.store.read(lambda reader: timer.load(reader, me.user_id))
    return state.seen.wall.isoformat() if state.seen else ""


def test_what_another_process_writes_shows_at_once(
    opened: Opened, node: Node, me: Principal
) -> None:
    from desktop.contract.models import WorkforceAttendanceInput

    node.bus.call("attendances.create", principal=me, body=WorkforceAttendanceInput(status="start"))
    opened.until_pill("Working since 09:00")


def test_a_narrow_window_has_one_column_and_the_pomodoro_as_a_bar(opened: Opened, day: Day) -> None:
    day.shift("2026-11-20 18:00", "2026-11-20 20:00", mine=False)
    today = opened.today
    opened.qtbot.waitUntil(lambda: len(today.shifts.rows) == 1)
    opened.window.resize(900, 600)
    opened.qtbot.waitUntil(lambda: today.clock.compact)
    opened.qtbot.waitUntil(lambda: today.focus.height() == 88)
    tops = [card.mapTo(today, card.rect().topLeft()).y() for card in _cards(opened)]
    assert tops == sorted(tops)
    opened.qtbot.waitUntil(lambda: {card.width() for card in _cards(opened)} == {796})
    assert today.clock.digits.text() == "0:00:00"
    assert today.clock.height() == 192
    assert today.verticalScrollBar().maximum() > 0
    opened.window.resize(1280, 800)
    opened.qtbot.waitUntil(lambda: not today.clock.compact)
    opened.qtbot.waitUntil(lambda: today.focus.width() == 368)
    assert today.verticalScrollBar().maximum() == 0


def _cards(opened: Opened) -> list:
    today = opened.today
    return [today.clock, today.focus, today.shifts, today.week]


def test_nothing_is_cut_when_text_is_twice_as_large(opened: Opened) -> None:
    from desktop.ui.theme import theme

    theme.set_scale(200)
    try:
        opened.qtbot.waitUntil(lambda: opened.today.clock.compact)
        for card in _cards(opened):
            opened.qtbot.waitUntil(
                lambda card=card: card.height() >= card.minimumSizeHint().height()
            )
    finally:
        theme.set_scale(100)


def test_a_store_that_cannot_be_read_says_so_and_tries_again(
    qtbot: QtBot, node: Node, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.base.errors import Unavailable
    from desktop.ui.panels.today import model

    def refuse(*_: object) -> None:
        raise Unavailable("The disk is away.")

    real = model.today.view
    monkeypatch.setattr(model.today, "view", refuse)
    opened = Opened(qtbot, node)
    failure = opened.today.failure
    assert failure is not None
    qtbot.waitUntil(failure.button.isVisible)
    assert not opened.today.clock.isVisible()
    monkeypatch.setattr(model.today, "view", real)
    opened.click(failure.button)
    qtbot.waitUntil(lambda: opened.today.failure is None)
    assert opened.pill() == "Not clocked in"
    opened.close()


def test_old_numbers_stay_when_a_later_reading_fails(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.base.errors import Unavailable
    from desktop.ui.panels.today import model

    def refuse(*_: object) -> None:
        raise Unavailable("The disk is away.")

    monkeypatch.setattr(model.today, "view", refuse)
    opened.today.model.refresh()
    opened.qtbot.waitUntil(lambda: bool(opened.toasts()))
    assert opened.today.clock.isVisible()
    assert "The disk is away." in opened.toasts()[0]


def test_the_week_day_opens_that_day(opened: Opened, day: Day) -> None:
    day.session(("start", "2026-11-19 09:00"), ("stop", "2026-11-19 12:30"))
    opened.today.model.refresh()
    cell = opened.today.week.bars.cells[3]
    opened.qtbot.waitUntil(lambda: "worked 3 hours 30 minutes" in cell.accessibleName())
    opened.click(cell)
    opened.qtbot.waitUntil(lambda: opened.today.day_sheet is not None)
    assert opened.today.day_sheet is not None
    assert opened.today.day_sheet.rows() == ["In 09:00", "Out 12:30"]


def test_an_empty_day_says_so(opened: Opened) -> None:
    empty = opened.today.shifts.empty
    assert empty.isVisible()
    assert empty.accessibleName() == "No shifts today. You can still clock in."


@pytest.mark.parametrize(("scale", "size"), [(200, (1280, 800)), (100, (900, 600))])
def test_nothing_is_cut_at_the_side(
    qtbot: QtBot, node: Node, me: Principal, scale: int, size: tuple[int, int]
) -> None:
    punch(node, me, "start")
    theme.set_scale(scale)
    opened = Opened(qtbot, node, size=size)
    page = opened.today
    inner = page.widget()
    assert inner is not None
    qtbot.waitUntil(page.clock.main.isVisible)
    qtbot.waitUntil(lambda: inner.width() == page.viewport().width())
    assert page.horizontalScrollBar().maximum() == 0
    edge = page.mapToGlobal(page.rect().topRight()).x()
    for button in (page.clock.main, page.focus.face.main, page.shifts.all):
        assert button.mapToGlobal(button.rect().topRight()).x() < edge
    assert page.focus.face.ring.height() == page.focus.face.ring.width()
    opened.close()
