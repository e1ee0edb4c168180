from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.domain.today import ClockView, Span, Week, WeekDay
from desktop.services.context import Principal
from desktop.ui.panels.week import model
from tests.helpers.day import Day, at
from tests.helpers.window import Opened

HOUR, ZERO = dt.timedelta(hours=1), dt.timedelta()
MONDAY = dt.date(2025, 11, 17)


def week() -> Week:
    planned = (8, 8, 5, 8, 8, 0, 0)
    worked = (7.8, 8.25, 4.95, 0, 0, 0, 0)
    days = [
        WeekDay(
            date=MONDAY + dt.timedelta(days=i),
            planned=planned[i] * HOUR,
            worked=worked[i] * HOUR,
            pomodoros=(4, 6, 3, 2, 0, 0, 0)[i],
            today=i == 3,
            off=i == 6,
        )
        for i in range(7)
    ]
    return Week(tuple(days), running=days[3].date)


def test_the_sums_follow_the_running_session_minute_by_minute(qapp: object) -> None:
    clock = ClockView(spans=(Span("work", at("2025-11-20 09:11"), None),))
    shown = model.shown(week(), clock, at("2025-11-20 13:23:38"))
    assert (shown.total, shown.of) == ("25h 12m", "of 37h · 15 pomodoros")
    cells = [cell for cell, _ in shown.days]
    assert [cell.worked for cell in cells[3:5]] == [4 * HOUR + dt.timedelta(minutes=12), None]
    assert [cell.note for cell in cells[4:]] == ["—", "—", "Off"]
    same = model.shown(week(), clock, at("2025-11-20 13:23:59"))
    assert same == shown
    assert model.shown(week(), clock, at("2025-11-20 13:24:00")) != shown


def test_a_day_says_in_words_what_it_draws(qapp: object) -> None:
    shown = model.shown(week(), ClockView(), at("2025-11-20 13:00"))
    assert [words for _, words in shown.days][::6] == [
        "Monday 17 November, worked 7 hours 48 minutes, planned 8 hours, 4 pomodoros",
        "Sunday 23 November, off",
    ]


def test_an_empty_week_says_so(qapp: object) -> None:
    days = tuple(
        WeekDay(MONDAY + dt.timedelta(days=i), ZERO, ZERO, 0, today=False, off=True)
        for i in range(7)
    )
    shown = model.shown(Week(days), ClockView(), at("2025-11-20 13:00"))
    assert (shown.total, shown.of) == ("—", "nothing planned")


def test_a_day_opens_by_click_and_by_keyboard_and_gives_the_keyboard_back(
    qtbot: QtBot, node: Node, me: Principal
) -> None:
    day = Day(node, me)
    day.session(("start", "2026-11-19 09:00"), ("stop", "2026-11-19 12:30"))
    day.tomato("2026-11-19 10:00")
    day.shift("2026-11-19 09:00", "2026-11-19 13:00")
    opened = Opened(qtbot, node)
    cell = opened.today.week.bars.cells[3]
    cell.setFocus(Qt.FocusReason.TabFocusReason)
    opened.key(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: opened.today.day_sheet is not None)
    sheet = opened.today.day_sheet
    assert sheet is not None
    assert sheet.accessibleName() == "Thursday 19 November"
    assert sheet.rows() == ["In 09:00", "Out 12:30"]
    assert sheet.sums.text() == "Worked 3 h 30 min · 1 pomodoro"
    opened.key(Qt.Key.Key_Escape)
    assert opened.today.day_sheet is None
    assert cell.hasFocus()
    opened.click(opened.today.week.bars.cells[0])
    qtbot.waitUntil(lambda: opened.today.day_sheet is not None)
    assert opened.today.day_sheet is not None
    assert opened.today.day_sheet.rows() == []
    opened.close()
