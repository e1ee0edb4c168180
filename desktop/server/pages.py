"""What is served beside the two APIs: health, the description, its page, and what nodes ask nodes."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route, Router

from desktop.base.errors import NotFound, Unauthorized
from desktop.base.paths import resource
from desktop.services import heads
from desktop.services.context import ANONYMOUS, Principal

from . import decode
from .doorkeeper import Doorkeeper, read_v1, ticket_of
from .hints import Hints
from .openapi import describe

if TYPE_CHECKING:
    from .app import Parts

Control = Callable[[dict[str, Any]], Awaitable[dict[str, Any]] | dict[str, Any]]
"""What the owner of the machine may ask of the running program: `POST /node/<name>`."""

_encode = msgspec.json.Encoder().encode
_ASSETS = {
    "favicon-32x32.png": "image/png",
    "index.html": "text/html",
    "start.js": "text/javascript",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Pages:
    """`app` is an ASGI application that raises our errors; the door words them."""

    def __init__(self, parts: Parts, keeper: Doorkeeper, hints: Hints) -> None:
        self._parts = parts
        self._keeper = keeper
        self._hints = hints
        self.app = Router(
            [
                Route("/healthz", self._health),
                Route("/openapi.json", self._openapi),
                Route("/docs", self._docs),
                Route("/docs/{name}", self._docs),
                Route("/sync/node", self._node),
                Route("/sync/hints", self._hint),
                Route("/sync/heads", self._heads, methods=["GET", "POST"]),
                Route("/node/{name}", self._control, methods=["GET", "POST"]),
            ],
            redirect_slashes=False,
        )

    async def _health(self, _: Request) -> Response:
        return _json({"status": "ok", "version": self._parts.version, "node": self._node_id})

    async def _openapi(self, _: Request) -> Response:
        return Response(self._description, media_type="application/json")

    async def _docs(self, request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        if name not in _ASSETS:
            raise NotFound("There is nothing at this path.")
        headers = {"content-security-policy": _POLICY, "referrer-policy": "no-referrer"}
        return FileResponse(resource(f"docs/{name}"), media_type=_ASSETS[name], headers=headers)

    async def _node(self, request: Request) -> Response:
        """Who this is; to a known caller also where the store is and who they are here."""
        versions = self._parts.versions
        about: dict[str, Any] = {
            "product": "pomoclock",
            "version": self._parts.version,
            "node_id": self._node_id,
            "epoch": versions.epoch,
            "api": ["/v1", "/api"],
        }
        caller = await self._caller(request)
        if caller.user_id:
            about["seq"] = versions.seq
            about["now"] = self._parts.bus.store.clock.now()
            about["user_id"] = caller.user_id
            about["team_id"] = caller.team_id
            about["role"] = caller.role.name.lower()
        return _json(about)

    async def _hint(self, request: Request) -> Response:
        caller = await self._caller(request)
        if not caller.user_id:
            raise Unauthorized("Not authenticated. Log in or send an api_key.")
        sent = decode.query(request.scope["query_string"])
        return _json(await self._hints.change(sent.get("since", ""), sent.get("wait", "")))

    async def _heads(self, request: Request) -> Response:
        """GET: the places up to which a `node`'s chains are known. POST: where they end by now."""
        caller = await self._caller(request)
        if not caller.user_id:
            raise Unauthorized("Not authenticated. Log in or send an api_key.")
        store = self._parts.bus.store
        if request.method == "POST":
            headers = dict(request.scope["headers"])
            told = decode.body(headers.get(b"content-type"), await request.body())
            taken = store.write(lambda uow: heads.take(uow, caller, told))
            return _json(await asyncio.wrap_future(taken))
        node = decode.query(request.scope["query_string"]).get("node", "")
        return _json(store.read(lambda reader: heads.kept(reader, node)))

    async def _control(self, request: Request) -> Response:
        headers = dict(request.scope["headers"])
        if not self._keeper.controls(request.scope, headers):
            raise Unauthorized("Not authenticated. Only the owner of this computer can do this.")
        control = self._parts.controls.get(request.path_params["name"])
        if control is None:
            raise NotFound("There is nothing at this path.")
        fields = decode.body(headers.get(b"content-type"), await request.body())
        result = control(fields)
        return _json(await result if inspect.isawaitable(result) else result)

    async def _caller(self, request: Request) -> Principal:
        headers = dict(request.scope["headers"])
        if self._keeper.controls(request.scope, headers):
            return self._keeper.owner()
        ticket = ticket_of(headers)
        known = self._keeper.recall("v1", ticket)
        if known is not None:
            return known
        given = read_v1(headers)
        if given.scheme == "none":
            return ANONYMOUS
        return await self._keeper.principal("v1", ticket, given)

    @cached_property
    def _description(self) -> bytes:
        return _encode(describe(self._parts.bus.table, self._parts.version))

    @property
    def _node_id(self) -> str:
        return self._parts.versions.node_id


def _json(value: Any) -> Response:
    return Response(_encode(value), media_type="application/json")
