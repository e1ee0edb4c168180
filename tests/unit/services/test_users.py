from __future__ import annotations

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid, NotFound
from desktop.contract.models import UserInput
from desktop.services.context import ANONYMOUS, Principal, Role
from desktop.services.passwords import verify_password
from tests.helpers.team import Cast

ADA = {"first_name": "Ada", "last_name": "Lovelace", "email": "Ada@Example.com"}


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def sign_up(node: Node, **fields: object) -> object:
    return node.bus.call("users.create", principal=ANONYMOUS, body=UserInput(**fields))


def test_anybody_can_sign_up_and_gets_a_hashed_password_and_a_slug(node: Node) -> None:
    made = sign_up(node, **ADA, password="analytical engine")
    assert (made.email, made.status, made.slug) == ("ada@example.com", "active", "ada-lovelace")
    row = node.store.read(lambda reader: reader.need("user", made.id))
    assert verify_password(row["password_hash"], "analytical engine")
    twin = sign_up(
        node, first_name="Ada", last_name="Lovelace", mobile="0400 555", password="x" * 8
    )
    assert twin.slug == "ada-lovelace-2"


def test_signing_up_gives_no_chosen_id_status_or_slug(node: Node) -> None:
    made = sign_up(node, **ADA, password="x" * 8, id=1, status="admin", slug="root")
    assert (made.id, made.status, made.slug) != (1, "admin", "root")
    assert made.status == "active"
    assert made.slug == "ada-lovelace"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "password"),
        ({**ADA}, "password"),
        ({**ADA, "password": "short"}, "password"),
        ({**ADA, "password": "x" * 2000}, "password"),
        ({"email": "a@b.c", "password": "x" * 8}, "first_name"),
        ({"first_name": None, "email": "a@b.c", "password": "x" * 8}, "first_name"),
        ({"first_name": "Ada", "password": "x" * 8}, "email"),
        ({**ADA, "email": "nowhere", "password": "x" * 8}, "email"),
        ({**ADA, "mobile": "12", "password": "x" * 8}, "mobile"),
        ({**ADA, "photo": "AAAA", "password": "x" * 8}, "photo"),
    ],
)
def test_bad_sign_ups_are_refused_and_named(
    node: Node, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        sign_up(node, **fields)
    assert set(refused.value.details) == {field}


def test_an_email_in_any_case_is_taken_once(node: Node, cast: Cast) -> None:
    cast.person("Ada")
    with pytest.raises(Invalid) as refused:
        sign_up(node, **ADA, password="x" * 8)
    assert refused.value.details == {"email": ["has already been taken"]}


def test_team_mates_see_each_other_but_not_their_birthdays(node: Node, cast: Cast) -> None:
    bo, mo = cast.member("Bo"), cast.member("Mo", "Team Manager")
    assert node.bus.call("users.get", principal=bo, id=bo.user_id).dob == "1990-02-03"
    assert node.bus.call("users.get", principal=bo, id=mo.user_id).dob is None
    assert node.bus.call("users.get", principal=mo, id=bo.user_id).dob == "1990-02-03"


def test_strangers_and_missing_people_are_the_same_404(node: Node, cast: Cast) -> None:
    bo, stranger = cast.member("Bo"), cast.other_team()
    texts = []
    for user_id in (stranger.user_id, 4711):
        with pytest.raises(NotFound) as refused:
            node.bus.call("users.get", principal=bo, id=user_id)
        texts.append(refused.value.message.replace(str(user_id), "N"))
    assert texts[0] == texts[1]


def test_a_deactivated_person_sees_only_themselves(node: Node, cast: Cast) -> None:
    bo, gone = cast.member("Bo"), cast.member("Mo", status="inactive")
    assert gone.role is Role.NONE
    with pytest.raises(NotFound):
        node.bus.call("users.get", principal=gone, id=bo.user_id)
    assert found(node, gone, "Test") == ["Mo"]


def found(node: Node, principal: Principal, term: str, **query: object) -> list[str]:
    people = node.bus.call("users.search", principal=principal, term=term, **query)
    return [person.first_name for person in people]


def test_search_finds_beginnings_of_names_email_and_mobile(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    cast.join(cast.person("Zoé", last_name="Durand", mobile="+33601"), "Team Member")
    assert found(node, bo, "zoe") == ["Zoé"]
    assert found(node, bo, "dur zo") == ["Zoé"]
    assert found(node, bo, "+336") == ["Zoé"]
    assert found(node, bo, "bo@example.com") == ["Bo"]
    assert found(node, bo, "nobody") == []


def test_search_never_finds_strangers(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    cast.other_team("Olga")
    assert found(node, bo, "Olga") == []


@pytest.mark.parametrize(
    "term",
    [
        '"',
        "'",
        "*",
        "first_name:Bo",
        "Bo OR Mo",
        "NOT",
        "NEAR(Bo)",
        "a\x00b",
        "(",
        "",
        " ",
        "-",
        "^Bo",
    ],
)
def test_operators_of_the_search_language_are_plain_words(
    node: Node, cast: Cast, term: str
) -> None:
    mo = cast.member("Mo")
    assert "Mo" not in found(node, mo, term)


def test_search_follows_a_renamed_person(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    node.bus.call("me.update", principal=bo, body=UserInput(first_name="Beau"))
    assert found(node, bo, "Beau") == ["Beau"]
    assert found(node, bo, "Bo ") == ["Beau"]  # still in the e-mail address


def test_search_is_limited(node: Node, me: Principal, cast: Cast) -> None:
    for number in range(5):
        cast.member(f"Same{number}")
    assert len(found(node, me, "same", limit=3)) == 3
    with pytest.raises(Invalid) as refused:
        found(node, me, "same", limit=0)
    assert set(refused.value.details) == {"limit"}
