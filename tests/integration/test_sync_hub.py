"""A real hub over a real socket, and a second node that works alone in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.base.errors import Conflict, PomoclockError
from desktop.contract.models import (
    EventInput,
    SettingData,
    TaggingInput,
    WorkforceAttendanceInput,
    WorkforceAvailabilityInput,
    WorkforceShiftInput,
    WorkforceShiftQuestionInput,
    WorkforceShiftRequestInput,
    WorkforceTimesheetBulkInput,
    WorkforceTimesheetInput,
    WorkforceTimesheetItemInput,
)
from desktop.contract.models.tomatoes import ProjectInput, TomatoInput
from desktop.services import keys
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk, desk
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


def member_key(hub: Hub, name: str = "Wilma", roles: tuple[str, ...] = ("Team Member",)) -> str:
    return hub.new_key(hub.join(name, roles=roles, email=f"{name.lower()}@example.com"))


def test_offline_punches_arrive_once_with_their_own_times(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    times = [now - dt.timedelta(minutes=m) for m in (50, 30, 20, 5)]
    for status, at in zip(("start", "pause", "resume", "stop"), times, strict=True):
        worker.call("attendances.create", WorkforceAttendanceInput(status=status, timestamp=at))
    report = worker.sync()
    assert (report.ok, report.sent, report.pending, report.attention) == (True, 4, 0, 0), report
    there = hub.get("/v1/workforce/manager/attendances").json()
    assert [(a["status"], a["timestamp"]) for a in reversed(there)] == [
        (s, t.isoformat().replace("+00:00", "Z"))
        for s, t in zip(("start", "pause", "resume", "stop"), times, strict=True)
    ]
    again = worker.sync()
    assert (again.sent, again.received) == (0, 0), again
    assert len(hub.get("/v1/workforce/manager/attendances").json()) == 4


def test_a_shift_that_a_manager_creates_appears_and_disappears(hub: Hub, worker: Desk) -> None:
    key = member_key(hub)
    worker.connect(hub.url, key)
    worker.sync()
    user = worker.rows("remote")[0]["user_pk"]
    shift = new_shift(hub, assignee_id=int(user))
    report = worker.sync()
    assert report.received >= 1, report
    mine = worker.call("shifts.list")
    assert [s.title for s in mine] == ["Late"]
    assert mine[0].assignee_id == worker.me.user_id
    hub.request("DELETE", f"/v1/workforce/manager/shifts/{shift['id']}")
    worker.sync()
    assert [s.title for s in worker.call("shifts.list")] == []


def new_shift(hub: Hub, **more: object) -> dict[str, object]:
    start = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(hours=1)
    body = {
        "title": "Late",
        "start_at": start.isoformat(),
        "end_at": (start + dt.timedelta(hours=8)).isoformat(),
        "status": "published",
        **more,
    }
    reply = hub.post("/v1/workforce/manager/shifts", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


def test_an_unchanged_store_costs_no_body_and_touches_no_row(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    new_shift(hub)
    worker.sync()
    worker.sync()
    seq = worker.node.store.read(lambda r: r.select("select max(seq) from change")[0][0])
    syncs = len(worker.rows("sync"))
    report = worker.sync()
    assert (report.ok, report.sent, report.received) == (True, 0, 0)
    assert worker.node.store.read(lambda r: r.select("select max(seq) from change")[0][0]) == seq
    assert len(worker.rows("sync")) == syncs


def test_a_manager_builds_the_roster_offline(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, hub.key)
    worker.sync()
    start = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=1)
    made = worker.call(
        "shifts.manager_create",
        WorkforceShiftInput(title="Early", start_at=start, end_at=start + dt.timedelta(hours=4)),
    )
    worker.call("shifts.manager_update", WorkforceShiftInput(title="Earlier"), id=made.id)
    report = worker.sync()
    assert (report.ok, report.sent) == (True, 1), (report, worker.outbox())
    (there,) = hub.get("/v1/workforce/manager/shifts").json()
    assert (there["title"], there["id"] == made.id) == ("Earlier", False)
    worker.call("shifts.manager_update", WorkforceShiftInput(details="Bring keys"), id=made.id)
    hub.request("PUT", f"/v1/workforce/manager/shifts/{there['id']}", json={"role": "Cook"})
    report = worker.sync()
    assert report.ok, report
    (here,) = worker.call("shifts.manager_list")
    assert (here.id, here.details, here.role, here.title) == (
        made.id,
        "Bring keys",
        "Cook",
        "Earlier",
    )
    (there,) = hub.get("/v1/workforce/manager/shifts").json()
    assert (there["details"], there["role"]) == ("Bring keys", "Cook")
    assert worker.sync().sent == 0


def test_a_used_directory_brings_its_own_records(hub: Hub, worker: Desk) -> None:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    for status, minutes in (("start", 90), ("stop", 10)):
        worker.call(
            "attendances.create",
            WorkforceAttendanceInput(status=status, timestamp=now - dt.timedelta(minutes=minutes)),
        )
    worker.call("tomatoes.create", TomatoInput(tomato={"tag_list": "deep, work"}), time_zone=None)
    worker.call(
        "projects.create",
        ProjectInput(project={"name": "Book", "tag_list": "deep"}),
        time_zone=None,
    )
    worker.call("events.create", EventInput(title="Dentist", start_at=now, end_at=now))
    worker.call("availabilities.update", WorkforceAvailabilityInput(am=1), date=now.date())
    worker.call("me.put_setting", SettingData(data={"focus": 30}), name="pomodoro")
    told = worker.connect(hub.url, member_key(hub))
    assert told["queued"] == 7, told
    report = worker.sync()
    assert (report.ok, report.sent, report.pending, report.attention) == (True, 7, 0, 0), (
        report,
        worker.outbox(),
    )
    user = int(worker.rows("remote")[0]["user_pk"])

    def hub_rows(kind):
        return hub.node.store.read(lambda r: r.find(kind, {"user_id": user}))

    assert [len(hub_rows(kind)) for kind in KINDS] == [2, 1, 1, 1, 1, 1, 1, 1]
    assert hub_rows("timesheet_item")[0]["work_ms"] == 80 * 60_000
    report = worker.sync()
    assert (report.ok, report.sent) == (True, 0)

    def mine(kind):
        return worker.rows(kind, user_id=worker.me.user_id)

    assert [len(mine(kind)) for kind in KINDS] == [2, 1, 1, 1, 1, 1, 1, 1]


KINDS = (
    "attendance",
    "tomato",
    "project",
    "event",
    "availability",
    "setting",
    "timesheet",
    "timesheet_item",
)


def test_a_login_with_a_password_serves_both_apis(hub: Hub, worker: Desk) -> None:
    hub.join("Wilma", roles=("Team Member",), email="wilma@example.com", password="correct horse")
    told = worker.connect(hub.url, "correct horse", login="wilma@example.com")
    assert (told["name"], told["role"], told["kind"]) == ("Wilma", "member", "hub")
    worker.call("tomatoes.create", TomatoInput(tomato={"tag_list": "deep"}))
    assert worker.sync().ok
    assert hub.node.store.read(lambda r: r.count("tomato")) == 1
    kept = (worker.folder / "credentials.json").stat()
    assert kept.st_mode & 0o777 == 0o600
    database = (worker.folder / "pomoclock.db").read_bytes()
    assert worker.vault.load().secret.encode() not in database


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("{url}", "pk_wrong", "key is wrong"),
        ("http://127.0.0.1:9", "pk", "Nothing answers"),
        ("nonsense://x", "pk", "no address"),
    ],
)
def test_a_failed_connect_leaves_nothing(
    hub: Hub, worker: Desk, url: str, secret: str, words: str
) -> None:
    with pytest.raises(PomoclockError, match=words):
        worker.connect(url.format(url=hub.url), secret)
    assert worker.rows("remote") == []
    assert worker.outbox() == []
    assert not (worker.folder / "credentials.json").exists()


def test_a_second_account_is_refused(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, member_key(hub))
    with pytest.raises(Conflict, match="already belongs"):
        worker.connect(hub.url, member_key(hub, "Otto"))
    assert len(worker.rows("remote")) == 1


def test_a_number_that_is_taken_is_translated(hub: Hub, worker: Desk) -> None:
    worker.connect(hub.url, hub.key)
    worker.sync()
    there = new_shift(hub)

    def occupy(uow: UnitOfWork) -> None:
        uow.insert("shift", {"id": there["id"], "title": "Own", "team_id": 1, "demo": 1})

    worker.node.store.write(occupy).result()
    worker.sync()
    (here,) = [s for s in worker.call("shifts.manager_list") if s.title == "Late"]
    assert here.id != there["id"]
    worker.call("shifts.manager_update", WorkforceShiftInput(title="Later"), id=here.id)
    assert worker.sync().sent == 1
    assert hub.get(f"/v1/workforce/manager/shifts/{there['id']}").json()["title"] == "Later"


def test_a_hub_that_is_away_keeps_everything_for_later(tmp_path: Path, worker: Desk) -> None:
    with running_hub(tmp_path / "hub") as hub:
        worker.connect(hub.url, member_key(hub))
        worker.sync()
        port = hub.port
    worker.call("attendances.create", WorkforceAttendanceInput(status="start"))
    report = worker.sync()
    assert (report.ok, report.network, report.pending, report.attention) == (False, True, 1, 0)
    with running_hub(tmp_path / "hub", port=port) as hub:
        report = worker.sync()
        assert (report.ok, report.sent, report.pending) == (True, 1, 0), report
        assert len(hub.get("/v1/workforce/manager/attendances").json()) == 1


def test_a_revoked_key_pauses_and_keeps_the_entries(hub: Hub, worker: Desk) -> None:
    key = member_key(hub)
    worker.connect(hub.url, key)
    worker.sync()
    hub.node.store.write(revoke_all).result()
    worker.call("attendances.create", WorkforceAttendanceInput(status="start"))
    report = worker.sync()
    assert (report.expired, report.pending, report.attention) == (True, 1, 1), report
    assert worker.engine.status().state == "attention"
    user = int(worker.rows("remote")[0]["user_pk"])
    worker.connect(hub.url, hub.new_key(user))
    report = worker.sync()
    assert (report.ok, report.sent, report.pending) == (True, 1, 0), report


def revoke_all(uow: UnitOfWork) -> None:
    for row in uow.find("api_key"):
        keys.revoke(uow, row["id"])


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
        boss.call("timesheets.manager_bulk_update", bulk("approved", theirs.id))
        assert boss.sync().sent == 1
    worker.sync()
    assert worker.call("timesheets.list")[0].status == "approved"
    assert worker.call("timesheets.list")[0].id == sheet.id


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
