from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from desktop.base.errors import BadRequest, Unauthorized, Unavailable
from desktop.services.connect import Welcome
from desktop.sync.greet import address, greet

Handler = Callable[[httpx.Request], httpx.Response]


def meet(handler: Handler, login: str = "") -> Welcome:
    transport = httpx.MockTransport(handler)
    return asyncio.run(greet("sim:7420", login=login, secret="pk", transport=transport))


def upstream(request: httpx.Request) -> httpx.Response:
    """Another server that speaks the Workforce API."""
    answers = {
        "/v1/me": {"id": 7, "first_name": "Una"},
        "/v1/me/current_account": {"id": 9, "type": "TeamMember", "roles": ["Team Manager"]},
        "/v1/team": {"id": 3, "user_id": 1},
    }
    if request.url.path in answers:
        return httpx.Response(200, json=answers[request.url.path])
    return httpx.Response(404, json={"error": True})


def test_another_server_is_no_hub_and_has_no_tomatoes() -> None:
    welcome = meet(upstream)
    assert (welcome.kind, welcome.tomatoes, welcome.role) == ("upstream", False, "manager")
    assert (welcome.url, welcome.user_pk, welcome.team_pk) == ("http://sim:7420", "7", "3")
    assert (welcome.account_type, welcome.account_id, welcome.name) == ("TeamMember", "9", "Una")


def test_the_owner_of_the_team_manages_it_whatever_the_roles_say() -> None:
    def owner(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/team":
            return httpx.Response(200, json={"id": 3, "user_id": 7})
        if request.url.path == "/v1/me/current_account":
            return httpx.Response(200, json={"id": 9, "type": "Team"})
        return upstream(request)

    assert meet(owner).role == "manager"


STRANGERS: dict[str, tuple[Handler, type[Exception]]] = {
    "a web page": (
        lambda _: httpx.Response(200, headers={"content-type": "text/html"}, content=b"<p>"),
        Unavailable,
    ),
    "errors": (lambda _: httpx.Response(500, json={"error": True}), Unavailable),
    "a list": (lambda _: httpx.Response(200, json=[]), Unavailable),
    "half a body": (
        lambda _: httpx.Response(
            200, headers={"content-type": "application/json"}, content=b'{"id": '
        ),
        Unavailable,
    ),
    "refusal": (lambda _: httpx.Response(401, json={"error": True}), Unauthorized),
    "a redirect": (lambda _: httpx.Response(302, headers={"location": "/login"}), Unavailable),
    "a number for a name": (lambda _: httpx.Response(200, json={"id": "seven"}), Unavailable),
}


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("login", ["", "una@example.com"])
def test_a_stranger_is_told_in_one_line(stranger: str, login: str) -> None:
    handler, error = STRANGERS[stranger]
    with pytest.raises(error) as caught:
        meet(handler, login)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:7420", "http://127.0.0.1:7420"),
        ("https://api.example.com/v1/", "https://api.example.com"),
        (" http://host/base/ ", "http://host/base"),
    ],
)
def test_an_address_is_read_as_people_type_it(text: str, expected: str) -> None:
    assert address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ftp://host",
        "http://",
        "http://host:port",
        "http://host:99999",
        "http://[",
        "http://a b",
        "mailto:x",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        address(text)


@pytest.mark.parametrize("key", ["schlüssel", "a\x00b", "a\nb"])
def test_a_key_that_no_header_can_carry_is_a_wrong_key(key: str) -> None:
    transport = httpx.MockTransport(upstream)
    with pytest.raises(Unauthorized):
        asyncio.run(greet("sim:7420", login="", secret=key, transport=transport))


@pytest.mark.parametrize("path", ["/sync/node", "/v1/me", "/v1/me/current_account", "/v1/team"])
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_server_in_trouble_is_not_judged_by_what_it_says(path: str, status: int) -> None:
    """Neither that it is no hub nor that there is no team may be kept from such a moment."""

    def troubled(request: httpx.Request) -> httpx.Response:
        if request.url.path == path:
            return httpx.Response(status, json={"error": True})
        return upstream(request)

    with pytest.raises(Unavailable, match=str(status)):
        meet(troubled)
