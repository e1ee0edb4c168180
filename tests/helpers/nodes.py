"""A hub and a node that is connected to it, both real, over a real socket."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.app import Node
from desktop.base.clock import Clock
from desktop.services import person
from desktop.services.bus import Asked
from desktop.services.context import Principal
from desktop.services.registry import safe
from desktop.services.vault import Vault
from desktop.sync.engine import Engine
from desktop.sync.run import SyncReport
from tests.helpers.server import Hub


class Desk:
    """A node of one person, synchronised by hand: each `sync` is one run on a loop of its own."""

    def __init__(self, folder: Path, *, clock: Clock | None = None, **engine: Any) -> None:
        self.folder = folder
        self.node = Node(folder, clock=clock)
        self.node.store.write(lambda uow: person.ensure(uow, "Dana Desk", "Europe/Berlin")).result()
        self.vault = Vault(folder, "test")
        self.engine = Engine(self.node.bus, vault=self.vault, draw=lambda: 0.0, **engine)

    @property
    def me(self) -> Principal:
        return self.node.store.read(lambda reader: person.principal(reader, "window"))

    def connect(self, url: str, secret: str, login: str = "") -> dict[str, Any]:
        payload = {"url": url, "secret": secret, "login": login}
        return asyncio.run(self.engine.connect(payload))

    def sync(self) -> SyncReport:
        return asyncio.run(self.engine.run_once())

    def call(self, operation: str, body: Any = None, **params: Any) -> Any:
        bus = self.node.bus
        row = bus.table[operation]
        asked = Asked(row, {safe(p.name): params.get(p.name) for p in row.params}, body, self.me)
        return bus.submit(asked).result() if row.writes else bus.read(asked)

    def outbox(self) -> list[dict[str, Any]]:
        return self.node.store.read(lambda reader: reader.find("outbox", order="seq"))

    def rows(self, kind: str, **where: Any) -> list[dict[str, Any]]:
        return self.node.store.read(lambda reader: reader.find(kind, where, order="id"))

    def close(self) -> None:
        self.node.close()


@contextmanager
def desk(folder: Path, **more: Any) -> Iterator[Desk]:
    made = Desk(folder, **more)
    try:
        yield made
    finally:
        made.close()


def member_key(hub: Hub, name: str = "Wilma", roles: tuple[str, ...] = ("Team Member",)) -> str:
    """A key of somebody who just joined the hub's team."""
    return hub.new_key(hub.join(name, roles=roles, email=f"{name.lower()}@example.com"))


def new_shift(hub: Hub, **more: object) -> dict[str, object]:
    start = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(hours=1)
    body = {
        "title": "Late",
        "start_at": start.isoformat(),
        "end_at": (start + dt.timedelta(hours=8)).isoformat(),
        "status": "published",
        **more,
    }
    reply = hub.post("/v1/workforce/manager/shifts", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()
