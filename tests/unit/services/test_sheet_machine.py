"""Random deeds of a member, a manager and an admin: nothing gets past the lock of a timesheet."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from desktop.app import Node
from desktop.base.errors import Rejected
from desktop.contract.models import (
    SheetDecision,
    WorkforceTimesheetBulkInput,
    WorkforceTimesheetInput,
    WorkforceTimesheetItemInput,
)
from desktop.services import attendances
from desktop.services.context import Call, Principal
from desktop.store.schema import Row
from tests.helpers.clock import FakeClock
from tests.helpers.punching import correct, punch, rows
from tests.helpers.team import Cast

MONDAY = dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
STATES = ("unsubmitted", "submitted", "preapproved", "approved", "denied")
MEMBER, MANAGER, ADMIN = "member", "manager", "admin"
MAY = {
    (a, b): who
    for who, pairs in {
        MEMBER: ("unsubmitted>submitted", "denied>submitted"),
        MANAGER: (
            *("submitted>preapproved", "submitted>approved", "submitted>denied"),
            *("submitted>unsubmitted", "preapproved>approved", "preapproved>denied"),
            *("preapproved>submitted", "preapproved>unsubmitted", "denied>unsubmitted"),
        ),
        ADMIN: (
            *("approved>submitted", "approved>preapproved"),
            *("approved>denied", "approved>unsubmitted"),
        ),
    }.items()
    for a, b in (pair.split(">") for pair in pairs)
}
"""Written down a second time, from the specification: who may move a sheet from where to where."""
RANK = {MEMBER: 0, MANAGER: 1, ADMIN: 2}
actors = st.sampled_from((MEMBER, MANAGER, ADMIN))
seats = st.integers(0, 7)
hours = st.integers(0, 24 * 9)


class Sheets(RuleBasedStateMachine):
    """Two weeks of one member; every run has a member of its own."""

    def __init__(self, node: Node, me: Principal, clock: FakeClock) -> None:
        super().__init__()
        self.node, self.clock = node, clock
        cast, name = Cast(node, me.team_id), f"{len(rows(node, 'user'))}"
        self.bo = cast.member(f"Bo{name}")
        self.people = {
            MEMBER: self.bo,
            MANAGER: cast.member(f"Ada{name}", "Team Manager"),
            ADMIN: me,
        }
        self.keys = 0
        self.actor = MEMBER
        self.before: dict[int, Row] = {}
        self.lines: dict[int, list[Row]] = {}
        self.moment = clock.now()
        self.unlined: set[int] = set()
        clock.wall = MONDAY + 15 * 24 * HOUR

    SEEN: ClassVar[Counter[str]] = Counter()
    """How often which sort of sheet was tried: a machine that never locks one proves nothing."""

    # what people do

    def does(self, actor: str, act: Callable[[Principal], Any]) -> None:
        self.clock.advance(seconds=1)
        for sheet in self.sheets().values():
            self.SEEN["locked" if sheet["locked"] else "open"] += 1
            self.SEEN["late work"] += bool(sheet["locked"] and sheet["corrections"])
        self.actor, self.before, self.lines = actor, self.sheets(), self.by_sheet()
        self.moment = self.clock.now()
        try:
            act(self.people[actor])
        except Rejected:
            assert self.sheets() == self.before, "a refusal left something behind"
            assert self.by_sheet() == self.lines
        self.approved_and_locked_are_one()
        self.a_sheet_moves_only_as_its_actor_may()
        self.what_is_locked_changes_only_when_an_admin_opens_it_and_the_log_says_so()
        self.nothing_critical_is_approved_without_a_reason()
        self.no_finished_session_is_dropped_silently()

    @initialize()
    def a_week_of_work(self) -> None:
        for day in range(3):
            self.arrives_late(24 * day + 8, 8)

    @rule(start=hours, length=st.integers(0, 20))
    def arrives_late(self, start: int, length: int) -> None:
        """From another node of ours, so that nothing may refuse it."""
        for status, at in (("start", start), ("stop", start + length)):
            self.keys += 1
            key = f"{self.bo.user_id}-{self.keys}"
            when = MONDAY + at * HOUR
            self.does(
                MEMBER,
                lambda who, s=status, k=key, w=when: punch(self.node, who, s, key=k, timestamp=w),
            )

    @rule(actor=actors, start=hours, status=st.sampled_from(("start", "pause", "resume", "stop")))
    def punches(self, actor: str, start: int, status: str) -> None:
        who = {} if actor == MEMBER else {"user_id": self.bo.user_id, "manager": True}
        at = MONDAY + start * HOUR
        self.does(actor, lambda me: punch(self.node, me, status, timestamp=at, reason="x", **who))

    @rule(actor=actors, seat=seats, by=st.integers(-30, 30))
    def corrects(self, actor: str, seat: int, by: int) -> None:
        found = self.pick("attendance", seat)
        if found is not None:
            at = found["timestamp"] + by * HOUR
            self.does(
                actor, lambda me: correct(self.node, me, found["id"], timestamp=at, reason="x")
            )

    @rule(actor=actors, seat=seats)
    def undoes(self, actor: str, seat: int) -> None:
        found = self.pick("attendance", seat)
        if found is None:
            return

        def retract(me: Principal) -> None:
            def work(uow: Any) -> None:
                call = Call(operation="x", principal=me, now=uow.now)
                attendances.retract(uow, call, found["id"], "x")

            self.node.store.write(work).result()

        self.does(actor, retract)

    @rule(
        actor=actors,
        seat=st.integers(0, 2),
        status=st.sampled_from((None, *STATES)),
        why=st.sampled_from((None, "the door log")),
        days=st.sampled_from((None, 5, 6, 7)),
    )
    def puts(
        self, actor: str, seat: int, status: str | None, why: str | None, days: int | None
    ) -> None:
        sheet = self.pick("timesheet", seat)
        if sheet is None:
            return
        fields: dict[str, Any] = {"status": status} if status else {}
        if why:
            fields["override_reason"] = why
        if days:
            fields["end_date"] = sheet["start_date"] + dt.timedelta(days=days)
        body = WorkforceTimesheetInput(**fields)
        self.does(actor, lambda me: self.call("timesheets.update", me, body, id=sheet["id"]))

    @rule(start=hours, status=st.sampled_from(("start", "stop")))
    def arrives_alone(self, start: int, status: str) -> None:
        self.keys += 1
        key, when = f"{self.bo.user_id}-{self.keys}", MONDAY + start * HOUR
        self.does(MEMBER, lambda who: punch(self.node, who, status, key=key, timestamp=when))

    @rule(seat=st.integers(0, 2))
    def goes_to_payroll(self, seat: int, why: str = "the door log") -> None:
        """The usual way to a lock, so that most of what follows happens to locked sheets.

        With a reason, as sessions that nobody ended are critical; `puts` also tries without one.
        """
        sheet = self.pick("timesheet", seat)
        if sheet is None:
            return
        send = WorkforceTimesheetInput(status="submitted")
        approve = WorkforceTimesheetInput(status="approved", override_reason=why)
        for actor, body in ((MEMBER, send), (MANAGER, approve)):
            self.does(
                actor, lambda me, b=body: self.call("timesheets.update", me, b, id=sheet["id"])
            )

    @rule(actor=st.sampled_from((MANAGER, ADMIN)), status=st.sampled_from(STATES))
    def puts_all(self, actor: str, status: Any) -> None:
        ids = [sheet["id"] for sheet in self.sheets().values()]
        body = WorkforceTimesheetBulkInput(timesheet_ids=ids, status=status)
        self.does(actor, lambda me: self.call("timesheets.manager_bulk_update", me, body))

    @rule(actor=actors, seat=seats)
    def deletes_a_sheet(self, actor: str, seat: int) -> None:
        sheet = self.pick("timesheet", seat)
        if sheet is not None:
            gone = rows(self.node, "timesheet_item", timesheet_id=sheet["id"])
            self.unlined |= {line["attendance_id"] for line in gone}
            # what was declined has no line, and its answer goes with the sheet
            self.unlined |= {one["attendance_id"] for one in sheet["corrections"] or []}
            self.does(actor, lambda me: self.call("timesheets.delete", me, None, id=sheet["id"]))

    @rule(actor=actors, day=st.integers(0, 13), seat=st.integers(0, 2))
    def adds_a_line(self, actor: str, day: int, seat: int) -> None:
        sheet = self.pick("timesheet", seat)
        date = (MONDAY + day * 24 * HOUR).date()
        body = WorkforceTimesheetItemInput(
            start_date=date,
            work_hours=2.0,
            timesheet_id=sheet["id"] if sheet else None,
            user_id=self.bo.user_id,
        )
        self.does(actor, lambda me: self.call("timesheet_items.create", me, body))

    @rule(actor=actors, seat=seats, to=st.integers(0, 2), day=st.integers(0, 13))
    def changes_a_line(self, actor: str, seat: int, to: int, day: int) -> None:
        line, sheet = self.pick("timesheet_item", seat), self.pick("timesheet", to)
        if line is not None and sheet is not None:
            body = WorkforceTimesheetItemInput(
                work_hours=3.0,
                timesheet_id=sheet["id"],
                start_date=(MONDAY + day * 24 * HOUR).date(),
            )
            self.does(
                actor, lambda me: self.call("timesheet_items.update", me, body, id=line["id"])
            )

    @rule(actor=actors, seat=seats)
    def deletes_a_line(self, actor: str, seat: int) -> None:
        line = self.pick("timesheet_item", seat)
        if line is not None:
            self.unlined.add(line["attendance_id"])
            self.does(
                actor, lambda me: self.call("timesheet_items.delete", me, None, id=line["id"])
            )

    @rule(actor=actors, decision=st.sampled_from(("apply", "decline")), seat=st.integers(0, 2))
    def decides(self, actor: str, decision: Any, seat: int) -> None:
        sheet = self.pick("timesheet", seat)
        waiting = [] if sheet is None else (sheet["corrections"] or [])
        if sheet is not None and waiting:
            one = SheetDecision(
                attendance_id=waiting[-1]["attendance_id"], decision=decision, reason="x"
            )
            body = WorkforceTimesheetInput(corrections=[one])
            self.does(actor, lambda me: self.call("timesheets.update", me, body, id=sheet["id"]))

    # what must hold

    def approved_and_locked_are_one(self) -> None:
        for sheet in self.sheets().values():
            assert bool(sheet["locked"]) is (sheet["status"] == "approved")

    def a_sheet_moves_only_as_its_actor_may(self) -> None:
        for number, sheet in self.sheets().items():
            old = self.before.get(number)
            if old is None or old["status"] == sheet["status"]:
                continue
            move = (old["status"], sheet["status"])
            if move == ("preapproved", "submitted"):
                continue  # new time always asks for another look
            assert RANK[self.actor] >= RANK[MAY[move]], move

    def what_is_locked_changes_only_when_an_admin_opens_it_and_the_log_says_so(self) -> None:
        after, lines = self.sheets(), self.by_sheet()
        for number, old in self.before.items():
            if not old["locked"]:
                continue
            sheet = after.get(number)
            assert sheet is not None, "an approved sheet is gone"
            if sheet["locked"]:
                assert lines.get(number) == self.lines.get(number)
                assert (sheet["start_date"], sheet["end_date"]) == (
                    old["start_date"],
                    old["end_date"],
                )
                continue
            assert self.actor == ADMIN
            told = [
                row
                for row in rows(self.node, "audit", row_id=number, at=self.moment)
                if row["kind"] == "timesheet" and row["before"]["status"] == "approved"
            ]
            assert [row["actor_id"] for row in told] == [self.people[ADMIN].user_id]

    def nothing_critical_is_approved_without_a_reason(self) -> None:
        for number, sheet in self.sheets().items():
            if sheet["locked"] and not self.before.get(number, {}).get("locked"):
                critical = [e for e in sheet["exceptions"] or [] if e["severity"] == "critical"]
                assert all(one.get("override_reason") for one in critical)

    def no_finished_session_is_dropped_silently(self) -> None:
        lined = {row["attendance_id"]: row for row in self.mine("timesheet_item")}
        for session in self.mine("session"):
            line = lined.get(session["id"])
            if session["end_at"] is None or session["id"] in self.unlined:
                continue
            if line is not None and (line["manual"] or line["work_ms"] == session["work_ms"]):
                continue
            asked = {
                one["attendance_id"]
                for sheet in self.sheets().values()
                for one in sheet["corrections"] or []
            }
            assert session["id"] in asked

    # where things stand

    def mine(self, kind: str) -> list[Row]:
        return rows(self.node, kind, user_id=self.bo.user_id)

    def pick(self, kind: str, seat: int) -> Row | None:
        found = self.mine(kind)
        return found[seat % len(found)] if found else None

    def sheets(self) -> dict[int, Row]:
        return {sheet["id"]: sheet for sheet in self.mine("timesheet")}

    def by_sheet(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for line in self.mine("timesheet_item"):
            # a manual line may come to belong to the session that took the place of its own
            shown = {k: v for k, v in line.items() if k not in {"attendance_id", "updated_at"}}
            found.setdefault(line["timesheet_id"], []).append(shown)
        return found

    def call(self, name: str, who: Principal, body: Any, **params: Any) -> Any:
        more = {} if body is None else {"body": body}
        return self.node.bus.call(name, principal=who, **more, **params)


def test_there_is_no_path_around_the_lock_of_a_timesheet(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    run_state_machine_as_test(
        lambda: Sheets(node, me, clock),
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Sheets.SEEN["locked"] > 50
    assert Sheets.SEEN["late work"] > 0
