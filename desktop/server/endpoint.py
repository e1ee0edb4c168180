"""Any operation of the table over HTTP: the same for all 206 of them."""

from __future__ import annotations

import zlib
from typing import Any

import msgspec

from desktop.base.errors import BadRequest, NotFound, PomoclockError
from desktop.contract.operation import Access, Api
from desktop.services import access
from desktop.services.bus import Asked, Bus
from desktop.services.context import ANONYMOUS, Principal
from desktop.services.inputs import body_of, params_of
from desktop.services.registry import not_yet, safe
from desktop.services.versions import Versions

from . import decode
from .bounds import check_times
from .doorkeeper import Doorkeeper, read_tomatoes, read_v1, ticket_of
from .errors import Headers
from .exchange import Exchange
from .handover import Handover
from .replies import Replies
from .routes import Route, Routes

_encode = msgspec.json.Encoder().encode
_LOCATED = frozenset({"POST", "PUT", "PATCH"})
QUARTER = 900


class Endpoint:
    """Decodes, asks the bus, encodes. Reads of one record run here; lists and writes elsewhere."""

    def __init__(self, bus: Bus, routes: Routes, versions: Versions, keeper: Doorkeeper) -> None:
        self._bus = bus
        self._routes = routes
        self._versions = versions
        self._keeper = keeper
        self._handover = Handover(bus)
        self._replies = Replies()
        self._epoch = versions.epoch.replace("-", "")[-12:]

    async def __call__(self, exchange: Exchange, path: str, api: Api) -> None:
        scope = exchange.scope
        made, values = self._routes.find(scope["method"], path)
        sent = decode.query(scope["query_string"])
        raw = await exchange.body() if _carries_body(exchange) else b""
        media = exchange.headers.get(b"content-type")
        fields: dict[str, Any] | None = None
        if raw and api == "tomatoes" and _token_may_be_inside(exchange, sent):
            fields = decode.body(media, raw)
        principal = await self._principal(exchange, made, api, sent, fields)
        access.authorise(made.row, principal)  # before a stranger's input is looked at
        if not made.built:
            not_yet()
        if raw and fields is None and (made.takes_body or made.merges_body):
            fields = decode.body(media, raw)
        tag = b""
        if made.tagged:
            tag = self._tag(exchange, made, principal)
            if _matches(exchange.headers.get(b"if-none-match"), tag):
                await exchange.reply(304, headers=[(b"etag", tag)])
                return
            kept = self._replies.get((tag, scope["raw_path"], scope["query_string"]))
            if kept is not None:
                await exchange.reply(made.row.status, kept, [(b"etag", tag)], made.media)
                return
        asked = self._ask(exchange, made, values, sent, fields, principal)
        result = await self._run(made, asked)
        body = _encoded(made, result)
        if tag:
            self._replies.keep((tag, scope["raw_path"], scope["query_string"]), body)
        headers = [(b"etag", tag)] if tag else _location(exchange, made, result)
        await exchange.reply(made.row.status, body, headers, made.media)

    async def _run(self, made: Route, asked: Asked) -> Any:
        if made.row.writes:
            return await self._handover.write(asked)
        if made.many:
            return await self._handover.read(asked)
        return self._bus.read(asked)

    async def _principal(
        self,
        exchange: Exchange,
        made: Route,
        api: Api,
        sent: dict[str, str],
        fields: dict[str, Any] | None,
    ) -> Principal:
        headers = exchange.headers
        if b"api_key" in headers and self._keeper.controls(exchange.scope, headers):
            return self._keeper.owner()
        ticket = ticket_of(headers)
        if api == "tomatoes":
            parameter = sent.pop("token", None)
            body_token = (fields or {}).get("token")
            if parameter is None and isinstance(body_token, str):
                parameter = body_token
            ticket = (None, headers.get(b"authorization"), _bytes(parameter), None)
            found = self._keeper.recall(api, ticket)
            given = None if found else read_tomatoes(headers, parameter)
        else:
            if "api_key" in sent:
                raise BadRequest("Send the api_key as a header, never in the address.")
            found = self._keeper.recall(api, ticket) if b"api-key" not in headers else None
            given = None if found else _or_none(made, headers)
        if found is not None:
            return found
        public = made.row.access is Access.PUBLIC
        if given is None or (public and given.scheme == "basic"):
            return ANONYMOUS
        try:
            return await self._keeper.principal(api, ticket, given)
        except PomoclockError:
            if public:
                return ANONYMOUS  # clients send stale tokens with their login
            raise

    def _ask(
        self,
        exchange: Exchange,
        made: Route,
        values: list[str],
        sent: dict[str, str],
        fields: dict[str, Any] | None,
        principal: Principal,
    ) -> Asked:
        row = made.row
        if made.merges_body and fields:
            sent = decode.fill(sent, fields)
        path = dict(zip(made.names, _typed(made, values), strict=True))
        if made.simple and not sent:
            params: dict[str, Any] = {**made.others, **{safe(k): v for k, v in path.items()}}
            rest: dict[str, str] = {}
        else:
            params, rest = params_of(row, {**sent, **{k: str(v) for k, v in path.items()}})
        body = None
        if row.body is not None:
            body = body_of(row, fields)
            check_times(body)
        headers = exchange.headers
        return Asked(
            row,
            params,
            body,
            principal,
            rest,
            headers.get(b"idempotency-key", b"").decode("latin-1") if made.keeps_key else "",
            exchange.request_id,
            time_zone=headers.get(b"time-zone", b"").decode("latin-1"),
        )

    def _tag(self, exchange: Exchange, made: Route, who: Principal) -> bytes:
        """Taken before the read: it may name an older state than the answer, never a newer one."""
        seq = self._versions.of(made.kinds)
        tag = f'"{self._epoch}-{seq:x}-{who.user_id:x}.{who.team_id:x}.{int(who.role)}'
        asked = exchange.scope["query_string"] + exchange.headers.get(b"time-zone", b"")
        if asked:
            # words such as `today` move on at a midnight somewhere, which is a quarter of an hour
            quarter = int(self._bus.store.clock.now().timestamp()) // QUARTER
            tag += f".{zlib.crc32(asked):x}.{quarter:x}"
        return (tag + '"').encode()


def _or_none(made: Route, headers: dict[bytes, bytes]) -> Any:
    try:
        return read_v1(headers)
    except BadRequest:
        raise
    except PomoclockError:
        if made.row.access is Access.PUBLIC:
            return None
        raise


def _carries_body(exchange: Exchange) -> bool:
    headers = exchange.headers
    return headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers


def _token_may_be_inside(exchange: Exchange, sent: dict[str, str]) -> bool:
    return b"authorization" not in exchange.headers and "token" not in sent


def _typed(made: Route, values: list[str]) -> list[Any]:
    """Path values; what cannot be an id names no record, so it is NotFound as a missing one is."""
    typed: list[Any] = []
    for text, is_number in zip(values, made.numbers, strict=True):
        if not is_number:
            typed.append(text)
        elif text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63:
            typed.append(int(text))
        else:
            raise NotFound("There is no such record.")
    return typed


def _matches(sent: bytes | None, tag: bytes) -> bool:
    if sent is None:
        return False
    return sent == tag or tag in [part.strip().removeprefix(b"W/") for part in sent.split(b",")]


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _location(exchange: Exchange, made: Route, result: Any) -> Headers:
    """Tomatoes names the address of what was created or changed."""
    row = made.row
    if row.api != "tomatoes" or row.method not in _LOCATED or row.access is Access.PUBLIC:
        return []
    scheme, host = exchange.scope["scheme"].encode(), exchange.headers[b"host"]
    place = row.url.partition("/{")[0]
    if row.family != "tomatoes_user":
        place += f"/{result.id}"
    return [(b"location", b"%s://%s%s" % (scheme, host, place.encode()))]


def _encoded(made: Route, result: Any) -> bytes:
    if made.row.response is None:
        return b""
    return _encode(result) if made.row.media == "application/json" else bytes(result)
