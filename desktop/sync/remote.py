"""The wire to a remote: requests out, answers in, every fault translated here and nowhere else.

Nothing is retried below this module: whether a request may be repeated is the outbox' decision.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import httpx

from desktop import __version__
from desktop.services.vault import Credential

CONNECT, READ, HINT_MARGIN = 10.0, 30.0, 15.0
WHOLE = 300.0
"""Seconds for a whole answer: a server that sends a byte now and then would never time out."""
LARGEST = 512 * 1024 * 1024


class Unreachable(Exception):
    """Surely not executed: nobody was there to take the request.

    `offline`: this machine itself has no way out, so that no server is to blame.
    """

    def __init__(self, message: str, *, offline: bool = False) -> None:
        super().__init__(message)
        self.offline = offline


class Lost(Exception):
    """It may have been executed: the connection was there and the answer was not, or not whole."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`json`: the API itself spoke (or had nothing to say); a portal's page is not that."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def json(self) -> bool:
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind == "application/json" or kind.endswith("+json") or not self.body.strip()

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")

    @property
    def request_id(self) -> str:
        return self.headers.get("x-request-id", "")

    @property
    def retry_after(self) -> float | None:
        """Seconds; a date or nonsense counts as not said."""
        text = self.headers.get("retry-after", "")
        return min(float(text), 3600.0) if text.isdigit() else None

    @property
    def faulty(self) -> bool:
        """The server itself has trouble or asks for patience: says nothing about what was asked."""
        return self.status in {408, 429} or (self.status >= 500 and self.status != 501)

    def in_words(self) -> str:
        """What kind of answer it is, for people."""
        if self.status in {429, 503}:
            wait = "" if self.retry_after is None else f" for {self.retry_after:g} s"
            return f"The server asks for patience{wait} (status {self.status})."
        if not self.json:
            kind = self.headers.get("content-type", "").partition(";")[0] or "no type"
            return f"What answers there is not the server (status {self.status}, {kind})."
        if self.faulty:
            return f"The server has a fault (status {self.status})."
        return f"What answers there does not speak as the server does (status {self.status})."


Api = Literal["v1", "tomatoes", "sync"]


class Remote:
    """One server and one credential; connections are kept between requests until `rest`.

    `account` (id, type) is named with every request, so that a switch of the account on another
    device does not change what our lists mean.
    """

    def __init__(
        self,
        base_url: str,
        credential: Credential,
        *,
        account: tuple[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._credential = credential
        self._account = (
            {} if account is None else {"x-account-id": account[0], "x-account-type": account[1]}
        )
        self._transport = transport
        self._http: httpx.AsyncClient | None = None
        self.slowest = 0.0
        self.dated: tuple[str, float] | None = None
        """The Date of the newest answer, and the monotonic second at which it came."""

    async def get(
        self,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        etag: str | None = None,
        fresh: bool = False,
        wait: float = 0.0,
    ) -> Answer:
        """`fresh` asks past every cache; `wait` is how long the server may think."""
        headers = {"if-none-match": etag} if etag and not fresh else {}
        if fresh:
            headers["cache-control"] = "no-cache"
        return await self._send("GET", path, query=query, headers=headers, wait=wait)

    async def send(
        self, method: str, path: str, *, query: Mapping[str, str], body: bytes | None, key: str
    ) -> Answer:
        """A write, with its Idempotency-Key."""
        headers = {"idempotency-key": key} if key else {}
        if body is not None:
            headers["content-type"] = "application/json"
        return await self._send(method, path, query=query, headers=headers, content=body)

    async def rest(self) -> None:
        """Drops the connections: after a sleep they are dead, and nobody would tell."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            transport = self._transport or httpx.AsyncHTTPTransport(
                # certificates take 90 ms to load, and plain HTTP (no redirects) never meets one
                verify=self.base_url.startswith("https:"),
                retries=0,
                limits=httpx.Limits(max_connections=10, keepalive_expiry=4.0),
            )
            self._http = httpx.AsyncClient(
                transport=_Kept(transport) if self._transport else transport,
                timeout=httpx.Timeout(READ, connect=CONNECT),
                follow_redirects=False,
                trust_env=False,
                headers={"user-agent": f"Pomoclock/{__version__}", "accept": "application/json"},
            )
        return self._http

    async def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str],
        content: bytes | None = None,
        wait: float = 0.0,
    ) -> Answer:
        api: Api = "tomatoes" if path.startswith("/api/") else "v1"
        began = time.monotonic()
        try:
            async with asyncio.timeout(WHOLE + wait):
                reply = await self._client().request(
                    method,
                    self.base_url + path,
                    params=dict(query or {}) or None,
                    headers={**headers, **self._account, **self._credential.headers(api)},
                    content=content,
                    timeout=httpx.Timeout(READ + wait, connect=CONNECT),
                )
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.UnsupportedProtocol,
            httpx.LocalProtocolError,
            httpx.InvalidURL,
        ) as error:
            raise Unreachable(_reason(error), offline=_is_offline(error)) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise Lost(_reason(error)) from error
        except TimeoutError as error:
            raise Lost(f"the answer was not there after {WHOLE + wait:g} s") from error
        seconds = time.monotonic() - began
        if not wait:
            self.slowest = max(self.slowest, seconds)
        names = {name.lower(): value for name, value in reply.headers.items()}
        if "date" in names:
            self.dated = (names["date"], time.monotonic())
        return Answer(reply.status_code, reply.content, names, seconds)


class _Kept(httpx.AsyncBaseTransport):
    """A transport that outlives the client: tests hand in one for the life of an engine."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)


_NO_WAY_OUT = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH})


def _is_offline(error: BaseException) -> bool:
    """Whether the name could not be looked up or no network could be reached."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return True
        if isinstance(cause, OSError) and cause.errno in _NO_WAY_OUT:
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
