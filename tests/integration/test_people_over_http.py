"""People, accounts and access as clients meet them: through a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.server import Hub, running_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running_hub(tmp_path / "hub") as hub:
        yield hub


def sign_up(hub: Hub, name: str) -> tuple[int, dict[str, str]]:
    """(user id, headers of the login)."""
    login = {"login": f"{name}@example.com", "password": "correct horse"}
    body = {"first_name": name, "email": login["login"], "password": login["password"]}
    made = hub.post("/v1/users", key="", json=body)
    assert made.status_code == 201
    session = hub.post("/v1/sessions", key="", json=login).json()
    return made.json()["id"], {"Authorization": f"Token {session['token']}"}


def test_a_stranger_signs_up_founds_a_team_and_acts_in_it(hub: Hub) -> None:
    user_id, ada = sign_up(hub, "ada")
    assert hub.get("/v1/team", key="", headers=ada).status_code == 403
    team = hub.post("/v1/teams", key="", headers=ada, json={"name": "Harbour"}).json()
    assert hub.get("/v1/team", key="", headers=ada).json()["id"] == team["id"]
    accounts = hub.get("/v1/me/accounts", key="", headers=ada).json()
    assert [account["type"] for account in accounts] == ["User", "TeamMember", "Team"]
    chosen = {"current_account_id": user_id, "current_account_type": "User"}
    hub.request("PUT", "/v1/me/current_account", key="", headers=ada, params=chosen)
    assert hub.get("/v1/me/current_account", key="", headers=ada).json()["type"] == "User"
    scoped = {**ada, "X-Account-Id": str(team["id"]), "X-Account-Type": "Team"}
    assert hub.get("/v1/team", key="", headers=scoped).json()["id"] == team["id"]


def test_an_invited_person_joins_and_loses_access_at_once_when_deactivated(hub: Hub) -> None:
    user_id, bo = sign_up(hub, "bo")
    invited = hub.post("/v1/team/members/invite", json={"email": "bo@example.com"}).json()
    assert (invited["user_id"], invited["status"]) == (user_id, "pending")
    chosen = {"current_account_id": invited["id"], "current_account_type": "TeamMember"}
    hub.request("PUT", "/v1/me/current_account", key="", headers=bo, params=chosen)
    assert hub.get(f"/v1/team/members/{user_id}").json()["status"] == "active"
    assert hub.get("/v1/team", key="", headers=bo).status_code == 200
    hub.request("PUT", f"/v1/team/members/{user_id}", json={"status": "inactive"})
    assert hub.get("/v1/team", key="", headers=bo).status_code == 403
    assert hub.get("/v1/me", key="", headers=bo).status_code == 200


def test_an_answer_of_any_json_comes_back_under_its_idempotency_key(hub: Hub) -> None:
    sent = {"json": {"data": [1, {"a": None}]}, "headers": {"Idempotency-Key": "k-1"}}
    first = hub.request("PUT", "/v1/me/settings/any%2Fname", **sent)
    again = hub.request("PUT", "/v1/me/settings/any%2Fname", **sent)
    assert first.json() == again.json()
    assert again.json()["data"] == [1, {"a": None}]
    assert hub.get("/v1/me/settings").json()["data"] == {"any/name": [1, {"a": None}]}


def test_lists_in_a_query_arrive_whole(hub: Hub) -> None:
    span = "is_available_between[]=2026-11-23T07:00:00Z&is_available_between[]=2026-11-23T11:00:00Z"
    (me,) = hub.get(f"/v1/team/members?{span}&timezone_offset=-60").json()
    assert me["is_available"] is False
    hub.request("PUT", "/v1/workforce/availabilities/2026-11-23", json={"am": 1})
    (me,) = hub.get(f"/v1/team/members?{span}&timezone_offset=-60").json()
    assert me["is_available"] is True
