from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.contract.models import WorkforceAttendanceInput, WorkforceInput
from desktop.domain.today import ClockView, Plan
from desktop.services.context import Principal
from desktop.ui.panels.clock import model
from tests.helpers.clock import FakeClock
from tests.helpers.day import BERLIN, Day, at
from tests.helpers.window import Opened


@pytest.fixture
def opened(qtbot: QtBot, node: Node, me: Principal) -> Iterator[Opened]:
    Day(node, me).roles("Barista")
    found = Opened(qtbot, node)
    yield found
    found.close()


@pytest.mark.parametrize(
    ("now", "pill", "kind"),
    [
        ("08:00", "Not clocked in", "off"),
        ("08:47:30", "Shift starts in 13 min", "off"),
        ("08:59:30", "Shift starts now", "off"),
        ("09:04:59", "Late by 4 min", "break"),
        ("17:00", "Not clocked in", "off"),
    ],
)
def test_the_pill_announces_a_shift_and_then_counts_what_was_missed(
    qapp: object, now: str, pill: str, kind: str
) -> None:
    from datetime import timedelta

    plan = Plan(1, at("2026-11-20 09:00"), at("2026-11-20 17:00"), "Barista", "Bondi Store")
    clock = ClockView(plans=(plan,), plan=plan, upcoming=timedelta(minutes=30))
    shown = model.shown(clock, at(f"2026-11-20 {now}"), BERLIN)
    assert (shown.pill, shown.pill_kind) == (pill, kind)
    assert shown.place == "Barista · Bondi Store"
    assert shown.plan == "09:00–17:00"


def test_a_tick_repaints_the_digits_and_nothing_that_did_not_change(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = opened.today.clock
    opened.click(clock.main)
    opened.until_pill("Working since 09:00")
    shown: list[object] = []
    days: list[object] = []
    real_show, real_day = clock._show, clock.timeline.set_day
    monkeypatch.setattr(clock, "_show", lambda one: (shown.append(one), real_show(one)))
    monkeypatch.setattr(clock.timeline, "set_day", lambda one: (days.append(one), real_day(one)))
    for _ in range(30):
        opened.tick(seconds=1)
    assert clock.digits.text() == "0:00:30"
    assert (shown, days) == ([], [])
    opened.tick(seconds=31)
    assert len(days) == 1


def test_the_break_button_is_the_primary_one_during_a_break_and_stays_in_its_place(
    opened: Opened,
) -> None:
    clock = opened.today.clock
    opened.click(clock.main)
    opened.until_pill("Working since 09:00")
    before = clock.second.pos()
    opened.click(clock.second)
    opened.until_pill("On break since 09:00")
    assert clock.pill.kind() == "break"
    assert (clock.second.text(), clock.main.text()) == ("End break", "Clock out")
    assert clock.second.pos() == before


def test_clock_out_asks_the_open_question_first_and_goes_on_when_it_is_answered(
    opened: Opened, node: Node, me: Principal
) -> None:
    day = Day(node, me)
    shift = day.shift("2026-11-20 08:30", "2026-11-20 17:00")
    question = ask(day, "Are the fridges below 5 °C?", "end_shift")
    opened.click(opened.today.clock.main)
    opened.until_pill("Working since 09:00")
    opened.until_closing_question()
    opened.click(opened.today.clock.main)
    editor = opened.today.shifts.editor
    opened.qtbot.waitUntil(editor.line.isVisible)
    assert editor.words.text() == "Are the fridges below 5 °C?"
    assert opened.pill() == "Working since 09:00"
    opened.qtbot.waitUntil(editor.line.hasFocus)
    opened.qtbot.keyClicks(editor.line, "Yes, 4")
    opened.key(Qt.Key.Key_Return)
    opened.until_pill("Not clocked in")
    (answer,) = node.store.read(lambda reader: reader.find("shift_answer"))
    assert (answer["shift_id"], answer["shift_question_id"]) == (shift, question)
    assert answer["text"] == "Yes, 4"


def test_clock_out_never_waits_for_an_answer_that_nobody_wants_to_give(
    opened: Opened, node: Node, me: Principal
) -> None:
    day = Day(node, me)
    day.shift("2026-11-20 08:30", "2026-11-20 17:00")
    ask(day, "Anything to hand over?", "end_shift")
    opened.click(opened.today.clock.main)
    opened.until_pill("Working since 09:00")
    opened.until_closing_question()
    opened.click(opened.today.clock.main)
    editor = opened.today.shifts.editor
    opened.qtbot.waitUntil(editor.later.isVisible)
    opened.key(Qt.Key.Key_Escape)
    assert opened.today.clock.main.hasFocus()
    opened.click(opened.today.clock.main)
    opened.qtbot.waitUntil(editor.later.isVisible)
    assert editor.later.text() == "Clock out without"
    opened.click(editor.later)
    opened.until_pill("Not clocked in")


def test_a_missing_place_is_asked_for_in_place_and_never_blocks(
    opened: Opened, node: Node, me: Principal
) -> None:
    node.bus.call("workforce.update", principal=me, body=WorkforceInput(timeclock_require_gps=True))
    clock = opened.today.clock
    opened.click(clock.main)
    opened.until_pill("Working since 09:00")
    opened.qtbot.waitUntil(clock.missing.place.isVisible)
    opened.qtbot.keyClicks(clock.missing.line, "Harbour Kiosk")
    opened.click(clock.missing.save)
    opened.qtbot.waitUntil(clock.missing.isHidden)
    (punch,) = node.bus.call("attendances.list", principal=me)
    assert punch.location_name == "Harbour Kiosk"


def test_a_refused_punch_says_why_and_shows_what_is_so(
    opened: Opened, node: Node, me: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = opened.today.clock
    monkeypatch.setattr(opened.today.model, "_on_changed", lambda _: None)
    opened.bridge.close()  # this window does not hear of the other one's punch
    node.bus.call("attendances.create", principal=me, body=WorkforceAttendanceInput(status="start"))
    opened.tick(seconds=6)  # later than a second tap of the same finger
    opened.click(clock.main)
    opened.until_pill("Working since 09:00")
    opened.qtbot.waitUntil(lambda: "You are clocked in" in "".join(opened.toasts()))


def test_undo_of_a_punch_that_was_sent_ends_it_at_its_own_instant(
    opened: Opened, node: Node, me: Principal, clock: FakeClock
) -> None:
    opened.click(opened.today.clock.main)
    opened.until_pill("Working since 09:00")
    (punch,) = node.bus.call("attendances.list", principal=me)
    shadow = {"remote_id": 1, "kind": "attendance", "row_id": punch.id, "pk": "7"}
    node.store.write(lambda uow: uow.insert("shadow", shadow)).result()
    clock.advance(seconds=5)
    toast = opened.until_toast("Clocked in at 09:00")
    assert toast.button is not None
    opened.click(toast.button)
    opened.until_pill("Not clocked in")
    stop, start = node.bus.call("attendances.list", principal=me)
    assert (start.status, stop.status) == ("start", "stop")
    assert stop.timestamp == start.timestamp
    assert opened.today.clock.digits.text() == "0:00:00"


def ask(day: Day, text: str, when: str) -> int:
    return day.insert(
        "shift_question",
        team_id=day.me.team_id,
        text=text,
        when=when,
        always=False,
        enabled=True,
        offset_minutes=0,
        tag_ids=[],
    )


def test_in_a_narrow_window_the_question_comes_into_sight_and_a_note_by_palette(
    opened: Opened, node: Node, me: Principal
) -> None:
    day = Day(node, me)
    day.shift("2026-11-20 08:30", "2026-11-20 17:00")
    ask(day, "Anything to hand over?", "end_shift")
    opened.window.resize(900, 600)
    opened.qtbot.waitUntil(lambda: opened.today.clock.compact)
    opened.click(opened.today.clock.main)
    opened.until_pill("Working since 09:00")
    opened.until_closing_question()
    assert opened.today.clock.note.isHidden()
    assert opened.context.actions.run("clock.note")
    opened.qtbot.waitUntil(opened.today.clock.editor.line.hasFocus)
    opened.key(Qt.Key.Key_Escape)
    assert opened.today.clock.main.hasFocus()
    opened.click(opened.today.clock.main)
    editor = opened.today.shifts.editor
    opened.qtbot.waitUntil(lambda: not editor.visibleRegion().isEmpty())
    opened.qtbot.waitUntil(lambda: editor.visibleRegion().boundingRect() == editor.rect())


def test_a_break_that_is_due_is_said_under_the_buttons_and_goes_with_the_break(
    opened: Opened, node: Node, me: Principal
) -> None:
    data = {"breaks": {"preset": "germany"}}
    node.bus.call("workforce.update", principal=me, body=WorkforceInput(data=data))
    clock = opened.today.clock
    opened.click(clock.main)
    opened.until_pill("Working since 09:00")
    assert not clock.caution.isVisible()
    opened.tick(hours=6, minutes=1)
    opened.qtbot.waitUntil(clock.caution.isVisible)  # the rule is read after the punch
    assert clock.caution.chip.text() == "No break yet, 30 min are due"
    opened.click(clock.second)
    opened.until_pill("On break since 15:01")
    opened.qtbot.waitUntil(lambda: not clock.caution.isVisible())
