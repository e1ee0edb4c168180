"""One sync, measured from inside a process: ours, or the floor that only fetches and inserts."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import httpx
import msgspec


class Counting(httpx.AsyncHTTPTransport):
    """The ordinary transport, counting requests and the bodies that came back."""

    def __init__(self) -> None:
        super().__init__(retries=0)
        self.requests = self.bodies = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reply = await super().handle_async_request(request)
        self.requests += 1
        self.bodies += reply.status_code == 200
        return reply


def floor(path: Path, url: str, key: str) -> None:
    from desktop.store.connection import sqlite3

    started = time.perf_counter()
    reply = httpx.get(
        f"{url}/v1/workforce/manager/shifts", headers={"api_key": key}, timeout=60, trust_env=False
    )
    records = msgspec.json.decode(reply.content)
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("pragma journal_mode = wal")
    names = list(records[0])
    columns = ", ".join(f'"{name}"' for name in names)
    conn.execute(f"create table shift ({columns}, primary key (id))")
    conn.execute("begin immediate")
    rows = [
        [
            json.dumps(value) if isinstance(value, dict | list) else value
            for value in record.values()
        ]
        for record in records
    ]
    conn.executemany(f"insert into shift ({columns}) values ({', '.join('?' * len(names))})", rows)
    conn.execute("commit")
    conn.close()
    print(json.dumps({"first": time.perf_counter() - started, "rows": len(records)}))


async def ours(folder: Path, url: str, key: str) -> None:
    from desktop.app import Node
    from desktop.services import person
    from desktop.sync.engine import Engine

    node = Node(folder)
    node.store.write(lambda uow: person.ensure(uow, "Desk", "UTC")).result()
    wire = Counting()
    engine = Engine(node.bus, transport=wire)
    await engine.connect({"url": url, "secret": key})

    def changes() -> int:
        return node.store.write(lambda uow: uow.select("select total_changes()")[0][0]).result()

    started = time.perf_counter()
    report = await engine.run_once()
    first = time.perf_counter() - started
    await engine.run_once()  # settles what the first round left for the next
    before, wire.requests, wire.bodies = changes(), 0, 0
    started = time.perf_counter()
    await engine.run_once()
    again = time.perf_counter() - started
    found = {
        "first": first,
        "rows": report.received,
        "again": again,
        "requests": wire.requests,
        "bodies": wire.bodies,
        "touched": changes() - before,
    }
    print(json.dumps(found))
    node.close()


if __name__ == "__main__":
    asked = (Path(sys.argv[2]), sys.argv[3], sys.stdin.read().strip())
    if sys.argv[1] == "ours":
        asyncio.run(ours(*asked))
    else:
        floor(*asked)
