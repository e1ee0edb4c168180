from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.app import Node
from desktop.base.errors import Bug, Conflict
from desktop.services import connect, person
from desktop.services.connect import Connected, Welcome
from desktop.services.status import SyncStatus
from desktop.services.status_source import StatusSource
from desktop.services.vault import Credential, Vault
from desktop.store.queries import sync as queries
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock

WELCOME = Welcome(
    url="http://hub:7420",
    kind="hub",
    credential=Credential("key", "pk_1"),
    user_pk="41",
    name="Wilma",
    role="member",
    node="node-1",
    account_type="TeamMember",
    account_id="9",
    team_pk="7",
    user={"first_name": "Wilma", "last_name": None, "email": "w@example.com"},
)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path, "node")


@pytest.fixture
def adopt(node: Node, vault: Vault) -> Iterator[Callable[[Welcome], Connected]]:
    return lambda welcome: connect.adopt(node.store, node.bus.table, vault, welcome)


def test_an_empty_directory_takes_the_person_and_team_it_is_welcomed_as(
    node: Node, adopt: Callable[[Welcome], Connected]
) -> None:
    assert adopt(WELCOME).queued == 0
    who = node.store.read(lambda reader: person.principal(reader, "window"))
    assert (who.user_id, who.team_id) == (41, 7)
    user = node.store.read(lambda reader: reader.get("user", 41))
    assert user is not None
    assert user["email"] == "w@example.com"


def test_the_same_account_again_only_renews_the_credential(
    node: Node, vault: Vault, adopt: Callable[[Welcome], Connected]
) -> None:
    adopt(WELCOME)
    moved = replace(WELCOME, url="http://elsewhere:7420", credential=Credential("key", "pk_2"))
    assert adopt(moved).again
    (remote,) = node.store.read(lambda reader: reader.find("remote"))
    assert (remote["base_url"], remote["auth"]) == ("http://elsewhere:7420", "ok")
    assert vault.load() == Credential("key", "pk_2")


@pytest.mark.parametrize("other", [{"user_pk": "42"}, {"node": "node-2"}])
def test_another_account_is_refused_and_changes_nothing(
    node: Node, vault: Vault, adopt: Callable[[Welcome], Connected], other: dict[str, str]
) -> None:
    adopt(WELCOME)
    with pytest.raises(Conflict):
        adopt(replace(WELCOME, credential=Credential("key", "pk_2"), **other))
    assert vault.load() == WELCOME.credential


def test_a_connect_that_cannot_be_stored_leaves_no_secret(
    node: Node, vault: Vault, adopt: Callable[[Welcome], Connected]
) -> None:
    with pytest.raises(Bug):
        adopt(replace(WELCOME, user_pk="no number", user={"first_name": object()}))
    assert vault.load() is None
    assert node.store.read(lambda reader: reader.count("remote")) == 0


def test_a_demo_directory_has_nothing_to_send(
    node: Node, clock: FakeClock, adopt: Callable[[Welcome], Connected]
) -> None:
    node.store.write(lambda uow: person.ensure(uow, "Demo", "UTC")).result()
    who = node.store.read(lambda reader: person.principal(reader, "window"))
    at = clock.now()

    def fill(uow: UnitOfWork) -> None:
        uow.insert("event", {"user_id": who.user_id, "title": "x", "demo": 1})
        uow.insert("tomato", {"user_id": who.user_id, "tags": [], "demo": 1, "created_at": at})

    node.store.write(fill).result()
    assert adopt(replace(WELCOME, tomatoes=True)).queued == 0


def waiting(node: Node, count: int) -> None:
    def work(uow: UnitOfWork) -> None:
        remote = queries.remote(uow)
        assert remote is not None
        for i in range(count):
            row = {"mid": f"m{i}", "remote_id": remote["id"], "state": "queued", "attempts": 0}
            uow.insert("outbox", row)

    node.store.write(work).result()


def test_leaving_tells_what_was_not_sent_and_keeps_every_record(
    node: Node, vault: Vault, adopt: Callable[[Welcome], Connected]
) -> None:
    adopt(WELCOME)
    waiting(node, 3)
    before = node.store.read(lambda reader: reader.find("user"))
    assert node.store.read(connect.leaving) == connect.Left("http://hub:7420", "Wilma", 3, 0)
    assert vault.load() is not None
    assert connect.leave(node.store, vault).unsent == 3
    assert vault.load() is None
    assert node.store.read(queries.active) is None
    assert node.store.read(lambda reader: reader.find("user")) == before
    assert StatusSource(node.store)() == SyncStatus()
    with pytest.raises(Conflict):
        connect.leave(node.store, vault)


def test_the_same_account_goes_on_where_it_was_left(
    node: Node, vault: Vault, adopt: Callable[[Welcome], Connected]
) -> None:
    adopt(WELCOME)
    waiting(node, 2)
    connect.leave(node.store, vault)
    again = adopt(WELCOME)
    assert (again.again, again.queued) == (True, 0)
    (entry, _) = node.store.read(lambda reader: reader.find("outbox", order="seq"))
    assert entry["state"] == "queued"
    assert StatusSource(node.store)().pending == 2


def test_another_account_begins_anew_with_what_this_person_recorded(
    node: Node, vault: Vault, adopt: Callable[[Welcome], Connected]
) -> None:
    adopt(WELCOME)
    waiting(node, 2)
    user = node.store.read(lambda reader: person.principal(reader, "window")).user_id
    at = node.clock.now()
    punch = {"user_id": user, "status": "start", "timestamp": at, "team_id": 7}
    node.store.write(lambda uow: uow.insert("attendance", punch)).result()
    connect.leave(node.store, vault)
    other = replace(WELCOME, url="http://other:7420", node="node-2", user_pk="77", team_pk="8")
    found = adopt(other)
    assert (found.again, found.queued) == (False, 1)
    states = [row["state"] for row in node.store.read(lambda reader: reader.find("outbox"))]
    assert sorted(states) == ["cancelled", "cancelled", "queued"]
    (remote,) = node.store.read(lambda reader: reader.find("remote"))
    assert (remote["base_url"], remote["auth"]) == ("http://other:7420", "ok")
