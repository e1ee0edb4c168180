"""Running the hub inside an asyncio loop that somebody else owns."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import ssl
from typing import TYPE_CHECKING, Any

from desktop.base.errors import Unavailable

from .app import Hub

if TYPE_CHECKING:
    import uvicorn

log = logging.getLogger(__name__)
IDLE_SECONDS = 75
STOP_SECONDS = 5
BACKLOG = 512
LAST_PORT = 65535


class Server:
    """`start` binds and answers, `stop` lets running requests finish. No signal handlers."""

    def __init__(
        self,
        hub: Hub,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Port 0 picks a free one. Beyond this computer only with TLS."""
        self._hub = hub
        self._host = host
        self._asked = port
        self._tls = tls
        self.port = 0
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    async def start(self) -> int:
        """The bound port, once requests are answered. Unavailable says what to do instead."""
        listener = bind(self._host, self._asked, encrypted=self._tls is not None)
        self.port = listener.getsockname()[1]
        import uvicorn

        config = uvicorn.Config(
            self._hub,
            http=_protocol(),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=BACKLOG,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        config.load()
        config.ssl = self._tls
        self._server = server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        try:
            await server.startup(sockets=[listener])
        except BaseException:
            listener.close()
            raise
        self._task = asyncio.create_task(self._serve(server, listener), name="http-server")
        return self.port

    async def stop(self) -> None:
        """Safe to call twice. Waiting polls are answered; nobody new gets in."""
        if self._server is None or self._task is None:
            return
        self._hub.close()
        self._server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._server = self._task = None

    async def _serve(self, server: uvicorn.Server, listener: socket.socket) -> None:
        try:
            await server.main_loop()
        finally:
            await server.shutdown(sockets=[listener])


def bind(host: str, port: int, *, encrypted: bool = False) -> socket.socket:
    """A bound socket. Unavailable when the port is taken, forbidden, or the address is not ours."""
    if not 0 <= port <= LAST_PORT:
        # the system would take it modulo 65536 and serve somewhere else
        raise Unavailable(f"{port} is no port; ports go up to {LAST_PORT}. Use --port 7420.")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError, OverflowError) as error:
        raise Unavailable(f"{host}:{port} is no address of this computer.") from error
    family, kind, protocol, _, address = found[0]
    if not encrypted and not _is_loopback(str(address[0])):
        raise Unavailable(
            f"Serving at {host} would send passwords unencrypted. Beyond this computer Pomoclock "
            "needs TLS, which this version cannot make yet. Use --host 127.0.0.1."
        )
    listener = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise _refused(host, port, error) from error
    return listener


def _refused(host: str, port: int, error: OSError) -> Unavailable:
    another = port + 1 if port < LAST_PORT else port - 1
    if error.errno == errno.EADDRINUSE:
        return Unavailable(f"Port {port} is taken. Use --port {another}.")
    if error.errno == errno.EACCES:
        return Unavailable(f"Port {port} needs more rights. Use --port 7420.")
    return Unavailable(f"{host}:{port} cannot be served ({error.strerror}).")


def _is_loopback(address: str) -> bool:
    return address == "::1" or address.startswith("127.")


def _protocol() -> Any:
    """Httptools with our limits where it is installed, otherwise what uvicorn brings."""
    try:
        from .connection import Connection
    except ImportError:
        log.warning("httptools is missing: the server is slower and waits for slow senders")
        return "h11"
    return Connection
