"""Who is told of a shift: its person when it is published, moved, cancelled or taken away, whoever is
offered one or asked to swap, and whose request was not chosen. Nobody is told what they did.

Shifts that have begun are no news. What is published together is one notice with a count.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desktop.base.clock import to_ms
from desktop.domain import shifts as rules
from desktop.domain.notice_kinds import (
    CANCELED,
    CHANGED,
    NOT_CHOSEN,
    OFFERED,
    PUBLISHED,
    SWAP_ASKED,
    TAKEN,
)
from desktop.store.queries import sync as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import notices, person

_TOLD = ("start_at", "end_at", "location_name")
_OFFER, _SWAP = "offer", "swap"


def moved(uow: UnitOfWork, before: Row | None, after: Row, actor_id: int | None) -> None:
    """Tells whom a new or changed shift concerns; `actor_id` None for what came from elsewhere."""
    was, now = _person(before), _person(after)
    if was is not None and was != now:
        kind = CANCELED if after["canceled"] else TAKEN
        _tell(uow, was, kind, after, actor_id, reason=after["cancel_reason"])
    if now is not None and now != was:
        _tell(uow, now, PUBLISHED, after, actor_id)
    elif before is not None and now is not None and any(before[n] != after[n] for n in _TOLD):
        _tell(uow, now, CHANGED, after, actor_id)


def arrived(uow: UnitOfWork, kind: str, rows: Iterable[Row]) -> None:
    """Shifts and requests that this node learnt of just now."""
    for row in rows:
        if kind == "shift":
            moved(uow, None, row, None)
        else:
            request_moved(uow, None, row, None)


def request_moved(uow: UnitOfWork, before: Row | None, after: Row, actor_id: int | None) -> None:
    """Tells whoever is asked something by a request, or was not given what they asked for."""
    shift = uow.get("shift", after["shift_id"]) if after["shift_id"] is not None else None
    if shift is None:
        return
    status = after["status"]
    if before is None and status in rules.LIVE:
        if after["kind"] == _OFFER:
            _tell(uow, after["user_id"], OFFERED, shift, actor_id)
        elif after["kind"] == _SWAP and after["swap_shift_id"] is not None:
            other = uow.get("shift", after["swap_shift_id"])
            partner = None if other is None else other["assignee_id"]
            _tell(uow, partner, SWAP_ASKED, shift, actor_id, user_id=after["user_id"])
    elif before is not None and status == rules.REJECTED != before["status"]:
        if after["kind"] == _OFFER:
            return  # the person said no to it
        _tell(uow, after["user_id"], NOT_CHOSEN, shift, actor_id)


def _person(shift: Row | None) -> int | None:
    """Who sees the shift as theirs."""
    if shift is None or not shift["published"] or shift["canceled"]:
        return None
    user_id: int | None = shift["assignee_id"]
    return user_id


def _tell(
    uow: UnitOfWork, whom: int | None, kind: str, shift: Row, actor_id: int | None, **more: Any
) -> None:
    start, end = shift["start_at"], shift["end_at"]
    if whom is None or whom == actor_id or start is None or end is None or start <= uow.now:
        return
    if not _is_here(uow, whom):
        return
    known = _same_act(uow, whom, kind)
    if known is not None:
        data = known["data"] or {}
        uow.update("notice", known["id"], {"data": {**data, "count": data.get("count", 1) + 1}})
        return
    data = {
        "start_at": start,
        "end_at": end,
        "role": shift["role"] or shift["title"],
        "location_name": shift["location_name"],
        "actor_id": actor_id,
        **more,
    }
    notices.give(
        uow,
        whom,
        kind,
        "shift",
        shift["id"],
        f"shift:{shift['id']}:{kind}:{to_ms(uow.now)}",
        team_id=shift["team_id"],
        data=data,
        demo=shift["demo"],
    )


def _same_act(reader: UnitOfWork, user_id: int, kind: str) -> Row | None:
    """A notice of the same transaction: a week that is published is told once."""
    if kind != PUBLISHED:
        return None
    where = {"user_id": user_id, "kind": kind, "at": reader.now, "seen_at": None}
    return reader.one("notice", where)


def _is_here(reader: Reader, user_id: int) -> bool:
    """A hub tells everybody, a directory with an upstream only the person it belongs to."""
    return queries.remote(reader) is None or reader.meta(person.USER) == str(user_id)
