"""Exceptions, locks, late work and notices of timesheets, through the operations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid
from desktop.contract.models import (
    SheetDecision,
    WorkforceInput,
    WorkforceTimesheet,
    WorkforceTimesheetInput,
    WorkforceTimesheetItemInput,
)
from desktop.services import notices, reviews
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.punching import correct, punch, rows
from tests.helpers.team import Cast, audited

MONDAY = dt.date(2026, 11, 16)


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def at(day: int, clock: str) -> dt.datetime:
    """An instant of that day of the week of 16 November in UTC; Berlin is an hour ahead."""
    time = dt.time.fromisoformat(clock)
    return dt.datetime.combine(MONDAY + dt.timedelta(days=day), time, dt.UTC)


def put(node: Node, who: Principal, sheet_id: int, **fields: Any) -> WorkforceTimesheet:
    body = WorkforceTimesheetInput(**fields)
    done: WorkforceTimesheet = node.bus.call(
        "timesheets.update", principal=who, id=sheet_id, body=body
    )
    return done


def sheet_of(node: Node, who: Principal) -> WorkforceTimesheet:
    (sheet,) = node.bus.call("timesheets.list", principal=who)
    return sheet  # type: ignore[no-any-return]


def work(node: Node, who: Principal, day: int, start: str, stop: str, key: str = "") -> None:
    """A session of a day; with a key as another node of ours brings it later."""
    for n, (status, clock) in enumerate((("start", start), ("stop", stop))):
        own = f"{key}{n}" if key else ""
        punch(node, who, status, timestamp=at(day, clock), key=own)


def told(node: Node, who: Principal) -> list[str]:
    found = node.store.read(lambda reader: notices.of(reader, who.user_id))
    return [row["kind"] for row in reversed(found)]


def approved(node: Node, who: Principal, reviewer: Principal) -> WorkforceTimesheet:
    sheet = sheet_of(node, who)
    put(node, who, sheet.id, status="submitted")
    return put(node, reviewer, sheet.id, status="approved")


def test_exceptions_are_stored_with_the_sheet_and_point_at_punches(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    clock.wall = at(2, "12:00")
    work(node, bo, 0, "13:00", "21:30")
    work(node, bo, 1, "06:00", "14:00")
    sent = put(node, bo, sheet_of(node, bo).id, status="submitted")
    (rest,) = [one for one in sent.exceptions if one.code == "short_rest"]
    starts = [row["id"] for row in rows(node, "attendance", user_id=bo.user_id, status="start")]
    assert (rest.severity, rest.day, rest.attendance_ids) == (
        "high",
        MONDAY + dt.timedelta(days=1),
        starts,
    )
    row = rows(node, "timesheet", user_id=bo.user_id)[0]
    stamp = row["updated_at"]
    clock.advance(minutes=1)
    node.store.write(lambda uow: reviews.refresh(uow, uow.need("timesheet", row["id"]))).result()
    assert rows(node, "timesheet", user_id=bo.user_id)[0]["updated_at"] == stamp
    assert not node.store.read(lambda r: reviews.differs(r, row, clock.now()))


def test_a_critical_exception_blocks_approval_until_it_is_resolved(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    clock.wall = at(3, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    stray = punch(node, bo, "stop", timestamp=at(1, "16:00"), key="a")
    sheet = sheet_of(node, bo)
    sent = put(node, bo, sheet.id, status="submitted")
    assert [one.code for one in sent.exceptions if one.severity == "critical"] == ["missing_in"]
    put(node, ada, sheet.id, status="preapproved")  # a first look may be taken anyway
    with pytest.raises(Invalid) as refused:
        put(node, ada, sheet.id, status="approved")
    (named,) = refused.value.details["exceptions"]
    assert named.startswith("missing_in on 2026-11-17: Clocked out at 17:00")
    start = punch(
        node,
        ada,
        "start",
        user_id=bo.user_id,
        timestamp=at(1, "08:00"),
        manager=True,
        reason="She showed me the door log",
    )
    assert stray.id != start.id
    again = put(node, ada, sheet.id, status="submitted")
    assert [one.code for one in again.exceptions if one.severity == "critical"] == []
    assert put(node, ada, sheet.id, status="approved").locked


def test_a_critical_exception_may_be_overridden_with_a_reason_that_stays(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    clock.wall = at(3, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    punch(node, bo, "stop", timestamp=at(1, "16:00"), key="a")
    sheet = sheet_of(node, bo)
    with pytest.raises(Forbidden):
        put(node, bo, sheet.id, override_reason="trust me")
    put(node, bo, sheet.id, status="submitted")
    reason = "The badge reader was down; hours agreed with Bo"
    done = put(node, ada, sheet.id, status="approved", override_reason=reason)
    assert (done.status, done.locked, done.override_reason) == ("approved", True, reason)
    (missing,) = [one for one in done.exceptions if one.code == "missing_in"]
    assert (missing.overridden_by, missing.override_reason) == (ada.user_id, reason)
    assert missing.overridden_at == clock.now()
    (noted,) = [row for row in audited(node, "timesheet") if row["after"].get("locked")]
    assert reason in noted["reason"]
    opened = put(node, me, sheet.id, status="submitted")
    assert opened.override_reason is None
    (still,) = [one for one in opened.exceptions if one.code == "missing_in"]
    assert still.override_reason == reason  # about the same punch, so it holds
    assert put(node, ada, sheet.id, status="approved").locked


def test_a_team_says_itself_what_is_critical(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    data = {"exceptions": {"severities": {"manual_edit": "critical", "offline_punch": "off"}}}
    node.bus.call("workforce.update", principal=me, body=WorkforceInput(data=data))
    bo = cast.member("Bo")
    clock.wall = at(1, "12:00")
    work(node, bo, 0, "08:00", "16:00", key="late")
    sheet = sheet_of(node, bo)
    assert put(node, bo, sheet.id, status="submitted").exceptions == []
    correct(
        node,
        me,
        rows(node, "attendance", status="stop")[0]["id"],
        timestamp=at(0, "15:00"),
        reason="camera",
    )
    with pytest.raises(Invalid, match="manual_edit"):
        put(node, me, sheet.id, status="approved")


def test_tolerances_that_cannot_be_meant_are_refused_and_named(node: Node, me: Principal) -> None:
    data = {"exceptions": {"severities": {"tired": "high"}}, "geofence": {"places": {"A": 1}}}
    with pytest.raises(Invalid) as refused:
        node.bus.call("workforce.update", principal=me, body=WorkforceInput(data=data))
    assert [text.split()[0] for text in refused.value.details["data"]] == [
        "exceptions.severities",
        "geofence.places",
    ]


def test_work_that_reaches_a_locked_sheet_waits_for_a_decision_and_is_applied_by_reopening(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    clock.wall = at(6, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    sheet = approved(node, bo, ada)
    work(node, bo, 1, "08:00", "10:00", key="kiosk")
    now = sheet_of(node, bo)
    assert (now.work_minutes, now.locked, now.items_count) == (480, True, 1)
    (asked,) = now.corrections
    assert (asked.status, asked.day) == ("open", MONDAY + dt.timedelta(days=1))
    assert asked.text == "A session of 2 h 00 min differs from the approved lines."
    assert "timesheet_correction" in told(node, ada)
    decision = SheetDecision(attendance_id=asked.attendance_id, decision="apply")
    with pytest.raises(Forbidden):
        put(node, ada, sheet.id, corrections=[decision])
    done = put(node, me, sheet.id, corrections=[decision])
    assert (done.status, done.locked, done.work_minutes) == ("submitted", False, 600)
    assert [(one.status, one.decided_by) for one in done.corrections] == [("applied", me.user_id)]


def test_work_that_reaches_a_locked_sheet_may_be_declined_and_the_punches_stay(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    clock.wall = at(6, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    sheet = approved(node, bo, ada)
    work(node, bo, 1, "08:00", "10:00", key="kiosk")
    (asked,) = sheet_of(node, bo).corrections

    def decide(who: Principal, decision: str, **more: Any) -> WorkforceTimesheet:
        one = SheetDecision(attendance_id=asked.attendance_id, decision=decision, **more)  # type: ignore[arg-type]
        return put(node, who, sheet.id, corrections=[one])

    with pytest.raises(Forbidden):
        decide(bo, "decline", reason="no")
    with pytest.raises(Invalid, match="reason"):
        decide(ada, "decline")
    done = decide(ada, "decline", reason="You were on leave that day")
    assert (done.locked, done.work_minutes) == (True, 480)
    assert [(o.status, o.reason) for o in done.corrections] == [
        ("declined", "You were on leave that day")
    ]
    assert told(node, bo)[-1] == "timesheet_correction_declined"
    assert len(rows(node, "punch", user_id=bo.user_id)) == 4
    assert audited(node, "timesheet")[-1]["reason"] == "You were on leave that day"
    with pytest.raises(Invalid):
        decide(ada, "decline", reason="again")


def test_a_single_late_punch_is_asked_about_too(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    clock.wall = at(6, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    approved(node, bo, me)
    punch(node, bo, "stop", timestamp=at(2, "16:00"), key="stray")
    start = punch(node, bo, "start", timestamp=at(3, "08:00"), key="start")
    asked = sheet_of(node, bo).corrections
    assert [one.day - MONDAY for one in asked] == [dt.timedelta(2), dt.timedelta(3)]
    punch(node, bo, "stop", timestamp=at(3, "09:00"), key="stop")
    after = sheet_of(node, bo).corrections
    assert [one.attendance_id for one in after] == [asked[0].attendance_id, start.id]
    assert "1 h 00 min" in after[1].text


def test_an_edit_of_an_approved_sheet_reopens_it_and_the_audit_log_says_so(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    clock.wall = at(6, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    sheet = approved(node, bo, me)
    (item,) = node.bus.call("timesheet_items.list", principal=bo)
    body = WorkforceTimesheetItemInput(work_hours=7.0)
    node.bus.call("timesheet_items.manager_update", principal=me, id=item.id, body=body)
    assert (sheet_of(node, bo).status, sheet_of(node, bo).locked) == ("submitted", False)
    last = audited(node, "timesheet")[-1]
    assert (last["before"]["status"], last["after"]["status"]) == ("approved", "submitted")
    assert last["actor_id"] == me.user_id
    clock.advance(minutes=1)
    put(node, me, sheet.id, status="approved")
    stop = rows(node, "attendance", user_id=bo.user_id, status="stop")[0]
    correct(node, me, stop["id"], timestamp=at(0, "15:30"), reason="camera says half past four")
    last = audited(node, "timesheet")[-1]
    assert (last["after"]["status"], last["reason"]) == ("submitted", "camera says half past four")
    assert told(node, bo).count("timesheet_reopened") == 2


def test_an_approved_sheet_is_not_deleted_before_it_is_reopened(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    clock.wall = at(6, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    sheet = approved(node, bo, me)
    with pytest.raises(Invalid, match="reopen"):
        node.bus.call("timesheets.delete", principal=me, id=sheet.id)
    put(node, me, sheet.id, status="unsubmitted")
    node.bus.call("timesheets.delete", principal=me, id=sheet.id)
    assert rows(node, "timesheet", user_id=bo.user_id) == []


def test_who_waits_is_told_and_nobody_about_their_own_deeds(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    clock.wall = at(6, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    sheet = sheet_of(node, bo)
    put(node, bo, sheet.id, status="submitted")
    assert told(node, bo) == []
    assert told(node, ada) == told(node, me) == ["timesheet_submitted"]
    clock.advance(minutes=1)
    put(node, ada, sheet.id, status="denied", reason="Friday is missing")
    put(node, bo, sheet.id, status="submitted")
    clock.advance(minutes=1)
    put(node, ada, sheet.id, status="preapproved")
    put(node, me, sheet.id, status="approved")
    assert told(node, bo) == ["timesheet_denied", "timesheet_preapproved", "timesheet_approved"]
    denial = node.store.read(lambda reader: notices.of(reader, bo.user_id))[-1]
    assert denial["data"]["reason"] == "Friday is missing"
    assert denial["subject_id"] == sheet.id
    assert told(node, ada) == ["timesheet_submitted"] * 2


def test_a_line_that_was_taken_away_stays_away_when_the_sheet_is_opened_again(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    clock.wall = at(6, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    work(node, bo, 1, "08:00", "09:00")
    wrong = next(
        i for i in node.bus.call("timesheet_items.list", principal=bo) if i.work_hours == 1
    )
    node.bus.call("timesheet_items.delete", principal=me, id=wrong.id)
    sheet = approved(node, bo, me)
    work(node, bo, 2, "08:00", "10:00", key="kiosk")
    opened = put(node, me, sheet.id, status="submitted")
    assert (opened.work_minutes, opened.corrections[0].status) == (600, "applied")


def test_opening_a_sheet_by_an_edit_brings_in_what_waited(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    clock.wall = at(6, "12:00")
    work(node, bo, 0, "08:00", "16:00")
    sheet = approved(node, bo, me)
    work(node, bo, 1, "08:00", "10:00", key="kiosk")
    body = WorkforceTimesheetItemInput(work_hours=1.0, timesheet_id=sheet.id)
    node.bus.call("timesheet_items.create", principal=me, body=body)
    assert sheet_of(node, bo).work_minutes == 480 + 120 + 60
