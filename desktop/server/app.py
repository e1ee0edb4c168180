"""The hub's ASGI application: a door in front of the table's operations and a few pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException

from desktop.base.errors import NotFound
from desktop.contract.operation import Api
from desktop.services.bus import Bus
from desktop.services.versions import Versions

from . import errors
from .doorkeeper import Doorkeeper
from .endpoint import Endpoint
from .exchange import Exchange, Gone, Receive, Scope, Send
from .guard import LOOPBACK, Guard
from .hints import Hints
from .pages import Control, Pages
from .routes import Routes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a node gives its server.

    `hosts` are the names it answers to, `origins` the web pages that may call it from a browser;
    `control_key` is the random key of the lock file, `controls` what it opens.
    """

    bus: Bus
    versions: Versions
    version: str
    hosts: tuple[str, ...] = LOOPBACK
    origins: tuple[str, ...] = ()
    control_key: str = ""
    controls: Mapping[str, Control] = field(default_factory=dict)


class Hub:
    """Callable as ASGI, without lifespan. `close` lets waiting requests go before the server stops."""

    def __init__(self, parts: Parts) -> None:
        self._guard = Guard(parts.hosts, parts.origins)
        self._routes = Routes(parts.bus.table)
        self._keeper = Doorkeeper(parts.bus, parts.control_key)
        self._hints = Hints(parts.versions, parts.bus.store.events)
        self._endpoint = Endpoint(parts.bus, self._routes, parts.versions, self._keeper)
        self._pages = Pages(parts, self._keeper, self._hints)

    def close(self) -> None:
        self._hints.close()
        self._keeper.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"this application does not speak {scope['type']}")
        exchange = Exchange(scope, receive, send)
        path = scope["raw_path"].decode("latin-1")
        api: Api = "tomatoes" if _first(path) == "api" else "v1"
        try:
            exchange.check_headers()
            self._guard.check(exchange.headers, scope["scheme"])
            exchange.extra = self._guard.cors(exchange.headers)
            if scope["method"] == "OPTIONS":
                await self._options(exchange, path)
            elif _first(path) in {"v1", "api"}:
                await self._endpoint(exchange, path, api)
            else:
                await self._page(exchange)
        except Gone:
            return
        except Exception as error:  # every fault becomes an answer in the API's own shape
            if exchange.started:
                raise
            status, body, headers = errors.answer(error, api, exchange.request_id)
            await exchange.reply(status, body, headers)

    async def _options(self, exchange: Exchange, path: str) -> None:
        methods = "GET, HEAD, OPTIONS"
        if _first(path) in {"v1", "api"}:
            methods = self._routes.methods(path)
        headers = [(b"allow", methods.encode())]
        headers += self._guard.preflight(exchange.headers, methods)
        await exchange.reply(204, headers=headers)

    async def _page(self, exchange: Exchange) -> None:
        scope = exchange.scope
        scope["app"] = self  # makes the router raise what it refuses
        try:
            await self._pages.app(scope, exchange.receive, exchange.relay)
        except HTTPException as refused:
            if refused.status_code == 405:
                allowed = (refused.headers or {}).get("Allow", "GET").split(", ")
                raise errors.MethodNotAllowed(allowed) from refused
            raise NotFound("There is nothing at this path.") from refused


def build(parts: Parts) -> Hub:
    return Hub(parts)


def _first(path: str) -> str:
    """The first part of a path, however many slashes stand before it."""
    return path.lstrip("/").partition("/")[0]
