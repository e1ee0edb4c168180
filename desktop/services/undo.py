"""Taking a punch back: as if it had never been while only this device knows it."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.contract.models import WorkforceAttendance, WorkforceAttendanceInput
from desktop.domain.outbox import Event, State
from desktop.store import outbox
from desktop.store.uow import Reader, UnitOfWork

from . import attendances
from .context import Call, Principal

COUNTER = {"start": "stop", "pause": "resume", "resume": "pause", "stop": "start"}
"""The punch that ends, at the same instant, what a punch began."""


def retract(uow: UnitOfWork, principal: Principal, attendance_id: int, reason: str) -> bool:
    """Takes an own punch away and drops what would have told the upstream of it.

    False, with nothing changed, when the upstream has it or may have it: the API cannot delete an
    attendance, so that one needs the punch that `counter` names (docs/decisions/0200).
    """
    if known_upstream(uow, attendance_id):
        return False
    call = Call(operation="attendances.retract", principal=principal, now=uow.now)
    attendances.retract(uow, call, attendance_id, reason)
    forget(uow, [attendance_id])
    return True


def forget(uow: UnitOfWork, attendance_ids: Iterable[int]) -> None:
    """Drops what waits to tell the upstream of these punches."""
    for attendance_id in attendance_ids:
        for entry in outbox.unsent(uow, "attendance", attendance_id):
            blocked = entry["state"] == State.BLOCKED
            outbox.move(uow, entry["seq"], Event.DISCARD if blocked else Event.FOLD)


def counter(punch: WorkforceAttendance) -> WorkforceAttendanceInput:
    """The request that makes a punch last no time."""
    return WorkforceAttendanceInput(
        status=COUNTER[punch.status],  # type: ignore[arg-type]  # one of the four
        timestamp=punch.timestamp,
        reason="undo",
    )


def known_upstream(reader: Reader, attendance_id: int) -> bool:
    """Whether the upstream has the punch, or may have it."""
    if reader.count("shadow", {"kind": "attendance", "row_id": attendance_id}):
        return True
    waiting = {entry["seq"] for entry in outbox.unsent(reader, "attendance", attendance_id)}
    entries = reader.find("outbox", {"kind": "attendance", "row_id": attendance_id})
    return any(e["seq"] not in waiting and e["state"] != State.CANCELLED for e in entries)
