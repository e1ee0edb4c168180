"""How synchronising stands, in one value that the window and the command line show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

KIND = "sync_status"
"""Announced through base.events whenever the status may have changed; it is no table."""

SyncState = Literal["idle", "syncing", "offline", "unreachable", "attention"]


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """`done` of `total` while syncing; `pending` changes wait here, `attention` need a person.

    Without `connected` there is no upstream and the data is only here. `next_try_seconds` counts
    from when this value was made; `last_ok` is when a run last ended well. `expired`: the server
    refuses the credential, and nothing goes on before somebody signs in again.
    """

    connected: bool = False
    state: SyncState = "idle"
    done: int = 0
    total: int = 0
    pending: int = 0
    attention: int = 0
    next_try_seconds: int | None = None
    last_ok: dt.datetime | None = None
    expired: bool = False
