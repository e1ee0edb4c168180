"""A web page in a browser on this machine reaches us too: it is turned away before anything runs."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from desktop.contract import table
from desktop.contract.operation import Operation
from tests.helpers.clock import FakeClock
from tests.helpers.server import Hub, running_hub

ALLOWED = "https://roster.example.org"
HOSTILE: list[tuple[int, dict[str, str]]] = [
    (400, {"Host": "evil.example"}),
    (400, {"Host": "evil.example:{port}"}),
    (400, {"Host": "2130706433:{port}"}),
    (400, {"Host": "127.0.0.1.evil.example"}),
    (400, {"Host": ""}),
    (403, {"Origin": "https://evil.example"}),
    (403, {"Origin": "null"}),
    (403, {"Origin": "http://localhost:1"}),
    (403, {"Origin": f"{ALLOWED}.evil.example"}),
    (403, {"Sec-Fetch-Site": "cross-site"}),
    (403, {"Sec-Fetch-Site": "same-site"}),
    (403, {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}),
]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("hub") / "data"
    with running_hub(folder, clock=FakeClock(), origins=(ALLOWED,)) as running:
        yield running


def place(row: Operation) -> str:
    path = row.url
    for name in row.path_names:
        path = path.replace("{" + name + "}", "1")
    return path


@pytest.mark.parametrize("row", list(table.load()), ids=lambda row: row.name)
def test_a_hostile_page_reaches_no_operation(hub: Hub, row: Operation) -> None:
    before = hub.node.store.read(lambda r: r.select("select max(seq) from change"))
    for status, hostile in HOSTILE:
        headers = {name: value.format(port=hub.port) for name, value in hostile.items()}
        reply = hub.request(row.method, place(row), headers=headers, json={"name": "x"})
        assert reply.status_code == status, headers
        assert "access-control-allow-origin" not in reply.headers
    assert hub.node.store.read(lambda r: r.select("select max(seq) from change")) == before


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/openapi.json", "/sync/node", "/nothing"])
def test_a_hostile_page_reaches_no_page_of_ours(hub: Hub, path: str) -> None:
    for status, hostile in HOSTILE:
        headers = {name: value.format(port=hub.port) for name, value in hostile.items()}
        assert hub.get(path, headers=headers).status_code == status


def test_a_request_without_a_host_is_refused(hub: Hub) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", hub.port), timeout=5) as sock:
        sock.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        reply = b""
        while chunk := sock.recv(4096):
            reply += chunk
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert b'"code":"BAD_REQUEST"' in reply


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:{port}", "[::1]:{port}"])
def test_our_own_names_are_answered(hub: Hub, host: str) -> None:
    headers = {"Host": host.format(port=hub.port)}
    assert hub.get("/v1/tags", headers=headers).status_code == 200


def preflight(hub: Hub, origin: str, **more: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "PUT", **more}
    return hub.request("OPTIONS", "/v1/me", key="", headers=headers)


def test_an_allowed_page_may_call(hub: Hub) -> None:
    asked = preflight(
        hub, ALLOWED, **{"Access-Control-Request-Headers": "authorization,x-account-id"}
    )
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == ALLOWED
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS, PUT"
    allowed = asked.headers["access-control-allow-headers"].lower()
    for name in ("authorization", "content-type", "x-device-id", "x-account-id", "x-account-type"):
        assert name in allowed
    page = {"Origin": ALLOWED, "Sec-Fetch-Site": "cross-site"}
    for path, key, status in (("/v1/me", hub.key, 200), ("/v1/me", "", 401), ("/v1/x", "", 404)):
        reply = hub.get(path, key=key, headers=page)
        assert reply.status_code == status
        assert reply.headers["access-control-allow-origin"] == ALLOWED
        assert "origin" in reply.headers["vary"].lower()
        assert "etag" in reply.headers["access-control-expose-headers"].lower()


def test_nobody_is_allowed_everything(hub: Hub) -> None:
    for reply in (preflight(hub, ALLOWED), hub.get("/v1/me"), hub.get("/healthz")):
        assert reply.headers.get("access-control-allow-origin") != "*"
        assert "access-control-allow-credentials" not in reply.headers
    assert preflight(hub, "https://evil.example").status_code == 403


def test_a_private_network_is_opened_to_an_allowed_page_only(hub: Hub) -> None:
    asked = {"Access-Control-Request-Private-Network": "true"}
    reply = preflight(hub, ALLOWED, **asked)
    assert reply.headers["access-control-allow-private-network"] == "true"
    assert "access-control-allow-private-network" not in preflight(hub, ALLOWED).headers
