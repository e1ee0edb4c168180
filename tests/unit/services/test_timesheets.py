from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import (
    WorkforceTimesheetBulkInput,
    WorkforceTimesheetInput,
    WorkforceTimesheetItemInput,
)
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.punching import punch, rows
from tests.helpers.team import Cast, audited

MONDAY, SUNDAY = dt.date(2026, 11, 16), dt.date(2026, 11, 22)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def made(node: Node, who: Principal, **fields: Any) -> Any:
    body = WorkforceTimesheetInput(**fields)
    return node.bus.call("timesheets.manager_create", principal=who, body=body)


def put(node: Node, who: Principal, sheet: Any, *, manager: bool = False, **fields: Any) -> Any:
    name = "timesheets.manager_update" if manager else "timesheets.update"
    body = WorkforceTimesheetInput(**fields)
    return node.bus.call(name, principal=who, id=sheet.id, body=body)


def line(node: Node, who: Principal, sheet: Any, **fields: Any) -> Any:
    body = WorkforceTimesheetItemInput(timesheet_id=sheet.id, **{"work_hours": 1.0, **fields})
    return node.bus.call("timesheet_items.create", principal=who, body=body)


def filled(node: Node, who: Principal, **fields: Any) -> Any:
    sheet = made(node, who, **fields)
    line(node, who, sheet)
    return sheet


def test_a_member_has_one_sheet_a_period(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    sheet = made(node, bo)
    assert (sheet.start_date, sheet.end_date, sheet.status, sheet.manual) == (
        MONDAY,
        SUNDAY,
        "unsubmitted",
        True,
    )
    assert made(node, bo, start_date=MONDAY).id == sheet.id
    with pytest.raises(Invalid) as refused:
        made(node, bo, start_date=MONDAY, end_date=MONDAY)
    assert set(refused.value.details) == {"start_date"}
    later = made(node, bo, start_date=MONDAY + WEEK)
    assert [s.id for s in node.bus.call("timesheets.list", principal=bo)] == [later.id, sheet.id]


def test_a_new_sheet_holds_the_sessions_of_its_days(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    punch(node, me, "start")
    clock.advance(hours=2, seconds=29)
    punch(node, me, "stop")
    (sheet,) = node.bus.call("timesheets.list", principal=me)
    node.bus.call("timesheets.delete", principal=me, id=sheet.id)
    assert rows(node, "timesheet_item") == []
    again = made(node, me)
    assert (again.items_count, again.work_minutes) == (1, 120)


def test_totals_are_the_sums_of_what_the_lines_show(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    sheet = made(node, bo)
    shown = [line(node, bo, sheet, work_hours=1.0083, break_hours=0.0083) for _ in range(3)]
    (total,) = node.bus.call("timesheets.list", principal=bo)
    assert total.work_minutes == sum(item.work_minutes for item in shown) == 180
    assert total.break_minutes == sum(item.break_minutes for item in shown)
    assert total.items_count == 3


def test_submitting_needs_a_line_and_freezes_the_member(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    sheet = made(node, bo)
    with pytest.raises(Invalid) as refused:
        put(node, bo, sheet, status="submitted")
    assert set(refused.value.details) == {"status"}
    line(node, bo, sheet)
    assert put(node, bo, sheet, status="submitted").status == "submitted"
    for act in (
        lambda: line(node, bo, sheet),
        lambda: put(node, bo, sheet, end_date=SUNDAY - dt.timedelta(days=1)),
        lambda: put(node, bo, sheet, reason="please"),
        lambda: node.bus.call("timesheets.delete", principal=bo, id=sheet.id),
    ):
        with pytest.raises(Invalid):
            act()


def test_review_goes_from_submitted_over_preapproved_to_approved_and_locked(
    node: Node, cast: Cast
) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    sheet = filled(node, bo)
    for status in ("approved", "preapproved", "denied"):
        with pytest.raises(Invalid):
            put(node, ada, sheet, manager=True, status=status)
    put(node, bo, sheet, status="submitted")
    assert put(node, ada, sheet, manager=True, status="preapproved").locked is False
    done = put(node, ada, sheet, manager=True, status="approved")
    assert (done.status, done.locked) == ("approved", True)
    assert [row["after"]["status"] for row in audited(node, "timesheet")] == [
        "submitted",
        "preapproved",
        "approved",
    ]


def test_a_denial_comes_by_either_path_says_why_and_opens_the_sheet(node: Node, cast: Cast) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    sheet = filled(node, bo)
    put(node, bo, sheet, status="submitted")
    with pytest.raises(Forbidden):
        put(node, bo, sheet, status="denied")
    denied = put(node, ada, sheet, status="denied", reason="Tuesday is missing")
    assert (denied.status, denied.reason) == ("denied", "Tuesday is missing")
    line(node, bo, sheet)
    again = put(node, bo, sheet, status="submitted")
    assert (again.status, again.reason) == ("submitted", None)


def test_only_an_admin_moves_an_approved_sheet_and_that_unlocks_it(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    sheet = filled(node, bo)
    put(node, bo, sheet, status="submitted")
    put(node, me, sheet, manager=True, status="approved")
    for fields in ({"status": "denied"}, {"end_date": SUNDAY + dt.timedelta(days=1)}):
        with pytest.raises(Forbidden):
            put(node, ada, sheet, manager=True, **fields)
    with pytest.raises(Forbidden):
        line(node, ada, sheet)
    line(node, me, sheet)
    after = node.bus.call("timesheets.manager_get", principal=me, id=sheet.id)
    assert (after.status, after.locked) == ("submitted", False)
    put(node, me, sheet, manager=True, status="approved")
    assert put(node, me, sheet, manager=True, status="denied").locked is False


def test_bulk_review_changes_each_sheet_or_says_why_not(
    node: Node, me: Principal, cast: Cast
) -> None:
    people = [cast.member(name) for name in ("Bo", "Cy", "Di")]
    sheets = [filled(node, who) for who in people]
    for who, sheet in zip(people[:2], sheets[:2], strict=True):
        put(node, who, sheet, status="submitted")

    def bulk(ids: list[int] | None, **fields: Any) -> Any:
        body = WorkforceTimesheetBulkInput(timesheet_ids=ids, **{"status": "approved", **fields})
        return node.bus.call("timesheets.manager_bulk_update", principal=me, body=body)

    for ids in ([], None):
        with pytest.raises(Invalid) as refused:
            bulk(ids)
        assert set(refused.value.details) == {"timesheet_ids"}
    stranger = cast.other_team()
    foreign = made(node, stranger)
    done = bulk([sheets[1].id, sheets[2].id, foreign.id, sheets[0].id, sheets[1].id])
    assert [(s.id, s.status, s.locked, s.result) for s in done] == [
        (sheets[1].id, "approved", True, "changed"),
        (sheets[2].id, "unsubmitted", False, "refused"),
        (foreign.id, None, False, "refused"),
        (sheets[0].id, "approved", True, "changed"),
    ]
    assert [s.error and s.error["code"] for s in done[1:3]] == ["VALIDATION_ERROR", "NOT_FOUND"]
    assert done[1].error["details"]["status"]
    again = bulk([sheets[0].id, sheets[2].id])
    assert [s.result for s in again] == ["unchanged", "refused"]
    with pytest.raises(Invalid) as refused:
        bulk([sheets[2].id, foreign.id])
    assert len(refused.value.details["timesheet_ids"]) == 2
    with pytest.raises(NotFound):
        bulk([foreign.id])
    assert (
        node.bus.call("timesheets.get", principal=stranger, id=foreign.id).status == "unsubmitted"
    )


def test_foreign_sheets_look_missing(node: Node, me: Principal, cast: Cast) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    sheet = made(node, bo)
    for act in (
        lambda: node.bus.call("timesheets.get", principal=cy, id=sheet.id),
        lambda: put(node, cy, sheet, manual=False),
        lambda: node.bus.call("timesheets.delete", principal=cy, id=sheet.id),
        lambda: node.bus.call("timesheets.manager_get", principal=cast.other_team(), id=sheet.id),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Invalid):
        made(node, cy, user_id=bo.user_id)
    with pytest.raises(Forbidden):
        node.bus.call("timesheets.manager_list", principal=cy)
    assert made(node, me, user_id=cy.user_id).user_id == cy.user_id
    assert len(node.bus.call("timesheets.manager_list", principal=me)) == 2
    found = node.bus.call("timesheets.manager_list", principal=me, user_id=bo.user_id)
    assert [s.id for s in found] == [sheet.id]
    assert node.bus.call("timesheets.manager_list", principal=me, status="approved") == []


def test_a_period_that_changed_its_length_overlaps_no_older_sheet(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    punch(node, me, "start")
    punch(node, me, "stop")

    def monthly(uow: Any) -> None:
        (account,) = uow.find("workforce")
        uow.update("workforce", account["id"], {"time_period": "monthly"})

    node.store.write(monthly).result()
    clock.advance(days=4)
    punch(node, me, "start")
    punch(node, me, "stop")
    spans = [(row["start_date"], row["end_date"]) for row in rows(node, "timesheet")]
    assert spans == [(MONDAY, SUNDAY), (dt.date(2026, 11, 23), dt.date(2026, 11, 30))]


def test_days_may_move_while_every_line_stays_inside(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    sheet = made(node, bo)
    line(node, bo, sheet, start_date=SUNDAY)
    with pytest.raises(Invalid) as refused:
        put(node, bo, sheet, end_date=SUNDAY - dt.timedelta(days=1))
    assert set(refused.value.details) == {"start_date"}
    for fields in ({"end_date": MONDAY - WEEK}, {"end_date": MONDAY + 20 * WEEK}):
        with pytest.raises(Invalid) as refused:
            put(node, bo, sheet, **fields)
        assert set(refused.value.details) == {"end_date"}
    moved = put(node, bo, sheet, start_date=MONDAY - WEEK)
    assert (moved.start_date, moved.end_date) == (MONDAY - WEEK, SUNDAY)
