"""What is painted: ring, dots, timeline, week, people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.today import Span
from desktop.ui.theme import theme
from desktop.ui.widgets.person import Avatar, PresenceDot, initials, tint_of
from desktop.ui.widgets.ring import Dots, Ring
from desktop.ui.widgets.timeline import Day, Timeline, axis, describe
from desktop.ui.widgets.week import WeekBars, WeekDay

Show = Callable[[QWidget], QWidget]
SYDNEY = ZoneInfo("Australia/Sydney")
LEFT = Qt.MouseButton.LeftButton


def image(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2025, 11, 20, hour, minute, tzinfo=SYDNEY)


def hm(hours: int, minutes: int = 0) -> dt.timedelta:
    return dt.timedelta(hours=hours, minutes=minutes)


def test_the_ring_shrinks_clockwise_from_the_top_of_what_is_left(shown: Show) -> None:
    ring = shown(Ring(224, 10))

    def inked(x: int, y: int) -> bool:
        return image(ring).pixelColor(x, y) == theme.color("accent")

    right, left = (219, 112), (4, 112)
    ring.set_left(1.0)
    assert inked(*right)
    assert inked(*left)
    ring.set_left(0.5)
    assert inked(*right)
    assert not inked(*left)
    ring.set_left(0.0)
    assert not inked(*right)
    ring.set_left(-3)
    assert ring.left() == 0.0


def test_dots_show_done_current_and_to_come(shown: Show) -> None:
    dots = shown(Dots())
    dots.set_dots(2, 4, current=True, spoken="Session 3 of 4")
    assert dots.accessibleName() == "Session 3 of 4"
    assert dots.sizeHint().width() == 4 * 10 + 3 * 8 + 16
    dots.resize(dots.sizeHint())
    row = [image(dots).pixelColor(x, 5).name() for x in (5, 23, 46, 75)]
    accent, tint, sunken = (theme.color(t).name() for t in ("accent", "accent-tint", "sunken"))
    assert row == [accent, accent, tint, sunken]


def test_the_axis_of_a_day_has_whole_even_hours_and_room_around() -> None:
    start, end = axis([at(8, 56), at(17)], SYDNEY)
    assert (start.hour, end.hour) == (6, 18)
    start, end = axis([at(9), at(17), at(21, 30)], SYDNEY)
    assert (start.hour, (end - start) // hm(1)) == (8, 16)


def test_the_timeline_shows_work_break_and_plan_in_their_shapes(shown: Show) -> None:
    line = shown(Timeline())
    line.resize(600, 58)
    spans = [
        Span("work", at(9), at(11)),
        Span("break", at(11), at(12)),
        Span("work", at(12), None),
    ]
    line.set_day(Day(at(7), at(19), SYDNEY, spans, [(at(9), at(17))], at(13)))
    seen = image(line)
    assert seen.pixelColor(150, 12) == theme.color("accent")
    assert seen.pixelColor(225, 12) == theme.color("sunken")  # a break is lower than work
    assert seen.pixelColor(225, 22) == theme.color("break")
    assert seen.pixelColor(450, 2) == theme.color("scheduled")
    assert seen.pixelColor(300, 8) == theme.color("text")
    words = "Work 09:00–11:00, Break 11:00–12:00, Work 12:00–13:00, Scheduled 09:00–17:00"
    assert line.accessibleDescription() == words


def test_a_day_without_punches_says_so() -> None:
    assert describe(Day(at(7), at(19), SYDNEY)) == "No punches today"


def test_a_click_on_the_timeline_opens_the_punches(qtbot: QtBot, shown: Show) -> None:
    line = shown(Timeline())
    with qtbot.waitSignal(line.opened):
        qtbot.mouseClick(line, LEFT)
    with qtbot.waitSignal(line.opened):
        qtbot.keyClick(line, Qt.Key.Key_Space)


def test_a_day_of_the_week_strip_opens_by_click(qtbot: QtBot, shown: Show) -> None:
    bars = shown(WeekBars())
    days = [dt.date(2025, 11, 17 + i) for i in range(7)]
    bars.set_days(
        [(WeekDay(day, hm(7), hm(8), 2, today=i == 3), f"Day {i}") for i, day in enumerate(days)]
    )
    assert [cell.accessibleName() for cell in bars.cells] == [f"Day {i}" for i in range(7)]
    with qtbot.waitSignal(bars.opened) as picked:
        qtbot.mouseClick(bars.cells[4], LEFT)
    assert picked.args == [days[4]]


def test_bars_of_the_week_are_as_long_as_their_hours(shown: Show) -> None:
    bars = shown(WeekBars())
    bars.resize(7 * 116, 74)
    days = [dt.date(2025, 11, 17 + i) for i in range(7)]
    bars.set_days([(WeekDay(day, hm(i)), str(i)) for i, day in enumerate(days)])

    def length(i: int) -> int:
        seen = image(bars.cells[i])
        return sum(seen.pixelColor(x, 37) == theme.color("accent") for x in range(seen.width()))

    assert length(0) == 0
    assert abs(length(6) - 2 * length(3)) <= 3


def test_people_keep_their_tint_and_show_their_initials(shown: Show) -> None:
    assert [initials(name) for name in ("Mara Ellison", "Ana de la Cruz", "Zoë", "")] == [
        "ME",
        "AC",
        "Z",
        "?",
    ]
    assert tint_of(7) == tint_of(7)
    assert len({tint_of(number) % 6 for number in range(40)}) == 6
    avatar = shown(Avatar("Mara Ellison", 7))
    ground = image(avatar).pixelColor(16, 3)
    assert ground.name() in {theme.avatar(i)[0].name() for i in range(6)}


def test_presence_differs_by_shape_not_by_colour_alone(shown: Show) -> None:
    dot = shown(PresenceDot("working"))
    names, middles = [], []
    for state in ("working", "break", "off"):
        dot.set_presence(state)
        names.append(dot.accessibleName())
        seen = image(dot)
        middles.append((seen.pixelColor(3, 5).name(), seen.pixelColor(7, 5).name()))
    assert names == ["Working", "On break", "Not clocked in"]
    full, half, hollow = middles
    assert full[0] == full[1] == theme.color("accent").name()
    assert half[0] != half[1]
    assert half[1] != full[1]
    assert hollow[0] not in {full[0], half[0]}
