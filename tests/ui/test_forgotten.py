"""The card that asks about a clock-out that was forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.services import forgotten, notices
from desktop.services.context import Principal
from desktop.ui.notices.words import said
from tests.helpers.clock import FakeClock
from tests.helpers.day import BERLIN
from tests.helpers.punching import punch, rows, sessions
from tests.helpers.window import Opened

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def thursday(node: Node, me: Principal, clock: FakeClock) -> dt.datetime:
    """In at 09:00 on Thursday, and never out; now it is Friday, 08:30."""
    clock.advance(days=-1)
    began = clock.now()
    punch(node, me, "start", time_zone="Europe/Berlin")
    clock.advance(hours=23, minutes=30)
    return began


@pytest.fixture
def opened(qtbot: QtBot, node: Node, thursday: dt.datetime) -> Iterator[Opened]:
    found = Opened(qtbot, node)
    yield found
    found.close()


def test_the_next_morning_asks_when_the_person_stopped(
    opened: Opened, node: Node, me: Principal, thursday: dt.datetime
) -> None:
    card = opened.today.forgotten
    assert card.isVisible()
    assert card.words.text() == "You did not clock out on Thursday. You clocked in at 09:00."
    opened.click(card.save)
    assert card.time.error() == "Write a time such as 17:30."
    card.time.line.setText("17:30")
    card.time.line.setFocus()
    opened.key(Qt.Key.Key_Return)
    opened.until_toast("Clocked out on Thursday at 17:30")
    assert not card.isVisible()
    assert sessions(node, me.user_id) == [(thursday, thursday + 8.5 * HOUR, 510, 0)]
    opened.until_pill("Not clocked in")


def test_the_next_morning_the_clock_is_free_and_what_was_forgotten_stays_open(
    opened: Opened, node: Node, me: Principal, clock: FakeClock, thursday: dt.datetime
) -> None:
    friday = clock.now()
    opened.until_pill("Not clocked in")
    assert opened.today.clock.main.accessibleName() == "Clock in"
    opened.click(opened.today.clock.main)
    opened.until_pill("Working since 08:30")
    assert opened.today.forgotten.isVisible()
    assert [one[:2] for one in sessions(node, me.user_id)] == [(thursday, None), (friday, None)]


def test_a_person_who_clocked_in_again_is_asked_all_the_same(
    opened: Opened, node: Node, me: Principal, clock: FakeClock, thursday: dt.datetime
) -> None:
    friday = clock.now()
    punch(node, me, "start", time_zone="Europe/Berlin")
    opened.until_pill("Working since 08:30")
    card = opened.today.forgotten
    assert card.isVisible()
    card.time.line.setText("8:45")
    opened.click(card.save)
    assert card.time.error() == "By then the next day had begun."
    card.time.line.setText("18")
    opened.click(card.save)
    opened.until_toast("Clocked out on Thursday at 18:00")
    assert [one[:2] for one in sessions(node, me.user_id)] == [
        (thursday, thursday + 9 * HOUR),
        (friday, None),
    ]
    assert not card.isVisible()


def test_a_notice_tells_it_once(
    node: Node, me: Principal, clock: FakeClock, thursday: dt.datetime
) -> None:
    forgotten.tell(node.store)
    forgotten.tell(node.store)
    (notice,) = node.store.read(lambda reader: notices.of(reader, me.user_id))
    words = said(notice, {}, clock.now(), BERLIN)
    assert words.whole == (
        "You did not clock out on Thursday. You clocked in at 09:00. Today asks when you stopped."
    )


def test_a_night_is_not_forgotten(node: Node, me: Principal, clock: FakeClock) -> None:
    def asked() -> int:
        now = clock.now()
        return len(node.store.read(lambda r: forgotten.of(r, me.user_id, me.team_id, now)))

    clock.advance(hours=14)
    punch(node, me, "start", time_zone="Europe/Berlin")  # 23:00
    clock.advance(hours=11)
    assert asked() == 0
    clock.advance(hours=2)
    assert asked() == 1
    punch(node, me, "stop")
    assert asked() == 0
    assert len(rows(node, "session")) == 1
