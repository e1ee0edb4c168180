"""Punches as people and devices make them, and what the store says of them afterwards."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from desktop.app import Node
from desktop.contract.models import WorkforceAttendance, WorkforceAttendanceInput
from desktop.services.context import Principal
from desktop.store.schema import Row


def punch(
    node: Node,
    who: Principal,
    status: str | None,
    *,
    key: str = "",
    manager: bool = False,
    **fields: Any,
) -> WorkforceAttendance:
    """POST attendances; `key` sends it as another node would."""
    name = "attendances.manager_create" if manager else "attendances.create"
    body = WorkforceAttendanceInput(status=status, **fields)
    asked = node.bus.ask(name, principal=who, body=body)
    if key:
        asked = dataclasses.replace(asked, key=key)
    made: WorkforceAttendance = node.bus.submit(asked).result()
    return made


def correct(
    node: Node, who: Principal, attendance_id: int, *, manager: bool = False, **fields: Any
) -> WorkforceAttendance:
    name = "attendances.manager_update" if manager else "attendances.update"
    body = WorkforceAttendanceInput(**fields)
    made: WorkforceAttendance = node.bus.call(name, principal=who, body=body, id=attendance_id)
    return made


def rows(node: Node, kind: str, order: str = "id", **where: Any) -> list[Row]:
    return node.store.read(lambda reader: reader.find(kind, where, order=order))


def sessions(node: Node, user_id: int) -> list[tuple[dt.datetime, dt.datetime | None, int, int]]:
    """(start, end, work minutes, break minutes) of a person, oldest first."""
    found = rows(node, "session", "start_at, id", user_id=user_id)
    return [
        (row["start_at"], row["end_at"], row["work_ms"] // 60_000, row["break_ms"] // 60_000)
        for row in found
    ]
