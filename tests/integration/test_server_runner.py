"""Starting, stopping and being slow: the server inside a loop that somebody else owns."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from desktop.app import Node
from desktop.base.errors import Unavailable
from desktop.base.loop import LoopThread
from desktop.server import connection
from desktop.server.app import Hub as App
from desktop.server.app import Parts, build
from desktop.server.runner import Server, bind
from desktop.services.versions import Versions
from tests.helpers.server import Hub, running_hub


@pytest.fixture
def net() -> Iterator[LoopThread]:
    loop = LoopThread("net")
    loop.start()
    yield loop
    loop.stop()


@pytest.fixture
def app(node: Node) -> App:
    return build(Parts(bus=node.bus, versions=Versions(node.store), version="1"))


def test_port_0_picks_a_free_one_and_tells_it(net: LoopThread, app: App) -> None:
    server = Server(app)
    port = net.run(server.start()).result(10)
    assert port == server.port > 0
    assert server.url == f"http://127.0.0.1:{port}"
    assert httpx.get(f"{server.url}/healthz", trust_env=False).status_code == 200
    net.run(server.stop()).result(10)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/healthz", trust_env=False)
    net.run(server.stop()).result(10)


def test_a_taken_port_is_told_with_another(net: LoopThread, app: App) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Unavailable) as refused:
            net.run(Server(app, port=port).start()).result(10)
    assert refused.value.message == f"Port {port} is taken. Use --port {port + 1}."


def test_a_port_is_free_again_after_a_stop(net: LoopThread, app: App, node: Node) -> None:
    first = Server(app)
    port = net.run(first.start()).result(10)
    httpx.get(f"{first.url}/healthz", trust_env=False)
    net.run(first.stop()).result(10)
    again = build(Parts(bus=node.bus, versions=Versions(node.store), version="1"))
    second = Server(again, port=port)
    assert net.run(second.start()).result(10) == port
    net.run(second.stop()).result(10)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104  refused below
def test_beyond_this_computer_it_needs_tls(host: str) -> None:
    with pytest.raises(Unavailable, match="TLS"):
        bind(host, 0)


@pytest.mark.parametrize("host", ["not a host", "no.such.host.invalid", "x" * 300])
def test_an_address_that_is_none_is_told(host: str) -> None:
    with pytest.raises(Unavailable, match="no address"):
        bind(host, 0)


def test_it_listens_on_the_other_loopback_too(net: LoopThread, app: App) -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    server = Server(app, "::1")
    try:
        net.run(server.start()).result(10)
    except Unavailable:
        pytest.skip("IPv6 is off here")
    assert httpx.get(f"{server.url}/healthz", trust_env=False).status_code == 200
    net.run(server.stop()).result(10)


def test_a_stop_answers_who_waits_and_finishes_what_runs(tmp_path: Path) -> None:
    replies: list[Any] = []
    with running_hub(tmp_path / "data") as hub:
        about = hub.get("/sync/node").json()
        since = f"{about['epoch']}.{about['seq']}"
        ask = {"since": since, "wait": 60}
        url, headers = f"{hub.url}/sync/hints", {"api_key": hub.key}
        waiter = threading.Thread(
            target=lambda: replies.append(
                httpx.get(url, params=ask, headers=headers, timeout=30, trust_env=False)
            )
        )
        waiter.start()
        deadline = time.monotonic() + 10
        while not hub.app._hints._waiters:
            assert time.monotonic() < deadline
            threading.Event().wait(0.005)
    waiter.join(20)
    (reply,) = replies
    assert (reply.status_code, reply.json()["kinds"]) == (200, [])


def cut_off(hub: Hub, sent: bytes) -> bytes:
    """What the server answers before it closes the connection."""
    with socket.create_connection(("127.0.0.1", hub.port), timeout=20) as sock:
        sock.sendall(sent)
        reply = b""
        while chunk := sock.recv(4096):
            reply += chunk
    return reply


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"POST /v1/tags HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 100_000,
    ],
    ids=["silent", "slow head", "slow body", "endless head"],
)
def test_a_sender_that_dawdles_is_cut_off(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    for name in ("HEAD_SECONDS", "WHOLE_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(connection, name, 0.1)
    assert cut_off(hub, sent) == b""
    assert hub.get("/healthz").status_code == 200


def test_a_connection_is_kept_between_requests(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEAD_SECONDS", "WHOLE_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(connection, name, 0.02)
    looks = threading.Semaphore(0)
    look = connection.Connection._look

    def counted(self: connection.Connection) -> None:
        look(self)
        looks.release()

    monkeypatch.setattr(connection.Connection, "_look", counted)
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as sock:
        for _ in range(3):
            sock.sendall(request)
            assert sock.recv(4096).startswith(b"HTTP/1.1 200")
            for _ in range(4):
                assert looks.acquire(timeout=10)


def test_nonsense_on_the_wire_is_refused(hub: Hub) -> None:
    assert cut_off(hub, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert hub.get("/healthz").status_code == 200


def test_the_name_of_the_software_is_not_told(hub: Hub) -> None:
    assert "server" not in hub.get("/healthz").headers
