from __future__ import annotations

import datetime as dt

import pytest

from desktop.base.errors import Invalid
from desktop.contract import table
from desktop.contract.models import UNSET, WorkforceAttendanceInput
from desktop.services.inputs import body_of, params_of

ROWS = table.load()


def test_parameters_become_what_the_row_declares() -> None:
    row = ROWS["availabilities.get"]
    declared, rest = params_of(row, {"date": "2026-11-20", "locale": "en-US"})
    assert declared == {"date": dt.date(2026, 11, 20)}
    assert rest == {"locale": "en-US"}


@pytest.mark.parametrize("text", ["abc", "1" * 5000, "9223372036854775808", "1.5", ""])
def test_a_wrong_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        params_of(ROWS["shifts.get"], {"id": text})
    assert list(refused.value.details) == ["id"]


def test_a_missing_required_parameter_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        params_of(ROWS["users.search"], {})
    assert refused.value.details == {"term": ["can't be blank"]}


def test_absent_is_not_null() -> None:
    body = body_of(ROWS["attendances.create"], {"status": "start", "address": None})
    assert isinstance(body, WorkforceAttendanceInput)
    assert body.status == "start"
    assert body.address is None
    assert body.location_name is UNSET


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"status": "begin"}, "status"),
        ({"status": "start", "latitude": "north"}, "latitude"),
        ({"status": "start", "timestamp": "2026-11-20T08:00:00"}, "timestamp"),
        ([], "body"),
    ],
)
def test_a_wrong_field_is_named(raw: object, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        body_of(ROWS["attendances.create"], raw)
    assert list(refused.value.details) == [field]


def test_a_missing_required_field_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        body_of(ROWS["chats.initiate"], {})
    assert refused.value.details == {"user_ids": ["can't be blank"]}


def test_a_body_field_that_spells_out_nothing_counts_as_not_sent() -> None:
    row = ROWS["attendances.create"]
    raw = {"status": "start", "event_id": "undefined", "image": "null", "address": "null"}
    body = body_of(row, raw)
    assert (body.event_id, body.image) == (UNSET, UNSET)
    assert body.address == "null"  # a text may say anything; the use case decides
    with pytest.raises(Invalid) as refused:
        body_of(row, {"status": "start", "event_id": "seven"})
    assert set(refused.value.details) == {"event_id"}
