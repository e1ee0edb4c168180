"""Asking a server who it is and who we are there, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from desktop.base.errors import BadRequest, Unauthorized, Unavailable
from desktop.services.connect import Welcome
from desktop.services.vault import Credential

from .remote import Answer, Lost, Remote, Unreachable
from .scopes import standing_of

WRONG_KEY = "The API key is wrong or was revoked."


async def greet(
    url: str, *, login: str, secret: str, transport: httpx.AsyncBaseTransport | None = None
) -> Welcome:
    """Signs in with login and password, or without login with an API key.

    BadRequest for an address that is none, Unavailable when no such server answers there,
    Unauthorized when it knows neither key nor password.
    """
    base = address(url)
    if not login and not (secret.isascii() and secret.isprintable()):
        raise Unauthorized(WRONG_KEY)  # it could not even be written into a request
    credential = Credential("token" if login else "key", "" if login else secret)
    remote = Remote(base, credential, transport=transport)
    try:
        node = await _node(remote)
        if login:
            credential = await _sign_in(remote, login, secret)
            await remote.rest()
            remote = Remote(base, credential, transport=transport)
        return await _ask(remote, base, credential, node)
    except (Unreachable, Lost) as error:
        raise Unavailable(
            f"Nothing answers at {base} ({error}). Check the address and that the server runs."
        ) from error
    finally:
        await remote.rest()


def address(url: str) -> str:
    """The address without what follows the host; `http://` when no scheme is given."""
    text = url.strip() if "://" in url else f"http://{url.strip()}"
    try:
        parts = urlsplit(text)
        known = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError:
        known = None
    if not known or any(sign.isspace() for sign in text):
        raise BadRequest(f"{url!r} is no address of a server; it looks like http://host:7420.")
    path = parts.path.rstrip("/").removesuffix("/v1")
    return f"{parts.scheme}://{parts.netloc}{path}"


async def _node(remote: Remote) -> Mapping[str, Any]:
    """What a hub of ours says of itself; empty for another server."""
    answer = _sound(await remote.get("/sync/node", fresh=True))
    if answer.status == 200 and answer.json:
        said = _object(answer)
        if said.get("product") == "pomoclock":
            return said
    return {}


async def _sign_in(remote: Remote, login: str, password: str) -> Credential:
    body = msgspec.json.encode({"login": login, "password": password})
    answer = _sound(await remote.send("POST", "/v1/sessions", query={}, body=body, key=""))
    _expect(answer, "The login or the password is wrong.")
    token = _object(answer).get("token")
    if not isinstance(token, str) or not token:
        raise Unavailable("The server accepted the login and gave no token.")
    return Credential("token", token)


async def _ask(
    remote: Remote, base: str, credential: Credential, node: Mapping[str, Any]
) -> Welcome:
    answer = _sound(await remote.get("/v1/me", fresh=True))
    _expect(answer, WRONG_KEY)
    user = _object(answer)
    answer = _sound(await remote.get("/v1/me/current_account", fresh=True))
    _expect(answer, WRONG_KEY)
    account = _object(answer)
    team = await _team(remote)
    if not isinstance(user.get("id"), int):
        raise Unavailable(f"{base} does not answer like a server of this kind.")
    tomatoes = await _tomatoes(remote, credential) if node else credential
    names = (user.get("first_name"), user.get("last_name"))
    return Welcome(
        url=base,
        kind="hub" if node else "upstream",
        node=str(node.get("node_id") or ""),
        credential=tomatoes,
        user_pk=str(user["id"]),
        name=" ".join(str(name) for name in names if name) or str(user["id"]),
        role=standing_of(account.get("roles") or (), owner=team.get("user_id") == user["id"]),
        account_type=str(account.get("type") or ""),
        account_id=str(account.get("id") or ""),
        team_pk=str(team.get("id") or ""),
        tomatoes=bool(tomatoes.tomatoes),
        user=user,
    )


async def _team(remote: Remote) -> dict[str, Any]:
    """The team of the current account; a personal account has none, which is no mistake."""
    answer = _sound(await remote.get("/v1/team", fresh=True))
    return _object(answer) if answer.status == 200 and answer.json else {}


async def _tomatoes(remote: Remote, credential: Credential) -> Credential:
    """The credential with a token for /api as well, when the hub gives one."""
    if credential.scheme == "token":
        return Credential("token", credential.secret, credential.secret)
    body = msgspec.json.encode({"provider": "pomoclock", "access_token": credential.secret})
    answer = _sound(await remote.send("POST", "/api/session", query={}, body=body, key=""))
    token = _object(answer).get("token") if answer.status == 200 and answer.json else None
    return Credential("key", credential.secret, str(token) if token else "")


def _expect(answer: Answer, unknown: str) -> None:
    if answer.status in {401, 403} and answer.json:
        raise Unauthorized(unknown)
    if not 200 <= answer.status < 300 or not answer.json:
        what = f"status {answer.status}" + ("" if answer.json else ", not as an API")
        raise Unavailable(
            f"Something answers there, but not as Pomoclock or a Workforce server ({what}). "
            "Check the address."
        )


def _sound(answer: Answer) -> Answer:
    """What a server in trouble says of itself must not be kept: later nobody would ask again."""
    if answer.faulty:
        raise Unavailable(
            f"{answer.in_words()} Nothing was changed: check the address, or try again later."
        )
    return answer


def _object(answer: Answer) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Unavailable(
            "Something answers there, but not as Pomoclock or a Workforce server. Check the address."
        )
    return said
