"""Reminders on a real scheduler and the machine's own clock."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest

from desktop.app import Node
from desktop.base.events import Changed
from desktop.domain.notice_kinds import CLOCK_IN, CLOCK_OUT, KINDS
from desktop.services import person, reminders
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.day import Day
from tests.helpers.nodes import desk, new_shift
from tests.helpers.punching import punch
from tests.helpers.server import running_hub

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
    """Of the reminders; others tell of the roster and of timesheets."""
    rows = node.store.read(lambda reader: reader.find("notice", order="id"))
    return [row["kind"] for row in rows if row["kind"] in KINDS]


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


@pytest.mark.parametrize("punched", [True, False])
def test_a_worker_who_clocked_in_at_the_hub_is_not_told_that_they_forgot(
    tmp_path: Path, *, punched: bool
) -> None:
    clock = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0))
    with (
        running_hub(tmp_path / "hub", clock=clock) as hub,
        desk(tmp_path / "desk", clock=clock) as worker,
    ):
        wilma = hub.join("Wilma", roles=("Team Member",), email="wilma@example.com")
        worker.connect(hub.url, hub.new_key(wilma))
        new_shift(hub, assignee_id=wilma)  # in an hour
        assert worker.sync().ok
        clock.advance(minutes=58)
        if punched:
            body = {"user_id": wilma, "status": "start"}
            reply = hub.post("/v1/workforce/manager/attendances", json=body)
            assert reply.status_code == 201, reply.text
        clock.advance(minutes=30)

        def held() -> bool:
            synced = worker.engine.status().last_ok
            return reminders.run(worker.node.store, everybody=False, last_ok=synced).held

        assert held()
        assert kinds(worker.node) == []
        clock.advance(minutes=1)
        assert worker.sync().ok
        assert not held()
        assert kinds(worker.node) == ([] if punched else [CLOCK_IN])
