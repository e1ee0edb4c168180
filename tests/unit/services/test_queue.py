from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.domain.outbox import State
from desktop.services import queue
from desktop.services.context import Principal
from desktop.services.queue import Queue


@pytest.fixture
def remote(node: Node, me: Principal) -> int:
    values = {"kind": "hub", "base_url": "http://hub:7420", "auth": "ok", "role": "member"}
    state = {"user_id": me.user_id}
    made = node.store.write(lambda uow: uow.insert("remote", {**values, "state": state})).result()
    return int(made["id"])


def entry(node: Node, mid: str, **values: Any) -> None:
    row = {
        "mid": mid,
        "operation": "events.create",
        "intent": "create",
        "kind": "event",
        "state": "queued",
        "attempts": 0,
        "captured_at": node.clock.now(),
        **values,
    }
    node.store.write(lambda uow: uow.insert("outbox", row)).result()


def read(node: Node) -> Queue:
    return node.store.read(queue.read)


def test_without_an_upstream_nothing_waits(node: Node) -> None:
    entry(node, "a")
    assert read(node) == Queue()


def test_what_waits_is_listed_in_the_order_in_which_it_goes(node: Node, remote: int) -> None:
    event = {"title": "Stocktake", "start_at": node.clock.now()}
    made = node.store.write(lambda uow: uow.insert("event", event)).result()
    entry(node, "a", row_id=made["id"], body={"title": "Stocktake"})
    entry(node, "b", intent="update", row_id=made["id"], fields=["title"])
    entry(node, "c", state="done", done_at=node.clock.now())
    found = read(node)
    assert (found.url, found.total) == ("http://hub:7420", 2)
    first, second = found.entries
    assert (first.row["title"], first.told, first.stuck) == (
        "Stocktake",
        {"title": "Stocktake"},
        False,
    )
    assert second.told == {"title": "Stocktake"}


@pytest.mark.parametrize(
    ("state", "code", "may"),
    [
        ("queued", "", {"discard"}),
        ("blocked", "", {"discard"}),
        ("sending", "", set()),
        ("unknown", "NO_ANSWER", set()),
        ("attention", "UNPROCESSABLE", {"retry", "discard"}),
        ("attention", "UNCLEAR", {"retry", "discard", "arrived"}),
        ("attention", "LATE_PUNCH", {"discard", "arrived"}),
    ],
)
def test_each_state_offers_what_its_table_allows(
    node: Node, remote: int, state: str, code: str, may: set[str]
) -> None:
    entry(node, "a", state=State(state), error={"code": code, "message": "m"} if code else None)
    (found,) = read(node).entries
    assert found.may == may
    assert found.why == ("m" if code else "")


def test_a_conflict_stands_for_the_entry_that_waits_for_it(node: Node, remote: int) -> None:
    at = node.clock.now()
    made = node.store.write(lambda uow: uow.insert("event", {"title": "Plan"})).result()
    entry(
        node, "a", intent="update", row_id=made["id"], state="attention", error={"code": "CONFLICT"}
    )
    for group, mine in (("details", {"details": "b"}), ("end_at", {"end_at": "c"})):
        row = {
            "kind": "event",
            "row_id": made["id"],
            "field_group": group,
            "base": {group: "a"},
            "mine": mine,
            "theirs": {group: "d"},
            "state": "open",
            "at": at,
        }
        node.store.write(lambda uow, row=row: uow.insert("conflict", row)).result()
    found = read(node)
    (clash,) = found.clashes
    assert (found.entries, found.total, clash.gone) == ((), 1, False)
    assert [d.fields for d in clash.differences] == [("details",), ("end_at",)]
    assert clash.at - at == dt.timedelta()
