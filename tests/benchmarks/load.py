"""A small HTTP load generator: keep-alive connections, one request at a time each, in its own process."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Load:
    port: int
    request: str
    connections: int
    seconds: float


@dataclass(frozen=True)
class Result:
    """Requests a second, latencies in ms, and the server's CPU time a request in microseconds."""

    rate: float
    p50: float
    p99: float
    errors: int
    cpu: float = 0.0


class _Client(asyncio.Protocol):
    def __init__(self, load: Load, until: float, latencies: list[float]) -> None:
        self.load, self.until, self.latencies = load, until, latencies
        self.done = asyncio.get_running_loop().create_future()
        self.errors = 0
        self.n = 0
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._send()

    def _send(self) -> None:
        self.n += 1
        text = self.load.request.replace("{n}", f"{id(self)}-{self.n}")
        self.started = time.perf_counter()
        self.transport.write(text.encode())

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
        if now < self.until:
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
    for _ in range(load.connections):
        _, client = await loop.create_connection(
            lambda: _Client(load, started + load.seconds, latencies), "127.0.0.1", load.port
        )
        clients.append(client)
    await asyncio.gather(*(client.done for client in clients))
    took = time.perf_counter() - started
    latencies.sort()
    at = lambda share: latencies[int(len(latencies) * share)] * 1000 if latencies else 0.0  # noqa: E731
    return Result(len(latencies) / took, at(0.5), at(0.99), sum(c.errors for c in clients))


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(pid: int, load: Load) -> Result:
    """Drives the server `pid` and measures what its process spent."""
    before = cpu_seconds(pid)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.load", json.dumps(asdict(load))],
        capture_output=True,
        text=True,
        check=True,
    )
    spent = cpu_seconds(pid) - before
    found = Result(**json.loads(done.stdout))
    count = max(1.0, found.rate * load.seconds)
    return Result(found.rate, found.p50, found.p99, found.errors, spent / count * 1e6)


def request(method: str, path: str, headers: dict[str, str], body: str = "") -> str:
    """One HTTP/1.1 request as text; `{n}` in it becomes a number that is never used twice."""
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
        print(json.dumps(asdict(runner.run(_drive(Load(**json.loads(sys.argv[1])))))))
