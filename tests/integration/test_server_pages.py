"""Health, the description, its page, and what nodes and the owner ask beside the two APIs."""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from desktop import __version__
from desktop.base.errors import Conflict
from desktop.contract import table
from desktop.contract.operation import Access
from desktop.services import keys
from tests.helpers.clock import FakeClock
from tests.helpers.server import CONTROL_KEY, Hub, running_hub


def timer(fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("act") == "skip":
        raise Conflict("There is nothing to skip.")
    return {"asked": fields}


async def sync(fields: dict[str, Any]) -> dict[str, Any]:
    return {"synced": True, **fields}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("hub") / "data"
    controls = {"timer": timer, "sync": sync}
    with running_hub(folder, clock=FakeClock(), controls=controls) as running:
        yield running


def test_health_needs_no_key(hub: Hub) -> None:
    reply = hub.get("/healthz", key="")
    assert reply.json() == {
        "status": "ok",
        "version": __version__,
        "node": hub.node.store.node_id,
    }
    assert uuid.UUID(reply.headers["x-request-id"])


def test_an_unknown_page_or_method_is_refused_in_the_error_shape(hub: Hub) -> None:
    for method, path, status in (
        ("GET", "/", 404),
        ("GET", "/nothing", 404),
        ("GET", "/docs/../pyproject.toml", 404),
        ("GET", "/docs/LICENSE-swagger-ui.txt", 404),
        ("POST", "/healthz", 405),
        ("DELETE", "/v1/me", 405),
    ):
        reply = hub.request(method, path, key="")
        assert reply.status_code == status, path
        assert reply.json()["request_id"] == reply.headers["x-request-id"]


@pytest.fixture(scope="module")
def described(hub: Hub) -> dict[str, Any]:
    reply = hub.get("/openapi.json", key="")
    assert reply.headers["content-type"] == "application/json"
    return reply.json()


class TestTheDescription:
    def test_it_names_every_operation_once(self, described: dict[str, Any]) -> None:
        ids = [o["operationId"] for item in described["paths"].values() for o in item.values()]
        assert described["openapi"].startswith("3.1")
        assert len(ids) == len(set(ids))
        assert {row.name for row in table.load()} <= set(ids)
        for row in table.load():
            assert described["paths"][row.url][row.method.lower()]["operationId"] == row.name

    def test_every_reference_leads_somewhere(self, described: dict[str, Any]) -> None:
        def references(value: Any) -> Iterator[str]:
            if isinstance(value, dict):
                for key, item in value.items():
                    if key == "$ref":
                        yield item
                    else:
                        yield from references(item)
            elif isinstance(value, list):
                for item in value:
                    yield from references(item)

        found = set(references(described))
        assert len(found) > 80
        for reference in found:
            at: Any = described
            for part in reference.removeprefix("#/").split("/"):
                at = at[part]

    def test_it_says_who_may_call_what_is_sent_and_what_comes_back(
        self, described: dict[str, Any]
    ) -> None:
        schemes = set(described["components"]["securitySchemes"])
        for row in table.load():
            item = described["paths"][row.url][row.method.lower()]
            assert bool(item["security"]) is (row.access is not Access.PUBLIC)
            assert {name for option in item["security"] for name in option} <= schemes
            declared = {(p["name"], p["in"]) for p in item["parameters"]}
            assert {(p.name, p.where) for p in row.params} <= declared
            assert ("requestBody" in item) is (row.body is not None)
            assert {str(row.status), "401", "default"} <= set(item["responses"])
            assert ("content" in item["responses"][str(row.status)]) is (row.response is not None)

    def test_its_schemas_have_the_names_of_the_contract(self, described: dict[str, Any]) -> None:
        names = set(described["components"]["schemas"])
        assert {"User", "WorkforceShift", "WorkforceAttendance", "Error", "Tomato"} <= names
        assert described["components"]["schemas"]["Tag"]["required"] == ["id"]
        at = described["components"]["schemas"]["WorkforceAttendance"]["properties"]["timestamp"]
        assert at["format"] == "date-time"


class TestThePage:
    def test_it_asks_nobody_but_us(self, hub: Hub) -> None:
        page = hub.get("/docs", key="")
        assert page.headers["content-type"].startswith("text/html")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert len(linked) >= 4
        for path in linked:
            assert path.startswith("/")
            assert hub.get(path, key="").status_code == 200

    def test_it_has_no_script_in_it(self, hub: Hub) -> None:
        for script in re.findall(r"<script[^>]*>(.*?)</script>", hub.get("/docs").text, re.DOTALL):
            assert script == ""


class TestNodes:
    def test_a_stranger_learns_only_what_we_are(self, hub: Hub) -> None:
        about = hub.get("/sync/node", key="").json()
        assert about == {
            "product": "pomoclock",
            "version": __version__,
            "node_id": hub.node.store.node_id,
            "epoch": about["epoch"],
            "api": ["/v1", "/api"],
        }

    def test_a_caller_learns_who_they_are_here(self, hub: Hub) -> None:
        about = hub.get("/sync/node").json()
        assert (about["user_id"], about["team_id"]) == (hub.me.user_id, hub.me.team_id)
        assert about["role"] == "owner"
        assert hub.get("/sync/node", key="pk_wrong").status_code == 401


class TestHints:
    def ask(self, hub: Hub, since: str, wait: int, key: str | None = None) -> Any:
        return hub.get("/sync/hints", params={"since": since, "wait": wait}, key=key)

    def here(self, hub: Hub) -> str:
        about = hub.get("/sync/node").json()
        return f"{about['epoch']}.{about['seq']}"

    def test_a_stranger_may_not_wait(self, hub: Hub) -> None:
        assert self.ask(hub, "", 0, key="").status_code == 401

    def test_an_old_place_is_answered_at_once(self, hub: Hub) -> None:
        epoch = self.here(hub).partition(".")[0]
        for since in ("", f"{epoch}.0", "another-epoch.999999"):
            hint = self.ask(hub, since, 30).json()
            assert f"{hint['epoch']}.{hint['seq']}" == self.here(hub)
            assert {"user", "team", "member"} <= set(hint["kinds"])

    def test_nothing_new_is_told_when_the_time_is_over(self, hub: Hub) -> None:
        since = self.here(hub)
        hint = self.ask(hub, since, 1).json()
        assert hint["kinds"] == []
        assert f"{hint['epoch']}.{hint['seq']}" == since

    def test_a_change_wakes_every_waiter(self, hub: Hub) -> None:
        since = self.here(hub)
        hints: list[Any] = []
        waiters = [
            threading.Thread(target=lambda: hints.append(self.ask(hub, since, 30).json()))
            for _ in range(5)
        ]
        for thread in waiters:
            thread.start()
        until_waiting(hub, 5)
        began = time.monotonic()
        hub.post("/v1/tags", json={"name": f"wake {uuid.uuid4()}"})
        for thread in waiters:
            thread.join(20)
        assert time.monotonic() - began < 20
        assert [hint["kinds"] for hint in hints] == [["tag"]] * 5

    def test_somebody_shut_out_while_waiting_is_told_at_once(self, hub: Hub) -> None:
        clear = hub.new_key(hub.me.user_id)
        since = self.here(hub)
        replies: list[Any] = []
        waiter = threading.Thread(
            target=lambda: replies.append(self.ask(hub, since, 30, key=clear))
        )
        waiter.start()
        until_waiting(hub, 1)
        row = hub.node.store.read(lambda r: r.one("api_key", {"hash": keys.digest(clear)}))
        assert row is not None
        hub.node.store.write(lambda uow: keys.revoke(uow, row["id"])).result()
        waiter.join(20)
        assert not waiter.is_alive()
        assert self.ask(hub, since, 30, key=clear).status_code == 401

    @pytest.mark.parametrize("since", ["x", "epoch.", "epoch.-1", "epoch.x", "e." + "9" * 30])
    def test_a_place_that_is_none_is_refused(self, hub: Hub, since: str) -> None:
        assert self.ask(hub, since, 0).status_code == 422

    def test_waiters_hold_no_thread(self, hub: Hub) -> None:
        since = self.here(hub)
        before = threading.active_count()
        asking = [
            threading.Thread(target=self.ask, args=(hub, since, 30), name=f"asking {n}")
            for n in range(20)
        ]
        for thread in asking:
            thread.start()
        until_waiting(hub, 20)
        assert threading.active_count() - before <= len(asking)
        hub.post("/v1/tags", json={"name": f"wake {uuid.uuid4()}"})
        for thread in asking:
            thread.join(20)


def until_waiting(hub: Hub, count: int) -> None:
    """Until so many requests wait for a change."""
    deadline = time.monotonic() + 20
    waiters = hub.app._hints._waiters
    while len(waiters) < count:
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)
        waiters = hub.app._hints._waiters


class TestControls:
    def ask(self, hub: Hub, name: str, key: str = CONTROL_KEY, **fields: Any) -> Any:
        return hub.post(f"/node/{name}", key=key, json=fields)

    def test_the_owner_is_answered(self, hub: Hub) -> None:
        assert self.ask(hub, "timer", act="start").json() == {"asked": {"act": "start"}}
        assert self.ask(hub, "sync", once=True).json() == {"synced": True, "once": True}
        assert hub.get("/node/timer", key=CONTROL_KEY).json() == {"asked": {}}

    def test_a_refusal_has_the_error_shape(self, hub: Hub) -> None:
        reply = self.ask(hub, "timer", act="skip")
        assert (reply.status_code, reply.json()["code"]) == (409, "CONFLICT")

    def test_nobody_else_is(self, hub: Hub) -> None:
        for key in ("", "wrong", hub.key, CONTROL_KEY[:-1], CONTROL_KEY + "x"):
            assert self.ask(hub, "timer", key).status_code == 401

    def test_what_is_not_offered_is_not_found(self, hub: Hub) -> None:
        assert self.ask(hub, "raise").status_code == 404


def test_without_a_control_key_nothing_is_controlled(hub: Hub) -> None:
    from desktop.server.doorkeeper import Doorkeeper

    keeper = Doorkeeper(hub.node.bus, "")
    scope = {"client": ("127.0.0.1", 1)}
    assert not keeper.controls(scope, {b"api_key": b""})
    keeper.close()


def test_the_control_key_works_on_this_machine_only(hub: Hub) -> None:
    from desktop.base.errors import Unauthorized
    from desktop.server.doorkeeper import Doorkeeper

    keeper = Doorkeeper(hub.node.bus, "secret")
    assert keeper.controls({"client": ("127.0.0.1", 1)}, {b"api_key": b"secret"})
    assert keeper.controls({"client": ("::1", 1)}, {b"api_key": b"secret"})
    for client in (("192.168.1.7", 1), None):
        with pytest.raises(Unauthorized):
            keeper.controls({"client": client}, {b"api_key": b"secret"})
    keeper.close()
