"""Credentials of a request as a principal, remembered until anything about people or keys changes."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from desktop.base.errors import BadRequest, Unauthorized
from desktop.base.events import Changed
from desktop.contract.operation import Api
from desktop.services import auth, person
from desktop.services.auth import Credentials, Identity
from desktop.services.bus import Bus
from desktop.services.context import Principal
from desktop.store.queries import credentials as people

from .exchange import Scope

WATCHED = frozenset({"user", "member", "team", "api_key", "session_token", "current_account"})
REMEMBERED = 4096
SECONDS = 300.0
"""A remembered key is looked up anew after this time, which also stamps its last use."""
LOOPBACK = frozenset({"127.0.0.1", "::1"})
Ticket = tuple[bytes | None, bytes | None, bytes | None, bytes | None]


@dataclass(frozen=True, slots=True)
class _Known:
    identity: Identity
    until: float


class Doorkeeper:
    """A revoked credential is refused from the commit of its revocation on."""

    def __init__(self, bus: Bus, control_key: str = "") -> None:
        self._bus = bus
        self._control = control_key.encode()
        self._guard = threading.Lock()
        self._known: dict[tuple[Api, Ticket], _Known] = {}
        self._generation = 0
        self._unsubscribe = bus.store.events.subscribe(self._forget)

    def close(self) -> None:
        self._unsubscribe()

    def recall(self, api: Api, ticket: Ticket) -> Principal | None:
        """The principal, when these very headers were seen lately."""
        known = self._known.get((api, ticket))
        if known is None:
            return None
        clock = self._bus.store.clock
        ends = known.identity.expires_at
        if clock.monotonic() >= known.until or (ends is not None and clock.now() >= ends):
            return None
        return known.identity.principal

    async def principal(self, api: Api, ticket: Ticket, given: Credentials) -> Principal:
        """Raises Unauthorized, Forbidden, or TooMany when too many passwords are being checked."""
        generation = self._generation
        if given.scheme == "basic":
            identity = await asyncio.wrap_future(self._check_password(given))
        else:
            identity = self._look_up(given)
        with self._guard:
            if generation == self._generation and given.scheme != "none":
                if len(self._known) >= REMEMBERED:
                    self._known.clear()
                until = self._bus.store.clock.monotonic() + SECONDS
                self._known[api, ticket] = _Known(identity, until)
        if identity.key_id:
            key_id = identity.key_id
            self._bus.store.write(lambda uow: people.note_use(uow, key_id), durable=False)
        return identity.principal

    def controls(self, scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
        """True for a caller on this machine that read the lock file of the data directory."""
        sent = headers.get(b"api_key")
        if sent is None or not self._control or not hmac.compare_digest(sent, self._control):
            return False
        client = scope.get("client")
        if client is None or client[0] not in LOOPBACK:
            raise Unauthorized("Not authenticated. That key works on this computer only.")
        return True

    def owner(self) -> Principal:
        """The directory's person, for whom the command line speaks."""
        return self._bus.store.read(lambda reader: person.principal(reader, "cli"))

    def _look_up(self, given: Credentials) -> Identity:
        now = self._bus.store.clock.now()
        secret = self._bus.secret
        return self._bus.store.read(
            lambda reader: auth.authenticate(reader, given, secret=secret, now=now)
        )

    def _check_password(self, given: Credentials) -> Future[Identity]:
        return self._bus.slow.submit(lambda: self._look_up(given))

    def _forget(self, changed: Changed) -> None:
        if WATCHED.isdisjoint(changed.kinds):
            return
        with self._guard:
            self._generation += 1
            self._known.clear()


def ticket_of(headers: Mapping[bytes, bytes]) -> Ticket:
    return (
        headers.get(b"api_key"),
        headers.get(b"authorization"),
        headers.get(b"x-account-id"),
        headers.get(b"x-account-type"),
    )


def read_v1(headers: Mapping[bytes, bytes]) -> Credentials:
    """What /v1 takes: `api_key`, `Authorization: Token …`, Basic. Never a cookie or the query."""
    if b"api-key" in headers and b"api_key" in headers:
        raise BadRequest("Send api_key or api-key, not both: which one is meant is not clear.")
    account = {
        "account_id": headers.get(b"x-account-id", b"").decode("latin-1").strip(),
        "account_type": headers.get(b"x-account-type", b"").decode("latin-1").strip(),
    }
    key = headers.get(b"api_key")
    if key is not None:
        return Credentials("key", key.decode("latin-1").strip(), **account)
    sent = headers.get(b"authorization")
    if sent is None:
        return Credentials()
    scheme, _, rest = sent.decode("latin-1").strip().partition(" ")
    if scheme.lower() == "token":
        return Credentials("token", rest.strip(), **account)
    if scheme.lower() == "basic":
        login, password = _basic(rest.strip())
        return Credentials("basic", password, login, **account)
    raise Unauthorized("Not authenticated. Send `Authorization: Token …`, Basic, or an api_key.")


def read_tomatoes(headers: Mapping[bytes, bytes], parameter: str | None) -> Credentials:
    """What /api takes: a raw token in Authorization, or the parameter `token`. The header wins."""
    sent = headers.get(b"authorization")
    if sent is not None:
        return Credentials("raw", sent.decode("latin-1").strip())
    return Credentials() if parameter is None else Credentials("raw", parameter.strip())


def _basic(text: str) -> tuple[str, str]:
    try:
        login, colon, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Unauthorized("Not authenticated. The Basic credentials cannot be read.") from error
    if not colon:
        raise Unauthorized("Not authenticated. The Basic credentials cannot be read.")
    return login, password
