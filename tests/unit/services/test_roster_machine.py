"""Random rosters: nobody ever works two published shifts at once, and days are locked by bookings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from desktop.app import Node
from desktop.base.errors import Rejected
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.day import BERLIN
from tests.helpers.punching import rows
from tests.helpers.roster import HOUR, Roster
from tests.helpers.team import Cast

DAYS = [f"2026-11-{day}" for day in (23, 24)]
starts = st.builds(
    "{} {:02}:00".format, st.sampled_from(DAYS), st.sampled_from([0, 6, 7, 9, 11, 12, 13, 21, 22])
)
lengths = st.sampled_from([1, 1, 2, 5, 26])
statuses = st.sampled_from(["open", "assigned", "published"])
people = st.sampled_from([None, 0, 1])
picks = st.integers(0, 40)
KINDS = st.sampled_from(["request", "swap", "drop", "offer"])
OUTCOMES = st.lists(st.sampled_from(["approved", "shortlisted", "rejected"]), max_size=2)
POLICIES = st.sampled_from(["manager", "both", "same_hours"])


def attempt(work: Callable[[], Any]) -> Any:
    """What the work returns, None when it was refused."""
    try:
        return work()
    except Rejected:
        return None


class Planning(RuleBasedStateMachine):
    """Two members of a store, of whom every run has its own, and their manager."""

    def __init__(self, node: Node, me: Principal, names: list[str]) -> None:
        super().__init__()
        cast = Cast(node, me.team_id)
        names.append("x")
        self.node, self.me = node, me
        self.people = [cast.member(f"{name}{len(names)}") for name in ("Bo", "Cy")]
        self.roster = Roster(node, me)
        self.shifts: list[int] = []
        self.requests: list[Any] = []

    def person(self, which: int | None) -> int | None:
        return None if which is None else self.people[which].user_id

    def shift(self, pick: int) -> int | None:
        return self.shifts[pick % len(self.shifts)] if self.shifts else None

    @initialize(begin=st.lists(st.tuples(starts, people, statuses), min_size=8, max_size=8))
    def begin(self, begin: list[tuple[str, int | None, str]]) -> None:
        for start, who, status in begin:
            self.plan(start, 1, who, status)

    @rule(start=starts, hours=lengths, who=people, status=statuses)
    def plan(self, start: str, hours: int, who: int | None, status: str) -> None:
        state = "open" if who is None and status == "assigned" else status
        made = attempt(lambda: self.roster.shift(start, hours, self.person(who), status=state))
        if made is not None:
            self.shifts.append(made)

    @rule(pick=picks, hours=st.integers(-9, 9), longer=st.integers(-3, 3))
    def move(self, pick: int, hours: int, longer: int) -> None:
        if (shift := self.shift(pick)) is None:
            return
        row = self.roster.row(shift)
        start, end = row["start_at"] + hours * HOUR, row["end_at"] + (hours + longer) * HOUR
        attempt(lambda: self.roster.put(shift, start_at=start, end_at=end))

    @rule(pick=picks, who=people, status=st.none() | statuses)
    def give(self, pick: int, who: int | None, status: str | None) -> None:
        if (shift := self.shift(pick)) is None:
            return
        fields = {} if status is None else {"status": status}
        attempt(lambda: self.roster.put(shift, assignee_id=self.person(who), **fields))

    @rule(pick=picks, back=st.booleans())
    def cancel(self, pick: int, back: bool) -> None:
        if (shift := self.shift(pick)) is None:
            return
        if back:
            attempt(lambda: self.roster.put(shift, canceled=False))
        else:
            self.roster.cancel(shift, reason="No guests")

    @rule(day=st.sampled_from(DAYS), to=st.sampled_from(DAYS), rehearse=st.booleans())
    def copy(self, day: str, to: str, rehearse: bool) -> None:
        found = attempt(lambda: self.roster.copy(to, first=day, rehearse=rehearse))
        if found is not None and not rehearse:
            self.shifts += [shift.id for shift in found.done]

    @rule(day=st.sampled_from(DAYS))
    def publish(self, day: str) -> None:
        assert all(one.code == "overlap" for one in self.roster.publish(first=day).left)

    @rule(pick=picks, other=picks, who=st.integers(0, 1), kind=KINDS, then=OUTCOMES)
    def trade(self, pick: int, other: int, who: int, kind: str, then: list[str]) -> None:
        """Somebody asks for a shift that suits the kind, and perhaps somebody decides at once."""
        me, partner = self.people[who], self.people[1 - who]
        holder = me.user_id if kind in {"swap", "drop"} else None
        shift = self.held(holder, pick)
        more = {"swap_shift_id": self.held(partner.user_id, other)} if kind == "swap" else {}
        if kind == "offer":
            more["user_id"] = me.user_id
        if shift is None:
            return
        boss = kind == "offer"
        by = self.me if boss else me
        made = attempt(lambda: self.roster.ask(by, shift, manager=boss, kind=kind, **more))
        if made is not None:
            self.requests.append(made)
            for status in then:
                self.decide(-1, None, status)

    def held(self, user_id: int | None, pick: int) -> int | None:
        where = {"assignee_id": user_id, "published": True, "canceled": False}
        found = [row["id"] for row in rows(self.node, "shift", **where) if row["id"] in self.shifts]
        return found[pick % len(found)] if found else self.shift(pick)

    @rule(pick=picks, who=people, status=st.sampled_from(["approved", "shortlisted", "canceled"]))
    def decide(self, pick: int, who: int | None, status: str) -> None:
        if self.requests:
            request = self.requests[pick % len(self.requests)]
            by = self.me if who is None else self.people[who]
            attempt(lambda: self.roster.decide(by, request, status))

    @rule(policy=POLICIES)
    def settle_policy(self, policy: str) -> None:
        self.roster.setting(swap_policy=policy)

    def booked(self) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
        found = defaultdict(list)
        for person in self.people:
            where = {"assignee_id": person.user_id, "published": True, "canceled": False}
            for row in rows(self.node, "shift", "start_at, id", **where):
                found[person.user_id].append((row["start_at"], row["end_at"]))
        return found

    @invariant()
    def nobody_works_two_published_shifts_at_once(self) -> None:
        for times in self.booked().values():
            for (_, ended), (begins, _) in pairwise(times):
                assert ended <= begins

    @invariant()
    def a_part_of_a_day_is_locked_exactly_when_a_booking_begins_in_it(self) -> None:
        implied = {
            (
                user_id,
                local.date(),
                "am" if 7 <= local.hour < 13 else "pm" if 13 <= local.hour < 22 else "nd",
            )
            for user_id, times in self.booked().items()
            for local in (start.astimezone(BERLIN) for start, _ in times)
        }
        locked = {
            (person.user_id, day["date"], part)
            for person in self.people
            for day in rows(self.node, "availability", user_id=person.user_id)
            for part in ("am", "pm", "nd")
            if day[f"{part}_locked"]
        }
        assert locked == implied

    @invariant()
    def a_shift_that_is_gone_or_given_away_waits_for_nobody(self) -> None:
        for request in rows(self.node, "shift_request", status="requested"):
            shift = self.roster.row(request["shift_id"])
            assert not shift["canceled"]
            if request["kind"] in {"request", "offer"}:
                assert shift["assignee_id"] is None
            else:
                assert shift["assignee_id"] == request["user_id"]

    def teardown(self) -> None:
        """The next run finds an empty team calendar: its copies would meet these shifts."""
        for shift in self.shifts:
            self.roster.cancel(shift)


def run(node: Node, me: Principal, *, examples: int, steps: int) -> None:
    names: list[str] = []
    run_state_machine_as_test(
        lambda: Planning(node, me, names),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=(
                Phase.explicit,
                Phase.generate,
            ),  # shrinking would take minutes of a shared store
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_sequence_of_acts_books_anybody_twice(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    run(node, me, examples=25, steps=30)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_no_long_sequence_of_acts_books_anybody_twice(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    run(node, me, examples=100, steps=60)
