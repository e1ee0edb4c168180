"""Writes that arrive together are committed together; each is one event of the store."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid
from desktop.base.events import Changed
from desktop.contract.models import TaggingInput, UserInput
from desktop.server.handover import Handover
from desktop.services.bus import Asked
from desktop.services.context import Principal
from desktop.services.slow import AT_ONCE

MANY, ROUNDS = 8, 5


@pytest.fixture
def commits(node: Node, me: Principal) -> list[Changed]:
    """One event a group, as nobody else writes."""
    found: list[Changed] = []
    node.store.events.subscribe(found.append)
    return found


def tag(node: Node, me: Principal, name: str) -> Asked:
    return node.bus.ask("tags.create", principal=me, body=TaggingInput(name=name))


def names(node: Node, me: Principal) -> set[str]:
    return {each.name for each in node.bus.call("tags.list", principal=me)}


def test_what_is_asked_in_one_turn_is_one_group(
    node: Node, me: Principal, commits: list[Changed]
) -> None:
    async def ask() -> None:
        handover = Handover(node.bus)
        await asyncio.gather(*(handover.write(tag(node, me, f"tag {n}")) for n in range(MANY)))

    asyncio.run(ask())
    assert names(node, me) == {f"tag {n}" for n in range(MANY)}
    assert [len(event.kinds["tag"]) for event in commits] == [MANY]


def test_those_who_ask_again_when_answered_stay_one_group(
    node: Node, me: Principal, commits: list[Changed]
) -> None:
    async def again(handover: Handover, who: int) -> None:
        for n in range(ROUNDS):
            await handover.write(tag(node, me, f"tag {who} {n}"))

    async def ask() -> None:
        handover = Handover(node.bus)
        await asyncio.gather(*(again(handover, who) for who in range(MANY)))

    asyncio.run(ask())
    assert [len(event.kinds["tag"]) for event in commits] == [MANY] * ROUNDS


def test_fewer_than_before_are_not_waited_for_long(node: Node, me: Principal) -> None:
    async def ask() -> None:
        handover = Handover(node.bus)
        await asyncio.gather(*(handover.write(tag(node, me, f"tag {n}")) for n in range(MANY)))
        await asyncio.wait_for(handover.write(tag(node, me, "alone")), 10)

    asyncio.run(ask())
    assert "alone" in names(node, me)


def test_one_that_is_refused_does_not_hold_the_others(node: Node, me: Principal) -> None:
    async def ask() -> list[Any]:
        handover = Handover(node.bus)
        asked = [handover.write(tag(node, me, name)) for name in ("a", " ", "b")]
        first = await asyncio.gather(*asked, return_exceptions=True)
        return [*first, await handover.write(tag(node, me, "c"))]

    assert [type(each) for each in asyncio.run(ask())] == [type(None), Invalid, *[type(None)] * 2]
    assert names(node, me) == {"a", "b", "c"}


def test_nobody_waits_for_a_write_of_the_slow_lane(node: Node, me: Principal) -> None:
    gate = threading.Event()
    for _ in range(AT_ONCE):
        node.bus.slow.submit(lambda: gate.wait(10))

    async def ask() -> tuple[bool, Any]:
        handover = Handover(node.bus)
        body = UserInput(first_name="Maria")
        slow = asyncio.create_task(
            handover.write(node.bus.ask("me.update", principal=me, body=body))
        )
        await asyncio.sleep(0)
        await handover.write(tag(node, me, "quick"))
        was_done = slow.done()
        gate.set()
        return was_done, await slow

    was_done, slow = asyncio.run(ask())
    assert names(node, me) == {"quick"}
    assert not was_done
    assert slow.first_name == "Maria"
