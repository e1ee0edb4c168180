"""The comparison with the contract notices each kind of broken promise."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Literal

import msgspec
import pytest

from desktop.contract.models import Body, Id, Input, Instant
from tests.helpers.contract import published, request_differences, response_differences, rows


def described(method: str, path: str) -> dict[str, Any]:
    return next(found for m, p, found in published() if (m, p) == (method, path))


def answers(method: str, path: str, **changed: Any) -> str:
    row = replace(rows()[method, path], **changed)
    return "; ".join(response_differences(row, described(method, path)))


def asks(method: str, path: str, body: Any) -> str:
    row = replace(rows()[method, path], body=body)
    return "; ".join(request_differences(row, described(method, path)))


class Lacking(Body, kw_only=True):
    id: Id


class Loose(Body, kw_only=True):
    id: Id | None = None
    name: str | None = None
    taggings_count: int | None = None


class WrongType(Body, kw_only=True):
    id: str
    name: str
    taggings_count: int


class Nullable(Body, kw_only=True):
    id: Id | None
    name: str
    taggings_count: int


class Plain(Body, kw_only=True):
    id: int
    name: str
    taggings_count: int


@pytest.mark.parametrize(
    ("struct", "complaint"),
    [
        (Lacking, "Tag.name: missing"),
        (Loose, "Tag.id: required in the contract, optional here"),
        (WrongType, "Tag.id: integer in the contract, string here"),
        (Nullable, "Tag.id: required in the contract, may be null here"),
        (Plain, "Tag.id: format int64 in the contract"),
    ],
)
def test_a_broken_response_is_named(struct: type[msgspec.Struct], complaint: str) -> None:
    assert complaint in answers("GET", "/tags/{id}", response=struct)


def test_a_wrong_status_is_named() -> None:
    assert "status ['200']" in answers("GET", "/tags/{id}", status=201)


def test_a_body_nobody_promised_is_named() -> None:
    assert "promises no body" in answers("POST", "/tags", response=Plain)


def test_a_missing_body_is_named() -> None:
    assert "no body here" in answers("GET", "/tags/{id}", response=None)


def test_a_list_is_no_object() -> None:
    assert "object in the contract, array here" in answers(
        "GET", "/tags/{id}", response=list[Plain]
    )


class Narrow(Input, kw_only=True):
    context: Literal["tags"] | None = None
    name: str | None = None


def test_a_narrower_choice_is_named() -> None:
    assert "lacks the values ['locations', 'members', 'roles']" in asks("POST", "/tags", Narrow)


class Undated(Input, kw_only=True):
    kind: str | None = None
    title: str | None = None
    details: str | None = None
    location_name: str | None = None
    color: str | None = None
    start_at: str | None = None
    end_at: Instant | None = None


class Day(Undated, kw_only=True):
    start_at: dt.date | None = None


def test_a_time_that_is_only_text_or_a_day_is_named() -> None:
    assert "start_at: format date-time in the contract, None here" in asks(
        "POST", "/events", Undated
    )
    assert "start_at: format date-time in the contract, date here" in asks("POST", "/events", Day)


class Demanding(Input, kw_only=True):
    required = frozenset({"name"})

    context: str | None = None
    name: str | None = None


def test_a_field_that_only_we_require_is_named() -> None:
    assert "requires [] in the contract, ['name'] here" in asks("POST", "/tags", Demanding)
