"""Rows of one person's day, written straight into a store."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from desktop.app import Node
from desktop.base.clock import to_ms
from desktop.services.context import Principal
from desktop.store.uow import UnitOfWork

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: dt.tzinfo = BERLIN) -> dt.datetime:
    """`2026-11-19 13:23` on the wall of `zone`, as an aware UTC instant."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


class Day:
    """Writes rows for one person; each method returns the id of what it made."""

    def __init__(self, node: Node, me: Principal) -> None:
        self.node, self.me = node, me

    def insert(self, table: str, **values: Any) -> int:
        row = self.node.store.write(lambda uow: uow.insert(table, values)).result()
        return int(row["id"])

    def roles(self, *roles: str, locations: tuple[str, ...] = ()) -> None:
        """What the person may do in the team, and where; nowhere named means everywhere."""

        def work(uow: UnitOfWork) -> None:
            member = uow.one("member", {"user_id": self.me.user_id, "team_id": self.me.team_id})
            assert member is not None
            uow.update("member", member["id"], {"roles": list(roles), "locations": list(locations)})

        self.node.store.write(work).result()

    def shift(self, start: str, end: str, *, mine: bool = True, **more: Any) -> int:
        values: dict[str, Any] = {
            "team_id": self.me.team_id,
            "assignee_id": self.me.user_id if mine else None,
            "start_at": at(start),
            "end_at": at(end),
            "status": "assigned" if mine else "open",
            "published": True,
            "canceled": False,
            "role": "Barista",
            "location_name": "Bondi Store",
        }
        return self.insert("shift", **{**values, **more})

    def session(self, *events: tuple[str, str], **more: Any) -> int:
        """Punches (status, local time) of one session, and the session that follows from them."""
        ids, work, rest = [], dt.timedelta(), dt.timedelta()
        before: tuple[str, dt.datetime] | None = None
        for status, when in events:
            moment = at(when)
            if before is not None:
                spent = moment - before[1]
                work, rest = (work + spent, rest) if before[0] != "pause" else (work, rest + spent)
            before = (status, moment)
            ids.append(
                self.insert(
                    "attendance",
                    user_id=self.me.user_id,
                    team_id=self.me.team_id,
                    status=status,
                    timestamp=moment,
                    source="desk",
                    manual=False,
                    flags=[],
                    **more,
                )
            )
        assert before is not None
        start = at(events[0][1])
        self.insert(
            "session",
            id=ids[0],
            user_id=self.me.user_id,
            team_id=self.me.team_id,
            start_at=start,
            end_at=before[1] if before[0] == "stop" else None,
            last_status=before[0],
            last_at=before[1],
            work_ms=work // dt.timedelta(milliseconds=1),
            break_ms=rest // dt.timedelta(milliseconds=1),
            day=start.astimezone(BERLIN).date(),
            time_zone="Europe/Berlin",
            **more,
        )
        return ids[-1]

    def request(self, shift_id: int, status: str = "requested", **more: Any) -> int:
        values = {"shift_id": shift_id, "status": status, "kind": "request"}
        mine = {"user_id": self.me.user_id, "team_id": self.me.team_id}
        return self.insert("shift_request", **{**values, **mine, **more})

    def tomato(self, when: str, *tags: str) -> int:
        return self.insert("tomato", user_id=self.me.user_id, tags=list(tags), created_at=at(when))

    def wait(self, kind: str, row_id: int, state: str = "queued") -> None:
        """Puts an entry for the row into the outbox."""

        def work(uow: UnitOfWork) -> None:
            uow.execute(
                "insert into outbox (mid, kind, row_id, state, attempts, captured_at) "
                "values (?, ?, ?, ?, 0, ?)",
                (f"{kind}-{row_id}", kind, row_id, state, to_ms(uow.now)),
            )

        self.node.store.write(work).result()
