from __future__ import annotations

import pytest

from desktop.base.errors import BadRequest, Forbidden
from desktop.server.guard import Guard

ALLOWED = "https://roster.example.org"


@pytest.fixture
def guard() -> Guard:
    return Guard(origins=[ALLOWED])


@pytest.mark.parametrize(
    "host",
    [b"127.0.0.1", b"127.0.0.1:7420", b"localhost:1", b"LOCALHOST", b"[::1]", b"[::1]:7420"],
)
def test_our_own_names_are_answered(guard: Guard, host: bytes) -> None:
    guard.check({b"host": host}, "http")


@pytest.mark.parametrize(
    "host",
    [
        None,
        b"",
        b"evil.example",
        b"127.0.0.1.evil.example",
        b"127.0.0.1:7420:1",
        b"127.0.0.1:port",
        b"2130706433",
        b"0x7f000001",
        b"0177.0.0.1",
        b"127.1",
        b"localhost.",
        b"localhost@evil.example",
        b"::1",
        b"[::1]evil",
        b"[::2]",
        b"0.0.0.0",
        b"\xff\xfe",
    ],
)
def test_any_other_host_is_refused(guard: Guard, host: bytes | None) -> None:
    with pytest.raises(BadRequest):
        guard.check({} if host is None else {b"host": host}, "http")


def test_a_name_it_was_told_is_answered() -> None:
    Guard(hosts=["hub.local"]).check({b"host": b"Hub.local:7420"}, "http")


@pytest.mark.parametrize(
    "headers",
    [
        {b"origin": b"https://evil.example"},
        {b"origin": b"null"},
        {b"origin": b"http://127.0.0.1:1"},
        {b"origin": b"https://127.0.0.1:7420"},
        {b"origin": b"https://roster.example.org.evil.example"},
        {b"sec-fetch-site": b"cross-site"},
        {b"sec-fetch-site": b"same-site"},
        {b"origin": b"http://127.0.0.1:7420", b"sec-fetch-site": b"cross-site"},
    ],
)
def test_a_foreign_page_is_refused(guard: Guard, headers: dict[bytes, bytes]) -> None:
    with pytest.raises(Forbidden):
        guard.check({b"host": b"127.0.0.1:7420", **headers}, "http")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {b"origin": b"http://127.0.0.1:7420", b"sec-fetch-site": b"same-origin"},
        {b"sec-fetch-site": b"none"},
        {b"origin": ALLOWED.encode(), b"sec-fetch-site": b"cross-site"},
    ],
)
def test_our_own_pages_and_allowed_ones_pass(guard: Guard, headers: dict[bytes, bytes]) -> None:
    guard.check({b"host": b"127.0.0.1:7420", **headers}, "http")


def test_only_an_allowed_page_may_read_answers(guard: Guard) -> None:
    assert guard.cors({b"origin": ALLOWED.encode()})[0] == (
        b"access-control-allow-origin",
        ALLOWED.encode(),
    )
    assert guard.cors({b"origin": b"https://evil.example"}) == []
    assert guard.cors({}) == []


def test_a_preflight_allows_the_headers_that_clients_send(guard: Guard) -> None:
    asked = {b"origin": ALLOWED.encode(), b"access-control-request-method": b"PUT"}
    answer = dict(guard.preflight(asked, "GET, PUT"))
    assert answer[b"access-control-allow-methods"] == b"GET, PUT"
    allowed = answer[b"access-control-allow-headers"].lower()
    for name in (b"authorization", b"content-type", b"x-device-id", b"x-account-id", b"api_key"):
        assert name in allowed
    assert guard.preflight({b"origin": b"https://evil.example"} | asked, "GET") != []
    assert guard.preflight(asked | {b"origin": b"https://evil.example"}, "GET") == []
