from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from desktop.services.vault import Credential
from desktop.sync import remote
from desktop.sync.remote import Answer, Lost, Remote, Unreachable

KEY = Credential("key", "pk_1", "raw")
JSON, PAGE = {"content-type": "application/json"}, {"content-type": "text/html; charset=utf-8"}


def ask(
    handler: Callable[[httpx.Request], httpx.Response], path: str = "/v1/me", **how: object
) -> Answer:
    wire = Remote("http://sim", KEY, transport=httpx.MockTransport(handler), **how)  # type: ignore[arg-type]
    return asyncio.run(wire.get(path))


def failing(error: type[httpx.TransportError], cause: Exception | None = None) -> Answer:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error("no", request=request) from cause

    return ask(handler)


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.LocalProtocolError],
)
def test_nobody_there_means_surely_not_executed(error: type[httpx.TransportError]) -> None:
    with pytest.raises(Unreachable) as caught:
        failing(error)
    assert not caught.value.offline


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout,
        httpx.WriteTimeout,
        httpx.ReadError,
        httpx.WriteError,
        httpx.RemoteProtocolError,
        httpx.CloseError,
    ],
)
def test_a_connection_that_broke_leaves_the_outcome_open(error: type[httpx.TransportError]) -> None:
    with pytest.raises(Lost):
        failing(error)


def test_an_answer_that_comes_drop_by_drop_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "WHOLE", 0.05)

    class Drops(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.001)

    with pytest.raises(Lost, match=r"not there after 0\.05 s"):
        ask(lambda _: httpx.Response(200, stream=Drops()))


@pytest.mark.parametrize(
    ("answer", "words", "faulty"),
    [
        (Answer(429, b"{}", {**JSON, "retry-after": "7"}), "asks for patience for 7 s", True),
        (Answer(503, b"{}", JSON), "asks for patience (status 503)", True),
        (Answer(500, b"{}", JSON), "has a fault (status 500)", True),
        (Answer(501, b"{}", JSON), "does not speak as the server does (status 501)", False),
        (Answer(200, b"<p>", PAGE), "is not the server (status 200, text/html)", False),
        (Answer(502, b"<p>", PAGE), "is not the server (status 502, text/html)", True),
        (Answer(200, b"[]", JSON), "does not speak as the server does (status 200)", False),
    ],
)
def test_an_answer_is_told_in_words(answer: Answer, words: str, *, faulty: bool) -> None:
    assert words in answer.in_words()
    assert answer.faulty is faulty


@pytest.mark.parametrize(
    "cause", [socket.gaierror(-2, "unknown"), OSError(errno.ENETUNREACH, "no network")]
)
def test_no_way_out_of_this_machine_is_told_from_a_server_that_is_down(cause: Exception) -> None:
    with pytest.raises(Unreachable) as caught:
        failing(httpx.ConnectError, cause)
    assert caught.value.offline


def test_each_api_gets_its_own_credential_and_every_request_the_account() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    ask(handler, account=("9", "TeamMember"))
    ask(handler, "/api/tomatoes")
    v1, tomatoes = (request.headers for request in seen)
    assert (v1["api_key"], v1["x-account-id"], v1["x-account-type"]) == ("pk_1", "9", "TeamMember")
    assert (tomatoes["authorization"], "api_key" in tomatoes) == ("raw", False)


@pytest.mark.parametrize(
    ("kind", "body", "json"),
    [
        ("application/json; charset=utf-8", b"{}", True),
        ("application/problem+json", b"{}", True),
        ("text/html", b"<html>", False),
        ("", b"", True),
    ],
)
def test_only_json_or_nothing_counts_as_the_api_speaking(
    kind: str, body: bytes, *, json: bool
) -> None:
    assert Answer(200, body, {"content-type": kind}).json is json


@pytest.mark.parametrize(
    ("text", "seconds"), [("7", 7.0), ("99999", 3600.0), ("soon", None), ("", None)]
)
def test_patience_is_read_in_seconds(text: str, seconds: float | None) -> None:
    assert Answer(429, headers={"retry-after": text}).retry_after == seconds


def test_a_redirect_is_not_followed() -> None:
    answer = ask(lambda _: httpx.Response(302, headers={"location": "http://evil"}))
    assert answer.status == 302
