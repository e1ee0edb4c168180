from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.app import Node
from desktop.services.context import Principal
from desktop.store.queries import people
from tests.helpers.team import Cast


@pytest.mark.parametrize(
    ("term", "query"),
    [
        ("ada lo", '"ada"* "lo"*'),
        ('a"b', '"a""b"*'),
        ("NOT email:x", '"NOT"* "email:x"*'),
        (" - * ", ""),
        ("a\x00b", '"a"* "b"*'),
    ],
)
def test_what_is_typed_becomes_quoted_beginnings_of_words(term: str, query: str) -> None:
    assert people.phrase(term) == query


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(term=st.text(max_size=40))
def test_no_text_breaks_the_search(node: Node, me: Principal, term: str) -> None:
    found = node.store.read(lambda reader: people.search_users(reader, me.user_id, term, 10))
    assert all(row["id"] == me.user_id for row in found)


def test_search_finds_only_people_of_teams_one_has_access_to(node: Node, me: Principal) -> None:
    cast = Cast(node, me.team_id)
    bo, left = cast.member("Bo"), cast.member("Left", status="inactive")
    cast.member("Old", status="archived")
    cast.other_team()

    def found(viewer: Principal) -> list[str]:
        rows = node.store.read(
            lambda reader: people.search_users(reader, viewer.user_id, "test", 50)
        )
        return sorted(row["first_name"] for row in rows)

    assert found(bo) == ["Bo", "Left"]
    assert found(left) == ["Left"]


def test_people_of_a_big_team_are_found_by_id_in_parts(node: Node, me: Principal) -> None:
    cast = Cast(node, me.team_id)
    bo = cast.member("Bo")
    ids = [*range(1, 1500), bo.user_id, bo.user_id]
    pairs = node.store.read(lambda reader: people.team_people(reader, me.team_id, ids))
    assert [user["id"] for _, user in pairs] == [bo.user_id]
