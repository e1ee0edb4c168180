from __future__ import annotations

from typing import Any

from desktop.app import Node
from desktop.services import audit
from desktop.services.context import Call, Principal


def noted(node: Node, me: Principal, before: Any, after: Any) -> list[dict[str, Any]]:
    call = Call("members.update", me, node.clock.now(), request_id="r-1")
    node.store.write(
        lambda uow: audit.note(uow, call, "member", 7, before, after, "moved house")
    ).result()
    return node.store.read(lambda reader: reader.find("audit"))


def test_a_change_keeps_only_what_differs_and_who_why_when(node: Node, me: Principal) -> None:
    before = {"user_id": 5, "status": "active", "notes": "a"}
    (row,) = noted(node, me, before, {**before, "status": "inactive"})
    assert (row["before"], row["after"]) == ({"status": "active"}, {"status": "inactive"})
    assert (row["actor_id"], row["user_id"], row["row_id"]) == (me.user_id, 5, 7)
    assert (row["operation"], row["reason"], row["request_id"]) == (
        "members.update",
        "moved house",
        "r-1",
    )
    assert row["at"] == node.clock.now()


def test_a_change_of_nothing_leaves_no_row(node: Node, me: Principal) -> None:
    assert noted(node, me, {"status": "active"}, {"status": "active"}) == []


def test_what_was_made_and_what_was_deleted_are_kept_whole_without_secrets(
    node: Node, me: Principal
) -> None:
    row = {"user_id": 5, "first_name": "Ada", "password_hash": "x"}
    (made,) = noted(node, me, None, row)
    assert (made["before"], made["after"]) == (None, {"user_id": 5, "first_name": "Ada"})
    gone = noted(node, me, row, None)[-1]
    assert (gone["before"], gone["after"]) == ({"user_id": 5, "first_name": "Ada"}, None)
