from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.base.errors import Invalid, Rejected
from desktop.server import decode
from desktop.server.errors import Malformed, Unsupported

JSON = b"application/json"


def test_an_object_is_read() -> None:
    raw = '{"a": 1, "b": [true, null, 1.5, "ü\\u00e4"], "c": {"d": {}}}'.encode()
    assert decode.body(JSON, raw) == {"a": 1, "b": [True, None, 1.5, "üä"], "c": {"d": {}}}


@pytest.mark.parametrize("media", [None, b"application/json; charset=utf-8", b"Application/JSON"])
def test_json_is_known_by_its_media_type(media: bytes | None) -> None:
    assert decode.body(media, b'{"a": 1}') == {"a": 1}


@pytest.mark.parametrize("raw", [b"", b"  \r\n"])
def test_an_empty_body_has_no_fields(raw: bytes) -> None:
    assert decode.body(b"application/xml", raw) == {}


@pytest.mark.parametrize(
    "media", [b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x", b"text/xml"]
)
def test_what_is_not_read_yet_is_said_so(media: bytes) -> None:
    with pytest.raises(Unsupported):
        decode.body(media, b"a=1")


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"nope",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"x": {"a": 1, "a": 2}}',
        b'{"a": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b'{"a": "\\ud800"}',
        b'{"a": ["\\udfff x"]}',
        b'{"\\ud800": 1}',
        b'{"a": {"\\ud800": 1}}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"a": ' + b"[" * 32 + b"]" * 32 + b"}",
        json.dumps({str(n): n for n in range(10_001)}).encode(),
    ],
)
def test_a_body_that_is_not_sound_json_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        decode.body(JSON, raw)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b'{"n": 9223372036854775808}', "n"),
        (b'{"n": -9223372036854775809}', "n"),
        (b'{"n": 1e999}', "n"),
        (b'{"n": {"deep": [1, 99999999999999999999]}}', "n"),
        (b"[1, 2]", "body"),
        (b'"text"', "body"),
        (b"null", "body"),
    ],
)
def test_a_value_that_cannot_be_kept_names_its_field(raw: bytes, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode.body(JSON, raw)
    assert set(refused.value.details) == {field}


def test_the_limits_themselves_are_allowed() -> None:
    deepest = b'{"a": ' + b"[" * 31 + b"]" * 31 + b"}"
    assert decode.body(JSON, deepest)
    assert decode.body(JSON, b'{"n": 9223372036854775807, "m": -9223372036854775808}')
    assert len(decode.body(JSON, json.dumps({str(n): n for n in range(10_000)}).encode())) == 10_000


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def fault(read: Callable[[], object]) -> int:
    """The status a refusal carries, 0 when there was none."""
    try:
        read()
    except Rejected as refused:
        return refused.status
    return 0


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(), anything, max_size=5))
def test_any_json_is_read_as_it_is_or_refused_as_the_callers_fault(value: dict[str, Any]) -> None:
    raw = json.dumps(value).encode()
    if fault(lambda: decode.body(JSON, raw)) not in {400, 422}:
        assert decode.body(JSON, raw) == value


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_as_the_callers_fault(raw: bytes) -> None:
    for content in (raw, b'{"a": ' + raw + b"}"):
        assert fault(lambda content=content: decode.body(JSON, content)) in {0, 400, 422}
    assert fault(lambda: decode.query(raw)) in {0, 400}


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"", {}),
        (b"a=1&b=", {"a": "1", "b": ""}),
        (b"a[]=1&a[]=2", {"a": "1,2"}),
        (b"range[0]=x&range[1]=y", {"range": "x,y"}),
        (b"a=1&a=2", {"a": "1,2"}),
        (b"search=J%C3%BCrgen+K", {"search": "Jürgen K"}),
    ],
)
def test_a_query_is_read_by_name(raw: bytes, found: dict[str, str]) -> None:
    assert decode.query(raw) == found


@pytest.mark.parametrize("raw", [b"a=%FF", b"a=\xff", b"&".join([b"a=1"] * 1001)])
def test_a_query_that_cannot_be_read_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        decode.query(raw)


def test_the_query_wins_over_the_body() -> None:
    fields = {"id": 7, "type": "Team", "on": True, "list": [1], "none": None}
    assert decode.fill({"type": "User"}, fields) == {"type": "User", "id": "7", "on": "true"}
