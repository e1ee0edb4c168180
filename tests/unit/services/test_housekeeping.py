from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.services import housekeeping
from tests.helpers.clock import FakeClock

DAY = dt.timedelta(days=1)


def entry(node: Node, seq: int, **values: Any) -> int:
    """A finished entry of 31 days ago, unless said otherwise."""
    row = {
        "mid": f"m{seq}",
        "kind": "event",
        "row_id": seq,
        "intent": "create",
        "state": "done",
        "attempts": 1,
        "done_at": node.clock.now() - 31 * DAY,
        **values,
    }

    def work(uow: Any) -> int:
        uow.insert("outbox", row)
        number = int(uow.select("select max(seq) from outbox")[0][0])
        uow.insert("attempt", {"seq": number, "number": 1, "ended_at": row["done_at"]})
        return number

    return node.store.write(work).result()


def left(node: Node) -> set[int]:
    housekeeping.tidy(node.store)
    kept = {row["seq"] for row in node.store.read(lambda reader: reader.find("outbox"))}
    tried = {row["seq"] for row in node.store.read(lambda reader: reader.find("attempt"))}
    assert tried == kept
    return kept


@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_an_entry_goes_thirty_days_after_its_end_with_its_attempts(
    node: Node, clock: FakeClock, state: str
) -> None:
    old = entry(node, 1, state=state)
    young = entry(node, 2, state=state, done_at=node.clock.now() - 29 * DAY)
    assert left(node) == {young}
    clock.advance(hours=48)
    assert left(node) == set()
    assert old != young


@pytest.mark.parametrize(
    "state", ["queued", "sending", "unknown", "probing", "rejected", "blocked", "attention"]
)
def test_what_is_not_at_its_end_stays_however_old_it_is(node: Node, state: str) -> None:
    assert left(node) == set()
    kept = entry(node, 1, state=state, done_at=None, kind="tag")
    assert left(node) == {kept}


def test_creates_stay_while_one_of_their_kind_is_looked_for(node: Node) -> None:
    made = entry(node, 1)
    entry(node, 2, kind="tag")
    lost = entry(node, 3, state="unknown", done_at=None)
    assert left(node) == {made, lost}


def test_the_edit_of_a_row_stays_while_somebody_has_to_choose(node: Node) -> None:
    told = entry(node, 1, intent="update")
    conflict = {"kind": "event", "row_id": 1, "field_group": "details", "state": "open"}
    made = node.store.write(lambda uow: uow.insert("conflict", conflict)).result()
    assert left(node) == {told}
    node.store.write(
        lambda uow: uow.update("conflict", made["id"], {"state": "resolved:mine"})
    ).result()
    assert left(node) == set()


def test_what_another_one_waits_for_stays(node: Node) -> None:
    first = entry(node, 1, intent="call")
    second = entry(node, 2, state="queued", done_at=None, waits_for=first, kind="tag")
    assert left(node) == {first, second}
