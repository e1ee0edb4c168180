"""Published shifts from a boss, an hour each, and what people ask about them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.app import Node
from desktop.contract.models import SettingData, WorkforceShiftInput, WorkforceShiftRequestInput
from desktop.services.context import Principal
from tests.helpers.punching import rows

HOUR = dt.timedelta(hours=1)


class Trades:
    """`now` is the instant that the hours of shifts count from."""

    def __init__(self, node: Node, boss: Principal, now: dt.datetime) -> None:
        self.node, self.boss, self.now = node, boss, now

    def shift(self, hour: int, who: Principal | None = None, **more: Any) -> int:
        start = self.now + hour * HOUR
        body = WorkforceShiftInput(
            **{
                "start_at": start,
                "end_at": start + HOUR,
                "status": "published",
                "assignee_id": None if who is None else who.user_id,
                **more,
            }
        )
        made = self.node.bus.call("shifts.manager_create", principal=self.boss, body=body)
        return int(made.id)

    def ask(self, who: Principal, shift_id: int, *, manager: bool = False, **more: Any) -> Any:
        name = "shift_requests.manager_create" if manager else "shift_requests.create"
        body = WorkforceShiftRequestInput(shift_id=shift_id, **more)
        return self.node.bus.call(name, principal=who, body=body)

    def put(self, who: Principal, request: Any, *, manager: bool = False, **fields: Any) -> Any:
        name = "shift_requests.manager_update" if manager else "shift_requests.update"
        body = WorkforceShiftRequestInput(**fields)
        return self.node.bus.call(name, principal=who, id=request.id, body=body)

    def drop(self, who: Principal, request: Any) -> Any:
        return self.node.bus.call("shift_requests.delete", principal=who, id=request.id)

    def holder(self, shift_id: int) -> int | None:
        holder: int | None = rows(self.node, "shift", id=shift_id)[0]["assignee_id"]
        return holder

    def status(self, request: Any) -> str:
        return str(rows(self.node, "shift_request", id=request.id)[0]["status"])

    def policy(self, name: str) -> None:
        """When a swap may be approved: manager, both or same_hours."""
        body = SettingData(data={"swap_policy": name})
        self.node.bus.call("team.put_setting", principal=self.boss, name="shifts", body=body)
