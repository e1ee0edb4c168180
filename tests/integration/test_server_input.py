"""What a client may send: every kind of odd body ends in a 4xx that says what is wrong, never a 500."""

from __future__ import annotations

import datetime as dt
import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from desktop.contract import table
from desktop.contract.operation import Operation
from desktop.services.registry import is_built
from tests.helpers.clock import FakeClock
from tests.helpers.server import Hub, running_hub

WRITES = [
    row
    for row in table.load()
    if row.writes and row.body is not None and is_built(row) and row.api == "v1"
]
TRAPS: dict[str, bytes] = {
    "NaN": b'{"x": NaN}',
    "infinity by exponent": b'{"x": 1e999}',
    "a field twice": b'{"x": 1, "x": 2}',
    "an integer beyond 64 bits": b'{"x": 9223372036854775808}',
    "five thousand digits": b'{"x": ' + b"9" * 5000 + b"}",
    "half a surrogate pair": b'{"x": "\\ud800"}',
    "five thousand levels": b'{"x": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "too many fields": json.dumps({str(n): n for n in range(10_001)}).encode(),
    "not UTF-8": b'{"x": "\xff"}',
    "cut off": b'{"x": ',
    "a list": b"[1]",
    "text": b'"x"',
}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with running_hub(tmp_path_factory.mktemp("hub") / "data", clock=FakeClock()) as running:
        yield running


def place(row: Operation) -> str:
    path = row.url
    for name in row.path_names:
        path = path.replace("{" + name + "}", "2026-11-20" if name == "date" else "1")
    return path


def send(
    hub: Hub, row: Operation, content: bytes, media: str = "application/json"
) -> httpx.Response:
    headers = {"Content-Type": media}
    return hub.request(row.method, place(row), content=content, headers=headers)


def check_refusal(reply: httpx.Response) -> None:
    assert reply.status_code in {400, 422}, reply.text
    shape = reply.json()
    assert set(shape) == {"error", "code", "message", "request_id", "details"}
    assert shape["request_id"] == reply.headers["x-request-id"]


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.name)
def test_a_body_that_cannot_be_kept_is_refused(hub: Hub, row: Operation, trap: str) -> None:
    check_refusal(send(hub, row, TRAPS[trap]))


@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.name)
def test_a_field_of_a_wrong_type_is_refused_by_name(hub: Hub, row: Operation) -> None:
    for name in row.body.__struct_fields__:
        reply = send(hub, row, json.dumps({name: {"no": ["such", "thing"]}}).encode())
        assert reply.status_code < 500, (name, reply.text)
        if reply.status_code == 422 and reply.json()["code"] == "VALIDATION_ERROR":
            assert reply.json()["details"], name


ODD: list[Any] = [
    "",
    " ",
    "\0",
    "x" * 5000,
    0,
    -1,
    2**63 - 1,
    -(2**63),
    1.5,
    True,
    None,
    [],
    {},
    [None],
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "💥",
    "' or 1=1 --",
    '*"',
]


def check_odd(hub: Hub, row: Operation, name: str, value: Any) -> None:
    reply = send(hub, row, json.dumps({name: value}).encode())
    assert reply.status_code < 500, (name, value, reply.text)


@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.name)
def test_an_odd_value_in_any_field_is_never_a_fault(hub: Hub, row: Operation) -> None:
    for at, name in enumerate(row.body.__struct_fields__):
        for step in range(3):
            check_odd(hub, row, name, ODD[(at * 7 + len(row.name) + step * 5) % len(ODD)])


@pytest.mark.long
@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.name)
def test_every_odd_value_in_every_field_is_never_a_fault(hub: Hub, row: Operation) -> None:
    for name in row.body.__struct_fields__:
        for value in ODD:
            check_odd(hub, row, name, value)


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_time_at_the_edge_of_the_calendar_is_refused(hub: Hub, when: str) -> None:
    reply = hub.post("/v1/events", json={"title": "x", "start_at": when, "end_at": when})
    check_refusal(reply)
    assert set(reply.json()["details"]) <= {"start_at", "end_at"}


def test_an_unknown_field_is_ignored_and_null_is_not_absent(hub: Hub) -> None:
    assert hub.post("/v1/tags", json={"name": "a", "colour": {"x": 1}}).status_code == 201
    assert hub.request("PUT", "/v1/me", json={"dob": "1990-01-02"}).status_code == 200
    assert hub.request("PUT", "/v1/me", json={}).json()["dob"] == "1990-01-02"
    assert hub.request("PUT", "/v1/me", json={"dob": None}).json()["dob"] is None


@pytest.mark.parametrize(
    "media", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_a_body_of_another_type_is_unsupported(hub: Hub, media: str) -> None:
    reply = hub.post("/v1/tags", content=b"name=x", headers={"Content-Type": media})
    assert (reply.status_code, reply.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_beyond_a_mebibyte_is_refused_before_it_is_read(hub: Hub) -> None:
    with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as sock:
        head = f"POST /v1/tags HTTP/1.1\r\nHost: localhost\r\napi_key: {hub.key}\r\n"
        sock.sendall(f"{head}Content-Length: {2**40}\r\n\r\n".encode())
        reply = b""
        while chunk := sock.recv(65536):  # the server closes, as nothing after can be understood
            reply += chunk
    assert reply.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"TOO_LARGE"' in reply


def test_a_body_without_a_length_is_counted(hub: Hub) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"name": "'
        for _ in range(20):
            yield b"x" * 2**16

    reply = hub.post("/v1/tags", content=chunks())
    assert reply.status_code == 413
    small = hub.post("/v1/tags", content=iter([b'{"name": ', b'"chunked"}']))
    assert small.status_code == 201


def test_a_query_is_typed_by_its_row(hub: Hub) -> None:
    team = {"current_account_type": "Team"}
    for wrong in ("x", "9223372036854775808", "1.5", "9" * 5000):
        reply = hub.request(
            "PUT", "/v1/me/current_account", params={**team, "current_account_id": wrong}
        )
        assert reply.status_code == 422
        assert list(reply.json()["details"]) == ["current_account_id"]
    missing = hub.request("PUT", "/v1/me/current_account")
    assert missing.status_code == 422
    assert missing.json()["details"] == {"current_account_id": ["can't be blank"]}


def test_what_a_query_lacks_may_be_in_the_body(hub: Hub) -> None:
    fields = {"current_account_id": hub.me.team_id, "current_account_type": "Team"}
    by_query = hub.request("PUT", "/v1/me/current_account", params=fields)
    by_body = hub.request("PUT", "/v1/me/current_account", json=fields)
    assert (by_query.status_code, by_body.status_code) == (200, 200)
    assert by_query.json() == by_body.json()


@pytest.mark.parametrize(
    "number", ["0", "7", "x", "-1", "1.0", "1e3", "9223372036854775808", "9" * 400, "%00", "١"]
)
def test_an_id_that_names_nothing_is_not_found(hub: Hub, number: str) -> None:
    reply = hub.get(f"/v1/workforce/shifts/{number}")
    assert (reply.status_code, reply.json()["code"]) == (404, "NOT_FOUND")


def test_doubled_and_trailing_slashes_do_not_matter(hub: Hub) -> None:
    for path in ("/v1//tags", "/v1/tags/", "//v1/tags", "/v1///tags//"):
        reply = hub.http.send(_raw(hub, path))
        assert reply.status_code == 200, path


def _raw(hub: Hub, path: str) -> httpx.Request:
    request = hub.http.build_request("GET", "/x", headers={"api_key": hub.key})
    request.url = request.url.copy_with(raw_path=path.encode())
    return request


def test_malformed_json_of_tomatoes_is_worded_by_tomatoes(hub: Hub) -> None:
    token = hub.post(
        "/api/session", key="", json={"provider": "pomoclock", "access_token": hub.key}
    ).json()["token"]
    reply = hub.post("/api/tomatoes", key="", content=b"{", headers={"Authorization": token})
    assert (reply.status_code, reply.json()) == (400, {"status": 400, "error": "Bad Request"})
    missing = hub.post("/api/tomatoes", key="", json={}, headers={"Authorization": token})
    assert (missing.status_code, missing.json()) == (400, {"missing_param": "tomato"})


def test_the_node_reads_the_clock_of_its_own(hub: Hub) -> None:
    made = hub.post("/v1/workforce/attendances", json={"status": "start"}).json()
    assert dt.datetime.fromisoformat(made["timestamp"]) == hub.node.clock.now()
