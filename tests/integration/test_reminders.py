"""Reminders on a real scheduler and the machine's own clock."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

from desktop.app import Node
from desktop.base.events import Changed
from desktop.domain.reminders import CLOCK_IN, CLOCK_OUT
from desktop.services import person
from desktop.services.context import Principal
from tests.helpers.day import Day
from tests.helpers.punching import punch

PATIENCE = 30


def owner(node: Node) -> Principal:
    node.store.write(lambda uow: person.ensure(uow, "Mara Ellison", "Europe/Berlin")).result()
    return node.store.read(lambda reader: person.principal(reader, "window"))


def shift_around_now(node: Node, me: Principal) -> int:
    now = node.clock.now()
    return Day(node, me).insert(
        "shift",
        team_id=me.team_id,
        assignee_id=me.user_id,
        start_at=now - dt.timedelta(hours=8),
        end_at=now - dt.timedelta(hours=1),
        published=True,
        canceled=False,
    )


def kinds(node: Node) -> list[str]:
    rows = node.store.read(lambda reader: reader.find("notice", order="id"))
    return [row["kind"] for row in rows]


def test_a_running_node_reminds_follows_changes_and_ends_in_order(tmp_path: Path) -> None:
    node = Node(tmp_path / "data")
    told = threading.Event()

    def heard(changed: Changed) -> None:
        if "notice" in changed.kinds:
            told.set()

    node.events.subscribe(heard)
    try:
        me = owner(node)
        shift = shift_around_now(node, me)
        node.start_schedules()
        assert told.wait(PATIENCE)
        assert kinds(node) == [CLOCK_IN]
        told.clear()
        stated = node.clock.now() - dt.timedelta(hours=8)
        punch(node, me, "start", timestamp=stated)
        assert told.wait(PATIENCE)
        # untrue now: there was a punch, and it goes on after the end of the shift
        assert kinds(node) == [CLOCK_OUT]
        (row,) = node.store.read(lambda reader: reader.find("notice"))
        assert row["subject_id"] == shift
    finally:
        node.close()
    again = Node(tmp_path / "data")
    try:
        again.start_schedules()
    finally:
        again.close()
    third = Node(tmp_path / "data")
    try:
        assert kinds(third) == [CLOCK_OUT]
    finally:
        third.close()
