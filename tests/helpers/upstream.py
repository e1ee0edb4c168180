"""A server in memory that speaks the part of the Workforce API that simulations need, and misbehaves.

As a hub it keeps each Idempotency-Key with its effect; as a foreign server it ignores them.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.helpers.clock import FakeClock

ME, TEAM = 7, 3
JSON = {"content-type": "application/json"}
Rows = dict[int, dict[str, Any]]


class PowerCut(BaseException):
    """The process dies here."""


@dataclass
class Reply:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    def response(self, request: httpx.Request) -> httpx.Response:
        content = b"" if self.body is None and self.status in {204, 304} else json.dumps(self.body)
        content = content if self.raw is None else self.raw
        return httpx.Response(
            self.status, headers={**JSON, **self.headers}, content=content, request=request
        )


class Upstream:
    """`effects` counts what happened by the text that a request carried; `writes` all of them."""

    def __init__(self, *, hub: bool, clock: FakeClock) -> None:
        self.hub = hub
        self.clock = clock
        self.events: Rows = {}
        self.attendances: Rows = {}
        self.role = ["Team Member"]
        self.writes = 0
        self.instead: dict[str, Reply] = {}
        self._next = 100
        self._version = 0
        self._keys: dict[str, Reply] = {}

    def number(self) -> int:
        self._next += 1
        return self._next

    def changed(self) -> None:
        self._version += 1

    def handle(self, method: str, path: str, headers: httpx.Headers, body: bytes) -> Reply:
        key = headers.get("idempotency-key", "")
        if method != "GET" and self.hub and key in self._keys:
            return self._keys[key]
        if method == "GET":
            return self.instead.get(path) or self._read(path, headers)
        self.writes += 1
        self.changed()
        reply = self._write(method, path, json.loads(body) if body else {})
        if self.hub and key and reply.status < 500:
            self._keys[key] = reply
        return reply

    def _read(self, path: str, headers: httpx.Headers) -> Reply:
        tag = f'"v-{self._version}-{path}"'
        found = self._list(path)
        if found is None:
            return Reply(404, {"error": True, "code": "NOT_FOUND", "message": "no"})
        if headers.get("if-none-match") == tag:
            return Reply(304, headers={"etag": tag})
        return Reply(200, found, {"etag": tag})

    def _list(self, path: str) -> Any:
        fixed = {
            "/v1/me": {"id": ME, "first_name": "Sim"},
            "/v1/me/current_account": {"id": 9, "type": "TeamMember", "roles": self.role},
            "/v1/team": {"id": TEAM, "user_id": 1, "name": "Sim"},
            "/v1/workforce": {"id": 5, "name": "Sim"},
            "/v1/me/settings": {"data": {}},
            "/v1/team/settings": {"data": {}},
            "/v1/events": list(self.events.values()),
            "/v1/workforce/attendances": list(reversed(self.attendances.values())),
        }
        if path == "/sync/node":
            return {"product": "pomoclock", "node_id": "sim"} if self.hub else None
        if path in fixed:
            return fixed[path]
        family, _, number = path.rpartition("/")
        if number.isdigit():
            table = self.events if family == "/v1/events" else self.attendances
            return table.get(int(number))
        return []

    def _write(self, method: str, path: str, body: dict[str, Any]) -> Reply:
        family, _, number = path.rpartition("/")
        if method == "POST" and path == "/v1/workforce/attendances":
            row = {"id": self.number(), "user_id": ME, "team_id": TEAM, **body}
            row.setdefault("timestamp", self.clock.now().isoformat())
            self.attendances[row["id"]] = row
            return Reply(201, row)
        if method == "POST" and path == "/v1/events":
            row = {"id": self.number(), "user_id": ME, "team_id": None, "details": None, **body}
            self.events[row["id"]] = row
            return Reply(201, row)
        if family == "/v1/events" and number.isdigit():
            row = self.events.get(int(number))
            if row is None:
                return Reply(404, {"error": True, "code": "NOT_FOUND", "message": "no"})
            if method == "DELETE":
                del self.events[int(number)]
            else:
                row.update(body)
            return Reply(200, row)
        return Reply(404, {"error": True, "code": "NOT_FOUND", "message": "no"})


FAULTS = (
    "refused",
    "request_lost",
    "reply_lost",
    "late",
    "error_before",
    "error_after",
    "html",
    "half",
    "cut_before",
    "cut_after",
    "unauthorized",
    "busy",
)


class Wire(httpx.AsyncBaseTransport):
    """Between an engine and an upstream; `fault` decides what goes wrong with a request."""

    def __init__(
        self, upstream: Upstream, fault: Callable[[httpx.Request], str | None], rng: random.Random
    ) -> None:
        self.upstream = upstream
        self.fault = fault
        self._rng = rng
        self._late: list[tuple[dt.datetime, httpx.Request]] = []
        self.trace: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.deliver_late()
        fault = self.fault(request)
        self.trace.append(f"{request.method} {request.url.path} {fault or 'ok'}")
        if fault is None:
            return self._execute(request).response(request)
        return self._misbehave(fault, request)

    def deliver_late(self, *, all_of_them: bool = False) -> None:
        """Executes requests that hung somewhere, and whose time has come."""
        now = self.upstream.clock.now()
        due = [item for item in self._late if all_of_them or item[0] <= now]
        self._late = [item for item in self._late if item not in due]
        for _, request in due:
            self._execute(request)

    def _execute(self, request: httpx.Request) -> Reply:
        return self.upstream.handle(
            request.method, request.url.path, request.headers, request.content
        )

    def _misbehave(self, fault: str, request: httpx.Request) -> httpx.Response:
        if fault == "refused":
            raise httpx.ConnectError("refused", request=request)
        if fault == "cut_before":
            raise PowerCut
        if fault == "unauthorized":
            return Reply(401, {"error": True, "message": "no"}).response(request)
        if fault == "busy":
            return Reply(429, {"error": True}, {"retry-after": "2"}).response(request)
        if fault == "error_before":
            return Reply(500, {"error": True, "message": "oops"}).response(request)
        if fault == "late":
            seconds = self._rng.uniform(1, 50)
            self._late.append((self.upstream.clock.now() + dt.timedelta(seconds=seconds), request))
        elif fault != "request_lost":
            reply = self._execute(request)
            if fault == "cut_after":
                raise PowerCut
            if fault == "error_after":
                return Reply(500, {"error": True, "message": "oops"}).response(request)
            if fault == "html":
                page = {"content-type": "text/html"}
                return httpx.Response(502, headers=page, content=b"<html>", request=request)
            if fault == "half":
                whole = reply.response(request).content
                return httpx.Response(
                    reply.status, headers=JSON, content=whole[: len(whole) // 2], request=request
                )
        raise httpx.ReadTimeout("no answer", request=request)
