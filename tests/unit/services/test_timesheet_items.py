from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import WorkforceTimesheetInput, WorkforceTimesheetItemInput
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.day import Day
from tests.helpers.punching import correct, punch, rows
from tests.helpers.team import Cast, audited

FRIDAY, SUNDAY = dt.date(2026, 11, 20), dt.date(2026, 11, 22)


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def add(node: Node, who: Principal, *, manager: bool = False, **fields: Any) -> Any:
    name = "timesheet_items.manager_create" if manager else "timesheet_items.create"
    return node.bus.call(name, principal=who, body=WorkforceTimesheetItemInput(**fields))


def put(node: Node, who: Principal, line: Any, **fields: Any) -> Any:
    body = WorkforceTimesheetItemInput(**fields)
    return node.bus.call("timesheet_items.update", principal=who, id=line.id, body=body)


def listed(node: Node, who: Principal, name: str = "list", **query: Any) -> list[int]:
    return [i.id for i in node.bus.call(f"timesheet_items.{name}", principal=who, **query)]


def test_a_line_goes_to_the_sheet_of_its_day_which_is_made_when_missing(
    node: Node, cast: Cast
) -> None:
    bo = cast.member("Bo")
    line = add(node, bo, work_hours=7.5, break_hours=0.5, notes="Stocktake")
    assert (line.start_date, line.manual, line.active) == (FRIDAY, True, True)
    assert (line.work_hours, line.work_minutes) == (7.5, 450)
    assert (line.break_hours, line.break_minutes) == (0.5, 30)
    (sheet,) = rows(node, "timesheet")
    assert line.timesheet_id == sheet["id"]
    assert add(node, bo, work_hours=1, start_date=SUNDAY).timesheet_id == sheet["id"]
    assert len(listed(node, bo)) == len(listed(node, bo, timesheet_id=sheet["id"])) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("work_hours", -1.0), ("work_hours", 24.5), ("break_hours", math.inf), ("role", "x" * 300)],
)
def test_what_cannot_be_is_refused_and_named(
    node: Node, me: Principal, field: str, value: object
) -> None:
    with pytest.raises(Invalid) as refused:
        add(node, me, **{field: value})
    assert set(refused.value.details) == {field}
    assert rows(node, "timesheet_item") == []


def test_a_day_outside_the_sheet_is_refused(node: Node, me: Principal) -> None:
    sheet = add(node, me, work_hours=1).timesheet_id
    with pytest.raises(Invalid) as refused:
        add(node, me, work_hours=1, timesheet_id=sheet, start_date=SUNDAY + dt.timedelta(days=1))
    assert set(refused.value.details) == {"start_date"}


def test_a_line_of_a_shift_takes_its_day_role_and_place(node: Node, me: Principal) -> None:
    shift = Day(node, me).shift("2026-11-18 09:00", "2026-11-18 17:00")
    line = add(node, me, work_hours=8, shift_id=shift)
    assert (line.start_date, line.role, line.location_name, line.shift_id) == (
        dt.date(2026, 11, 18),
        "Barista",
        "Bondi Store",
        shift,
    )
    with pytest.raises(Invalid) as refused:
        add(node, me, work_hours=8, shift_id=12345)
    assert set(refused.value.details) == {"shift_id"}


def test_a_changed_line_says_what_was_written_whatever_the_punches_say(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    start = punch(node, me, "start")
    clock.advance(hours=2)
    punch(node, me, "stop")
    (line,) = node.bus.call("timesheet_items.list", principal=me)
    assert (line.attendance_id, line.manual, line.work_hours) == (start.id, False, 2.0)
    assert put(node, me, line, work_hours=2.0).manual is False
    assert put(node, me, line, work_hours=3.25).manual is True
    correct(node, me, start.id, timestamp=start.timestamp + dt.timedelta(hours=1))
    (kept,) = node.bus.call("timesheet_items.list", principal=me)
    assert (kept.id, kept.work_hours) == (line.id, 3.25)


def test_a_deleted_line_of_a_session_comes_back_when_its_punches_change(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    start = punch(node, me, "start")
    clock.advance(hours=2)
    punch(node, me, "stop")
    (line,) = listed(node, me)
    node.bus.call("timesheet_items.delete", principal=me, id=line)
    assert listed(node, me) == []
    correct(node, me, start.id, timestamp=start.timestamp + dt.timedelta(hours=1))
    (back,) = node.bus.call("timesheet_items.list", principal=me)
    assert back.work_hours == 1.0


def test_lines_of_others_look_missing_and_managers_change_them_on_record(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo, cy, ada = cast.member("Bo"), cast.member("Cy"), cast.member("Ada", "Team Manager")
    line = add(node, bo, work_hours=1)
    for act in (
        lambda: node.bus.call("timesheet_items.get", principal=cy, id=line.id),
        lambda: put(node, cy, line, work_hours=2),
        lambda: node.bus.call("timesheet_items.delete", principal=cy, id=line.id),
        lambda: add(node, cy, work_hours=1, timesheet_id=line.timesheet_id),
        lambda: node.bus.call(
            "timesheet_items.manager_get", principal=cast.other_team(), id=line.id
        ),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Invalid):
        add(node, cy, work_hours=1, user_id=bo.user_id)
    with pytest.raises(Forbidden):
        add(node, cy, manager=True, work_hours=1, user_id=bo.user_id)
    assert listed(node, cy, timesheet_id=line.timesheet_id) == []
    assert put(node, ada, line, work_hours=2).work_hours == 2
    other = add(node, ada, manager=True, work_hours=1, user_id=bo.user_id)
    assert (other.user_id, other.timesheet_id) == (bo.user_id, line.timesheet_id)
    assert listed(node, me, "manager_list", user_id=bo.user_id) == [other.id, line.id]
    assert listed(node, ada, timesheet_id=line.timesheet_id) == [other.id, line.id]
    assert [row["actor_id"] for row in audited(node, "timesheet_item")] == [
        bo.user_id,
        ada.user_id,
        ada.user_id,
    ]


def test_a_line_moves_between_ones_own_open_sheets_only(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo")
    line = add(node, bo, work_hours=1)
    after = SUNDAY + dt.timedelta(days=1)
    target = add(node, bo, work_hours=1, start_date=after).timesheet_id
    with pytest.raises(Invalid):
        put(node, bo, line, timesheet_id=target)  # its day is not there
    moved = put(node, bo, line, timesheet_id=target, start_date=after)
    assert moved.timesheet_id == target
    foreign = add(node, me, work_hours=1).timesheet_id
    with pytest.raises(NotFound):
        put(node, bo, line, timesheet_id=foreign)
    with pytest.raises(Invalid):
        put(node, me, line, timesheet_id=foreign, start_date=FRIDAY)
    body = WorkforceTimesheetInput(status="submitted")
    node.bus.call("timesheets.update", principal=bo, id=target, body=body)
    with pytest.raises(Invalid):
        put(node, bo, line, work_hours=2)
    with pytest.raises(Invalid):
        node.bus.call("timesheet_items.delete", principal=bo, id=line.id)
