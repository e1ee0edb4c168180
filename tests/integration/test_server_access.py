"""Who gets in over HTTP, by which carrier, and how fast somebody is shut out."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from desktop.services import keys
from desktop.services.passwords import hash_password
from desktop.services.slow import AT_ONCE, WAITING
from tests.helpers.clock import FakeClock
from tests.helpers.server import CONTROL_KEY, Hub, running_hub

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """One hub for the module; every test brings its own people."""
    with running_hub(tmp_path_factory.mktemp("hub") / "data", clock=FakeClock()) as running:
        yield running


@cache
def hashed() -> str:
    return hash_password(PASSWORD)


class Person:
    count = 0

    def __init__(self, hub: Hub, *roles: str) -> None:
        Person.count += 1
        self.login = f"person{Person.count}@example.org"
        self.id = hub.join("Pia", roles=roles, email=self.login, password_hash=hashed())
        self.key = hub.new_key(self.id)


@pytest.fixture
def pia(hub: Hub) -> Person:
    return Person(hub)


def me(hub: Hub, path: str = "/v1/me", **headers: str) -> Any:
    return hub.request("GET", path, key="", headers=headers)


def basic(login: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()


def test_an_api_key_is_taken_from_its_header_and_as_a_token(hub: Hub, pia: Person) -> None:
    for headers in (
        {"api_key": pia.key},
        {"Authorization": f"Token {pia.key}"},
        {"Authorization": f"token  {pia.key}"},
    ):
        assert me(hub, **headers).json()["id"] == pia.id


def test_a_login_token_is_taken(hub: Hub, pia: Person) -> None:
    reply = hub.post("/v1/sessions", key="", json={"login": pia.login, "password": PASSWORD})
    assert reply.status_code == 200
    assert reply.json()["id"] == pia.id
    token = reply.json()["token"]
    assert me(hub, Authorization=f"Token {token}").json()["id"] == pia.id
    assert "token" not in me(hub, Authorization=f"Token {token}").json()


def test_login_and_password_are_taken_as_basic_and_remembered(hub: Hub, pia: Person) -> None:
    for _ in range(3):
        assert me(hub, Authorization=basic(pia.login, PASSWORD)).json()["id"] == pia.id
    assert me(hub, Authorization=basic(pia.login, "wrong one")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"api_key": ""},
        {"api_key": "pk_wrong"},
        {"Authorization": ""},
        {"Authorization": "Token undefined"},
        {"Authorization": "Token"},
        {"Authorization": "Bearer abc"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic " + base64.b64encode(b"no colon").decode()},
        {"Authorization": basic("", "")},
        {"Cookie": "api_key=pk_wrong"},
    ],
)
def test_anything_else_is_not_authenticated(hub: Hub, headers: dict[str, str]) -> None:
    reply = me(hub, **headers)
    assert reply.status_code == 401
    assert reply.json()["code"] == "NOT_AUTHENTICATED"


def test_no_cookie_and_no_query_carries_a_credential(hub: Hub, pia: Person) -> None:
    assert me(hub, Cookie=f"api_key={pia.key}; token={pia.key}").status_code == 401
    assert me(hub, f"/v1/me?api_key={pia.key}").status_code == 400
    assert me(hub, f"/v1/me?token={pia.key}").status_code == 401
    assert "set-cookie" not in me(hub, api_key=pia.key).headers


def test_both_spellings_of_the_key_are_refused_and_the_wrong_one_is_no_key(
    hub: Hub, pia: Person
) -> None:
    both = hub.http.get("/v1/me", headers=[("api_key", pia.key), ("api-key", pia.key)])
    assert both.status_code == 400
    public = hub.http.post(
        "/v1/sessions", headers=[("api_key", "a"), ("api-key", "b")], json={"api_key": pia.key}
    )
    assert public.status_code == 400
    assert me(hub, **{"api-key": pia.key}).status_code == 401
    twice = hub.http.get("/v1/me", headers=[("api_key", pia.key), ("api_key", "pk_other")])
    assert twice.status_code == 400


def test_a_public_operation_ignores_a_bad_credential(hub: Hub, pia: Person) -> None:
    for headers in (
        {"Authorization": "Token undefined"},
        {"Authorization": "Bearer x"},
        {"Authorization": basic("nobody", "nothing")},
        {"api_key": "pk_wrong"},
    ):
        reply = hub.request(
            "POST", "/v1/sessions", key="", headers=headers, json={"api_key": pia.key}
        )
        assert reply.status_code == 200
        board = hub.request("GET", "/api/leaderboard/daily", key="", headers=headers)
        assert board.status_code == 200


def test_a_revoked_key_is_shut_out_at_once(hub: Hub, pia: Person) -> None:
    assert me(hub, api_key=pia.key).status_code == 200
    row = hub.node.store.read(lambda r: r.one("api_key", {"hash": keys.digest(pia.key)}))
    assert row is not None
    hub.node.store.write(lambda uow: keys.revoke(uow, row["id"])).result()
    assert me(hub, api_key=pia.key).status_code == 401


def test_a_changed_password_shuts_out_basic_and_tokens_at_once(hub: Hub, pia: Person) -> None:
    login = hub.post("/v1/sessions", key="", json={"login": pia.login, "password": PASSWORD})
    carriers = [
        {"Authorization": basic(pia.login, PASSWORD)},
        {"Authorization": f"Token {login.json()['token']}"},
    ]
    assert [me(hub, **headers).status_code for headers in carriers] == [200, 200]
    hub.node.store.write(
        lambda uow: uow.update("user", pia.id, {"password_hash": "changed"})
    ).result()
    assert [me(hub, **headers).status_code for headers in carriers] == [401, 401]


def test_logging_out_ends_the_token_everywhere(hub: Hub, pia: Person) -> None:
    fields = {"login": pia.login, "password": PASSWORD}
    token = hub.post("/v1/sessions", key="", json=fields).json()["token"]
    headers = {"Authorization": f"Token {token}"}
    assert hub.request("DELETE", "/v1/sessions", key="", headers=headers).status_code == 200
    assert me(hub, **headers).status_code == 401


def test_a_member_who_left_loses_the_team_at_once(hub: Hub, pia: Person) -> None:
    assert hub.get("/v1/tags", key=pia.key).status_code == 200
    member = hub.node.store.read(lambda r: r.one("member", {"user_id": pia.id}))
    assert member is not None
    hub.node.store.write(
        lambda uow: uow.update("member", member["id"], {"status": "inactive"})
    ).result()
    assert hub.get("/v1/tags", key=pia.key).status_code == 403
    assert hub.get("/v1/me", key=pia.key).status_code == 200


def test_a_member_is_no_manager(hub: Hub, pia: Person) -> None:
    boss = Person(hub, "Team Manager")
    assert hub.get("/v1/workforce/manager/shifts", key=boss.key).status_code == 200
    reply = hub.get("/v1/workforce/manager/shifts", key=pia.key)
    assert (reply.status_code, reply.json()["code"]) == (403, "NOT_AUTHORIZED")


def test_a_kiosk_key_only_records_time(hub: Hub) -> None:
    boss = Person(hub, "Team Admin")
    kiosk = hub.new_key(boss.id, "kiosk")
    assert hub.get("/v1/team", key=kiosk).status_code == 200
    assert hub.get("/v1/workforce/manager/attendances", key=kiosk).status_code == 200
    for method, path in (
        ("GET", "/v1/workforce/manager/shifts"),
        ("PUT", "/v1/me"),
        ("GET", "/v1/me/settings"),
        ("DELETE", "/v1/tags/1"),
    ):
        assert hub.request(method, path, key=kiosk, json={}).status_code == 403


def test_the_account_headers_choose_the_team(hub: Hub, pia: Person) -> None:
    foreign = {"X-Account-Id": "7", "X-Account-Type": "Team"}
    own = {"X-Account-Id": str(hub.me.team_id), "X-Account-Type": "Team"}
    personal = {"X-Account-Id": str(pia.id), "X-Account-Type": "User"}
    for headers, status in ((own, 200), (foreign, 403), (personal, 403), ({}, 200)):
        reply = hub.request("GET", "/v1/team", key=pia.key, headers=headers)
        assert reply.status_code == status, headers


def test_the_control_key_speaks_for_the_directorys_person(hub: Hub) -> None:
    for path in ("/v1/me", "/api/user"):
        reply = me(hub, path, api_key=CONTROL_KEY)
        assert reply.status_code == 200
    assert me(hub, api_key=CONTROL_KEY).json()["id"] == hub.me.user_id


class TestTomatoes:
    def trade(self, hub: Hub, key: str) -> str:
        fields = {"provider": "pomoclock", "access_token": key}
        reply = hub.post("/api/session", key="", json=fields)
        assert reply.status_code == 200
        assert list(reply.json()) == ["token"]
        return str(reply.json()["token"])

    def test_the_token_is_taken_raw_from_header_query_or_body(self, hub: Hub, pia: Person) -> None:
        token = self.trade(hub, pia.key)
        assert me(hub, "/api/user", Authorization=token).status_code == 200
        assert me(hub, f"/api/user?token={token}").status_code == 200
        made = hub.post("/api/projects", key="", json={"token": token, "project": {"name": "x"}})
        assert made.status_code == 201
        assert made.headers["location"] == f"{hub.url}/api/projects/{made.json()['id']}"

    @pytest.mark.parametrize("header", ["", "wrong", "Token {token}", "Bearer {token}"])
    def test_a_header_wins_over_the_parameter_even_when_it_is_wrong(
        self, hub: Hub, pia: Person, header: str
    ) -> None:
        token = self.trade(hub, pia.key)
        sent = {"Authorization": header.format(token=token)}
        reply = me(hub, f"/api/user?token={token}", **sent)
        assert reply.status_code == 401
        assert reply.json() == {"error": "authentication failed"}

    def test_of_v1_only_the_login_token_opens_it(self, hub: Hub, pia: Person) -> None:
        login = hub.post("/v1/sessions", key="", json={"api_key": pia.key}).json()["token"]
        assert me(hub, "/api/user", Authorization=login).status_code == 200
        for headers in (
            {"api_key": pia.key},
            {"Authorization": pia.key},
            {"Authorization": f"Token {login}"},
            {"Authorization": basic(pia.login, PASSWORD)},
        ):
            assert me(hub, "/api/user", **headers).status_code == 401

    def test_its_token_does_not_open_v1(self, hub: Hub, pia: Person) -> None:
        token = self.trade(hub, pia.key)
        for headers in (
            {"Authorization": token},
            {"Authorization": f"Token {token}"},
            {"api_key": token},
        ):
            assert me(hub, **headers).status_code == 401

    def test_logging_out_forgets_all_of_them(self, hub: Hub, pia: Person) -> None:
        tokens = [self.trade(hub, pia.key) for _ in range(2)]
        gone = hub.request("DELETE", "/api/session", key="", headers={"Authorization": tokens[0]})
        assert (gone.status_code, gone.content) == (204, b"")
        assert {me(hub, "/api/user", Authorization=t).status_code for t in tokens} == {401}

    @pytest.mark.parametrize("provider", ["github", "twitter", "nobody", None])
    def test_other_providers_are_not_supported_yet(
        self, hub: Hub, pia: Person, provider: str | None
    ) -> None:
        fields = {"provider": provider, "access_token": pia.key}
        reply = hub.post("/api/session", key="", json=fields)
        assert (reply.status_code, reply.json()) == (400, {"error": "provider not supported"})

    def test_a_wrong_key_is_not_traded(self, hub: Hub) -> None:
        fields = {"provider": "pomoclock", "access_token": "pk_wrong"}
        reply = hub.post("/api/session", key="", json=fields)
        assert (reply.status_code, reply.json()) == (401, {"error": "authentication failed"})


def test_logins_beyond_what_can_be_checked_are_turned_away(hub: Hub, pia: Person) -> None:
    gate = threading.Event()
    for _ in range(AT_ONCE + WAITING):
        hub.node.bus.slow.submit(gate.wait)
    fields = {"login": pia.login, "password": PASSWORD}
    refused = [
        hub.post("/v1/sessions", key="", json=fields),
        me(hub, Authorization=basic(pia.login, PASSWORD)),
    ]
    others = hub.get("/v1/tags", key=pia.key)
    gate.set()
    assert others.status_code == 200
    for reply in refused:
        assert (reply.status_code, reply.json()["code"]) == (429, "TOO_MANY_REQUESTS")
        assert reply.headers["retry-after"] == "1"
