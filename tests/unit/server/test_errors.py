from __future__ import annotations

import logging
import uuid
from pathlib import Path

import msgspec
import pytest

from desktop.base.errors import (
    BadRequest,
    Bug,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotYet,
    Prescribed,
    TooMany,
    Unauthorized,
    Unavailable,
    invalid,
)
from desktop.server.errors import Malformed, MethodNotAllowed, TooLarge, Unsupported, answer
from desktop.server.exchange import new_request_id

ID = "0195b3a2-0000-4000-a000-000000000000"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (invalid("name", "can't be blank"), 422, "VALIDATION_ERROR"),
        (BadRequest("x"), 400, "BAD_REQUEST"),
        (Malformed("x"), 400, "MALFORMED"),
        (Unauthorized("x"), 401, "NOT_AUTHENTICATED"),
        (Forbidden("x"), 403, "NOT_AUTHORIZED"),
        (NotFound("x"), 404, "NOT_FOUND"),
        (MethodNotAllowed({"GET"}), 405, "METHOD_NOT_ALLOWED"),
        (Conflict("x"), 409, "CONFLICT"),
        (TooLarge("x"), 413, "TOO_LARGE"),
        (Unsupported("x"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (TooMany("x", retry_after=3), 429, "TOO_MANY_REQUESTS"),
        (NotYet("x"), 501, "NOT_IMPLEMENTED"),
        (Unavailable("x"), 503, "UNAVAILABLE"),
        (Bug("x"), 500, "INTERNAL_ERROR"),
        (ZeroDivisionError("x"), 500, "INTERNAL_ERROR"),
    ],
)
def test_an_error_of_v1_has_the_contracts_shape(error: Exception, status: int, code: str) -> None:
    found, body, _ = answer(error, "v1", ID)
    shape = msgspec.json.decode(body)
    assert found == status
    assert list(shape) == ["error", "code", "message", "request_id", "details"]
    assert (shape["error"], shape["code"], shape["request_id"]) == (True, code, ID)
    assert shape["message"]
    assert isinstance(shape["details"], dict)


def test_details_name_the_fields() -> None:
    _, body, _ = answer(invalid("name", "can't be blank"), "v1", ID)
    assert msgspec.json.decode(body)["details"] == {"name": ["can't be blank"]}


def test_what_is_our_fault_tells_nothing_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    secret = f"cannot open {Path.home()}/pomoclock.db"
    with caplog.at_level(logging.WARNING):
        for error in (Unavailable(secret), Bug(secret), OSError(secret)):
            for api in ("v1", "tomatoes"):
                assert str(Path.home()).encode() not in answer(error, api, ID)[1]
    assert caplog.text.count(ID) == 6


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (Unauthorized("any"), 401, {"error": "authentication failed"}),
        (Prescribed(400, {"missing_param": "tomato"}), 400, {"missing_param": "tomato"}),
        (NotFound("any"), 404, {"status": 404, "error": "Not Found"}),
        (MethodNotAllowed({"GET"}), 405, {"status": 405, "error": "Method Not Allowed"}),
        (Malformed("any"), 400, {"status": 400, "error": "Bad Request"}),
        (invalid("name", "can't be blank"), 422, {"name": ["can't be blank"]}),
        (Invalid("Must not overlap"), 422, {"base": ["Must not overlap"]}),
        (RuntimeError("any"), 500, {"status": 500, "error": "Internal Server Error"}),
    ],
)
def test_an_error_of_tomatoes_is_worded_by_tomatoes(
    error: Exception, status: int, body: dict[str, object]
) -> None:
    found, raw, _ = answer(error, "tomatoes", ID)
    assert (found, msgspec.json.decode(raw)) == (status, body)


def test_headers_say_what_to_do_next() -> None:
    assert (b"allow", b"GET, PUT") in answer(MethodNotAllowed({"PUT", "GET"}), "v1", ID)[2]
    assert (b"retry-after", b"3") in answer(TooMany("x", retry_after=3), "v1", ID)[2]
    assert (b"connection", b"close") in answer(TooLarge("x"), "v1", ID)[2]


def test_a_request_id_is_a_random_uuid() -> None:
    ids = {new_request_id() for _ in range(100)}
    assert len(ids) == 100
    assert {uuid.UUID(text).version for text in ids} == {4}
