"""The audit log as sentences: who did what to whose time, when and why, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.base.errors import Forbidden
from desktop.domain import zones
from desktop.domain.timesheets import APPROVED, hours_of_ms
from desktop.store.queries import audit as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader

from . import workforce
from .context import Principal

MOST = 1000
_DONE = {
    "submitted": "submitted",
    "preapproved": "preapproved",
    "approved": "approved",
    "denied": "denied",
    "unsubmitted": "gave back",
}
_PUNCH = {
    "start": "clock-in",
    "pause": "start of a break",
    "resume": "end of a break",
    "stop": "clock-out",
}
_MADE = {True: "made", False: "changed"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry. `text` names actor and deed; `reason` is empty when none was given."""

    at: dt.datetime
    text: str
    reason: str = ""

    def plain(self) -> dict[str, str]:
        return {"at": self.at.isoformat(), "text": self.text, "reason": self.reason}


def story(
    reader: Reader, who: Principal, *, since: dt.datetime | None = None, limit: int = 100
) -> list[Sentence]:
    """The newest entries of the team, oldest first; Forbidden for those who do not manage."""
    if not who.manages:
        raise Forbidden("Not authorized. Only managers of the team read its audit log.")
    rows = queries.newest(reader, who.team_id, since, min(limit, MOST))
    names = queries.names(reader, {r["actor_id"] for r in rows} | {r["user_id"] for r in rows})
    zone = workforce.zone(reader, who.team_id)
    shifts = {row["row_id"] for row in rows if row["kind"] == "shift"}
    punches = {row["row_id"] for row in rows if row["kind"] == "attendance"}
    statuses = queries.statuses(reader, punches)
    teller = _Teller(names, zone, queries.starts(reader, shifts), statuses)
    return [Sentence(row["at"], teller.tell(row), row["reason"] or "") for row in rows]


@dataclass(frozen=True, slots=True)
class _Teller:
    names: Mapping[int, str]
    zone: dt.tzinfo
    starts: Mapping[int, dt.datetime]
    statuses: Mapping[int, str]

    def tell(self, row: Row) -> str:
        before, after = row["before"] or {}, row["after"] or {}
        tell = {
            "timesheet": self._sheet,
            "timesheet_item": self._line,
            "attendance": self._punch,
            "shift": self._shift,
            "export_batch": self._export,
        }.get(row["kind"])
        deed = self._other(row) if tell is None else tell(row, before, after)
        return f"{self._name(row['actor_id'])} {deed}."

    def _name(self, user_id: int | None) -> str:
        return self.names.get(user_id or 0, "Somebody")

    def _whose(self, row: Row) -> str:
        if row["user_id"] in {None, row["actor_id"]}:
            return ""
        return f" of {self._name(row['user_id'])}"

    def _sheet(self, row: Row, before: Row, after: Row) -> str:
        of = f"the timesheet{self._whose(row)}"
        if after.get("correction") == "declined":
            return f"declined late work in {of}"
        status = after.get("status")
        if row["before"] is None or row["after"] is None:
            return f"{'made' if row['before'] is None else 'deleted'} {of}"
        if status is None or status == before.get("status"):
            return f"changed {of}"
        if before.get("status") == APPROVED:
            return f"opened {of} again"
        return f"{_DONE.get(status, 'changed')} {of}"

    def _line(self, row: Row, before: Row, after: Row) -> str:
        whole = after if row["after"] is not None else before
        verb = "removed" if row["after"] is None else _MADE[row["before"] is None]
        work = whole.get("work_ms")
        hours = "" if work is None else f" to {hours_of_ms(work):g} h"
        if row["before"] is None or row["after"] is None:
            hours = "" if work is None else f" of {hours_of_ms(work):g} h"
        return f"{verb} a line{hours} in the timesheet{self._whose(row)}"

    def _punch(self, row: Row, before: Row, after: Row) -> str:
        whole = {**before, **after}
        status = whole.get("status") or self.statuses.get(row["row_id"])
        what = _PUNCH.get(str(status), "punch")
        if row["before"] is None:
            return f"entered a {what}{self._whose(row)} at {self._when(whole.get('timestamp'))}"
        if row["after"] is None:
            return f"took back a {what}{self._whose(row)}"
        if "timestamp" not in after:
            return f"corrected a {what}{self._whose(row)}"
        to = self._when(after["timestamp"])
        return f"moved a {what}{self._whose(row)} from {self._when(before['timestamp'])} to {to}"

    def _shift(self, row: Row, before: Row, after: Row) -> str:
        begins = {**before, **after}.get("start_at") or self.starts.get(row["row_id"])
        of = "a shift" + (f" at {self._when(begins)}" if begins else "")
        if row["before"] is None:
            return f"{'published' if after.get('published') else 'drafted'} {of}"
        if row["after"] is None:
            return f"deleted {of}"
        if after.get("canceled"):
            return f"cancelled {of}"
        return f"{'published' if after.get('published') else 'changed'} {of}"

    def _export(self, _: Row, __: Row, after: Row) -> str:
        return f"exported {after['lines']} lines from {after['first_day']} to {after['last_day']}"

    def _other(self, row: Row) -> str:
        verb = _MADE[row["before"] is None] if row["after"] is not None else "deleted"
        return f"{verb} the {str(row['kind']).replace('_', ' ')}{self._whose(row)}"

    def _when(self, at: Any) -> str:
        if at is None:
            return "?"
        instant = at if isinstance(at, dt.datetime) else dt.datetime.fromisoformat(str(at))
        return zones.spoken(instant, self.zone)
