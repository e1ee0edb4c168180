from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Prescribed
from desktop.contract.models.tomatoes import Project, ProjectInput
from desktop.services import projects
from desktop.services.context import Principal


def create(node: Node, me: Principal, **fields: Any) -> Project:
    body = ProjectInput(project=fields)
    made: Project = node.bus.call("projects.create", principal=me, body=body)
    return made


def refusal(node: Node, me: Principal, name: str, **given: Any) -> tuple[int, dict[str, Any]]:
    with pytest.raises(Prescribed) as refused:
        node.bus.call(name, principal=me, **given)
    return refused.value.status, refused.value.body


def test_a_project_is_made_changed_field_by_field_and_deleted(node: Node, me: Principal) -> None:
    made = create(node, me, name="Menu", tag_list="menu, food", money_budget="480", time_budget=16)
    assert (made.name, made.tags, made.money_budget, made.time_budget) == (
        "Menu",
        ["menu", "food"],
        480,
        16,
    )
    body = ProjectInput(project={"time_budget": None})
    changed = node.bus.call("projects.update", principal=me, id=made.id, body=body)
    assert (changed.name, changed.time_budget, changed.money_budget) == ("Menu", None, 480)
    node.bus.call("projects.delete", principal=me, id=made.id)
    assert refusal(node, me, "projects.get", id=made.id)[0] == 404


def test_everything_wrong_is_said_at_once(node: Node, me: Principal) -> None:
    body = ProjectInput(project={"name": "  ", "money_budget": "lots", "time_budget": 0})
    assert refusal(node, me, "projects.create", body=body) == (
        422,
        {
            "name": ["can't be blank"],
            "money_budget": ["is not a number"],
            "time_budget": ["must be greater than 0"],
        },
    )


def test_a_budget_is_checked_as_sent_and_kept_whole(node: Node, me: Principal) -> None:
    made = create(node, me, name="P", money_budget=10.7, time_budget=0.5)
    assert (made.money_budget, made.time_budget) == (10, 0)


def test_fields_without_the_root_key_are_read_and_the_root_is_asked_for(
    node: Node, me: Principal
) -> None:
    made = node.bus.call("projects.create", principal=me, body=ProjectInput(name="Loose"))
    assert made.name == "Loose"
    answer = refusal(node, me, "projects.create", body=ProjectInput())
    assert answer == (400, {"missing_param": "project"})
    answer = refusal(node, me, "projects.create", body=ProjectInput(project={"tag_list": "x"}))
    assert answer == (422, {"name": ["can't be blank"]})


def test_a_tag_filter_matches_any_exact_tag(node: Node, me: Principal) -> None:
    create(node, me, name="A", tag_list="one, two")
    create(node, me, name="B", tag_list="Two")
    create(node, me, name="C")

    def names(tags: str | None) -> list[str]:
        page = node.bus.call("projects.list", principal=me, tag_list=tags)
        return [project.name for project in page.projects]

    assert names(None) == ["C", "B", "A"]
    assert names("two, other") == ["A"]
    assert names(" Two ,one") == ["B", "A"]
    assert names("") == []


def test_projects_sum_what_shares_a_tag_with_them(node: Node, me: Principal) -> None:
    create(node, me, name="Shop", tag_list="shop, store", time_budget=10, money_budget=300)
    create(node, me, name="Menu", tag_list="menu")
    create(node, me, name="None")

    def work(uow: Any) -> None:
        worn: list[tuple[list[str], int | None]] = [
            (["shop"], None),
            (["shop", "store"], None),
            (["menu", "store"], 3_000_000),
            (["shopping"], None),
            ([], None),
        ]
        for number, (tags, length) in enumerate(worn):
            at = uow.now - dt.timedelta(days=number)
            uow.insert(
                "tomato",
                {"user_id": me.user_id, "tags": tags, "focus_ms": length, "created_at": at},
            )
        uow.insert("tomato", {"user_id": 7, "tags": ["shop"]})

    node.store.write(work).result()
    found = {each.name: each for each in node.store.read(lambda r: projects.sums(r, me.user_id))}
    minutes = dt.timedelta(minutes=1)
    assert (found["Shop"].pomodoros, found["Shop"].spent) == (3, 100 * minutes)
    assert found["Shop"].money == pytest.approx(50.0)
    assert (found["Menu"].pomodoros, found["Menu"].spent) == (1, 50 * minutes)
    assert (found["None"].pomodoros, found["None"].money) == (0, None)
