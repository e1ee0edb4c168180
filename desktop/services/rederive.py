"""Sessions that have to be derived anew because punches came from elsewhere.

Which ones is noted in the transaction of the punches, and worked off once per person when the list
is in: deriving after every batch of a long list would do the same work again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from desktop.base.clock import to_ms
from desktop.store.queries import sync as queries
from desktop.store.uow import Reader, UnitOfWork

from . import derivation, sheets

_DUE = "sync_derive"
EVERYBODY = 0
"""Instead of a user: the lines of the whole team, whose sessions stay as they are."""


def note(uow: UnitOfWork, kind: str, row_ids: Iterable[int]) -> None:
    if kind == "workforce":
        _note_rules(uow, row_ids)
    if kind != "attendance":
        return
    due = _due(uow)
    for row_id in row_ids:
        row = uow.get("attendance", row_id)
        if row is not None:
            _earlier(due, row["user_id"], row["team_id"], to_ms(row["timestamp"]))
    _keep(uow, due)


def _note_rules(uow: UnitOfWork, row_ids: Iterable[int]) -> None:
    """The rules of a team may have changed, and the lines of its open sheets with them."""
    due = _due(uow)
    for row_id in row_ids:
        row = uow.get("workforce", row_id)
        if row is not None:
            _earlier(due, EVERYBODY, row["team_id"], 0)
    _keep(uow, due)


def note_at(uow: UnitOfWork, user_id: int, team_id: int, since: int) -> None:
    """The same for a punch that is gone."""
    due = _due(uow)
    _earlier(due, user_id, team_id, since)
    _keep(uow, due)


def due(reader: Reader) -> list[str]:
    """Whose sessions are to be derived; hand some of them to `run`."""
    return sorted(_due(reader))


def run(uow: UnitOfWork, whose: Sequence[str]) -> None:
    left = _due(uow)
    for key in whose:
        since = left.pop(key, None)
        user_id, _, team_id = key.partition(":")
        if since is not None and int(user_id) == EVERYBODY:
            sheets.settle_team(uow, int(team_id))
        elif since is not None:
            derivation.recompute(uow, int(user_id), int(team_id), since)
    _keep(uow, left)


def strays(reader: Reader) -> list[int]:
    """Timesheets that this node derived for periods the remote does not have."""
    remote = queries.remote(reader)
    return [] if remote is None else queries.stray_sheets(reader, int(remote["id"]))


def clear(uow: UnitOfWork) -> None:
    for row_id in strays(uow):
        uow.delete("timesheet", row_id)


def _due(reader: Reader) -> dict[str, int]:
    text = reader.meta(_DUE)
    return {} if not text else msgspec.json.decode(text, type=dict[str, int])


def _earlier(due: dict[str, int], user_id: int | None, team_id: int | None, at: int) -> None:
    if user_id is not None and team_id is not None:
        key = f"{user_id}:{team_id}"
        due[key] = min(at, due.get(key, at))


def _keep(uow: UnitOfWork, due: dict[str, int]) -> None:
    if due or uow.meta(_DUE):
        uow.set_meta(_DUE, msgspec.json.encode(due).decode())
