"""The program does not start on a row that cannot be served."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.contract import table
from desktop.contract.models import Tag
from desktop.contract.operation import Access, Operation, Repeat, path, query
from desktop.contract.table import BadRow, Table
from desktop.services import registry
from desktop.services.registry import NOT_YET, NOT_YET_OPERATIONS

GOOD = Operation(
    name="tags.get",
    method="GET",
    path="/tags/{id}",
    summary="Get tag",
    access=Access.MEMBER,
    params=(path("id", int),),
    response=Tag,
    reads=("tag",),
)
CREATE = replace(
    GOOD,
    name="tags.create",
    method="POST",
    path="/tags",
    params=(),
    changes=("tag",),
    reads=(),
    repeat=Repeat.PROBE,
)


def test_a_good_row_is_taken() -> None:
    assert Table([GOOD, CREATE])["tags.get"] is GOOD


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (replace(GOOD, params=()), "differ"),
        (replace(GOOD, params=(path("name"),)), "differ"),
        (replace(GOOD, path="/tags"), "differ"),
        (replace(GOOD, repeat=Repeat.RESEND), "SAFE"),
        (replace(GOOD, changes=("tag",)), "SAFE"),
        (replace(CREATE, changes=(), repeat=Repeat.SAFE), "must name what it changes"),
        (replace(GOOD, name="tags"), "family.verb"),
        (replace(GOOD, name=".get"), "family.verb"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(row: Operation, complaint: str) -> None:
    with pytest.raises(BadRow, match=complaint):
        Table([row])


def test_two_rows_of_one_name_are_refused() -> None:
    with pytest.raises(BadRow, match="two rows are called tags.get"):
        Table([GOOD, replace(GOOD, path="/labels/{id}")])


def test_two_rows_at_one_place_are_refused() -> None:
    with pytest.raises(BadRow, match="share GET"):
        Table([GOOD, replace(GOOD, name="tags.fetch")])


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (replace(GOOD, name="tags.fetch"), "has no function fetch"),
        (replace(GOOD, name="nowhere.get"), "no module"),
        (replace(GOOD, body=Tag), "takes"),
        (replace(GOOD, params=(path("id", int), query("page", int))), "asks for"),
    ],
)
def test_a_row_without_a_fitting_use_case_is_refused(row: Operation, complaint: str) -> None:
    with pytest.raises(BadRow, match=complaint):
        registry.Bindings(Table([row])).check()


def test_every_row_of_the_program_is_bound() -> None:
    whole = table.load()
    registry.Bindings(whole).check()


def test_what_is_not_built_yet_names_real_rows() -> None:
    whole = list(table.load())
    assert {row.family for row in whole} >= NOT_YET
    assert {row.name for row in whole} >= NOT_YET_OPERATIONS
