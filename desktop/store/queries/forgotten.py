"""Sessions that have no end although their day is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.base.clock import from_ms, to_ms

from ..schema import Row, layout
from ..uow import Reader

_SESSION = layout("session")


def endless(reader: Reader, since: int, before: int, **who: Any) -> list[Row]:
    """Sessions that began in [since, before] (ms): lapsed ones, and newest ones that still run."""
    whose = "".join(f" and s.{name} = :{name}" for name in who)
    names = ", ".join(f's."{name}"' for name in _SESSION.columns)
    rows = reader.select(
        f"select {names} from session s where s.start_at >= :since and s.start_at <= :before "
        f"and s.end_at is null and s.demo is null{whose} order by s.start_at, s.id",
        {"since": since, "before": before, **who},
    )
    return [_SESSION.decode(row) for row in rows]


def next_start(reader: Reader, session: Row) -> dt.datetime | None:
    """When the member's next session began."""
    ((found,),) = reader.select(
        "select min(start_at) from session where user_id = ? and team_id = ? and start_at > ?",
        (session["user_id"], session["team_id"], to_ms(session["start_at"])),
    )
    return None if found is None else from_ms(found)
