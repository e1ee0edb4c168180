"""One week as worker, manager and admin live it, through `/v1`; the audit log tells it afterwards."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from desktop.services import audit_story, notices
from tests.helpers.clock import FakeClock
from tests.helpers.day import at
from tests.helpers.exporting import export, file
from tests.helpers.opened import rows as table
from tests.helpers.server import Hub

V1 = "/v1/workforce"
MANAGER = f"{V1}/manager"
DAYS = ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20")


class Week:
    """The people of the story; `__call__` is a request of one of them."""

    ROLES: ClassVar = {"Ada": "Team Manager", "Bo": "Team Member", "Cy": "Team Member"}

    def __init__(self, hub: Hub, clock: FakeClock) -> None:
        self.hub, self.clock = hub, clock
        self.ids = {name: hub.join(name, roles=(role,)) for name, role in self.ROLES.items()}
        self.keys = {name: hub.new_key(number) for name, number in self.ids.items()}
        self.keys["Mara"] = hub.key
        clock.wall = at("2026-11-13 15:00")

    def __call__(self, who: str, method: str, path: str, expect: int = 200, /, **body: Any) -> Any:
        sent = {"json": body} if body else {}
        reply = self.hub.request(method, path, key=self.keys[who], **sent)
        assert reply.status_code == expect, reply.text
        return reply.json() if reply.content else None

    def punch(self, when: str, status: str, answer: int = 201, who: str = "Bo") -> Any:
        self.clock.wall = at(when)
        return self(who, "POST", f"{V1}/attendances", answer, status=status)

    def sheet(self, who: str = "Bo") -> Any:
        (sheet,) = self(who, "GET", f"{V1}/timesheets")
        return sheet

    def later(self) -> None:
        self.clock.advance(minutes=20)

    def told(self, who: str) -> list[str]:
        found = self.hub.node.store.read(lambda r: notices.of(r, self.ids[who]))
        return [row["kind"] for row in reversed(found)]


@pytest.fixture
def week(hub: Hub, clock: FakeClock) -> Week:
    return Week(hub, clock)


def publish(week: Week) -> None:
    for day in DAYS:
        body = {"start_at": at(f"{day} 09:00"), "end_at": at(f"{day} 17:00")}
        times = {name: value.isoformat() for name, value in body.items()}
        shift = week(
            "Ada",
            "POST",
            f"{MANAGER}/shifts",
            201,
            status="assigned",
            assignee_id=week.ids["Bo"],
            **times,
        )
        week.later()
        week("Ada", "PUT", f"{MANAGER}/shifts/{shift['id']}", status="published")
    assert len(week("Bo", "GET", f"{V1}/shifts")) == 5


def clock_it_with_mistakes(week: Week) -> None:
    """Monday is fine, Tuesday begins late on paper, Wednesday never ends, Friday is missing."""
    for clock, status in (
        *(("09:00", "start"), ("12:30", "pause"), ("13:00", "resume"), ("17:00", "stop")),
    ):
        week.punch(f"{DAYS[0]} {clock}", status)
    week.punch(f"{DAYS[1]} 09:40", "start")
    week.punch(f"{DAYS[1]} 09:40:02", "start", 422)  # a double tap
    week.punch(f"{DAYS[1]} 17:00", "stop")
    week.punch(f"{DAYS[2]} 09:00", "start")
    week.punch(f"{DAYS[3]} 09:00", "start")
    week.punch(f"{DAYS[3]} 17:00", "stop")


def correct(week: Week) -> None:
    sheet = week("Bo", "PUT", f"{V1}/timesheets/{week.sheet()['id']}", reason=None)
    assert "missing_out" in {one["code"] for one in sheet["exceptions"]}
    week(
        "Bo",
        "POST",
        f"{V1}/attendances",
        201,
        status="stop",
        timestamp=at(f"{DAYS[2]} 17:00").isoformat(),
        reason="forgot to clock out",
    )
    punches = week("Bo", "GET", f"{V1}/attendances")
    (late,) = [p for p in punches if p["timestamp"].startswith(f"{DAYS[1]}T08:40")]
    path = f"{V1}/attendances/{late['id']}"
    moved = at(f"{DAYS[1]} 09:00").isoformat()
    week("Bo", "PUT", path, timestamp=moved, reason="my badge did not work")


def review(week: Week) -> Any:
    week.clock.wall = at("2026-11-23 08:00")
    sent = week("Bo", "PUT", f"{V1}/timesheets/{week.sheet()['id']}", status="submitted")
    path = f"{MANAGER}/timesheets/{sent['id']}"
    found = {one["code"] for one in week("Ada", "GET", path)["exceptions"]}
    assert {"no_show", "manual_edit"} <= found
    assert "in_late" not in found
    week.later()
    denied = week("Ada", "PUT", path, status="denied", reason="Friday is missing")
    assert (denied["status"], week.sheet()["reason"]) == ("denied", "Friday is missing")
    week.later()
    week(
        "Bo",
        "POST",
        f"{V1}/timesheet_items",
        201,
        timesheet_id=sent["id"],
        start_date=DAYS[4],
        work_hours=4.5,
        notes="Inventory at the warehouse",
    )
    week.later()
    fixed = week("Bo", "PUT", f"{V1}/timesheets/{sent['id']}", status="submitted")
    assert "no_show" not in {one["code"] for one in fixed["exceptions"]}
    assert fixed["work_minutes"] == (7.5 + 8 + 8 + 8 + 4.5) * 60
    week.later()
    week("Ada", "PUT", path, status="preapproved")
    return fixed


def approve_all(week: Week, sheet: Any) -> None:
    """Cy has not submitted; that keeps nobody else from the payroll."""
    other = week("Cy", "POST", f"{MANAGER}/timesheets", 201, start_date=DAYS[0])
    week.later()
    ids = [sheet["id"], other["id"]]
    done = week(
        "Mara", "PUT", f"{MANAGER}/timesheets/bulk_update", timesheet_ids=ids, status="approved"
    )
    assert [(one["id"], one["result"], one["locked"]) for one in done] == [
        (sheet["id"], "changed", True),
        (other["id"], "refused", False),
    ]
    assert done[1]["error"]["code"] == "VALIDATION_ERROR"
    for who in ("Bo", "Ada"):
        week(who, "PUT", f"{V1}/timesheets/{sheet['id']}", 403, status="submitted")


def test_a_week_from_the_roster_to_the_payroll_and_back(week: Week) -> None:
    publish(week)
    clock_it_with_mistakes(week)
    correct(week)
    sheet = review(week)
    approve_all(week, sheet)
    week.later()
    made = export(week.hub.node, week.hub.me, DAYS[0], "2026-11-22", who=("all",))
    lines = [row for row in table(file(made, "timesheets.csv")) if row["status"] == "approved"]
    assert sum(float(line["work_hours"]) for line in lines) == 36.0
    week.later()
    path = f"{MANAGER}/timesheets/{sheet['id']}"
    opened = week("Mara", "PUT", path, status="submitted", reason="Friday was a whole day")
    assert (opened["status"], opened["locked"]) == ("submitted", False)
    assert week.told("Bo") == [
        *["shift_published"] * 5,
        *("timesheet_denied", "timesheet_preapproved"),
        *("timesheet_approved", "timesheet_reopened"),
    ]
    assert week.told("Ada") == ["timesheet_submitted", "timesheet_submitted"]
    assert_the_log_reads_like_the_story(week)


def assert_the_log_reads_like_the_story(week: Week) -> None:
    read = week.hub.node.store.read
    told = read(lambda reader: audit_story.story(reader, week.hub.me))
    assert [one.at for one in told] == sorted(one.at for one in told)
    sentences = [f"{one.text} {one.reason}".strip() for one in told]
    drafted = [text for text in sentences if text.startswith("Ada drafted a shift at")]
    published = [text for text in sentences if text.startswith("Ada published a shift at")]
    assert (len(drafted), len(published)) == (5, 5)
    assert published[0] == "Ada published a shift at 09:00 on 16 November."
    start = next(i for i, text in enumerate(sentences) if text.startswith("Bo"))
    assert sentences[start:] == [
        "Bo moved a clock-in from 09:40 on 17 November to 09:00 on 17 November. my badge did not work",
        "Bo submitted the timesheet.",
        "Ada denied the timesheet of Bo. Friday is missing",
        "Bo made a line of 4.5 h in the timesheet.",
        "Bo submitted the timesheet.",
        "Ada preapproved the timesheet of Bo.",
        "Mara Ellison approved the timesheet of Bo.",
        "Mara Ellison exported 5 lines from 2026-11-16 to 2026-11-22.",
        "Mara Ellison opened the timesheet of Bo again. Friday was a whole day",
    ]
