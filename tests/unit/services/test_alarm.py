from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from desktop.app import Node
from desktop.base.clock import to_ms
from desktop.base.events import Changed
from desktop.services import status
from desktop.services.alarm import Alarm
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.day import Day, at

SOON = dt.timedelta(hours=1)
"""So that a job of this test is never due by itself."""


@pytest.fixture
def scheduler() -> Iterator[BackgroundScheduler]:
    """It keeps jobs and runs none."""
    made = BackgroundScheduler(timezone="UTC")
    made.start(paused=True)
    yield made
    made.shutdown()


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def alarm(
    node: Node, me: Principal, scheduler: BackgroundScheduler, asked: list[str]
) -> Iterator[Alarm]:
    def ask() -> None:
        asked.append("sync")

    made = Alarm(node.store, scheduler, everybody=False, ask_sync=ask, soon=SOON)
    made.start()
    yield made
    made.stop()


def waits(scheduler: BackgroundScheduler) -> dt.timedelta:
    """How long until the next look, to the minute."""
    left = scheduler.get_job("reminders").next_run_time - dt.datetime.now(dt.UTC)
    return dt.timedelta(minutes=round(left / dt.timedelta(minutes=1)))


def run(scheduler: BackgroundScheduler, job: str = "reminders") -> None:
    scheduler.get_job(job).func()


def told(node: Node) -> int:
    return node.store.read(lambda reader: reader.count("notice"))


def test_it_looks_after_the_start_and_then_when_the_next_is_due(
    node: Node, me: Principal, clock: FakeClock, alarm: Alarm, scheduler: BackgroundScheduler
) -> None:
    assert waits(scheduler) == SOON
    clock.wall = at("2026-11-20 08:10")
    Day(node, me).shift("2026-11-20 09:00", "2026-11-20 17:00")
    run(scheduler)
    assert (waits(scheduler), told(node)) == (dt.timedelta(minutes=20), 0)


def test_after_a_sleep_the_pulse_finds_what_came_due_meanwhile(
    node: Node, me: Principal, clock: FakeClock, alarm: Alarm, scheduler: BackgroundScheduler
) -> None:
    clock.wall = at("2026-11-20 08:10")
    Day(node, me).shift("2026-11-20 09:00", "2026-11-20 17:00")
    run(scheduler)
    clock.advance(minutes=10)
    run(scheduler, "reminders.pulse")
    assert told(node) == 0
    clock.sleep(minutes=45)
    run(scheduler, "reminders.pulse")
    assert told(node) == 1
    assert waits(scheduler) == dt.timedelta(minutes=10)


def test_a_change_that_matters_brings_the_next_look_forward(
    node: Node, me: Principal, clock: FakeClock, alarm: Alarm, scheduler: BackgroundScheduler
) -> None:
    clock.wall = at("2026-11-20 03:00")
    run(scheduler)
    Day(node, me).tomato("2026-11-20 02:50")
    assert scheduler.get_job("reminders").next_run_time is not None
    before = scheduler.get_job("reminders").next_run_time
    Day(node, me).shift("2026-11-20 03:20", "2026-11-20 05:00")
    assert scheduler.get_job("reminders").next_run_time != before
    run(scheduler)
    assert told(node) == 1


def test_a_change_is_not_lost_when_the_scheduler_could_not_run_its_look(
    node: Node, me: Principal, clock: FakeClock, alarm: Alarm, scheduler: BackgroundScheduler
) -> None:
    clock.wall = at("2026-11-20 08:40")
    run(scheduler)
    Day(node, me).shift("2026-11-20 09:00", "2026-11-20 17:00")
    scheduler.remove_job("reminders")
    run(scheduler, "reminders.pulse")
    assert told(node) == 1


def test_what_waits_for_a_sync_asks_for_one_once_and_looks_when_it_ended(
    node: Node,
    me: Principal,
    clock: FakeClock,
    alarm: Alarm,
    scheduler: BackgroundScheduler,
    asked: list[str],
) -> None:
    node.store.write(
        lambda uow: uow.insert("remote", {"kind": "workforce", "base_url": "x", "auth": "ok"})
    ).result()
    Day(node, me).shift("2026-11-20 09:00", "2026-11-20 17:00")
    clock.wall = at("2026-11-20 09:20")
    run(scheduler)
    run(scheduler)
    assert (asked, told(node), waits(scheduler)) == (["sync"], 0, dt.timedelta(minutes=1))
    ended = to_ms(clock.now())
    node.store.write(lambda uow: uow.set_meta("sync_last_ok", str(ended))).result()
    node.events.publish(Changed({status.KIND: frozenset()}))
    assert waits(scheduler) == SOON
    run(scheduler)
    assert told(node) == 1


def test_after_the_stop_nothing_is_heard(
    node: Node, me: Principal, clock: FakeClock, alarm: Alarm, scheduler: BackgroundScheduler
) -> None:
    run(scheduler)
    alarm.stop()
    alarm.stop()
    before = scheduler.get_job("reminders").next_run_time
    Day(node, me).shift("2026-11-20 09:00", "2026-11-20 17:00")
    assert scheduler.get_job("reminders").next_run_time == before
