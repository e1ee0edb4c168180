"""What the writer remembers never outlives what it followed from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.base.errors import Invalid, invalid
from desktop.base.events import Events
from desktop.store.memory import MOST, Memory, Topic
from desktop.store.store import Store
from desktop.store.uow import NUMBERS, UnitOfWork
from tests.helpers.clock import FakeClock

TAGS = Topic("tags", frozenset({"tag"}))
TAG = {"team_id": 1, "name": "x", "context": "tags"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path, FakeClock(), Events())
    yield store
    store.close()


def remembered(uow: UnitOfWork) -> dict[str, int]:
    return dict(uow.memory.of(TAGS))


def keep(uow: UnitOfWork) -> None:
    uow.memory.of(TAGS)["a"] = 1


def test_a_value_stays_from_one_transaction_to_the_next(store: Store) -> None:
    store.write(keep).result()
    store.write(lambda uow: uow.insert("preference", {"name": "a", "value": 1})).result()
    assert store.write(remembered).result() == {"a": 1}


def test_a_change_of_its_kind_forgets_it(store: Store) -> None:
    def change(uow: UnitOfWork) -> None:
        keep(uow)
        uow.insert("tag", TAG)

    store.write(change).result()
    assert store.write(remembered).result() == {}


def test_whoever_keeps_it_in_step_says_so(store: Store) -> None:
    def change(uow: UnitOfWork) -> None:
        keep(uow)
        uow.touch("tag", 7, forget=False)

    store.write(change).result()
    assert store.write(remembered).result() == {"a": 1}


@pytest.mark.parametrize("sql", ["update tag set name = name", "delete from tag"])
def test_raw_sql_forgets_all(store: Store, sql: str) -> None:
    store.write(keep).result()
    store.write(lambda uow: uow.execute(sql)).result()
    assert store.write(remembered).result() == {}


def test_what_was_undone_is_not_remembered(store: Store) -> None:
    def fail(uow: UnitOfWork) -> None:
        keep(uow)
        raise invalid("name", "is wrong")

    with pytest.raises(Invalid):
        store.write(fail).result()
    assert store.write(remembered).result() == {}


def test_numbers_of_an_undone_write_are_reserved_anew_and_no_row_gets_one_twice(
    store: Store,
) -> None:
    def one(uow: UnitOfWork) -> int:
        return int(uow.insert("tag", TAG | {"name": str(uow.new_id())})["id"])

    def fail(uow: UnitOfWork) -> None:
        for _ in range(NUMBERS + 3):
            uow.new_id()
        raise invalid("name", "is wrong")

    found = [store.write(one).result() for _ in range(3)]
    with pytest.raises(Invalid):
        store.write(fail).result()
    found += [store.write(one).result() for _ in range(NUMBERS)]
    assert len(set(found)) == len(found)
    assert store.read(lambda reader: reader.count("tag")) == len(found)


def test_numbers_go_on_upwards_after_a_restart(tmp_path: Path) -> None:
    first = Store(tmp_path, FakeClock(), Events())
    before = [first.write(lambda uow: uow.new_id()).result() for _ in range(3)]
    first.close()
    second = Store(tmp_path, FakeClock(), Events())
    try:
        assert second.write(lambda uow: uow.new_id()).result() > before[-1]
    finally:
        second.close()
    assert before == sorted(before)


def test_a_topic_that_grows_too_large_starts_anew() -> None:
    memory = Memory()
    memory.of(TAGS).update((str(n), n) for n in range(MOST + 1))
    assert memory.of(TAGS) == {}
