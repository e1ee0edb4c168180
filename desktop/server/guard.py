"""Who may talk to this server at all: names it answers to, pages that may call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop.base.errors import BadRequest, Forbidden

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_SAME = frozenset({b"same-origin", b"none"})
_ALLOWED_HEADERS = (
    b"Authorization, Content-Type, X-Account-Id, X-Account-Type, X-Device-Id, api_key, "
    b"Idempotency-Key, If-None-Match, Time-Zone"
)
_EXPOSED = b"ETag, Location, Retry-After, X-Request-Id"
Headers = list[tuple[bytes, bytes]]


class Guard:
    """A browser on this machine can reach us for any web page; this decides which page may.

    A foreign `Host` (DNS rebinding) is 400; a foreign `Origin` or a cross-site fetch is 403.
    """

    def __init__(self, hosts: Iterable[str] = LOOPBACK, origins: Iterable[str] = ()) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._origins = frozenset(origin.rstrip("/").lower().encode() for origin in origins)
        self._known: dict[bytes, bool] = {}

    def check(self, headers: Mapping[bytes, bytes], scheme: str) -> None:
        host = headers.get(b"host")
        if host is None or not self._is_ours(host):
            raise BadRequest("This server does not answer to that Host.")
        origin = headers.get(b"origin")
        if origin is not None:
            if origin.lower() in self._origins:
                return
            if origin.lower() != scheme.encode() + b"://" + host.lower():
                raise Forbidden("Requests from that web page are not allowed.")
        if headers.get(b"sec-fetch-site", b"none") not in _SAME:
            raise Forbidden("Requests from other web sites are not allowed.")

    def cors(self, headers: Mapping[bytes, bytes]) -> Headers:
        """What a page of an allowed origin needs to read the answer; nothing for all others."""
        origin = headers.get(b"origin")
        if origin is None or origin.lower() not in self._origins:
            return []
        return [
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", _EXPOSED),
        ]

    def preflight(self, headers: Mapping[bytes, bytes], methods: str) -> Headers:
        if not self.cors(headers) or b"access-control-request-method" not in headers:
            return []
        answer = [
            (b"access-control-allow-methods", methods.encode()),
            (b"access-control-allow-headers", _ALLOWED_HEADERS),
            (b"access-control-max-age", b"600"),
        ]
        if headers.get(b"access-control-request-private-network") == b"true":
            answer.append((b"access-control-allow-private-network", b"true"))
        return answer

    def _is_ours(self, host: bytes) -> bool:
        found = self._known.get(host)
        if found is None:
            found = _name(host.decode("latin-1").lower()) in self._hosts
            if len(self._known) < 64:  # a stranger's names must not fill the memory
                self._known[host] = found
        return found


def _name(host: str) -> str:
    """The host without its port; empty when it is malformed."""
    if host.startswith("["):
        name, closed, port = host.partition("]")
        name += closed
        if port and not port.startswith(":"):
            return ""
        port = port[1:]
    else:
        name, _, port = host.partition(":")
    return name if port.isdecimal() or not port else ""
