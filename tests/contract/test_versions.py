"""An ETag names a state: whatever an answer is made of must be among the kinds its row reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from desktop.app import Node
from desktop.base.errors import NotFound
from desktop.contract import table
from desktop.contract.operation import Access, Operation
from desktop.server.routes import route
from desktop.services import demo
from desktop.services.context import Principal, Role
from desktop.services.demo import credentials
from desktop.store.schema import LOCAL_KINDS, layouts
from tests.helpers.clock import FakeClock

TAGGED = [row for row in table.load() if route(row, row.path_names).tagged]
TABLES = re.compile(r'\b(?:from|join)\s+"?(\w+)"?', re.IGNORECASE)
IN_STEP = {"session": "attendance", "punch": "attendance", "correction": "attendance"}
"""Local tables that only change together with a kind of the feed."""
APART = {"meta", "current_account", "change"}
"""What is in the tag by itself: whose account it is, and the sequence."""


@pytest.fixture(scope="module")
def seeded(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Node, Principal, Principal]]:
    """A demo team, its admin and one of its members."""
    clock = FakeClock()
    node = Node(tmp_path_factory.mktemp("seeded") / "data", clock=clock)
    drawn = credentials.draw()
    people = node.store.write(
        lambda uow: demo.fill(uow, 1, clock.now().date(), "Europe/Berlin", drawn)
    ).result()
    admin = Principal(people.admin.user_id, people.team_id, Role.OWNER)
    worker = Principal(people.worker.user_id, people.team_id, Role.MEMBER)
    yield node, admin, worker
    node.close()


def params_for(node: Node, who: Principal, row: Operation) -> dict[str, Any]:
    """Values that name real records."""
    found: dict[str, Any] = {}
    for param in row.params:
        if param.where == "query" and not param.required:
            continue
        kind = "member" if row.reads[0] == "employee" else row.reads[0]
        mine = {} if "user_id" not in layouts()[kind].codecs else {"user_id": who.user_id}
        first = node.store.read(
            lambda reader, kind=kind, mine=mine: reader.one(kind, mine) or reader.one(kind, {})
        )
        values: dict[str, Any] = {
            "id": first["id"] if first else 1,
            "user_id": who.user_id,
            "date": node.clock.now().date(),
            "name": "pomodoro",
            "term": "Mara",
            "period": "overall",
        }
        found[param.name] = values[param.name]
        if row.api == "tomatoes" and param.name == "id":
            found["id"] = f"{values['id']:024x}"
    return found


def answer(node: Node, who: Principal, row: Operation) -> tuple[bytes, set[str]]:
    """(the encoded answer, the tables its statements read)."""
    statements: list[str] = []
    asked = node.bus.ask(row.name, principal=who, **params_for(node, who, row))

    def watch(reader: Any) -> bytes:
        reader._conn.set_trace_callback(statements.append)
        try:
            return msgspec.json.encode(node.bus.read(asked))
        except NotFound:
            return b"not found"
        finally:
            reader._conn.set_trace_callback(None)

    body = node.store.read(watch)
    return body, {name for text in statements for name in TABLES.findall(text)} & set(layouts())


def callers(seeded: tuple[Node, Principal, Principal], row: Operation) -> list[Principal]:
    manages = row.access in {Access.MANAGER, Access.ADMIN}
    return [seeded[1]] if manages else [seeded[1], seeded[2]]


@pytest.mark.parametrize("row", TAGGED, ids=lambda row: row.name)
def test_a_tag_knows_every_table_its_answer_is_made_of(
    seeded: tuple[Node, Principal, Principal], row: Operation
) -> None:
    for who in callers(seeded, row):
        _, tables = answer(seeded[0], who, row)
        assert tables, "nothing was read, so nothing was tried"
        read = {IN_STEP.get(name, name) for name in tables - APART}
        assert read - set(route(row, row.path_names).kinds) == set()
        assert read.isdisjoint(LOCAL_KINDS)


@pytest.mark.parametrize("row", TAGGED, ids=lambda row: row.name)
def test_a_tagged_answer_does_not_change_by_the_clock(
    seeded: tuple[Node, Principal, Principal], row: Operation
) -> None:
    node = seeded[0]
    clock: FakeClock = node.clock  # type: ignore[assignment]
    before = clock.wall
    for who in callers(seeded, row):
        now, _ = answer(node, who, row)
        clock.wall = before.replace(year=before.year + 1)
        later, _ = answer(node, who, row)
        clock.wall = before
        assert later == now
