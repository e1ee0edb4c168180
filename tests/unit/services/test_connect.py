from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.app import Node
from desktop.base.errors import Bug, Conflict
from desktop.services import connect, person
from desktop.services.connect import Connected, Welcome
from desktop.services.vault import Credential, Vault
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
