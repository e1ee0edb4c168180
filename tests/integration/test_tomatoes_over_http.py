"""What the Tomatoes families say over a real socket."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.helpers.server import Hub


@pytest.fixture
def token(hub: Hub) -> str:
    traded = hub.http.post("/api/session", json={"provider": "pomoclock", "access_token": hub.key})
    text: str = traded.json()["token"]
    return text


def ask(hub: Hub, token: str, method: str, path: str, **more: Any) -> httpx.Response:
    headers = {"Authorization": token, **more.pop("headers", {})}
    return hub.http.request(method, f"/api{path}", headers=headers, **more)


def test_a_pomodoro_of_another_node_keeps_its_end_and_is_stored_once(hub: Hub, token: str) -> None:
    body = {"tomato": {"tag_list": "a, b", "created_at": "2026-11-20T06:10:00.250Z"}}
    headers = {"Idempotency-Key": "node-1", "Time-Zone": "Tokyo"}
    replies = [ask(hub, token, "POST", "/tomatoes", json=body, headers=headers) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 201]
    assert replies[0].json() == replies[1].json()
    assert replies[0].json()["created_at"] == "2026-11-20T15:10:00.250+09:00"
    listed = ask(hub, token, "GET", "/tomatoes", params={"time_zone": "Europe/Rome"}).json()
    assert listed["pagination"] == {"current_page": 1, "total_pages": 1, "total_count": 1}
    assert listed["tomatoes"][0]["created_at"] == "2026-11-20T07:10:00.250+01:00"


def test_refusals_are_worded_as_the_reference_words_them(hub: Hub, token: str) -> None:
    def refusal(method: str, path: str, **more: Any) -> tuple[int, Any]:
        reply = ask(hub, token, method, path, **more)
        return reply.status_code, reply.json()

    ask(hub, token, "POST", "/tomatoes", json={"tomato": {"tag_list": ""}})
    assert refusal("POST", "/tomatoes", json={}) == (400, {"missing_param": "tomato"})
    wait = "Must not overlap saved tomatoes, please wait 25 minutes"
    again = refusal("POST", "/tomatoes", json={"tomato": {"tag_list": ""}})
    assert again == (422, {"base": [wait]})
    out = refusal("GET", "/tomatoes", params={"from": "2026-13-01"})
    assert out == (400, {"error": "invalid from: argument out of range"})
    missing = (404, {"status": 404, "error": "Not Found"})
    assert refusal("GET", "/projects/zzz") == missing
    assert refusal("GET", "/leaderboard/yearly") == missing
    assert refusal("PATCH", "/user", json={"user": {"color": "red"}}) == (
        422,
        {"color": ["is invalid"]},
    )


def test_an_empty_tag_filter_is_a_filter_that_matches_nothing(hub: Hub, token: str) -> None:
    made = ask(hub, token, "POST", "/projects", json={"name": "Loose"})
    assert made.status_code == 201
    assert made.headers["location"].endswith(f"/api/projects/{made.json()['id']}")
    everything = ask(hub, token, "GET", "/projects").json()["projects"]
    nothing = ask(hub, token, "GET", "/projects", params={"tag_list": ""}).json()["projects"]
    assert (len(everything), nothing) == (1, [])


def test_an_unknown_seed_type_is_a_bad_request(hub: Hub) -> None:
    reply = hub.post("/v1/team/demo_data/apply", json={"seed_type": "circus"})
    assert (reply.status_code, reply.json()["code"]) == (400, "BAD_REQUEST")
    assert "seed_type" in reply.json()["details"]
