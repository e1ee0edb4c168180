"""What every panel is given: the bus and the few things of the window it may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from desktop.base.clock import Clock
from desktop.base.errors import Unavailable
from desktop.services import status
from desktop.services.bus import Bus
from desktop.services.context import Principal
from desktop.services.preferences import Preferences
from desktop.services.profile import Profile
from desktop.services.status import SyncStatus
from desktop.store.uow import Reader, UnitOfWork

from .actions import Actions
from .bridge import Bridge
from .call import Call
from .live import Live

T = TypeVar("T")
SYNC_KIND = status.KIND
"""The kind of base.events that says: the sync status is another now."""


def _nothing() -> None:
    """Without an upstream there is nothing to send."""


def _apart() -> Future[dict[str, Any]]:
    raise Unavailable("There is no upstream.")


@dataclass(frozen=True, slots=True)
class SyncControls:
    """How the window sees and nudges synchronising. `status` must answer from memory.

    Whoever changes the status publishes the kind "sync" on base.events; the chip then reads it.
    """

    status: Callable[[], SyncStatus] = SyncStatus
    sync_now: Callable[[], None] = _nothing
    disconnect: Callable[[], Future[dict[str, Any]]] = _apart


@dataclass(frozen=True, slots=True)
class UiContext:
    """`zone` is the one times are shown in. The node's owner makes and closes what it holds."""

    bus: Bus
    bridge: Bridge
    principal: Principal
    clock: Clock
    zone: dt.tzinfo
    preferences: Preferences
    profile: Profile
    sync: SyncControls = field(default_factory=SyncControls)
    actions: Actions = field(default_factory=Actions)
    live: Live = field(default_factory=Live)

    def operation(
        self,
        owner: QWidget,
        called: str,
        /,
        *,
        body: Any = None,
        initiator: str = "",
        **params: Any,
    ) -> Call[Any]:
        """An operation of the contract as a Call; run it with .run()."""
        asked = self.bus.ask(called, principal=self.principal, body=body, **params)
        if asked.row.writes:
            return Call(owner, lambda: self.bus.submit(asked, initiator=initiator))
        return Call(owner, lambda: self.bus.read_later(asked))

    def write(
        self,
        owner: QWidget,
        work: Callable[[UnitOfWork], T],
        *,
        durable: bool = True,
        initiator: str = "",
    ) -> Call[T]:
        """A use case that is no operation of the contract, such as a command of the timer."""

        def start() -> Future[T]:
            return self.bus.store.write(work, durable=durable, initiator=initiator)

        return Call(owner, start)

    def read(self, owner: QWidget, work: Callable[[Reader], T]) -> Call[T]:
        return Call(owner, lambda: self.bus.store.read_later(work))


@dataclass(frozen=True, slots=True)
class Section:
    """A place of the rail. Its factory runs when it is first opened.

    `subtitle` is what stands beside the page's title; its second argument asks for the short form.
    """

    key: str
    title: str
    icon: str
    shortcut: str
    factory: Callable[[UiContext], QWidget]
    subtitle: Callable[[UiContext, bool], str] | None = None
