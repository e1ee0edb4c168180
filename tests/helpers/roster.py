"""A roster as its manager builds it, through the operations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.app import Node
from desktop.contract.models import SettingData, WorkforceShiftInput, WorkforceShiftRequestInput
from desktop.services import planning
from desktop.services.context import Principal
from desktop.store.schema import Row
from tests.helpers.day import at
from tests.helpers.punching import rows

HOUR = dt.timedelta(hours=1)


class Roster:
    """`boss` plans for a node's team; times are on the wall of Berlin."""

    def __init__(self, node: Node, boss: Principal) -> None:
        self.node, self.boss = node, boss

    def shift(
        self, start: str, hours: float = 8, who: Principal | int | None = None, **fields: Any
    ) -> int:
        """A published shift unless the fields say otherwise; its number."""
        begins = at(start)
        values: dict[str, Any] = {
            "start_at": begins,
            "end_at": begins + hours * HOUR,
            "status": "published",
            **fields,
        }
        if who is not None:
            values["assignee_id"] = who if isinstance(who, int) else who.user_id
        body = WorkforceShiftInput(**values)
        made = self.node.bus.call("shifts.manager_create", principal=self.boss, body=body)
        return int(made.id)

    def put(self, shift_id: int, **fields: Any) -> Any:
        body = WorkforceShiftInput(**fields)
        return self.node.bus.call(
            "shifts.manager_update", principal=self.boss, id=shift_id, body=body
        )

    def cancel(self, shift_id: int, **query: Any) -> Any:
        return self.node.bus.call(
            "shifts.manager_delete", principal=self.boss, id=shift_id, **query
        )

    def ask(self, who: Principal, shift_id: int, *, manager: bool = False, **fields: Any) -> Any:
        name = "shift_requests.manager_create" if manager else "shift_requests.create"
        body = WorkforceShiftRequestInput(shift_id=shift_id, **fields)
        return self.node.bus.call(name, principal=who, body=body)

    def decide(self, who: Principal, request: Any, status: str, *, manager: bool = False) -> Any:
        name = "shift_requests.manager_update" if manager else "shift_requests.update"
        body = WorkforceShiftRequestInput(status=status)
        return self.node.bus.call(name, principal=who, id=request.id, body=body)

    def copy(self, to: str, *more: str, rehearse: bool = False, **chosen: Any) -> planning.Planned:
        wish = planning.Copy(selection=selection(**chosen), to=tuple(map(day, (to, *more))))
        return planning.submit(self.node.bus, self.boss, wish, rehearse=rehearse).result()

    def publish(self, *, rehearse: bool = False, **chosen: Any) -> planning.Planned:
        wish = planning.Publish(selection=selection(**chosen))
        return planning.submit(self.node.bus, self.boss, wish, rehearse=rehearse).result()

    def setting(self, **data: Any) -> None:
        body = SettingData(data=data)
        self.node.bus.call("team.put_setting", principal=self.boss, name="shifts", body=body)

    def row(self, shift_id: int) -> Row:
        (found,) = rows(self.node, "shift", id=shift_id)
        return found


def selection(**chosen: Any) -> planning.Selection:
    for name in ("first", "last"):
        if name in chosen:
            chosen[name] = day(chosen[name])
    return planning.Selection(**chosen)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
