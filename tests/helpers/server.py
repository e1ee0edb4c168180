"""A real hub: a node with its HTTP server on a loop of its own, reached through a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from desktop import __version__
from desktop.app import Node
from desktop.base.clock import Clock
from desktop.base.loop import LoopThread
from desktop.server.app import Parts, build
from desktop.server.runner import Server
from desktop.services import keys, person
from desktop.services.context import Principal
from desktop.services.passwords import hash_password
from desktop.services.versions import Versions

CONTROL_KEY = "control-key-of-the-tests"


class Hub:
    """`node` and `url` are there for anybody; `request` speaks as whoever `key` belongs to."""

    def __init__(self, node: Node, *, port: int = 0, **parts: Any) -> None:
        self.node = node
        self.me = _owner(node)
        self.key = self.new_key(self.me.user_id)
        self._net = LoopThread("net")
        self._net.start()
        self._versions = Versions(node.store)
        settled = Parts(
            bus=node.bus,
            versions=self._versions,
            version=__version__,
            control_key=CONTROL_KEY,
            **parts,
        )
        self.app = build(settled)
        self._server = Server(self.app, port=port)
        self._net.run(self._server.start()).result(10)
        self.port = self._server.port
        self.url = self._server.url
        self.http = httpx.Client(base_url=self.url, timeout=10, trust_env=False)

    def request(
        self, method: str, path: str, *, key: str | None = None, **more: Any
    ) -> httpx.Response:
        """As the owner; with `key=""` as nobody, with another key as its user."""
        sent = self.key if key is None else key
        headers = {**({"api_key": sent} if sent else {}), **more.pop("headers", {})}
        return self.http.request(method, path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def new_key(self, user_id: int, role: str | None = None, **more: Any) -> str:
        return self.node.store.write(
            lambda uow: keys.create_key(uow, user_id, "test", role, **more)
        ).result()

    def join(self, first_name: str, *, roles: tuple[str, ...] = (), **user: Any) -> int:
        """One more person in the owner's team; returns the user's id. `password` is hashed."""
        password = user.pop("password", None)
        if password is not None:
            user["password_hash"] = hash_password(password)

        def add(uow: Any) -> int:
            made = uow.insert("user", {"first_name": first_name, "status": "active", **user})
            uow.insert(
                "member",
                {
                    "user_id": made["id"],
                    "team_id": self.me.team_id,
                    "roles": list(roles),
                    "locations": [],
                    "tags": [],
                    "manager": False,
                    "member": True,
                    "favorite": False,
                    "mute": False,
                    "status": "active",
                },
            )
            return int(made["id"])

        return self.node.store.write(add).result()

    def close(self) -> None:
        """The server and its loop; the node stays open."""
        self.http.close()
        self._net.run(self._server.stop()).result(15)
        self._net.stop()
        self._versions.close()


def _owner(node: Node) -> Principal:
    node.store.write(lambda uow: person.ensure(uow, "Mara Ellison", "Europe/Berlin")).result()
    return node.store.read(lambda reader: person.principal(reader, "window"))


@contextmanager
def running_hub(folder: Path, *, clock: Clock | None = None, **parts: Any) -> Iterator[Hub]:
    """A hub on a data directory, stopped and closed at the end."""
    node = Node(folder, clock=clock)
    try:
        hub = Hub(node, **parts)
        try:
            yield hub
        finally:
            hub.close()
    finally:
        node.close()
