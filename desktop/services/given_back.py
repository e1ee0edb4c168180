"""Shifts that a decision of this node gave away, when the remote decided otherwise."""

from __future__ import annotations

from desktop.domain.shifts import AGREED
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from . import rosters
from .identity import Ids
from .replicas import BY_KIND

_WHOSE = frozenset({"assignee_id", "status"})


def when_refused(uow: UnitOfWork, before: Row, after: Row) -> None:
    """A request that was approved here and is not any more: its shifts are whose the remote says."""
    if before["status"] != AGREED or after["status"] == AGREED:
        return
    remote = queries.remote(uow)
    for name in ("shift_id", "swap_shift_id"):
        if remote is not None and before[name] is not None:
            _give_back(uow, remote, before[name])


def _give_back(uow: UnitOfWork, remote: Row, shift_id: int) -> None:
    work = uow.get("shift", shift_id)
    shadow = queries.by_row(uow, int(remote["id"]), "shift", shift_id)
    if work is None or shadow is None or shadow.base is None:
        return
    replica = BY_KIND["shift"]
    base = replica.columns(replica.decoder.decode(shadow.base), Ids(uow, remote))
    waiting = outbox.touched(uow, "shift").get(shift_id, frozenset())
    names = (_WHOSE - waiting) & base.keys()
    changes = {name: base[name] for name in names if base[name] != work[name]}
    if changes:
        rosters.lock_days(uow, work, uow.update("shift", shift_id, changes))
