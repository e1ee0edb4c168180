from __future__ import annotations

import datetime as dt

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import WorkforceTimesheetInput
from desktop.services import attendances, derivation, ledger
from desktop.services.context import Call, Principal
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.punching import correct, punch, rows, sessions
from tests.helpers.team import Cast, audited

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def worked(node: Node, who: Principal, clock: FakeClock) -> list[int]:
    """Two hours of work; the ids of start and stop."""
    made = [punch(node, who, "start").id]
    clock.advance(hours=2)
    return [*made, punch(node, who, "stop").id]


def move(node: Node, who: Principal, sheet: int, *statuses: str) -> None:
    for status in statuses:
        body = WorkforceTimesheetInput(status=status)  # type: ignore[arg-type]
        node.bus.call("timesheets.manager_update", principal=who, id=sheet, body=body)


def test_a_correction_says_who_when_why_and_what_and_the_punch_stays(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    start, stop = worked(node, me, clock)
    punches = rows(node, "punch")
    clock.advance(hours=1)
    moved = correct(node, me, start, timestamp=began - HOUR, reason="forgot")
    assert (moved.timestamp, moved.manual) == (began - HOUR, True)
    assert sessions(node, me.user_id) == [(began - HOUR, began + 2 * HOUR, 180, 0)]
    assert rows(node, "timesheet_item")[0]["work_ms"] == 3 * 3_600_000
    (entry,) = rows(node, "correction")
    assert (entry["punch_id"], entry["actor_id"], entry["at"], entry["reason"]) == (
        start,
        me.user_id,
        clock.now(),
        "forgot",
    )
    assert entry["before"] == {"timestamp": "2026-11-20T08:00:00Z"}
    assert entry["after"] == {"timestamp": "2026-11-20T07:00:00Z"}
    assert rows(node, "punch") == punches
    assert node.store.read(ledger.faults) == []
    correct(node, me, stop, note="late bus")
    assert len(rows(node, "correction")) == 2
    assert node.store.read(ledger.faults) == []


def test_a_correction_of_nothing_leaves_nothing(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    start, _ = worked(node, me, clock)
    before = rows(node, "attendance")
    correct(node, me, start, status="start", timestamp=before[0]["timestamp"], reason="why")
    assert rows(node, "attendance") == before
    assert rows(node, "correction") == []


def test_a_correction_that_breaks_the_order_is_refused(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    start, stop = worked(node, me, clock)
    for fields in (
        {"timestamp": began + 3 * HOUR},
        {"status": "pause"},
    ):
        with pytest.raises(Invalid) as refused:
            correct(node, me, start, **fields)
        assert set(refused.value.details) == {"status"}
    with pytest.raises(Invalid) as refused:
        correct(node, me, stop, timestamp=began - MINUTE)
    (text,) = refused.value.details["status"]
    assert text.startswith("It does not fit between the punches around 07:59 on 20 November. ")
    assert rows(node, "correction") == []


def test_a_stop_corrected_to_a_pause_reopens_the_session_and_takes_its_line(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    _, stop = worked(node, me, clock)
    correct(node, me, stop, status="pause")
    assert sessions(node, me.user_id) == [(began, None, 120, 0)]
    assert rows(node, "timesheet_item") == []


def test_only_oneself_or_a_manager_corrects(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo, cy, ada = cast.member("Bo"), cast.member("Cy"), cast.member("Ada", "Team Manager")
    start, _ = worked(node, bo, clock)
    with pytest.raises(NotFound):
        correct(node, cy, start, note="x")
    with pytest.raises(Forbidden):
        correct(node, bo, start, manager=True, note="x")
    assert correct(node, bo, start, note="mine").note == "mine"
    assert correct(node, ada, start, note="hers", reason="r").note == "hers"
    assert correct(node, ada, start, manager=True, note="again").note == "again"
    assert [(row["actor_id"], row["reason"]) for row in audited(node, "attendance")] == [
        (bo.user_id, ""),
        (ada.user_id, "r"),
        (ada.user_id, "again"),
    ]


def test_a_member_corrects_only_while_the_sheet_is_open(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    start, _ = worked(node, bo, clock)
    sheet = rows(node, "timesheet")[0]["id"]
    move(node, me, sheet, "submitted")
    with pytest.raises(Invalid):
        correct(node, bo, start, note="x")
    correct(node, ada, start, note="a manager may")
    move(node, me, sheet, "denied")
    correct(node, bo, start, note="denied is open again")
    move(node, me, sheet, "submitted", "approved")
    with pytest.raises(Forbidden):
        correct(node, ada, start, manager=True, note="approved is for admins")
    assert len(rows(node, "correction")) == 2


def test_an_admin_correcting_an_approved_period_reopens_it(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    start, _ = worked(node, me, clock)
    sheet = rows(node, "timesheet")[0]["id"]
    move(node, me, sheet, "submitted", "approved")
    correct(node, me, start, manager=True, timestamp=began + HOUR)
    (after,) = rows(node, "timesheet")
    assert (after["status"], after["locked"]) == ("submitted", False)
    assert rows(node, "timesheet_item")[0]["work_ms"] == 3_600_000


def test_a_punch_recorded_for_the_wrong_person_is_moved(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    began = clock.now()
    start = punch(node, me, "start")
    with pytest.raises(Invalid):
        correct(node, me, start.id, user_id=cast.other_team().user_id)
    correct(node, me, start.id, manager=True, user_id=bo.user_id)
    assert sessions(node, me.user_id) == []
    assert sessions(node, bo.user_id) == [(began, None, 0, 0)]


def test_a_line_that_a_person_changed_survives_corrections(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    start, _ = worked(node, me, clock)
    (line,) = rows(node, "timesheet_item")
    node.store.write(
        lambda uow: uow.update("timesheet_item", line["id"], {"work_ms": 60_000, "manual": True})
    ).result()
    early = punch(node, me, "start", key="k", timestamp=clock.now() - 3 * HOUR)
    (kept,) = rows(node, "timesheet_item")
    assert (kept["id"], kept["work_ms"], kept["attendance_id"]) == (line["id"], 60_000, early.id)
    assert start != early.id


def test_an_undone_punch_is_gone_from_lists_but_not_from_the_ledger(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    _, stop = worked(node, me, clock)
    call = Call(operation="undo", principal=me, now=clock.now())
    node.store.write(lambda uow: attendances.retract(uow, call, stop, "undo")).result()
    assert sessions(node, me.user_id) == [(began, None, 0, 0)]
    assert rows(node, "timesheet_item") == []
    assert len(rows(node, "punch")) == 2
    assert rows(node, "correction")[0]["after"] is None
    assert node.store.read(ledger.faults) == []
    punch(node, me, "stop")
    assert sessions(node, me.user_id) == [(began, clock.now(), 120, 0)]


def test_the_middle_of_a_session_cannot_be_undone(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    start, _ = worked(node, me, clock)
    call = Call(operation="undo", principal=me, now=clock.now())
    with pytest.raises(Invalid):
        node.store.write(lambda uow: attendances.retract(uow, call, start, "undo")).result()


def test_the_line_of_a_deleted_session_does_not_pass_to_one_that_began_where_it_ended(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    start, stop = worked(node, me, clock)
    punch(node, me, "start")  # in the very instant of the stop
    (line,) = rows(node, "timesheet_item")
    assert line["attendance_id"] == start

    def deleted_elsewhere(uow: UnitOfWork) -> None:
        for number in (start, stop):
            uow.delete("attendance", number)
        derivation.recompute(uow, me.user_id, me.team_id, 0)

    node.store.write(deleted_elsewhere).result()
    assert len(rows(node, "session")) == 1
    assert rows(node, "timesheet_item") == []


def test_a_stop_in_the_instant_of_the_next_start_keeps_its_place_when_later_times_change(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    worked(node, me, clock)
    punch(node, me, "start")
    clock.advance(hours=1)
    pause = punch(node, me, "pause").id
    before = sessions(node, me.user_id)
    correct(node, me, pause, timestamp=clock.now() - MINUTE, reason="a minute early")
    assert [row["flags"] for row in rows(node, "attendance")] == [[], [], [], []]
    assert sessions(node, me.user_id)[0] == before[0]
    assert node.store.read(ledger.faults) == []
