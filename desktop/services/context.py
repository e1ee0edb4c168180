"""Who calls, and with what: what every use case is given beside its inputs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal

from .secret import NodeSecret

Via = Literal["window", "cli", "http", "kiosk", "sync"]


class Role(IntEnum):
    """Ordered by authority within the current team; a kiosk acts for others but manages nothing."""

    NONE = 0
    KIOSK = 1
    MEMBER = 2
    MANAGER = 3
    ADMIN = 4
    OWNER = 5


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller and the team they act in. `ANONYMOUS` has no user."""

    user_id: int = 0
    team_id: int = 0
    role: Role = Role.NONE
    via: Via = "http"
    credential: str = ""

    @property
    def manages(self) -> bool:
        return self.role >= Role.MANAGER

    @property
    def administers(self) -> bool:
        return self.role >= Role.ADMIN


ANONYMOUS = Principal()


@dataclass(frozen=True, slots=True)
class Sample:
    """The clock of the device that made a call, for punches (ARCHITECTURE 7).

    `monotonic_ms` is `Clock.since_boot`: it counts while the device sleeps.
    """

    monotonic_ms: int
    boot_id: str
    time_zone: str
    utc_offset_minutes: int
    skew_ms: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation. `query` holds what was sent beside the declared parameters.

    `key` is the Idempotency-Key; a call that carries one comes from another node of ours and may
    state its own time. `prepared` is what the family's `prepare_<verb>` worked out beforehand, off the
    writer's thread; `secret` is the node's key outside the store.
    """

    operation: str
    principal: Principal
    now: dt.datetime
    query: dict[str, str] = field(default_factory=dict)
    key: str = ""
    request_id: str = ""
    sample: Sample | None = None
    time_zone: str = ""
    prepared: Any = None
    secret: NodeSecret | None = None

    @property
    def user_id(self) -> int:
        return self.principal.user_id

    @property
    def team_id(self) -> int:
        return self.principal.team_id


Handler = Any
"""A use case: `def verb(uow, call, [body], *, path_and_query_parameters) -> response`."""
