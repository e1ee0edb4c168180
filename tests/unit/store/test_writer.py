from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.base.errors import Bug, Invalid, Unavailable, invalid
from desktop.base.events import Changed, Events
from desktop.store.connection import DiskFull
from desktop.store.store import Store
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path, FakeClock(), Events())
    yield store
    store.close()


def tag(name: str):
    return lambda uow: uow.insert("tag", {"team_id": 1, "name": name, "context": "tags"})


def names(store: Store) -> list[str]:
    return [row["name"] for row in store.read(lambda r: r.find("tag", order="id"))]


def held(store: Store) -> tuple[threading.Event, list[object]]:
    """Keeps the writer busy, so that what is submitted next shares one group."""
    gate, entered = threading.Event(), threading.Event()

    def wait(uow: UnitOfWork) -> None:
        entered.set()
        assert gate.wait(10)

    future = store.write(wait)
    assert entered.wait(10)
    return gate, [future]


def test_a_failing_item_of_a_group_undoes_only_itself(store: Store) -> None:
    gate, _ = held(store)

    def half(uow: UnitOfWork) -> None:
        tag("half")(uow)
        raise invalid("name", "is wrong")

    first, bad, last = store.write(tag("first")), store.write(half), store.write(tag("last"))
    gate.set()
    assert first.result(10)["name"] == "first"
    assert last.result(10)["name"] == "last"
    with pytest.raises(Invalid):
        bad.result(10)
    assert names(store) == ["first", "last"]


def test_a_failing_item_alone_leaves_nothing(store: Store) -> None:
    def half(uow: UnitOfWork) -> None:
        tag("half")(uow)
        raise ZeroDivisionError

    with pytest.raises(Bug):
        store.write(half).result(10)
    assert names(store) == []
    assert store.write(tag("next")).result(10)["name"] == "next"


def test_a_full_disk_is_said_and_stores_nothing_of_the_group(store: Store) -> None:
    store.write(tag("before")).result(10)
    conn = store._writer._conn
    pages = conn.execute("pragma page_count").fetchone()[0]
    conn.execute(f"pragma max_page_count = {pages}")

    def big(uow: UnitOfWork) -> None:
        for n in range(2000):
            tag(f"{n}" * 50)(uow)

    with pytest.raises(DiskFull, match="Free some space"):
        store.write(big).result(10)
    assert names(store) == ["before"]
    conn.execute("pragma max_page_count = 1073741823")
    store.write(tag("after")).result(10)
    assert names(store) == ["before", "after"]


def test_changes_are_told_after_commit_with_their_sequence(store: Store) -> None:
    heard: list[Changed] = []
    store.events.subscribe(heard.append)
    row = store.write(tag("a"), initiator="panel").result(10)
    (changed,) = heard
    assert changed.kinds == {"tag": frozenset({row["id"]})}
    assert changed.initiator == "panel"
    feed = store.read(lambda r: r.find("change"))
    assert [(c["seq"], c["kind"], c["row_id"], c["op"]) for c in feed] == [
        (changed.seq, "tag", row["id"], "put")
    ]


def test_the_feed_keeps_one_entry_a_row_in_commit_order(store: Store) -> None:
    a = store.write(tag("a")).result(10)
    b = store.write(tag("b")).result(10)
    store.write(lambda uow: uow.update("tag", a["id"], {"name": "a2"})).result(10)
    store.write(lambda uow: uow.delete("tag", b["id"])).result(10)
    feed = store.read(lambda r: r.find("change", order="seq"))
    assert [(c["row_id"], c["op"]) for c in feed] == [(a["id"], "put"), (b["id"], "del")]
    assert feed[0]["seq"] < feed[1]["seq"]
    assert store.read(lambda r: r.count("tomb", {"kind": "tag", "row_id": b["id"]})) == 1


def test_numbers_are_never_used_twice_even_after_a_rollback(store: Store) -> None:
    seen: list[int] = []

    def fail(uow: UnitOfWork) -> None:
        seen.append(uow.new_id())
        raise invalid("x", "y")

    for _ in range(2):
        with pytest.raises(Invalid):
            store.write(fail).result(10)
    kept = store.write(tag("a")).result(10)["id"]
    assert kept >= 2**51
    assert store.write(tag("b")).result(10)["id"] == kept + 1


def test_closing_finishes_what_was_queued_and_refuses_more(tmp_path: Path) -> None:
    store = Store(tmp_path, FakeClock(), Events())
    gate, _ = held(store)
    waiting = store.write(tag("queued"))
    closer = threading.Thread(target=store.close)
    closer.start()
    gate.set()
    closer.join(10)
    assert waiting.result(1)["name"] == "queued"
    with pytest.raises(Unavailable, match="closing"):
        store.write(tag("late")).result(1)
    again = Store(tmp_path, FakeClock(), Events())
    assert names(again) == ["queued"]
    again.close()


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match="readonly|read-only|query_only|cannot be written"):
        store.read(lambda r: r.select("insert into meta (key, value) values ('x', 'y')"))


def test_an_unknown_column_or_operator_is_refused(store: Store) -> None:
    with pytest.raises(KeyError, match="no condition"):
        store.read(lambda r: r.find("tag", {"nme": 1}))
    with pytest.raises(KeyError, match="no condition"):
        store.read(lambda r: r.find("tag", {"name is": 1}))


def test_work_that_may_run_twice_shares_a_group_and_still_fails_alone(store: Store) -> None:
    for _ in range(3):
        gate, _ = held(store)
        before = len(names(store))

        def half(uow: UnitOfWork) -> None:
            tag("half")(uow)
            raise invalid("name", "is wrong")

        good = [store.write(tag(f"good {n}"), again=True) for n in range(3)]
        bad = store.write(half, again=True)
        after = store.write(tag("after"), again=True)
        gate.set()
        with pytest.raises(Invalid):
            bad.result(10)
        kept = [future.result(10)["id"] for future in (*good, after)]
        assert len(set(kept)) == 4
        assert names(store)[before:] == ["good 0", "good 1", "good 2", "after"]


def test_each_change_of_a_shared_group_is_told_once(store: Store) -> None:
    told: list[Changed] = []
    store.events.subscribe(told.append)
    gate, _ = held(store)

    def refuse(_: UnitOfWork) -> None:
        raise invalid("name", "is wrong")

    made = [store.write(tag(f"tag {n}"), again=True, initiator=str(n)) for n in range(3)]
    refused = store.write(refuse, again=True)
    gate.set()
    ids = [frozenset({future.result(10)["id"]}) for future in made]
    assert refused.exception(10) is not None
    assert [(c.kinds["tag"], c.initiator) for c in told] == list(zip(ids, "012", strict=True))
