from __future__ import annotations

from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid, NotFound
from desktop.services import syncs
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.team import Cast


def begin(node: Node, who: Principal, **more: Any) -> int:
    values = {"team_id": who.team_id, "user_id": who.user_id, "item_type": "reconcile", **more}
    return int(node.store.write(lambda uow: syncs.begin(uow, **values)).result()["id"])


def test_a_run_is_recorded_from_begin_to_end(node: Node, me: Principal, clock: FakeClock) -> None:
    run = begin(node, me, total=200, options={"full": True})
    started = node.bus.call("syncs.get", principal=me, id=run)
    assert (started.status, started.progress_percentage, started.success_items) == (
        "processing",
        0.0,
        0,
    )
    assert started.user.name == "Mara Ellison"
    node.store.write(lambda uow: syncs.progress(uow, run, success=99, failed=1)).result()
    half = node.bus.call("syncs.get", principal=me, id=run)
    assert (half.progress_percentage, half.failed_items, half.total_items) == (50.0, 1, 200)
    clock.advance(seconds=3)
    node.store.write(lambda uow: syncs.finish(uow, run, message="1 waits")).result()
    done = node.bus.call("syncs.get", principal=me, id=run)
    assert (done.status, done.progress_percentage, done.message) == ("complete", 100.0, "1 waits")
    assert (done.ended_at - done.started_at).total_seconds() == 3


def test_a_failed_run_keeps_how_far_it_came(node: Node, me: Principal) -> None:
    run = begin(node, me)
    node.store.write(lambda uow: syncs.progress(uow, run, success=1, total=4)).result()
    node.store.write(lambda uow: syncs.finish(uow, run, status="failed")).result()
    assert node.bus.call("syncs.get", principal=me, id=run).progress_percentage == 25.0


def test_runs_are_listed_newest_first_in_pages(node: Node, me: Principal, clock: FakeClock) -> None:
    runs = []
    for _ in range(30):
        runs.append(begin(node, me))
        clock.advance(seconds=1)
    newest = runs[::-1]

    def ids(**query: Any) -> list[int]:
        return [run.id for run in node.bus.call("syncs.list", principal=me, **query)]

    assert ids() == newest[:25]
    assert ids(page=2) == newest[25:]
    assert ids(page=2, per=10) == newest[10:20]
    assert ids(per=5000) == newest
    assert ids(page=2**62, per=100) == []


@pytest.mark.parametrize("name", ["page", "per"])
@pytest.mark.parametrize("value", [0, -1])
def test_pages_begin_at_one(node: Node, me: Principal, name: str, value: int) -> None:
    with pytest.raises(Invalid) as refused:
        node.bus.call("syncs.list", principal=me, **{name: value})
    assert set(refused.value.details) == {name}


def test_a_member_sees_own_runs_and_a_manager_those_of_the_team(node: Node, me: Principal) -> None:
    cast = Cast(node, me.team_id)
    bo, stranger = cast.member("Bo"), cast.other_team()
    mine, theirs, foreign = begin(node, me), begin(node, bo), begin(node, stranger)

    def ids(who: Principal) -> set[int]:
        return {run.id for run in node.bus.call("syncs.list", principal=who)}

    assert (ids(me), ids(bo), ids(stranger)) == ({mine, theirs}, {theirs}, {foreign})
    for who, run in ((bo, mine), (me, foreign), (me, 4711)):
        with pytest.raises(NotFound):
            node.bus.call("syncs.get", principal=who, id=run)
