from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.contract.models.tomatoes import ProjectInput
from desktop.services import timer
from desktop.services.context import Principal
from desktop.ui.panels.focus.face import Face
from tests.helpers.day import Day
from tests.helpers.window import Opened


@pytest.fixture
def opened(qtbot: QtBot, node: Node, me: Principal) -> Iterator[Opened]:
    found = Opened(qtbot, node)
    yield found
    found.close()


def face(opened: Opened) -> Face:
    return opened.today.focus.face


def until_act(opened: Opened, words: str) -> None:
    opened.qtbot.waitUntil(lambda: face(opened).main.text() == words)


def run_down(opened: Opened, minutes: int) -> None:
    """Lets a running phase go by, beating as a living window does."""
    for _ in range(minutes):
        opened.tick(minutes=1)
        opened.today.actions_.focus.send("beat")
        now = opened.node.clock.now()
        opened.qtbot.waitUntil(
            lambda now=now: (
                opened.today.model.timer is not None and opened.today.model.timer.at >= now
            )
        )


def test_a_focus_starts_pauses_goes_on_and_is_counted_when_it_ends(
    opened: Opened, node: Node, me: Principal
) -> None:
    card = face(opened)
    assert card.ring.words() == ("25:00", "Focus")
    opened.click(card.main)
    until_act(opened, "Pause")
    assert card.ring.words() == ("25:00", "Focus · ends 09:25")
    run_down(opened, 10)
    assert card.ring.words()[0] == "15:00"
    assert card.ring.left() == pytest.approx(0.6)
    opened.click(card.main)
    until_act(opened, "Resume")
    opened.tick(minutes=5)
    assert card.ring.words() == ("15:00", "Focus · paused")
    opened.click(card.main)
    until_act(opened, "Pause")
    run_down(opened, 15)
    until_act(opened, "Start short break")
    assert opened.today.model.timer is not None
    assert opened.today.model.timer.done_today == 1
    (tomato,) = node.store.read(lambda reader: reader.find("tomato"))
    assert tomato["user_id"] == me.user_id
    opened.until_toast("Focus done. 1 today")
    opened.qtbot.waitUntil(lambda: "1 pomodoro" in opened.today.week.bars.cells[4].accessibleName())


def test_skip_asks_nothing_and_counts_nothing(opened: Opened, node: Node) -> None:
    card = face(opened)
    opened.click(card.main)
    until_act(opened, "Pause")
    opened.tick(minutes=1)
    opened.click(card.skip)
    until_act(opened, "Start short break")
    assert node.store.read(lambda reader: reader.count("tomato")) == 0
    opened.click(card.skip)
    until_act(opened, "Start focus")


def test_the_second_hand_ends_a_phase_by_itself(opened: Opened, node: Node) -> None:
    opened.click(face(opened).main)
    until_act(opened, "Pause")
    run_down(opened, 24)
    opened.tick(minutes=1, seconds=1)
    until_act(opened, "Start short break")
    assert node.store.read(lambda reader: reader.count("tomato")) == 1


def test_task_and_tags_are_kept_and_worn_by_the_pomodoro(
    opened: Opened, node: Node, me: Principal
) -> None:
    line = face(opened).task.line
    opened.click(line)
    opened.qtbot.keyClicks(line, "planning,")
    assert face(opened).task.tags() == ["planning"]
    opened.qtbot.keyClicks(line, "admin")
    opened.key(Qt.Key.Key_Return)
    opened.qtbot.keyClicks(line, "December roster")
    opened.click(face(opened).main)
    until_act(opened, "Pause")
    state = node.store.read(lambda reader: timer.load(reader, me.user_id))
    assert (state.task, state.tags) == ("December roster", ("planning", "admin"))


def test_what_was_typed_is_stored_when_the_typing_rests(
    opened: Opened, node: Node, me: Principal
) -> None:
    opened.qtbot.keyClicks(face(opened).task.line, "Count the till")
    opened.qtbot.waitUntil(
        lambda: (
            node.store.read(lambda reader: timer.load(reader, me.user_id)).task == "Count the till"
        )
    )


def test_projects_are_offered_with_what_their_tags_add_up_to(
    qtbot: QtBot, node: Node, me: Principal
) -> None:
    day = Day(node, me)
    day.insert("project", user_id=me.user_id, name="Store operations", tags=["ops"], time_budget=40)
    for hour in (9, 10, 11):
        day.tomato(f"2026-11-19 {hour:02}:00", "ops", "planning")
    opened = Opened(qtbot, node)
    box = face(opened).project
    qtbot.waitUntil(lambda: len(box._options) == 2)
    option = box._options[1]
    assert (option.text, option.detail) == ("Store operations", "1 h 15 min of 40 h")
    box.setFocus()
    opened.key(Qt.Key.Key_Down)
    opened.key(Qt.Key.Key_Down)
    qtbot.waitUntil(
        lambda: (
            node.store.read(lambda reader: timer.load(reader, me.user_id)).project_id is not None
        )
    )
    opened.close()


def test_a_project_made_elsewhere_and_a_finished_pomodoro_show_at_once(
    opened: Opened, node: Node, me: Principal
) -> None:
    box, field = face(opened).project, face(opened).task
    opened.qtbot.waitUntil(lambda: len(box._options) == 1)
    body = ProjectInput(project={"name": "Store operations", "tag_list": "ops", "time_budget": 40})
    node.bus.call("projects.create", principal=me, body=body)
    opened.qtbot.waitUntil(lambda: len(box._options) == 2)
    assert box._options[1].detail == "0 min of 40 h"
    Day(node, me).tomato("2026-11-20 08:00", "ops", "planning")
    opened.qtbot.waitUntil(lambda: box._options[1].detail == "25 min of 40 h")
    assert field._known.stringList() == ["ops", "planning"]


def test_a_project_is_made_where_one_is_chosen_and_counts_what_is_done_for_it(
    opened: Opened, node: Node, me: Principal
) -> None:
    box = face(opened).project
    box.open()
    menu = box._menu
    assert menu is not None
    menu.actions()[-1].trigger()
    menu.close()
    sheet = opened.today.actions_.labels.sheet
    assert sheet is not None
    opened.qtbot.waitUntil(sheet.field.line.hasFocus)
    opened.key(Qt.Key.Key_Return)
    assert sheet.field.error() == "A project needs a name."
    opened.qtbot.keyClicks(sheet.field.line, "Harbour, kiosk")
    opened.key(Qt.Key.Key_Return)
    opened.qtbot.waitUntil(lambda: box.accessibleName() == "Project: Harbour, kiosk")
    assert opened.today.actions_.labels.sheet is None
    opened.click(face(opened).main)
    until_act(opened, "Pause")
    run_down(opened, 25)
    until_act(opened, "Start short break")
    opened.qtbot.waitUntil(lambda: box._options[1].detail == "25 min")
    (tomato,) = node.store.read(lambda reader: reader.find("tomato"))
    assert tomato["tags"] == ["Harbour  kiosk"]


def test_card_and_bar_show_the_same_and_only_one_of_them(opened: Opened) -> None:
    opened.qtbot.keyClicks(face(opened).task.line, "ops,")
    opened.click(face(opened).main)
    until_act(opened, "Pause")
    card = face(opened)
    opened.window.resize(900, 600)
    opened.qtbot.waitUntil(lambda: face(opened) is not card)
    bar = face(opened)
    assert bar.main.text() == "Pause"
    assert bar.task.tags() == ["ops"]
    opened.qtbot.waitUntil(bar.isVisible)
    assert not card.isVisible()
    opened.click(bar.main)
    until_act(opened, "Resume")
    opened.window.resize(1280, 800)
    opened.qtbot.waitUntil(card.isVisible)
    assert card.main.text() == "Resume"


def test_the_tray_and_the_palette_are_told_what_runs(opened: Opened) -> None:
    opened.click(face(opened).main)
    until_act(opened, "Pause")
    now = opened.context.live.now
    assert (now.focus, now.focus_time) == ("running", "25:00")
    action = opened.context.actions.get("focus.toggle")
    assert action is not None
    assert action.title == "Pause"
    blocked = opened.context.actions.get("break.toggle")
    assert blocked is not None
    assert blocked.blocked == "You are not clocked in"
