"""One operation of an API: a typed row that the bus, the server, the remote and the CLI all read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

Api = Literal["v1", "tomatoes"]
PREFIX: dict[Api, str] = {"v1": "/v1", "tomatoes": "/api"}


class Access(Enum):
    """Who may call an operation at all; which records they then see is the query's scope."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    MEMBER = "member"
    MANAGER = "manager"
    ADMIN = "admin"


class Offline(Enum):
    """What a node with an upstream does with a call: answer alone, queue it, or need the network."""

    LOCAL = "local"
    QUEUE = "queue"
    ONLINE = "online"


class Repeat(Enum):
    """What may be done when the outcome of a sent call is unknown (docs/sync.md)."""

    SAFE = "safe"
    RESEND = "resend"
    PROBE = "probe"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A path or query parameter; `type` is int, str, bool, float or datetime.date."""

    name: str
    where: Literal["path", "query"]
    type: type = str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A row of the table.

    `name` is `family.verb`; its use case is the function `verb` of `services/<family>.py`.
    `changes` names the kinds a call may write (empty: a read); `reads` the kinds its answer is
    made of. `body` is the request struct, `response` the answer's type (None: no body).
    `beyond`: not in the published reference, and called by its real clients.
    `volatile` answers depend on the clock as well as on the store, so they carry no ETag.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    summary: str
    access: Access
    api: Api = "v1"
    params: tuple[Param, ...] = ()
    body: Any = None
    response: Any = None
    status: int = 200
    offline: Offline = Offline.LOCAL
    repeat: Repeat = Repeat.SAFE
    changes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    media: str = "application/json"
    volatile: bool = False
    beyond: bool = False

    @property
    def family(self) -> str:
        return self.name.partition(".")[0]

    @property
    def verb(self) -> str:
        return self.name.partition(".")[2]

    @property
    def writes(self) -> bool:
        return bool(self.changes)

    @property
    def url(self) -> str:
        """The path with the API's prefix, as mounted."""
        return PREFIX[self.api] + self.path

    @property
    def path_names(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.path))


def path(name: str, kind: type = str) -> Param:
    return Param(name=name, where="path", type=kind, required=True)


def query(name: str, kind: type = str, *, required: bool = False) -> Param:
    return Param(name=name, where="query", type=kind, required=required)
