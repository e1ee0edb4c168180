"""One request and its reply, over plain ASGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from desktop.base.ids import random_bits

from .errors import Headers, Malformed, TooLarge

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LARGEST_BODY = 2**20
JSON = b"application/json"
_CONSTANT: Headers = [
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Authorization, api_key, X-Account-Id, X-Account-Type, Time-Zone, Origin"),
    (b"x-content-type-options", b"nosniff"),
]
_ONCE = frozenset({b"host", b"authorization", b"api_key", b"api-key", b"content-length", b"origin"})


class Gone(Exception):
    """The client went away before it had sent everything; nobody waits for a reply."""


class Exchange:
    """`extra` are headers that any reply of this exchange carries beside the constant ones."""

    __slots__ = ("extra", "headers", "receive", "request_id", "scope", "send", "started")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.request_id = new_request_id()
        self.extra: Headers = []
        self.started = False

    def check_headers(self) -> None:
        """Malformed when a header that decides something was sent twice."""
        sent = self.scope["headers"]
        if len(sent) == len(self.headers):
            return
        names = [name for name, _ in sent if name in _ONCE]
        if len(names) != len(set(names)):
            raise Malformed("A header was sent twice.")

    async def reply(
        self, status: int, body: bytes = b"", headers: Headers | None = None, media: bytes = JSON
    ) -> None:
        head = [
            *_CONSTANT,
            (b"x-request-id", self.request_id.encode()),
            *self.extra,
        ]
        if status not in {204, 304}:
            head.append((b"content-length", b"%d" % len(body)))
            if body:
                head.append((b"content-type", media))
        if headers:
            head += headers
        self.started = True
        await self.send({"type": "http.response.start", "status": status, "headers": head})
        await self.send({"type": "http.response.body", "body": body})

    async def relay(self, message: MutableMapping[str, Any]) -> None:
        """Sends what another application answers, with the headers that every reply carries."""
        if message["type"] == "http.response.start":
            self.started = True
            ours = [*_CONSTANT, (b"x-request-id", self.request_id.encode()), *self.extra]
            message["headers"] = [*message["headers"], *ours]
        await self.send(message)

    async def body(self) -> bytes:
        """The whole body; TooLarge beyond the limit, Gone when the client left."""
        length = self.headers.get(b"content-length")
        if length is not None and (not length.isdigit() or int(length[:20]) > LARGEST_BODY):
            raise TooLarge(f"The body is larger than {LARGEST_BODY} bytes.")
        read = bytearray()
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Gone
            read += message.get("body", b"")
            if len(read) > LARGEST_BODY:
                raise TooLarge(f"The body is larger than {LARGEST_BODY} bytes.")
            if not message.get("more_body"):
                return bytes(read)


def new_request_id() -> str:
    """A random UUID (version 4), without the cost of an object for it."""
    h = f"{random_bits(128):032x}"
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"
