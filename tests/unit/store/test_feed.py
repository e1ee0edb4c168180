"""The change feed of a group: written at its end, a row once, in the order of what was done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.base.errors import Invalid, invalid
from desktop.base.events import Changed, Events
from desktop.store.store import Store
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path, FakeClock(), Events())
    yield store
    store.close()


@pytest.fixture
def told(store: Store) -> list[Changed]:
    found: list[Changed] = []
    store.events.subscribe(found.append)
    return found


def tag(uow: UnitOfWork, name: str) -> int:
    return int(uow.insert("tag", {"team_id": 1, "name": name, "context": "tags"})["id"])


def held(store: Store) -> threading.Event:
    """Keeps the writer busy, so that what is submitted next shares one group."""
    gate, entered = threading.Event(), threading.Event()

    def wait(_: UnitOfWork) -> None:
        entered.set()
        assert gate.wait(10)

    store.write(wait)
    assert entered.wait(10)
    return gate


def feed(store: Store) -> list[tuple[int, str]]:
    return [(r["row_id"], r["op"]) for r in store.read(lambda r: r.find("change", order="seq"))]


@pytest.mark.parametrize("again", [False, True], ids=["careful", "together"])
def test_a_row_that_several_of_a_group_touched_is_told_once_and_last(
    store: Store, again: bool
) -> None:
    a, b = (store.write(lambda uow, n=n: tag(uow, n)).result(10) for n in "ab")
    before = store.read(lambda r: r.select("select max(seq) from change"))[0][0]
    gate = held(store)
    done = [
        store.write(lambda uow, i=i, n=n: uow.update("tag", i, {"name": n}), again=again)
        for i, n in ((a, "a1"), (b, "b1"), (a, "a2"))
    ]
    gate.set()
    assert [future.result(10)["name"] for future in done] == ["a1", "b1", "a2"]
    assert feed(store) == [(b, "put"), (a, "put")]
    assert all(r["seq"] > before for r in store.read(lambda r: r.find("change")))


@pytest.mark.parametrize("again", [False, True], ids=["careful", "together"])
def test_the_feed_says_nothing_of_who_failed(
    store: Store, told: list[Changed], again: bool
) -> None:
    def fail(uow: UnitOfWork) -> None:
        tag(uow, "never")
        raise invalid("name", "is wrong")

    gate = held(store)
    first = store.write(lambda uow: tag(uow, "first"), again=again)
    bad = store.write(fail, again=again)
    last = store.write(lambda uow: tag(uow, "last"), again=again)
    gate.set()
    kept = [first.result(10), last.result(10)]
    with pytest.raises(Invalid):
        bad.result(10)
    assert feed(store) == [(row_id, "put") for row_id in kept]
    assert [dict(event.kinds) for event in told] == [{"tag": frozenset(kept)}]


def test_a_group_is_told_once_for_each_who_asked(store: Store, told: list[Changed]) -> None:
    gate = held(store)
    asked = [("panel", "a"), ("", "b"), ("panel", "c")]
    done = [
        store.write(lambda uow, n=name: tag(uow, n), initiator=who, again=True)
        for who, name in asked
    ]
    gate.set()
    a, b, c = (future.result(10) for future in done)
    assert [(event.initiator, event.kinds["tag"]) for event in told] == [
        ("panel", frozenset({a, c})),
        ("", frozenset({b})),
    ]
    newest = store.read(lambda r: r.select("select max(seq) from change"))[0][0]
    assert {event.seq for event in told} == {newest}


def test_what_is_deleted_after_it_was_changed_ends_as_deleted(store: Store) -> None:
    row_id = store.write(lambda uow: tag(uow, "a")).result(10)

    def both(uow: UnitOfWork) -> None:
        uow.update("tag", row_id, {"name": "b"})
        uow.delete("tag", row_id)

    store.write(both).result(10)
    assert feed(store) == [(row_id, "del")]
