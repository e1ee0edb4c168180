from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from desktop.app import Node
from desktop.base.clock import to_ms
from desktop.contract.models import WorkforceInput
from desktop.domain.notice_kinds import CLOCK_IN, CLOCK_OUT, EVENT, FORGOTTEN, UPCOMING
from desktop.services import forgotten, notices, reminders
from desktop.services.context import Principal
from desktop.services.reminders import Look
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.day import Day, at
from tests.helpers.punching import punch
from tests.helpers.team import Cast

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def day(node: Node, me: Principal) -> Day:
    return Day(node, me)


@pytest.fixture
def shift(day: Day) -> int:
    return day.shift("2026-11-20 09:00", "2026-11-20 17:00")


def look(node: Node, *, everybody: bool = False) -> Look:
    return reminders.run(node.store, everybody=everybody)


def look_at(node: Node, clock: FakeClock, text: str, *, everybody: bool = False) -> list[str]:
    """The kinds of all notices after a look at a local time."""
    clock.wall = at(text)
    look(node, everybody=everybody)
    return kinds(node)


def kinds(node: Node) -> list[str]:
    rows = node.store.read(lambda reader: reader.find("notice", order="id"))
    return [row["kind"] for row in rows]


def set_account(node: Node, me: Principal, **fields: object) -> None:
    node.bus.call("workforce.update", principal=me, body=WorkforceInput(**fields))  # type: ignore[arg-type]


def test_a_day_without_a_punch_is_told_of_twice(node: Node, clock: FakeClock, shift: int) -> None:
    assert look_at(node, clock, "2026-11-20 08:29") == []
    assert look_at(node, clock, "2026-11-20 08:30") == [UPCOMING]
    assert look_at(node, clock, "2026-11-20 09:14") == [UPCOMING]
    # nobody had seen the first, and the second says more
    assert look_at(node, clock, "2026-11-20 09:15") == [CLOCK_IN]
    assert look_at(node, clock, "2026-11-20 18:00") == [CLOCK_IN]
    (row,) = node.store.read(lambda reader: reader.find("notice"))
    assert row["data"] == {
        "start_at": "2026-11-20T08:00:00+00:00",
        "end_at": "2026-11-20T16:00:00+00:00",
        "role": "Barista",
        "location_name": "Bondi Store",
    }
    assert (row["subject"], row["subject_id"]) == ("shift", shift)


def test_a_look_says_when_to_look_again(node: Node, clock: FakeClock, shift: int) -> None:
    clock.wall = at("2026-11-20 08:10")
    assert look(node).next_at == at("2026-11-20 08:30")
    clock.wall = at("2026-11-20 08:30")
    assert look(node).next_at == at("2026-11-20 09:15")
    clock.wall = at("2026-11-20 09:15")
    assert look(node).next_at == at("2026-11-20 10:15")  # in an hour, as nothing is known


def test_a_clock_in_in_time_needs_no_words(
    node: Node, me: Principal, clock: FakeClock, shift: int
) -> None:
    clock.wall = at("2026-11-20 08:20")
    punch(node, me, "start")
    assert look_at(node, clock, "2026-11-20 08:40") == []
    assert look_at(node, clock, "2026-11-20 09:40") == []


def test_a_punch_takes_back_what_nobody_saw_and_leaves_what_was_seen(
    node: Node, me: Principal, clock: FakeClock, shift: int
) -> None:
    assert look_at(node, clock, "2026-11-20 09:20") == [CLOCK_IN]
    punch(node, me, "start")
    assert look_at(node, clock, "2026-11-20 09:21") == []
    assert look_at(node, clock, "2026-11-20 17:30") == [CLOCK_OUT]
    (row,) = node.store.read(lambda reader: notices.of(reader, me.user_id))
    node.store.write(lambda uow: notices.see(uow, me.user_id, [row["id"]])).result()
    punch(node, me, "stop")
    assert look_at(node, clock, "2026-11-20 17:40") == [CLOCK_OUT]


def test_a_restart_or_a_long_sleep_neither_loses_nor_doubles_one(
    tmp_path: Path, clock: FakeClock
) -> None:
    first = Node(tmp_path / "data", clock=clock)
    try:
        from desktop.services import person

        first.store.write(lambda uow: person.ensure(uow, "Mara Ellison", "Europe/Berlin")).result()
        me = first.store.read(lambda reader: person.principal(reader, "window"))
        Day(first, me).shift("2026-11-20 09:00", "2026-11-20 17:00")
        clock.wall = at("2026-11-20 08:00")
        look(first)
    finally:
        first.close()
    clock.sleep(hours=11)  # lid closed all day
    for _ in range(2):
        again = Node(tmp_path / "data", clock=clock)
        try:
            look(again)
            look(again)
            assert kinds(again) == [CLOCK_IN]
        finally:
            again.close()
    clock.reboot("boot-2")
    clock.advance(days=2)
    again = Node(tmp_path / "data", clock=clock)
    try:
        look(again)
        assert kinds(again) == [CLOCK_IN]
    finally:
        again.close()


def test_a_forgotten_clock_out_gives_way_to_the_question_of_the_next_day(
    node: Node, me: Principal, clock: FakeClock, day: Day
) -> None:
    day.shift("2026-11-13 09:00", "2026-11-13 17:00")
    clock.wall = at("2026-11-13 08:58")
    punch(node, me, "start")
    assert look_at(node, clock, "2026-11-13 17:30") == [CLOCK_OUT]
    assert look_at(node, clock, "2026-11-13 23:59") == [CLOCK_OUT]
    # from now on services/forgotten.py asks when it ended: one notice of one event
    assert look_at(node, clock, "2026-11-14 02:00") == []
    forgotten.tell(node.store)
    assert look_at(node, clock, "2026-11-16 07:00") == [FORGOTTEN]


def test_an_open_session_of_yesterday_does_not_hide_a_missed_clock_in(
    node: Node, me: Principal, clock: FakeClock, day: Day, shift: int
) -> None:
    clock.wall = at("2026-11-19 08:58")
    punch(node, me, "start")
    assert look_at(node, clock, "2026-11-20 09:20") == [CLOCK_IN]


def test_a_moved_shift_is_announced_again_and_a_cancelled_one_is_taken_back(
    node: Node, clock: FakeClock, shift: int
) -> None:
    assert look_at(node, clock, "2026-11-20 08:40") == [UPCOMING]

    def move(uow: UnitOfWork) -> None:
        uow.update("shift", shift, {"start_at": at("2026-11-20 09:05")})

    node.store.write(move).result()
    before = node.store.read(lambda reader: reader.find("notice"))
    look(node)
    after = node.store.read(lambda reader: reader.find("notice"))
    assert [row["data"]["start_at"] for row in before + after] == [
        "2026-11-20T08:00:00+00:00",
        "2026-11-20T08:05:00+00:00",
    ]
    node.store.write(lambda uow: uow.update("shift", shift, {"canceled": True})).result()
    assert look_at(node, clock, "2026-11-20 08:45") == []


def test_the_times_and_switches_of_the_account_hold(
    node: Node, me: Principal, clock: FakeClock, shift: int, day: Day
) -> None:
    day.insert(
        "event",
        user_id=me.user_id,
        team_id=me.team_id,
        kind="event",
        title="Training",
        start_at=at("2026-11-20 09:30"),
    )
    set_account(node, me, shift_upcoming_notification_minutes=60)
    assert look_at(node, clock, "2026-11-20 08:01") == [UPCOMING]
    set_account(node, me, shift_notifications_enabled=False)
    assert look_at(node, clock, "2026-11-20 08:30") == [EVENT]
    set_account(node, me, event_notifications_enabled=False)
    assert look_at(node, clock, "2026-11-20 08:31") == []


def test_a_shifts_own_event_is_not_announced_twice(
    node: Node, me: Principal, clock: FakeClock, day: Day
) -> None:
    event = day.insert(
        "event", user_id=me.user_id, kind="event", title="x", start_at=at("2026-11-20 09:00")
    )
    day.shift("2026-11-20 09:00", "2026-11-20 17:00", event_id=event)
    assert look_at(node, clock, "2026-11-20 08:40") == [UPCOMING]


def test_a_node_tells_its_person_and_a_hub_everybody_who_is_active(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    cast = Cast(node, me.team_id)
    other, gone = cast.member("Ada"), cast.member("Ben", status="archived")
    for who in (other, gone):
        Day(node, who).shift("2026-11-20 09:00", "2026-11-20 17:00")
    assert look_at(node, clock, "2026-11-20 08:40") == []
    assert look_at(node, clock, "2026-11-20 08:40", everybody=True) == [UPCOMING]
    (row,) = node.store.read(lambda reader: notices.of(reader, other.user_id))
    assert row["team_id"] == me.team_id


def test_a_missed_clock_in_waits_until_the_upstream_was_asked(
    node: Node, clock: FakeClock, shift: int
) -> None:
    def connected(uow: UnitOfWork) -> None:
        uow.insert("remote", {"kind": "workforce", "base_url": "http://127.0.0.1:9", "auth": "ok"})

    def synced(text: str) -> None:
        node.store.write(lambda uow: uow.set_meta("sync_last_ok", str(to_ms(at(text))))).result()

    node.store.write(connected).result()
    assert look_at(node, clock, "2026-11-20 08:40") == [UPCOMING]  # true whoever punched where
    synced("2026-11-20 09:14")
    clock.wall = at("2026-11-20 09:20")
    seen = look(node)
    assert (seen.held, seen.next_at) == (True, at("2026-11-20 09:21"))
    assert kinds(node) == []
    stale, fresh = at("2026-11-20 09:10"), at("2026-11-20 09:16")
    assert reminders.run(node.store, everybody=False, last_ok=stale).held
    assert len(reminders.run(node.store, everybody=False, last_ok=fresh).due) == 1
    synced("2026-11-20 09:20")
    assert look_at(node, clock, "2026-11-20 09:21") == [CLOCK_IN]


def test_a_session_begun_elsewhere_is_told_of_after_a_sync_and_an_own_one_at_once(
    node: Node, me: Principal, clock: FakeClock, day: Day
) -> None:
    node.store.write(
        lambda uow: uow.insert("remote", {"kind": "workforce", "base_url": "x", "auth": "ok"})
    ).result()
    day.shift("2026-11-19 09:00", "2026-11-19 17:00")
    day.session(("start", "2026-11-19 09:00"))  # as a sync brings it: there is no punch
    clock.wall = at("2026-11-19 18:00")
    assert look(node).held
    node.store.write(lambda uow: uow.delete("session", uow.find("session")[0]["id"])).result()
    node.store.write(lambda uow: uow.delete("attendance", uow.find("attendance")[0]["id"])).result()
    clock.wall = at("2026-11-19 09:01")
    punch(node, me, "start")
    assert look_at(node, clock, "2026-11-19 18:00") == [CLOCK_OUT]


def test_a_directory_of_nobody_reminds_nobody(node: Node, clock: FakeClock) -> None:
    found = look(node)
    assert (found.due, found.next_at - clock.now()) == ((), reminders.AHEAD)
