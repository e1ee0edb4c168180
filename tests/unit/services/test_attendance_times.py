"""Late punches, odd clocks, retries and locked periods: kept and flagged, never lost or doubled."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid
from desktop.contract.models import WorkforceTimesheetInput
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.punching import punch, rows, sessions

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def approve(node: Node, who: Principal) -> int:
    sheet = rows(node, "timesheet")[0]["id"]
    for status in ("submitted", "approved"):
        body = WorkforceTimesheetInput(status=status)  # type: ignore[arg-type]
        node.bus.call("timesheets.manager_update", principal=who, id=sheet, body=body)
    return int(sheet)


def test_a_stated_time_is_kept_and_marked(node: Node, me: Principal, clock: FakeClock) -> None:
    began = clock.now() - 3 * HOUR
    made = punch(node, me, "start", timestamp=began)
    assert (made.timestamp, made.flags) == (began, ["stated_time"])
    punch(node, me, "stop")
    assert sessions(node, me.user_id) == [(began, clock.now(), 180, 0)]


def test_a_stated_time_between_others_is_put_in_its_place_or_refused(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    punch(node, me, "start")
    clock.advance(hours=4)
    punch(node, me, "pause", timestamp=began + HOUR)
    punch(node, me, "stop")
    assert sessions(node, me.user_id) == [(began, clock.now(), 60, 180)]
    with pytest.raises(Invalid) as refused:
        punch(node, me, "pause", timestamp=began + 2 * HOUR)
    (text,) = refused.value.details["status"]
    assert "around 10:00 on 20 November. " in text
    assert "Allowed now: resume, stop." in text
    punch(node, me, "resume", timestamp=began + 2 * HOUR)
    assert sessions(node, me.user_id) == [(began, clock.now(), 180, 60)]
    (line,) = rows(node, "timesheet_item")
    assert line["work_ms"] == 3 * 3_600_000


def test_punches_of_a_node_arrive_in_any_order_and_give_the_same_session(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    clock.advance(hours=5)
    for hours, status in ((4, "stop"), (1, "pause"), (0, "start"), (2, "resume")):
        punch(node, me, status, key=f"key-{hours}", timestamp=began + hours * HOUR)
    assert sessions(node, me.user_id) == [(began, began + 4 * HOUR, 180, 60)]
    assert {tuple(row["flags"]) for row in rows(node, "attendance")} <= {("late",), ()}
    assert {row["uid"] for row in rows(node, "punch")} == {"key-0", "key-1", "key-2", "key-4"}
    (line,) = rows(node, "timesheet_item")
    assert (line["work_ms"], line["break_ms"]) == (3 * 3_600_000, 3_600_000)


def test_what_a_node_accepted_is_never_refused_but_flagged_until_it_fits(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    clock.advance(hours=5)
    stray = punch(node, me, "resume", key="a", timestamp=began + HOUR)
    assert stray.flags == ["out_of_order"]
    assert sessions(node, me.user_id) == []
    punch(node, me, "pause", key="b", timestamp=began + HOUR / 2)
    punch(node, me, "start", key="c", timestamp=began)
    assert sessions(node, me.user_id) == [(began, None, 30, 30)]
    (shown,) = [row for row in rows(node, "attendance") if row["id"] == stray.id]
    assert shown["flags"] == []
    (kept,) = [row for row in rows(node, "punch") if row["id"] == stray.id]
    assert kept["flags"] == ["out_of_order"]


def test_two_devices_that_both_started_make_one_session(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    early = clock.now()
    clock.advance(minutes=1)
    here = punch(node, me, "start")
    clock.advance(hours=1)
    there = punch(node, me, "start", key="offline", timestamp=early)
    punch(node, me, "stop")
    assert sessions(node, me.user_id) == [(early, clock.now(), 61, 0)]
    (line,) = rows(node, "timesheet_item")
    assert line["attendance_id"] == there.id
    (shown,) = [row for row in rows(node, "attendance") if row["id"] == here.id]
    assert shown["flags"] == ["out_of_order"]


def test_a_key_takes_effect_once_even_when_its_reply_was_forgotten(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    first = punch(node, me, "start", key="k", timestamp=clock.now())
    assert punch(node, me, "start", key="k", timestamp=clock.now()) == first
    node.store.write(lambda uow: uow.execute("delete from idempotency")).result()
    clock.advance(hours=1)
    assert punch(node, me, "start", key="k", timestamp=first.timestamp) == first
    assert len(rows(node, "punch")) == 1


def test_a_clock_that_ran_ahead_does_not_keep_one_clocked_in(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    ahead = clock.now() + 2 * HOUR
    clock.set(hours=2)
    punch(node, me, "start")
    clock.set(hours=-2)
    clock.advance(minutes=30)
    stop = punch(node, me, "stop")
    assert "clock_jump" in stop.flags
    assert sessions(node, me.user_id) == [(ahead, ahead, 0, 0)]
    # the fact says what the clock said
    assert rows(node, "punch")[-1]["timestamp"] == clock.now()
    assert node.bus.call("attendances.active", principal=me) is None


def test_a_start_years_ahead_does_not_hide_the_sessions_of_today(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    clock.set(days=2000)
    punch(node, me, "start")
    punch(node, me, "stop")
    clock.set(days=-2000)
    began = clock.now()
    start = punch(node, me, "start")
    clock.advance(hours=1)
    assert node.bus.call("attendances.active", principal=me).id == start.id
    punch(node, me, "stop")
    assert sessions(node, me.user_id)[0] == (began, clock.now(), 60, 0)
    assert node.bus.call("attendances.active", principal=me) is None


@pytest.mark.parametrize("step", [-7200, -121, 121, 86_400, 63_072_000])
def test_setting_the_clock_between_two_punches_is_flagged(
    node: Node, me: Principal, clock: FakeClock, step: int
) -> None:
    punch(node, me, "start")
    clock.advance(minutes=1)
    clock.set(seconds=step)
    assert "clock_jump" in punch(node, me, "stop").flags


def test_sleep_a_reboot_and_small_drift_are_no_jumps(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    punch(node, me, "start")
    clock.sleep(hours=3)
    assert punch(node, me, "pause").flags == []
    clock.advance(hours=1)
    clock.set(seconds=90)
    assert punch(node, me, "resume").flags == []
    clock.reboot("boot-2")
    clock.wall += 5 * HOUR
    assert punch(node, me, "stop").flags == []


def test_a_very_long_session_and_a_future_punch_are_flagged_not_refused(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    punch(node, me, "start")
    clock.advance(hours=17)
    assert punch(node, me, "stop").flags == ["long_session"]
    later = clock.now() + HOUR
    assert punch(node, me, "start", key="f", timestamp=later).flags == ["future"]


def test_a_zone_nobody_knows_falls_back_to_the_team_and_is_flagged(
    node: Node, me: Principal
) -> None:
    made = punch(node, me, "start", time_zone="Mars/Olympus")
    assert (made.time_zone, made.flags) == ("Europe/Berlin", ["unknown_zone"])


def test_a_missing_position_or_photo_is_recorded_and_blocks_nothing(
    node: Node, me: Principal
) -> None:
    def ask(uow: Any) -> None:
        (account,) = uow.find("workforce")
        wanted = {"timeclock_require_gps": True, "timeclock_require_photo": True}
        uow.update("workforce", account["id"], wanted)

    node.store.write(ask).result()
    assert punch(node, me, "start").flags == ["no_position", "no_photo"]
    assert punch(node, me, "pause", latitude=1.0, longitude=2.0).flags == []
    assert punch(node, me, "stop", latitude=1.0, image={"url": "a"}).flags == []


def test_a_punch_into_a_locked_period_is_kept_and_changes_no_approved_total(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    punch(node, me, "start")
    clock.advance(hours=1)
    punch(node, me, "stop")
    sheet = approve(node, me)
    clock.advance(hours=3)
    late = punch(node, me, "start", key="s", timestamp=began + 2 * HOUR)
    punch(node, me, "stop", key="t", timestamp=began + 3 * HOUR)
    assert "locked_period" in late.flags
    assert len(sessions(node, me.user_id)) == 2
    assert len(rows(node, "timesheet_item")) == 1
    # an admin reopens it, and the line appears
    body = WorkforceTimesheetInput(status="submitted")
    node.bus.call("timesheets.manager_update", principal=me, id=sheet, body=body)
    assert [row["work_ms"] // 3_600_000 for row in rows(node, "timesheet_item")] == [1, 1]


def test_a_session_that_lands_in_a_preapproved_sheet_needs_a_new_look(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    for status in ("start", "stop"):
        punch(node, me, status)
        clock.advance(hours=1)
    sheet = rows(node, "timesheet")[0]["id"]
    for status in ("submitted", "preapproved"):
        body = WorkforceTimesheetInput(status=status)  # type: ignore[arg-type]
        node.bus.call("timesheets.manager_update", principal=me, id=sheet, body=body)
    for status in ("start", "stop"):
        punch(node, me, status)
        clock.advance(hours=1)
    assert rows(node, "timesheet")[0]["status"] == "submitted"
