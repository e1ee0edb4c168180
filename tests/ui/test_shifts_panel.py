from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.services.context import Principal
from desktop.ui.panels.shifts.row import RowView
from tests.helpers.day import Day
from tests.helpers.window import Opened


@pytest.fixture
def day(node: Node, me: Principal) -> Day:
    found = Day(node, me)
    found.roles("Barista", "Closer")
    return found


@pytest.fixture
def opened(qtbot: QtBot, node: Node, day: Day) -> Iterator[Opened]:
    found = Opened(qtbot, node)
    yield found
    found.close()


def rows(opened: Opened, count: int) -> list[RowView]:
    opened.qtbot.waitUntil(lambda: len(opened.today.shifts.rows) == count)
    return opened.today.shifts.rows


def test_an_open_shift_is_requested_and_withdrawn_in_place(
    opened: Opened, day: Day, node: Node
) -> None:
    day.shift("2026-11-20 17:30", "2026-11-20 21:00", mine=False, role="Closer")
    (row,) = rows(opened, 1)
    assert (row.state.text(), row.button.text()) == ("Open", "Request")
    opened.click(row.button)
    opened.qtbot.waitUntil(lambda: row.button.text() == "Withdraw")
    assert row.state.text() == "Requested"
    assert row.button.hasFocus() or QApplication.focusWidget() is not None
    (request,) = node.store.read(lambda reader: reader.find("shift_request"))
    assert (request["status"], request["user_id"]) == ("requested", day.me.user_id)
    opened.click(row.button)
    opened.qtbot.waitUntil(lambda: row.button.text() == "Request")
    (request,) = node.store.read(lambda reader: reader.find("shift_request"))
    assert request["status"] == "canceled"


def test_request_and_withdraw_by_keyboard_keep_the_keyboard_on_the_row(
    opened: Opened, day: Day
) -> None:
    day.shift("2026-11-20 17:30", "2026-11-20 21:00", mine=False)
    (row,) = rows(opened, 1)
    row.button.setFocus(Qt.FocusReason.TabFocusReason)
    opened.key(Qt.Key.Key_Return)
    opened.qtbot.waitUntil(lambda: row.button.text() == "Withdraw")
    assert row.button.hasFocus()
    opened.key(Qt.Key.Key_Space)
    opened.qtbot.waitUntil(lambda: row.button.text() == "Request")
    assert row.button.hasFocus()


def test_the_keyboard_moves_to_the_next_row_when_its_row_goes(
    opened: Opened, day: Day, node: Node
) -> None:
    first = day.shift("2026-11-20 17:00", "2026-11-20 21:00", mine=False)
    day.shift("2026-11-20 18:00", "2026-11-20 21:00", mine=False)
    upper, lower = rows(opened, 2)
    upper.button.setFocus(Qt.FocusReason.TabFocusReason)
    node.store.write(lambda uow: uow.update("shift", first, {"canceled": True})).result()
    rows(opened, 1)
    assert lower.button.hasFocus()


def test_rows_stand_in_groups_with_one_heading_each(opened: Opened, day: Day) -> None:
    day.shift("2026-11-20 08:30", "2026-11-20 17:00")
    day.shift("2026-11-20 17:30", "2026-11-20 21:00", mine=False)
    day.shift("2026-11-21 07:00", "2026-11-21 15:00")
    day.shift("2026-11-22 08:00", "2026-11-22 13:00", mine=False)
    day.shift("2026-11-22 09:00", "2026-11-22 14:00", mine=False)
    shown = [row.shown for row in rows(opened, 5)]
    assert [(one.heading, one.when, one.mark_words) for one in shown if one] == [
        ("Now", "08:30–17:00", "Assigned"),
        ("Today", "17:30–21:00", "Open"),
        ("Tomorrow", "07:00–15:00", "Assigned"),
        ("This week", "Sun 08:00–13:00", "Open"),
        ("", "Sun 09:00–14:00", "Open"),
    ]
    assert [row.button.isVisible() for row in opened.today.shifts.rows] == [
        False,
        True,
        False,
        True,
        True,
    ]


def test_what_comes_next_and_what_was_not_got_stand_in_the_list(opened: Opened, day: Day) -> None:
    gone = day.shift("2026-11-20 17:30", "2026-11-20 21:00", assignee_id=1)
    day.request(gone, status="rejected")
    day.shift("2026-11-23 09:00", "2026-11-23 17:00")
    day.shift("2026-12-01 09:00", "2026-12-01 17:00")
    opened.today.model.refresh()
    shown = [row.shown for row in rows(opened, 3)]
    assert [(one.heading, one.when, one.mark_words) for one in shown if one] == [
        ("Today", "17:30–21:00", "Not chosen"),
        ("Next week", "Mon 09:00–17:00", "Assigned"),
        ("Later", "1 Dec 09:00–17:00", "Assigned"),
    ]
    assert not any(row.button.isVisible() for row in opened.today.shifts.rows)


def test_a_request_that_waits_in_the_outbox_says_so(opened: Opened, day: Day) -> None:
    shift = day.shift("2026-11-20 17:30", "2026-11-20 21:00", mine=False)
    day.wait("shift_request", day.request(shift))
    opened.today.model.refresh()
    (row,) = rows(opened, 1)
    opened.qtbot.waitUntil(row.aside.isVisible)
    assert row.aside.text() == "not sent"
    assert "not sent yet" in row.accessibleName()


def test_answer_opens_the_question_under_its_row_and_the_badge_goes(
    opened: Opened, day: Day, node: Node
) -> None:
    day.shift("2026-11-20 08:30", "2026-11-20 17:00")
    day.insert(
        "shift_question",
        team_id=day.me.team_id,
        text="Is the till counted?",
        when="start_shift",
        always=True,
        enabled=True,
        offset_minutes=0,
        tag_ids=[],
    )
    (row,) = rows(opened, 1)
    opened.qtbot.waitUntil(lambda: row.button.isVisible() and row.button.text() == "Answer")
    assert row.aside.text() == "1"
    opened.click(row.button)
    editor = opened.today.shifts.editor
    opened.qtbot.waitUntil(editor.line.hasFocus)
    opened.qtbot.waitUntil(lambda: editor.y() == row.y() + row.height())
    opened.qtbot.keyClicks(editor.line, "Yes")
    opened.click(editor.save)
    opened.qtbot.waitUntil(row.button.isHidden)
    assert editor.isHidden()
    (answer,) = node.store.read(lambda reader: reader.find("shift_answer"))
    assert answer["text"] == "Yes"
    assert QApplication.focusWidget() is not None


def test_all_shifts_goes_to_the_section(opened: Opened) -> None:
    opened.click(opened.today.shifts.all)
    assert opened.window.here == "shifts"


def test_twelve_hour_times_push_the_next_column_and_cut_nothing(opened: Opened, day: Day) -> None:
    from desktop.ui import format as fmt

    fmt.set_clock("12")
    try:
        day.shift("2026-11-22 10:00", "2026-11-22 22:00", mine=False)
        (row,) = rows(opened, 1)
        assert row.shown is not None
        assert row.shown.when == "Sun 10:00 am–10:00 pm"
        assert row._title > 223
    finally:
        fmt.set_clock("system")


def test_many_shifts_become_rows_a_few_at_a_time_and_end_in_their_order(
    opened: Opened, day: Day
) -> None:
    for hour in range(1, 20):
        day.shift(f"2026-11-21 {hour:02}:00", f"2026-11-21 {hour:02}:30")
    opened.today.model.refresh()
    shown = [row.shown for row in rows(opened, 19)]
    assert [one.when for one in shown if one] == [
        f"{hour:02}:00–{hour:02}:30" for hour in range(1, 20)
    ]
    opened.qtbot.waitUntil(lambda: len({row.y() for row in opened.today.shifts.rows}) == 19)
    opened.qtbot.waitUntil(lambda: len({row.height() for row in opened.today.shifts.rows}) == 1)
    stops = [row.y() for row in opened.today.shifts.rows]
    assert stops == sorted(stops)
