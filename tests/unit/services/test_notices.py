from __future__ import annotations

import datetime as dt

from desktop.app import Node
from desktop.services import notices
from desktop.services.context import Principal
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.team import Cast


def told(node: Node, who: Principal, *, unseen: bool = False) -> list[str]:
    rows = node.store.read(lambda reader: notices.of(reader, who.user_id, unseen=unseen))
    return [row["key"] for row in rows]


def give(node: Node, who: Principal, key: str, kind: str = "shift_upcoming") -> Row | None:
    def work(uow: UnitOfWork) -> Row | None:
        data = {"at": dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC), "day": dt.date(2026, 11, 21)}
        return notices.give(uow, who.user_id, kind, "shift", 7, key, data=data)

    return node.store.write(work).result()


def test_an_event_is_told_once_to_a_person(node: Node, me: Principal, clock: FakeClock) -> None:
    bo = Cast(node, me.team_id).member("Bo")
    first = give(node, me, "a")
    assert first is not None
    assert first["data"] == {"at": "2026-11-21T09:00:00Z", "day": "2026-11-21"}
    clock.advance(minutes=1)
    assert give(node, me, "a") is None
    assert give(node, bo, "a") is not None
    assert give(node, me, "b") is not None
    assert told(node, me) == ["b", "a"]


def test_a_notice_that_was_seen_is_kept_and_not_given_again(node: Node, me: Principal) -> None:
    bo = Cast(node, me.team_id).member("Bo")
    row, other = give(node, me, "a"), give(node, bo, "a")
    assert row is not None
    assert other is not None
    both = [row["id"], other["id"], 10**9]
    node.store.write(lambda uow: notices.see(uow, me.user_id, both)).result()
    assert told(node, me, unseen=True) == []
    assert told(node, me) == ["a"]
    assert told(node, bo, unseen=True) == ["a"]
    assert give(node, me, "a") is None
    assert node.store.read(lambda reader: notices.unseen(reader, bo.user_id)) == 1


def test_what_is_no_longer_so_is_withdrawn_unless_it_was_seen(node: Node, me: Principal) -> None:
    first = give(node, me, "a")
    assert first is not None
    node.store.write(lambda uow: notices.see(uow, me.user_id, [first["id"]])).result()
    give(node, me, "b")
    give(node, me, "c", kind="shift_forgot")
    node.store.write(lambda uow: notices.withdraw(uow, "shift", 7, "shift_upcoming")).result()
    assert sorted(told(node, me)) == ["a", "c"]
