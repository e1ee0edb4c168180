"""What people do with a hub between them: hours, sheets, requests, corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.contract.models import (
    SheetDecision,
    TaggingInput,
    WorkforceAttendanceInput,
    WorkforceShiftQuestionInput,
    WorkforceShiftRequestInput,
    WorkforceTimesheetBulkInput,
    WorkforceTimesheetInput,
    WorkforceTimesheetItemInput,
)
from desktop.services import person, today
from desktop.services.control import Control
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk, desk, member_key, new_shift
from tests.helpers.server import Hub, running_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running_hub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Desk]:
    clock = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0))
    with desk(tmp_path / "desk", clock=clock) as worker:
        yield worker


def test_a_tag_that_both_made_is_one_and_keeps_its_number_here(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, hub.key)
    worker.sync()
    hub.post("/v1/tags", json={"name": "night", "context": "tags"})
    worker.call("tags.create", TaggingInput(name="night", context="tags"))
    (tag,) = worker.rows("tag")
    worker.call(
        "shift_questions.create",
        WorkforceShiftQuestionInput(text="Keys?", when="always", tag_ids=[tag["id"]]),
    )
    worker.sync()
    worker.node.clock.advance(minutes=1)
    report = worker.sync()
    assert (report.pending, report.attention) == (0, 0), worker.outbox()
    assert [t["id"] for t in worker.rows("tag")] == [tag["id"]]
    (there,) = hub.node.store.read(lambda r: r.find("tag"))
    (question,) = hub.node.store.read(lambda r: r.find("shift_question"))
    assert there["id"] != tag["id"]
    assert question["tag_ids"] == [there["id"]]


def test_hours_by_hand_bring_the_timesheet_they_belong_to(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    worker.sync()
    today = worker.node.clock.now().date()
    sheet = worker.call(
        "timesheets.manager_create", WorkforceTimesheetInput(start_date=today, end_date=today)
    )
    worker.call(
        "timesheet_items.create",
        WorkforceTimesheetItemInput(timesheet_id=sheet.id, work_hours=2.5, start_date=today),
    )
    report = worker.sync()
    assert (report.ok, report.pending, report.attention) == (True, 0, 0), worker.outbox()
    (there,) = hub.get("/v1/workforce/manager/timesheet_items").json()
    assert (there["work_hours"], there["manual"]) == (2.5, True)
    assert worker.sync().sent == 0
    assert len(worker.rows("timesheet")) == len(worker.rows("timesheet_item")) == 1


def test_a_manager_approves_offline_what_a_worker_submitted(
    hub: Hub, worker: Desk, tmp_path: Path
) -> None:
    worker.connect(hub.url, member_key(hub))
    now = worker.node.clock.now()
    for status, hours in (("start", 9), ("stop", 1)):
        at = now - dt.timedelta(hours=hours)
        worker.call("attendances.create", WorkforceAttendanceInput(status=status, timestamp=at))
    (sheet,) = worker.call("timesheets.list")
    worker.call("timesheets.update", WorkforceTimesheetInput(status="submitted"), id=sheet.id)
    report = worker.sync()
    assert (report.ok, report.pending, report.attention) == (True, 0, 0), worker.outbox()
    with desk(tmp_path / "boss", clock=worker.node.clock) as boss:
        boss.connect(hub.url, hub.key)
        boss.sync()
        (theirs,) = boss.call("timesheets.manager_list")
        assert theirs.status == "submitted"
        assert told(boss) == ["timesheet_submitted"]
        boss.call("timesheets.manager_bulk_update", bulk("approved", theirs.id))
        assert boss.sync().sent == 1
    worker.sync()
    assert worker.call("timesheets.list")[0].status == "approved"
    assert worker.call("timesheets.list")[0].id == sheet.id
    worker.sync()
    assert told(worker) == ["timesheet_approved"]


def test_an_override_reaches_the_hub_and_reopening_for_late_work_too(
    hub: Hub, worker: Desk, tmp_path: Path
) -> None:
    worker.connect(hub.url, member_key(hub))
    now = worker.node.clock.now()

    def punched(status: str, hours: float) -> None:
        at = now - dt.timedelta(hours=hours)
        worker.call("attendances.create", WorkforceAttendanceInput(status=status, timestamp=at))

    for status, hours in (("start", 30), ("stop", 9)):  # 21 hours look forgotten
        punched(status, hours)
    worker.sync()
    for sheet in worker.call("timesheets.list"):
        worker.call("timesheets.update", WorkforceTimesheetInput(status="submitted"), id=sheet.id)
    worker.sync()
    with desk(tmp_path / "boss", clock=worker.node.clock) as boss:
        boss.connect(hub.url, hub.key)
        boss.sync()
        (theirs,) = boss.call("timesheets.manager_list")
        fine = WorkforceTimesheetInput(status="approved", override_reason="A double night shift")
        boss.call("timesheets.manager_update", fine, id=theirs.id)
        report = boss.sync()
        assert (report.sent, report.attention) == (1, 0), boss.outbox()
        there = hub.node.store.read(lambda r: r.get("timesheet", theirs.id))
        assert (there["status"], there["override_reason"]) == ("approved", "A double night shift")
        punched("start", 2)
        punched("stop", 1)
        worker.sync()
        boss.sync()
        (late,) = boss.call("timesheets.manager_list")[0].corrections
        apply = SheetDecision(attendance_id=late.attendance_id, decision="apply")
        boss.call(
            "timesheets.manager_update", WorkforceTimesheetInput(corrections=[apply]), id=theirs.id
        )
        boss.sync()
        there = hub.node.store.read(lambda r: r.get("timesheet", theirs.id))
        assert (there["status"], there["corrections"][0]["status"]) == ("submitted", "applied")


def told(at: Desk) -> list[str]:
    return [row["kind"] for row in at.rows("notice") if row["user_id"] == at.me.user_id]


def bulk(status: str, *ids: int) -> WorkforceTimesheetBulkInput:
    return WorkforceTimesheetBulkInput(status=status, timesheet_ids=list(ids))


def test_a_worker_learns_what_became_of_a_request(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    first, second = new_shift(hub), new_shift(hub, title="Other")
    worker.sync()
    here = {s.title: s.id for s in worker.call("shifts.list")}
    for title in ("Late", "Other"):
        body = WorkforceShiftRequestInput(shift_id=here[title])
        worker.call("shift_requests.create", body)
    assert worker.sync().ok
    asked = hub.get("/v1/workforce/manager/shift_requests").json()
    assert {r["shift_id"] for r in asked} == {first["id"], second["id"]}
    for request in asked:
        status = "approved" if request["shift_id"] == first["id"] else "rejected"
        path = f"/v1/workforce/manager/shift_requests/{request['id']}"
        assert hub.request("PUT", path, json={"status": status}).status_code == 200
    worker.sync()
    told = {row["shift_id"]: row["status"] for row in worker.rows("shift_request")}
    assert told == {here["Late"]: "approved", here["Other"]: "rejected"}


def test_a_shift_that_went_to_somebody_else_says_that_i_was_not_chosen(
    hub: Hub, worker: Desk
) -> None:
    worker.connect(hub.url, member_key(hub))
    shift = new_shift(hub)
    worker.sync()
    (here,) = worker.call("shifts.list")
    worker.call("shift_requests.create", WorkforceShiftRequestInput(shift_id=here.id))
    worker.sync()
    boss = hub.get("/v1/me").json()["id"]
    path = f"/v1/workforce/manager/shifts/{shift['id']}"
    assert hub.request("PUT", path, json={"assignee_id": boss}).status_code == 200
    for _ in range(2):
        worker.node.clock.advance(minutes=2)
        worker.sync()
    assert worker.call("shifts.list") == []
    node, zone = worker.node, dt.UTC
    who = node.store.read(lambda reader: person.principal(reader, "test"))
    now = here.start_at - dt.timedelta(hours=2)
    seen = node.store.read(lambda reader: today.view(reader, who, now, zone))
    assert [(row.id, row.mark, row.act) for row in seen.shifts] == [(here.id, "rejected", None)]


def test_a_request_is_withdrawn_on_both_sides(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    new_shift(hub)
    worker.sync()
    (shift,) = worker.call("shifts.list")
    body = WorkforceShiftRequestInput(shift_id=shift.id)
    request = worker.call("shift_requests.create", body)
    worker.sync()
    worker.call("shift_requests.delete", id=request.id)
    assert worker.sync().sent == 1
    (there,) = hub.get("/v1/workforce/manager/shift_requests").json()
    assert there["status"] == "canceled"
    assert worker.rows("shift_request")[0]["status"] == "canceled"


def test_a_pay_period_that_begins_elsewhere_leaves_no_empty_sheet(hub: Hub, worker: Desk) -> None:
    hub.request("PUT", "/v1/workforce", json={"week_start": "thursday"})
    now = worker.node.clock.now()
    for status, hours in (("start", 9), ("stop", 1)):
        at = now - dt.timedelta(hours=hours)
        worker.call("attendances.create", WorkforceAttendanceInput(status=status, timestamp=at))
    before = worker.call("timesheets.list")[0].start_date
    worker.connect(hub.url, member_key(hub))
    assert worker.sync().ok
    (sheet,) = worker.call("timesheets.list")
    (line,) = worker.call("timesheet_items.list")
    assert (sheet.start_date.weekday(), before.weekday()) == (3, 0)
    assert (line.timesheet_id, line.work_hours) == (sheet.id, 8.0)


def test_a_correction_reaches_the_hours_on_both_sides(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    now = worker.node.clock.now()
    punches = [
        worker.call(
            "attendances.create",
            WorkforceAttendanceInput(status=status, timestamp=now - dt.timedelta(hours=hours)),
        )
        for status, hours in (("start", 9), ("stop", 1))
    ]
    worker.sync()
    earlier = WorkforceAttendanceInput(timestamp=now - dt.timedelta(hours=3), reason="forgot")
    worker.call("attendances.update", earlier, id=punches[1].id)
    report = worker.sync()
    assert (report.ok, report.sent, report.attention) == (True, 1, 0), worker.outbox()
    (there,) = hub.get("/v1/workforce/manager/timesheet_items").json()
    (here,) = worker.call("timesheet_items.list")
    assert there["work_minutes"] == here.work_minutes == 360
    (why,) = hub.node.store.read(lambda r: r.find("correction"))
    assert why["reason"] == "forgot"
    assert worker.sync().sent == 0


def test_a_manager_sees_a_running_session_of_somebody_elses_device(
    hub: Hub, worker: Desk, tmp_path: Path
) -> None:
    worker.connect(hub.url, member_key(hub))
    at = worker.node.clock.now() - dt.timedelta(hours=2)
    worker.call("attendances.create", WorkforceAttendanceInput(status="start", timestamp=at))
    worker.sync()
    with desk(tmp_path / "boss", clock=worker.node.clock) as boss:
        boss.connect(hub.url, hub.key)
        boss.sync()
        (session,) = boss.rows("session")
        assert (session["start_at"], session["end_at"]) == (at, None)
        (wilma,) = [m for m in boss.call("members.list") if m.first_name == "Wilma"]
        assert session["user_id"] == wilma.user_id


def test_a_pomodoro_of_the_timer_arrives_with_its_own_time(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    clock, control = worker.node.clock, Control(worker.node.bus)
    control.timer({"command": "start", "tags": ["deep"]})
    clock.advance(minutes=26)
    control.timer({"command": "status"})
    ended = worker.rows("tomato")[0]["created_at"]
    clock.advance(hours=3)
    assert worker.sync().sent >= 1
    user = int(worker.rows("remote")[0]["user_pk"])
    (there,) = hub.node.store.read(lambda r: r.find("tomato", {"user_id": user}))
    assert (there["tags"], there["created_at"]) == (["deep"], ended)
