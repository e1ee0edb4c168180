from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from desktop.app import Node
from desktop.contract.models import WorkforceTimesheetInput
from desktop.services import notices
from desktop.services.context import Principal
from desktop.services.keys import create_key
from desktop.services.review_watch import ReviewWatch
from tests.helpers.clock import FakeClock
from tests.helpers.day import Day
from tests.helpers.punching import punch, rows
from tests.helpers.team import Cast


@pytest.fixture
def watch(node: Node) -> Iterator[ReviewWatch]:
    watch = ReviewWatch(node.store, node.events)
    yield watch
    watch.close()


def codes(node: Node, who: Principal) -> list[str]:
    (sheet,) = node.bus.call("timesheets.list", principal=who)
    return [one.code for one in sheet.exceptions]


def told(node: Node, who: Principal) -> list[str]:
    found = node.store.read(lambda reader: notices.of(reader, who.user_id))
    return [row["kind"] for row in reversed(found)]


def test_what_punches_change_is_looked_at_soon_after_them(
    node: Node, me: Principal, watch: ReviewWatch, clock: FakeClock
) -> None:
    clock.wall = dt.datetime(2026, 11, 18, 8, 30, tzinfo=dt.UTC)
    day = Day(node, me)
    day.shift("2026-11-18 09:00", "2026-11-18 17:00")
    punch(node, me, "start")
    clock.advance(hours=7, minutes=30)
    punch(node, me, "stop")
    assert codes(node, me) == []
    assert watch.catch_up() == 0
    assert codes(node, me) == ["in_late"]
    assert watch.catch_up() == 0  # hears its own write, and has nothing to do
    seq = rows(node, "change", "seq")[-1]["seq"]
    watch.catch_up()
    watch.sweep()
    assert rows(node, "change", "seq")[-1]["seq"] == seq


def test_in_a_rush_a_look_waits_for_a_pause_but_not_longer_than_a_minute(
    node: Node, me: Principal, watch: ReviewWatch, clock: FakeClock
) -> None:
    clock.wall = dt.datetime(2026, 11, 18, 8, 30, tzinfo=dt.UTC)
    day = Day(node, me)
    day.shift("2026-11-18 09:00", "2026-11-18 17:00")
    punch(node, me, "start")
    watch.catch_up()
    clock.advance(hours=7, minutes=30)
    punch(node, me, "stop")
    watch.when_quiet()
    assert codes(node, me) == []
    clock.advance(seconds=2)
    watch.when_quiet()
    assert codes(node, me) == ["in_late"]
    for _ in range(61):
        shift = day.shift("2026-11-18 18:00", "2026-11-18 19:00")
        node.bus.call("shifts.manager_delete", principal=me, id=shift)
        watch.when_quiet()
        clock.advance(milliseconds=990)
    punch(node, me, "start")
    watch.when_quiet()
    assert "unscheduled" in codes(node, me)


def test_only_time_makes_a_shift_missed_and_no_kiosk_may_be_silent(
    node: Node, me: Principal, watch: ReviewWatch, clock: FakeClock
) -> None:
    clock.wall = dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC)
    cast = Cast(node, me.team_id)
    kiosk = cast.member("Front", "Kiosk")
    node.store.write(lambda uow: create_key(uow, kiosk.user_id, "Front", "kiosk")).result()
    heard = clock.now()
    key = rows(node, "api_key")[0]["id"]
    node.store.write(lambda uow: uow.update("api_key", key, {"last_used_at": heard})).result()
    Day(node, me).shift("2026-11-18 10:00", "2026-11-18 18:00")
    punch(node, me, "start", timestamp=dt.datetime(2026, 11, 17, 8, tzinfo=dt.UTC))
    punch(node, me, "stop", timestamp=dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC))
    clock.wall = dt.datetime(2026, 11, 18, 19, tzinfo=dt.UTC)
    watch.sweep()
    assert codes(node, me) == ["unscheduled"]  # the kiosk may still hold the punches
    node.store.write(lambda uow: uow.update("api_key", key, {"last_used_at": clock.now()})).result()
    watch.sweep()
    assert codes(node, me) == ["unscheduled", "no_show"]


def test_a_late_sheet_reminds_its_person_and_a_waiting_one_its_reviewers_once(
    node: Node, me: Principal, watch: ReviewWatch, clock: FakeClock
) -> None:
    cast = Cast(node, me.team_id)
    bo = cast.member("Bo")
    clock.wall = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    punch(node, bo, "start", timestamp=dt.datetime(2026, 11, 17, 8, tzinfo=dt.UTC))
    punch(node, bo, "stop", timestamp=dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC))
    clock.advance(days=1)
    watch.sweep()
    assert told(node, bo) == []
    clock.advance(days=1)
    watch.sweep()
    watch.sweep()
    assert told(node, bo) == ["timesheet_not_submitted"]
    (sheet,) = node.bus.call("timesheets.list", principal=bo)
    body = WorkforceTimesheetInput(status="submitted")
    node.bus.call("timesheets.update", principal=bo, id=sheet.id, body=body)
    clock.advance(days=2)
    watch.sweep()
    watch.sweep()
    assert told(node, me) == ["timesheet_submitted", "timesheet_not_reviewed"]
