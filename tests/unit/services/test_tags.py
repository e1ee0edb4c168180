from __future__ import annotations

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import TaggingInput
from desktop.services.context import Principal
from tests.helpers.day import Day
from tests.helpers.team import Cast


def test_a_created_tag_is_listed_and_can_be_deleted(node: Node, me: Principal) -> None:
    node.bus.call("tags.create", principal=me, body=TaggingInput(name="night", context="tags"))
    (tag,) = node.bus.call("tags.list", principal=me)
    assert (tag.name, tag.context) == ("night", "tags")
    assert node.bus.call("tags.get", principal=me, id=tag.id) == tag
    node.bus.call("tags.delete", principal=me, id=tag.id)
    assert node.bus.call("tags.list", principal=me) == []
    with pytest.raises(NotFound):
        node.bus.call("tags.get", principal=me, id=tag.id)


def test_a_blank_name_is_refused_and_named(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        node.bus.call("tags.create", principal=me, body=TaggingInput(name="  "))
    assert refused.value.details == {"name": ["can't be blank"]}


def test_making_the_same_tag_twice_keeps_one(node: Node, me: Principal) -> None:
    for _ in range(2):
        node.bus.call("tags.create", principal=me, body=TaggingInput(name="night"))
    assert len(node.bus.call("tags.list", principal=me)) == 1


def test_the_count_of_a_tag_is_what_carries_its_name(node: Node, me: Principal) -> None:
    cast = Cast(node, me.team_id)
    for context, name in (("roles", "Barista"), ("locations", "Bondi Store"), ("tags", "night")):
        node.bus.call("tags.create", principal=me, body=TaggingInput(name=name, context=context))
    cast.member("Bo", "Barista", tags=["night"])
    cast.member("Cy", "Barista", locations=["Bondi Store"])
    cast.member("Di", "Barista", status="archived")
    Day(node, me).shift("2026-11-20 09:00", "2026-11-20 12:00")  # a Barista at Bondi Store
    cast.join(cast.person("Ed"), "Barista", team_id=cast.other_team().team_id)
    tags = node.bus.call("tags.list", principal=me)
    assert {tag.name: tag.taggings_count for tag in tags} == {
        "Barista": 3,
        "Bondi Store": 2,
        "night": 1,
    }
    assert node.bus.call("tags.get", principal=me, id=tags[0].id) == tags[0]


def test_tags_are_listed_by_context(node: Node, me: Principal) -> None:
    for context in ("tags", "roles"):
        node.bus.call("tags.create", principal=me, body=TaggingInput(name="x", context=context))
    assert [tag.context for tag in node.bus.call("tags.list", principal=me, context="roles")] == [
        "roles"
    ]
    assert len(node.bus.call("tags.list", principal=me)) == 2


def test_members_label_and_managers_name_roles_and_places(node: Node, me: Principal) -> None:
    bo = Cast(node, me.team_id).member("Bo")
    node.bus.call("tags.create", principal=bo, body=TaggingInput(name="night"))
    for context in ("roles", "locations", "members"):
        with pytest.raises(Forbidden):
            body = TaggingInput(name="x", context=context)
            node.bus.call("tags.create", principal=bo, body=body)
    (tag,) = node.bus.call("tags.list", principal=bo)
    with pytest.raises(Forbidden):
        node.bus.call("tags.delete", principal=bo, id=tag.id)


def test_tags_of_other_teams_and_missing_ones_are_not_found(node: Node, me: Principal) -> None:
    stranger = Cast(node, me.team_id).other_team()
    node.bus.call("tags.create", principal=me, body=TaggingInput(name="night"))
    (tag,) = node.bus.call("tags.list", principal=me)
    for tag_id in (tag.id, 4711):
        for operation in ("tags.get", "tags.delete"):
            with pytest.raises(NotFound):
                node.bus.call(operation, principal=stranger, id=tag_id)


def test_people_keep_the_name_of_a_deleted_tag(node: Node, me: Principal) -> None:
    bo = Cast(node, me.team_id).member("Bo", "Barista")
    body = TaggingInput(name="Barista", context="roles")
    node.bus.call("tags.create", principal=me, body=body)
    (tag,) = node.bus.call("tags.list", principal=me)
    node.bus.call("tags.delete", principal=me, id=tag.id)
    assert node.bus.call("members.get", principal=me, user_id=bo.user_id).roles == ["Barista"]


def test_a_name_too_long_is_refused_and_named(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        node.bus.call("tags.create", principal=me, body=TaggingInput(name="x" * 101))
    assert set(refused.value.details) == {"name"}
