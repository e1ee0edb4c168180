"""Random punches, late arrivals, corrections and clock changes against a model of a few lines."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desktop.app import Node
from desktop.base.clock import to_ms
from desktop.base.errors import Invalid
from desktop.services import attendances, derivation, ledger
from desktop.services.context import Call, Principal
from desktop.store.memory import Memory
from desktop.store.queries import standing
from desktop.store.queries import time as queries
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.punching import correct, punch, rows
from tests.helpers.team import Cast

STATUSES = ("start", "pause", "resume", "stop")
FOLLOWS = {
    None: {"start"},
    "start": {"pause", "stop"},
    "resume": {"pause", "stop"},
    "pause": {"resume", "stop"},
}
MINUTE = dt.timedelta(minutes=1)
LAPSE = 12 * 3_600_000
statuses = st.sampled_from(STATUSES)
minutes = st.integers(0, 200)


def model(events: list[tuple[int, int, str]]) -> list[tuple[int, int, int | None, int, int]]:
    """(id, start, end, work, break) of the sessions of events (instant, id, status), naively."""
    found: list[tuple[int, int, int | None, int, int]] = []
    state, begun, since, work, rest = None, (0, 0), 0, 0, 0
    for at, number, status in sorted(events):
        if state is not None and status == "start" and at - begun[1] >= LAPSE:
            found.append((*begun, None, work, rest))
            state = None
        if status not in FOLLOWS[state]:
            continue
        if state is None:
            begun, work, rest = (number, at), 0, 0
        elif state == "pause":
            rest += at - since
        else:
            work += at - since
        state, since = status, at
        if status == "stop":
            found.append((*begun, at, work, rest))
            state = None
    if state is not None:
        found.append((*begun, None, work, rest))
    return found


def attempt(work: Callable[[], Any]) -> Any:
    """What the work returns, or how it was refused."""
    try:
        return work()
    except Invalid as refused:
        return refused


class Punching(RuleBasedStateMachine):
    """One member of a real store; every run has a member of its own."""

    def __init__(self, node: Node, me: Principal, clock: FakeClock) -> None:
        super().__init__()
        self.node, self.clock = node, clock
        self.who = Cast(node, me.team_id).member(f"P{clock.wall.timestamp():.0f}")
        self.facts: dict[int, dict[str, Any]] = {}
        self.accepted: set[int] = set()
        self.keys = 0
        clock.advance(days=3)

    def tried(self, status: str, **more: Any) -> None:
        before = self.standing()
        made = attempt(lambda: punch(self.node, self.who, status, **more))
        if not isinstance(made, Invalid):
            self.accepted.add(made.id)
            return
        assert set(made.details) == {"status"}
        assert "key" not in more, "what another node accepted was refused"
        assert before is None or status != "stop" or "timestamp" in more

    def standing(self) -> int | None:
        active = self.node.bus.call("attendances.active", principal=self.who)
        return None if active is None else active.id

    @rule(status=statuses, passed=minutes)
    def punches_now(self, status: str, passed: int) -> None:
        self.clock.advance(minutes=passed)
        self.tried(status)

    @rule(status=statuses, ago=minutes)
    def states_a_time(self, status: str, ago: int) -> None:
        self.tried(status, timestamp=self.clock.now() - ago * MINUTE)

    @rule(status=statuses, ago=st.integers(-100, 2000))
    def arrives_late_from_another_node(self, status: str, ago: int) -> None:
        self.keys += 1
        key = f"{self.who.user_id}-{self.keys}"
        self.tried(status, key=key, timestamp=self.clock.now() - ago * MINUTE)

    @rule(by=st.integers(-300, 300))
    def the_clock_is_set(self, by: int) -> None:
        self.clock.set(minutes=by)

    @precondition(lambda self: self.accepted)
    @rule(data=st.data(), by=st.integers(-300, 300))
    def a_time_is_corrected(self, data: st.DataObject, by: int) -> None:
        row = self.pick(data)
        self.corrected(row["id"], timestamp=row["timestamp"] + by * MINUTE)

    @precondition(lambda self: self.accepted)
    @rule(data=st.data(), status=statuses)
    def a_status_is_corrected(self, data: st.DataObject, status: str) -> None:
        self.corrected(self.pick(data)["id"], status=status)

    @precondition(lambda self: self.accepted)
    @rule(data=st.data())
    def a_punch_is_undone(self, data: st.DataObject) -> None:
        row = self.pick(data)
        call = Call(operation="undo", principal=self.who, now=self.clock.now())
        write = self.node.store.write
        undone = attempt(
            lambda: write(lambda uow: attendances.retract(uow, call, row["id"], "undo")).result()
        )
        if not isinstance(undone, Invalid):
            self.accepted.discard(row["id"])

    @rule()
    def everything_is_derived_anew(self) -> None:
        before = self.derived()
        self.node.store.write(
            lambda uow: derivation.recompute(uow, self.who.user_id, self.who.team_id, 0)
        ).result()
        assert self.derived() == before

    def pick(self, data: st.DataObject) -> dict[str, Any]:
        shown = rows(self.node, "attendance", user_id=self.who.user_id)
        return data.draw(st.sampled_from(shown)) if shown else {}

    def corrected(self, number: int, **fields: Any) -> None:
        made = attempt(lambda: correct(self.node, self.who, number, reason="test", **fields))
        if isinstance(made, Invalid):
            assert set(made.details) <= {"status", "timestamp"}

    def derived(self) -> list[Any]:
        kinds = ("attendance", "session", "timesheet_item")
        return [rows(self.node, kind, user_id=self.who.user_id) for kind in kinds]

    @invariant()
    def the_store_agrees_with_the_model(self) -> None:
        shown, found, lines = self.derived()
        assert {row["id"] for row in shown} == self.accepted
        events = [(to_ms(row["timestamp"]), row["id"], row["status"]) for row in shown]
        ends = {row["id"]: row["end_at"] for row in found}
        assert sorted(
            (
                row["id"],
                to_ms(row["start_at"]),
                None if ends[row["id"]] is None else to_ms(ends[row["id"]]),
                row["work_ms"],
                row["break_ms"],
            )
            for row in found
        ) == sorted(model(events))
        assert all(row["work_ms"] >= 0 and row["break_ms"] >= 0 for row in found)
        counted = {s["id"]: (s["work_ms"], s["break_ms"]) for s in found if s["end_at"]}
        assert {i["attendance_id"]: (i["work_ms"], i["break_ms"]) for i in lines} == counted
        assert len(lines) == len(counted)

    @invariant()
    def days_sum_up_to_the_total(self) -> None:
        found = rows(self.node, "session", user_id=self.who.user_id)
        if not found:
            return
        days = [row["day"] for row in found]
        now = self.clock.now()
        totals = self.node.store.read(
            lambda reader: queries.day_totals(reader, self.who.user_id, min(days), max(days), now)
        )
        assert sum(total.sessions for total in totals.values()) == len(found)
        expected: Counter[dt.date] = Counter()
        for row in found:
            runs = row["end_at"] is None and not row["lapsed"] and row["last_status"] != "pause"
            passed = max(0, to_ms(now) - to_ms(row["last_at"])) if runs else 0
            expected[row["day"]] += row["work_ms"] + passed
        assert {
            day: total.work // dt.timedelta(milliseconds=1) for day, total in totals.items()
        } == (dict(expected))

    @invariant()
    def facts_never_change_or_vanish(self) -> None:
        kept = {row["id"]: row for row in rows(self.node, "punch", user_id=self.who.user_id)}
        assert {number: kept.get(number) for number in self.facts} == self.facts
        assert self.accepted <= kept.keys()
        self.facts = kept

    @invariant()
    def what_the_writer_remembers_is_what_the_file_says(self) -> None:
        user, team = self.who.user_id, self.who.team_id

        def known(uow: UnitOfWork) -> tuple[Any, ...]:
            return (
                standing.member(uow, user, team),
                standing.chain(uow, None),
                standing.team(uow, team),
                standing.locked_until(uow, user, team),
            )

        def compare(uow: UnitOfWork) -> None:
            remembered = known(uow)
            uow.memory = Memory()
            assert remembered == known(uow)

        self.node.store.write(compare).result()

    def teardown(self) -> None:
        assert self.node.store.read(ledger.faults) == []


def run(node: Node, me: Principal, clock: FakeClock, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: Punching(node, me, clock),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_sessions_lines_and_facts_hold_whatever_is_punched(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    run(node, me, clock, examples=20, steps=20)


@pytest.mark.long
def test_they_hold_for_long(node: Node, me: Principal, clock: FakeClock) -> None:
    run(node, me, clock, examples=400, steps=60)
