from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.domain import shifts as rules

AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def shift(**more: Any) -> dict[str, Any]:
    return {
        "assignee_id": None,
        "published": True,
        "canceled": False,
        "role": None,
        "location_name": None,
        "start_at": AT,
        "end_at": AT + 8 * HOUR,
        **more,
    }


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"published": False}, "open"),
        ({"published": False, "assignee_id": 7}, "assigned"),
        ({"assignee_id": 7}, "published"),
        ({}, "published"),
    ],
)
def test_a_status_follows_from_publishing_and_person(fields: dict[str, Any], status: str) -> None:
    assert rules.status_of(shift(**fields)) == status


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, True),
        ({"role": "Barista"}, True),
        ({"role": "Cook"}, False),
        ({"location_name": "Bondi"}, True),
        ({"location_name": "Manly"}, False),
        ({"assignee_id": 7, "role": "Cook", "location_name": "Manly"}, True),
        ({"assignee_id": 8}, False),
        ({"published": False}, False),
        ({"canceled": True}, False),
    ],
)
def test_what_a_member_sees(fields: dict[str, Any], seen: bool) -> None:
    assert rules.visible(shift(**fields), 7, {"Barista"}, {"Bondi"}) is seen


def test_a_member_without_places_works_at_all_of_them() -> None:
    assert rules.suits(shift(location_name="Manly"), set(), set())


def test_shifts_that_touch_do_not_overlap() -> None:
    assert not rules.overlap(AT, AT + HOUR, AT + HOUR, AT + 2 * HOUR)
    assert rules.overlap(AT, AT + 2 * HOUR, AT + HOUR, AT + 3 * HOUR)


@pytest.mark.parametrize(("gap", "short"), [(0, True), (10.9, True), (11, False)])
def test_less_than_eleven_hours_is_a_short_rest(gap: float, short: bool) -> None:
    other = shift(start_at=AT + (8 + gap) * HOUR, end_at=AT + (12 + gap) * HOUR)
    assert rules.short_rest(AT, AT + 8 * HOUR, [other]) is short
    assert rules.short_rest(other["start_at"], other["end_at"], [shift()]) is short


def test_what_is_approved_or_withdrawn_stays() -> None:
    for to in ("requested", "shortlisted", "rejected", "canceled"):
        assert not rules.request_may("approved", to)
    assert not rules.request_may("canceled", "requested")
    assert rules.request_may("rejected", "requested")
    assert rules.request_may("shortlisted", "approved")


def test_a_question_belongs_to_its_moment() -> None:
    assert rules.asks("always", "start_shift")
    assert rules.asks("end_shift", None)
    assert not rules.asks("end_shift", "start_shift")
