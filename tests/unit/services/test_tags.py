from __future__ import annotations

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid, NotFound
from desktop.contract.models import TaggingInput
from desktop.services.context import Principal


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
