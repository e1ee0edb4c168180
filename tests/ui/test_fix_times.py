"""Correcting a punch where the day is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.services.context import Principal
from desktop.store.schema import Row
from desktop.ui.panels.today.day_sheet import DaySheet
from desktop.ui.panels.today.fix import parse
from tests.helpers.clock import FakeClock
from tests.helpers.day import at
from tests.helpers.punching import punch
from tests.helpers.window import Opened

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def worked(node: Node, me: Principal, clock: FakeClock) -> list[int]:
    """In at 09:00, out at 12:00; it is 13:00 now."""
    first = punch(node, me, "start").id
    clock.advance(hours=3)
    last = punch(node, me, "stop").id
    clock.advance(hours=1)
    return [first, last]


@pytest.fixture
def sheet(qtbot: QtBot, node: Node, worked: list[int]) -> Iterator[tuple[Opened, DaySheet]]:
    opened = Opened(qtbot, node)
    opened.click(opened.today.clock.timeline)
    qtbot.waitUntil(lambda: opened.today.day_sheet is not None)
    assert opened.today.day_sheet is not None
    yield opened, opened.today.day_sheet
    opened.close()


def stored(node: Node, punch_id: int) -> Row:
    found = node.store.read(lambda reader: reader.get("attendance", punch_id))
    assert found is not None
    return found


def test_a_time_is_fixed_with_a_reason_and_both_are_kept(
    sheet: tuple[Opened, DaySheet], node: Node, worked: list[int]
) -> None:
    opened, day = sheet
    assert day.rows() == ["In 09:00", "Out 12:00"]
    assert day.pencils[0].accessibleName() == "Fix In at 09:00"
    opened.click(day.pencils[0])
    assert day.editor is not None
    assert day.editor.time.line.hasFocus()
    opened.qtbot.keyClicks(day.editor.time.line, "8:45")
    opened.qtbot.keyClicks(day.editor.reason.line, "Forgot")
    opened.qtbot.keyClick(day.editor.reason.line, Qt.Key.Key_Return)
    opened.qtbot.waitUntil(lambda: day.rows() == ["In 08:45", "Out 12:00"])
    assert day.editor is None
    assert stored(node, worked[0])["timestamp"] == at("2026-11-20 08:45")
    (entry,) = node.store.read(lambda reader: reader.find("correction"))
    assert (entry["reason"], entry["before"]) == ("Forgot", {"timestamp": "2026-11-20T08:00:00Z"})
    opened.qtbot.waitUntil(lambda: opened.today.clock.digits.text() == "3:15:00")


@pytest.mark.parametrize(
    ("time", "reason", "said"),
    [
        ("25:00", "x", "Write a time such as 08:56."),
        ("never", "x", "Write a time such as 08:56."),
        ("14:00", "x", "That is still to come."),
        # the punches of this node are made in UTC, an hour behind the window
        ("12:30", "x", "It does not fit between the punches around 11:30 on 20 November."),
    ],
)
def test_what_cannot_be_is_refused_under_the_field(
    sheet: tuple[Opened, DaySheet], node: Node, worked: list[int], time: str, reason: str, said: str
) -> None:
    opened, day = sheet
    day.fix(0)
    assert day.editor is not None
    day.editor.time.line.setText(time)
    day.editor.reason.line.setText(reason)
    opened.click(day.editor.save)
    editor = day.editor
    opened.qtbot.waitUntil(lambda: bool(editor.time.error()))
    assert editor.time.error().startswith(said)
    assert not editor.save.busy
    assert stored(node, worked[0])["timestamp"] == at("2026-11-20 09:00")


def test_a_correction_needs_a_reason(sheet: tuple[Opened, DaySheet]) -> None:
    opened, day = sheet
    day.fix(1)
    assert day.editor is not None
    day.editor.time.line.setText("11:30")
    opened.click(day.editor.save)
    assert day.editor.reason.error() == "A correction says why."
    assert day.editor.reason.line.hasFocus()


def test_escape_leaves_the_editor_first_and_the_sheet_then(
    sheet: tuple[Opened, DaySheet], worked: list[int]
) -> None:
    opened, day = sheet
    opened.click(day.pencils[1])
    opened.key(Qt.Key.Key_Escape)
    assert day.editor is None
    assert day.isVisible()
    assert day.pencils[1].hasFocus()
    opened.key(Qt.Key.Key_Escape)
    assert opened.today.day_sheet is None


def test_a_stop_told_the_next_day_can_be_put_on_the_day_before(
    qtbot: QtBot, node: Node, me: Principal, clock: FakeClock
) -> None:
    punch(node, me, "start")
    clock.advance(hours=23)
    stop = punch(node, me, "stop").id
    opened = Opened(qtbot, node)
    opened.today.open_day(dt.date(2026, 11, 20))
    qtbot.waitUntil(lambda: opened.today.day_sheet is not None)
    day = opened.today.day_sheet
    assert day is not None
    day.fix(1)
    assert day.editor is not None
    assert day.editor.day is not None
    qtbot.mouseClick(day.editor.day.parts()[0], LEFT)
    day.editor.time.line.setText("17:00")
    day.editor.reason.line.setText("Forgot to clock out")
    opened.click(day.editor.save)
    qtbot.waitUntil(lambda: day.rows() == ["In 09:00", "Out 17:00"])
    assert stored(node, stop)["timestamp"] == at("2026-11-20 17:00")
    opened.close()


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("8:56", (8, 56)),
        ("08:56", (8, 56)),
        (" 8.56 ", (8, 56)),
        ("0856", (8, 56)),
        ("8", (8, 0)),
        ("8:56 pm", (20, 56)),
        ("8:56PM", (20, 56)),
        ("12 am", (0, 0)),
        ("24:00", None),
        ("8:60", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, time: tuple[int, int] | None) -> None:
    assert parse(text) == (None if time is None else dt.time(*time))
