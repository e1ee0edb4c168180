"""A web server between a node and its hub that passes requests on, or answers as broken servers do."""

from __future__ import annotations

import http.client
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FORWARDED = {"host", "connection", "content-length", "transfer-encoding"}
Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]

JSON, PAGE = {"Content-Type": "application/json"}, {"Content-Type": "text/html"}
OOPS = b'{"error": true, "code": "INTERNAL", "message": "oops", "request_id": "r"}'
INSTEAD: dict[str, Answer] = {
    "page": (200, PAGE, b"<!doctype html><title>Hotel WLAN</title><p>Accept our terms."),
    "bad gateway": (502, PAGE, b"<html><h1>502 Bad Gateway</h1></html>"),
    "500": (500, JSON, OOPS),
    "429": (429, {**JSON, "Retry-After": "1"}, OOPS),
    "401": (401, JSON, OOPS),
    "422": (422, JSON, OOPS),
    "not json": (200, JSON, b'{"id": 7, "first_'),
    "a list": (200, JSON, b"[]"),
    "a number": (200, JSON, b"7"),
    "empty": (200, {}, b""),
    "redirect": (302, {"Location": "/login"}, b""),
}
"""What may be said instead of the hub's answer; the hub never sees the request."""

AFTER = ("half", "cut", "500 after", "page after")
"""The hub does what was asked, and its answer is spoilt on the way back."""

WIRE = ("silent", "reset", "garbage")
"""No HTTP at all: never an answer, a reset connection, bytes of something else."""


class Misbehaving:
    """`fault` says how (one of INSTEAD, AFTER, WIRE; "" passes on).

    `where` is whom it hits: methods, or methods with a path; everybody when it is empty.
    """

    def __init__(self, target: str = "") -> None:
        self.target = urlsplit(target)
        self.fault = ""
        self.where: tuple[str, ...] = ()
        self.before_answer: Callable[[str], object] | None = None
        """Called with `METHOD path` when the hub has answered and nobody was told yet."""
        self._end = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def misbehave(self, fault: str, *where: str) -> None:
        """From now on."""
        assert fault in {*INSTEAD, *AFTER, *WIRE}
        self.fault, self.where = fault, where

    def behave(self) -> None:
        self.fault, self.where = "", ()

    def hit(self, method: str, path: str) -> str:
        hit = not self.where or not {method, f"{method} {path}"}.isdisjoint(self.where)
        return self.fault if hit else ""

    def hold(self) -> None:
        """Until the end, which is longer than anybody waits."""
        self._end.wait()

    def close(self) -> None:
        self._end.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def misbehaving(target: str = "") -> Iterator[Misbehaving]:
    server = Misbehaving(target)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def deaf() -> Iterator[str]:
    """The address of a port that takes connections and never reads from them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _handler(server: Misbehaving) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            fault = server.hit(self.command, self.path.partition("?")[0])
            if fault in WIRE:
                self._break(fault)
            elif fault in INSTEAD:
                self._say(INSTEAD[fault])
            else:
                answer = self._pass_on(body)
                if server.before_answer is not None:
                    server.before_answer(f"{self.command} {self.path}")
                self._spoil(fault, answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815 - its own names

        def _pass_on(self, body: bytes) -> Answer:
            hub = http.client.HTTPConnection(
                server.target.hostname or "", server.target.port, timeout=30
            )
            try:
                kept = {k: v for k, v in self.headers.items() if k.lower() not in FORWARDED}
                hub.request(self.command, self.path, body or None, kept)
                reply = hub.getresponse()
                kept = {k: v for k, v in reply.getheaders() if k.lower() not in FORWARDED}
                return reply.status, kept, reply.read()
            except OSError:
                return INSTEAD["bad gateway"]
            finally:
                hub.close()

        def _spoil(self, fault: str, answer: Answer) -> None:
            status, headers, body = answer
            if fault == "500 after":
                self._say(INSTEAD["500"])
            elif fault == "page after":
                self._say(INSTEAD["bad gateway"])
            elif fault == "half":
                self._say((status, headers, body[: len(body) // 2]))
            elif fault == "cut":
                self._say(answer, sent=len(body) // 2)
            else:
                self._say(answer)

        def _say(self, answer: Answer, *, sent: int | None = None) -> None:
            status, headers, body = answer
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if sent is None else body[:sent])
            self.close_connection = sent is not None

        def _break(self, fault: str) -> None:
            self.close_connection = True
            if fault == "silent":
                server.hold()
            elif fault == "garbage":
                self.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n")
            else:
                # closing with this set sends a reset instead of an orderly end
                now = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)

    return Handler
