"""The real engine against a server in memory that loses, delays, truncates and crashes; by seed.

A failing seed is the whole bug report: the clock, the wire and every choice follow from it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from desktop.contract.models import EventInput, WorkforceAttendanceInput
from desktop.domain.outbox import OPEN
from desktop.sync.engine import Engine
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk
from tests.helpers.upstream import FAULTS, PowerCut, Upstream, Wire

DEFAULT, LONG = range(60), range(10_000)
STEPS, SETTLED = 14, 40


class World:
    """One node, one upstream, other people, and a seed."""

    def __init__(self, folder: Path, seed: int, *, hub: bool) -> None:
        self.rng = random.Random(seed)
        self.clock = FakeClock()
        self.upstream = Upstream(hub=hub, clock=self.clock)
        self.risk = 0.0
        self.wire = Wire(self.upstream, self._fault, self.rng)
        self.desk = Desk(folder, clock=self.clock)
        self.restart()
        self.made: dict[int, str] = {}
        self.edited: dict[int, str] = {}
        self.deleted: set[int] = set()
        self.removed_there: set[str] = set()
        self.edited_there: set[str] = set()
        self.punched = 0
        self.working = False

    def restart(self) -> None:
        """The process comes up again on the same store."""
        self.desk.engine = Engine(
            self.desk.node.bus,
            vault=self.desk.vault,
            transport=self.wire,
            draw=lambda: 0.0,
            across=1,
        )

    def _fault(self, request: httpx.Request) -> str | None:
        # most requests only look, and a look that fails ends the run: writes carry the risk
        risk = self.risk / 8 if request.method == "GET" else self.risk
        if self.rng.random() >= risk:
            return None
        return self.rng.choice(FAULTS)

    def sync(self) -> None:
        self.clock.advance(seconds=self.rng.choice((1, 5, 30, 70, 200)))
        self.attempt()

    def attempt(self) -> None:
        """A run that may end in a crash."""
        try:
            self.desk.sync()
        except PowerCut:
            self.restart()

    def alive(self) -> list[int]:
        """Our events that are still here."""
        return [i for i in self.made if i not in self.deleted and self.desk.rows("event", id=i)]

    def act(self) -> None:
        """Something happens: here, there, or on the way between."""
        acts = (self.create, self.punch, self._edit, self._delete, self._others, self.sync)
        self.clock.advance(seconds=self.rng.uniform(0.1, 20))
        self.rng.choices(acts, (3, 2, 3, 1, 2, 8))[0]()

    def create(self) -> None:
        title = f"event {len(self.made)} of {self.rng.random()}"
        at = self.clock.now()
        row = self.desk.call("events.create", EventInput(title=title, start_at=at, end_at=at))
        self.made[row.id] = title

    def punch(self) -> None:
        status = "stop" if self.working else "start"
        self.desk.call("attendances.create", WorkforceAttendanceInput(status=status))
        self.working = not self.working
        self.punched += 1

    def _edit(self) -> None:
        alive = self.alive()
        if alive:
            row_id, text = self.rng.choice(alive), f"edit {self.rng.random()}"
            self.desk.call("events.update", EventInput(details=text), id=row_id)
            self.edited[row_id] = text

    def _delete(self) -> None:
        alive = self.alive()
        if alive:
            row_id = self.rng.choice(alive)
            self.desk.call("events.delete", id=row_id)
            self.deleted.add(row_id)

    def _others(self) -> None:
        """Somebody else changes, adds or removes something on the server."""
        rows = self.upstream.events
        ours = sorted(rows)
        choice = self.rng.random()
        if choice < 0.2 and ours:
            gone = rows.pop(self.rng.choice(ours))
            self.removed_there.add(gone["title"])
        elif choice < 0.6 and ours:
            row = rows[self.rng.choice(ours)]
            row["location_name"] = f"place {self.rng.random()}"
            self.edited_there.add(row["title"])
        else:
            number = self.upstream.number()
            rows[number] = {"id": number, "user_id": 1, "title": f"theirs {number}"}
        self.upstream.changed()

    def settle(self) -> None:
        """No more faults; time passes until nothing waits any more."""
        self.risk = 0.0
        self.wire.deliver_late(all_of_them=True)
        for _ in range(SETTLED):
            self.clock.advance(minutes=7)
            report = self.desk.sync()
            on_its_way = [e for e in self.desk.outbox() if e["state"] in OPEN]
            if report.ok and not on_its_way and not report.sent and not report.received:
                return
        raise AssertionError(f"never came to rest: {report} {on_its_way} {self.wire.trace[-40:]}")

    def attention(self) -> set[int]:
        return {e["row_id"] for e in self.desk.outbox() if e["state"] in {"attention", "blocked"}}


def connect(world: World) -> None:
    asyncio.run(world.desk.engine.connect({"url": "http://sim", "secret": "k"}))
    world.desk.sync()


def run(folder: Path, seed: int, *, hub: bool) -> World:
    world = World(folder, seed, hub=hub)
    connect(world)
    world.risk = world.rng.choice((0.15, 0.35, 0.6))
    for _ in range(STEPS):
        world.act()
    world.settle()
    return world


def check(world: World) -> None:
    flagged = world.attention()
    titles = [row["title"] for row in world.upstream.events.values()]
    for row_id, title in world.made.items():
        there = titles.count(title)
        assert there <= 1, f"{title} was done {there} times"
        if row_id in flagged or title in world.removed_there:
            continue
        assert there == (row_id not in world.deleted), f"{title}: {there} there"
        if there and row_id in world.edited:
            (row,) = (r for r in world.upstream.events.values() if r["title"] == title)
            assert row["details"] == world.edited[row_id], "an edit was lost"
    here = {row["title"] for row in world.desk.rows("event")}
    missing = set(titles) - here
    assert not missing, f"the server has {missing}, we do not"
    quiet = world.upstream.writes
    for _ in range(3):
        world.clock.advance(minutes=7)
        world.desk.sync()
    assert world.upstream.writes == quiet, "something is sent again and again"


def hub_keeps_its_word(folder: Path, seed: int) -> None:
    world = run(folder, seed, hub=True)
    try:
        there = list(world.upstream.attendances.values())
        assert len(there) == world.punched
        times = [dt.datetime.fromisoformat(punch["timestamp"]) for punch in there]
        assert times == sorted(times), "punches overtook each other"
        check(world)
    finally:
        world.desk.close()


def other_gets_nothing_twice(folder: Path, seed: int) -> None:
    world = run(folder, seed, hub=False)
    try:
        assert len(world.upstream.attendances) <= world.punched
        check(world)
    finally:
        world.desk.close()


@pytest.mark.parametrize("seed", DEFAULT)
def test_a_hub_gets_everything_exactly_once(folder: Path, seed: int) -> None:
    hub_keeps_its_word(folder / "desk", seed)


@pytest.mark.parametrize("seed", DEFAULT)
def test_another_server_gets_nothing_twice(folder: Path, seed: int) -> None:
    other_gets_nothing_twice(folder / "desk", seed)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("behaviour", [hub_keeps_its_word, other_gets_nothing_twice])
def test_ten_thousand_seeds(folder: Path, behaviour: Callable[[Path, int], None]) -> None:
    for seed in LONG:
        own = folder / str(seed)
        try:
            behaviour(own, seed)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        shutil.rmtree(own)


@pytest.mark.parametrize("seed", [3, 8])
def test_the_same_seed_does_the_same(folder: Path, seed: int) -> None:
    traces = []
    for turn in ("first", "second"):
        world = run(folder / turn, seed, hub=True)
        traces.append(world.wire.trace)
        world.desk.close()
    assert traces[0] == traces[1]
