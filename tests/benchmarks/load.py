"""A small HTTP load generator: keep-alive connections, one request at a time each, in its own process."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path


@dataclass(frozen=True)
class Load:
    """A connection for each script, which is the list of requests that it sends again and again.

    `whole` lets each script end before its connection closes, so that a cycle of punches is left
    where it began; otherwise all stop when the time is over.
    """

    port: int
    scripts: list[list[str]]
    seconds: float
    whole: bool = False


@dataclass(frozen=True)
class Result:
    """Requests a second, latencies in ms, and the server's CPU time a request in microseconds."""

    rate: float
    p50: float
    p99: float
    errors: int
    count: int
    cpu: float = 0.0


class _Client(asyncio.Protocol):
    def __init__(
        self, script: list[str], until: float, latencies: list[float], *, whole: bool
    ) -> None:
        self.script = [text.encode() for text in script]
        self.until, self.latencies, self.whole = until, latencies, whole
        self.done = asyncio.get_running_loop().create_future()
        self.errors = 0
        self.n = 0
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._send()

    def _send(self) -> None:
        request = self.script[self.n % len(self.script)]
        self.n += 1
        if b"{n}" in request:
            request = request.replace(b"{n}", b"%d-%d-%d" % (os.getpid(), id(self), self.n))
        self.started = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, mark, body = self.buffer.partition(b"\r\n\r\n")
        if not mark:
            return
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) < length:
            return
        now = time.perf_counter()
        self.latencies.append(now - self.started)
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            self.errors += 1
        self.buffer = b""
        if now < self.until or (self.whole and self.n % len(self.script)):
            self._send()
        else:
            self.transport.close()
            if not self.done.done():
                self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.errors += 1
            self.done.set_result(None)


async def _drive(load: Load) -> Result:
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    started = time.perf_counter()
    clients = []
    until = started + load.seconds
    for script in load.scripts:
        client = _Client(script, until, latencies, whole=load.whole)
        await loop.create_connection(partial(_same, client), "127.0.0.1", load.port)
        clients.append(client)
    await asyncio.gather(*(client.done for client in clients))
    took = time.perf_counter() - started
    latencies.sort()
    at = lambda share: latencies[int(len(latencies) * share)] * 1000 if latencies else 0.0  # noqa: E731
    errors = sum(client.errors for client in clients)
    return Result(len(latencies) / took, at(0.5), at(0.99), errors, len(latencies))


def _same(client: _Client) -> _Client:
    return client


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(pid: int, load: Load) -> Result:
    """Drives the server `pid` and measures what its process spent."""
    before = cpu_seconds(pid)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.load"],
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
        check=True,
    )
    spent = cpu_seconds(pid) - before
    found = Result(**json.loads(done.stdout))
    return replace(found, cpu=spent / max(1, found.count) * 1e6)


def request(method: str, path: str, headers: dict[str, str], body: str = "") -> str:
    """One HTTP/1.1 request as text; `{n}` in it becomes a text that is never used twice."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{k}: {v}" for k, v in headers.items()),
    ]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body.encode())}"]
    return "\r\n".join(lines) + "\r\n\r\n" + body


if __name__ == "__main__":
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(asdict(runner.run(_drive(Load(**json.load(sys.stdin)))))))
