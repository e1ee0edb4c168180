"""Hypothesis chooses what happens, what the wire does to it, and when the process dies."""

from __future__ import annotations

import shutil

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desktop.contract.models import EventInput
from desktop.domain.outbox import FLYING
from tests.helpers.upstream import FAULTS
from tests.sim.conftest import quick_folder
from tests.sim.test_sync_sim import World, check, connect

PLANS = st.lists(st.sampled_from((*FAULTS, None)), max_size=8)


class OutboxMachine(RuleBasedStateMachine):
    """A node, a server, and a wire that follows a plan of faults for the next requests."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = quick_folder()
        self.plan: list[str | None] = []
        self.world: World | None = None

    @initialize(hub=st.booleans())
    def begin(self, hub: bool) -> None:
        self.world = World(self.folder / "desk", 0, hub=hub)
        connect(self.world)
        self.world.wire.fault = self._fault

    def _fault(self, request: httpx.Request) -> str | None:
        # reads come before and after each write; faults are spent on what changes something
        if request.method == "GET" or not self.plan:
            return None
        return self.plan.pop(0)

    @property
    def w(self) -> World:
        assert self.world is not None
        return self.world

    @rule()
    def create(self) -> None:
        self.w.create()

    @rule()
    def punch(self) -> None:
        self.w.punch()

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        alive = self.w.alive()
        if alive:
            row_id = data.draw(st.sampled_from(alive))
            text = f"edit {len(self.w.edited)} {data.draw(st.integers(0, 99))}"
            self.w.desk.call("events.update", EventInput(details=text), id=row_id)
            self.w.edited[row_id] = text

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        alive = self.w.alive()
        if alive:
            row_id = data.draw(st.sampled_from(alive))
            self.w.desk.call("events.delete", id=row_id)
            self.w.deleted.add(row_id)

    @rule(plan=PLANS, seconds=st.sampled_from((0.5, 5.0, 70.0, 400.0)))
    def sync(self, plan: list[str | None], seconds: float) -> None:
        self.plan = plan
        self.w.clock.advance(seconds=seconds)
        self.w.attempt()

    @rule()
    def restart(self) -> None:
        self.w.restart()

    @precondition(lambda self: self.world is not None)
    @invariant()
    def one_send_a_row(self) -> None:
        flying = [(e["kind"], e["row_id"]) for e in self.w.desk.outbox() if e["state"] in FLYING]
        assert len(flying) == len(set(flying))

    @precondition(lambda self: self.world is not None)
    @invariant()
    def nothing_twice(self) -> None:
        titles = [row["title"] for row in self.w.upstream.events.values()]
        assert len(titles) == len(set(titles))
        assert len(self.w.upstream.attendances) <= self.w.punched

    def teardown(self) -> None:
        try:
            if self.world is not None:
                self.plan = []
                self.w.settle()
                if self.w.upstream.hub:
                    assert len(self.w.upstream.attendances) == self.w.punched
                check(self.w)
        finally:
            if self.world is not None:
                self.w.desk.close()
            shutil.rmtree(self.folder)


def test_whatever_the_wire_does_nothing_is_lost_or_doubled() -> None:
    run_state_machine_as_test(
        OutboxMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
