"""Taking demo data away again: `DELETE /team/demo_data/reset`.

Only marked rows go. A marked row that a real one names stays, and is real from then on, so that
nothing real is left pointing at nothing (decision 0167). Corrections stay: somebody made them, and
they are links of the node's own chain.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.contract.models.system import DemoDataResult
from desktop.services import person, syncs
from desktop.services.context import Call
from desktop.store.queries import demo as queries
from desktop.store.schema import layout
from desktop.store.uow import UnitOfWork

from .batch import ITEM

_ORDER: tuple[str, ...] = (
    "notice",
    "shift_answer",
    "shift_request",
    "timesheet_item",
    "attendance",
    "session",
    "punch",
    "timesheet",
    "availability",
    "shift",
    "event",
    "shift_question",
    "tomato",
    "project",
    "setting",
    "device",
    "tag",
    "member",
    "workforce",
    "team",
    "user",
)
"""What names comes before what is named, so that a row which stays keeps what it names."""

_ABOUT_SHIFTS = (
    "attendance",
    "session",
    "punch",
    "shift_answer",
    "shift_request",
    "timesheet_item",
)
_OF_PEOPLE = (
    *("attendance", "availability", "event", "member", "project", "punch", "session", "shift"),
    *("shift_answer", "shift_request", "team", "timesheet", "timesheet_item", "tomato"),
)
_OF_TEAMS = (
    *("attendance", "availability", "event", "member", "punch", "session", "shift"),
    *("shift_answer", "shift_question", "shift_request", "tag", "timesheet", "timesheet_item"),
)
_NAMED_BY: dict[str, tuple[tuple[str, str], ...]] = {
    "timesheet": (("timesheet_item", "timesheet_id"),),
    "shift": (
        *((table, "shift_id") for table in _ABOUT_SHIFTS),
        ("shift_request", "swap_shift_id"),
    ),
    "event": tuple((table, "event_id") for table in ("shift", "attendance", "session", "punch")),
    "shift_question": (("shift_answer", "shift_question_id"),),
    "tag": (("shift", "location_id"),),
    "team": tuple((table, "team_id") for table in _OF_TEAMS),
    "user": (
        *((table, "user_id") for table in _OF_PEOPLE),
        ("shift", "assignee_id"),
        ("attendance", "actor_id"),
        ("punch", "actor_id"),
        ("shift_request", "requestor_id"),
    ),
}


def reset(uow: UnitOfWork, call: Call) -> DemoDataResult:
    """Takes away what demo data made for the caller's team, and nothing else."""
    marks = queries.batches(uow, ITEM, call.team_id)
    removed = kept = 0
    if marks:
        queries.free_answers(uow, marks)
        for kind in _ORDER:
            gone, stayed = _clear(uow, kind, marks)
            removed, kept = removed + gone, kept + stayed
    sync_id = None
    if uow.get("team", call.team_id) is not None:
        run = syncs.begin(
            uow, team_id=call.team_id, user_id=call.user_id, item_type="demo_data_reset"
        )
        syncs.progress(uow, run["id"], success=removed, total=removed)
        sync_id = syncs.finish(uow, run["id"])["id"]
    else:
        for mark in marks:
            uow.delete("sync", mark)
    _forget_whose(uow)
    message = f"Removed {removed} demo records."
    if kept:
        message += f" {kept} are kept, because real records name them."
    return DemoDataResult(success=True, message=message, sync_id=sync_id, team_id=call.team_id)


def _clear(uow: UnitOfWork, kind: str, marks: Sequence[int]) -> tuple[int, int]:
    """(rows taken away, rows that stay because a real row names them)."""
    if not layout(kind).feed:
        return queries.forget(uow, kind, marks), 0
    if kind == "member":
        stay = _kept_members(uow, marks)
    elif kind == "workforce":
        teams = queries.needed(uow, "team", marks, _NAMED_BY["team"])
        accounts = uow.find("workforce", {"team_id in": sorted(teams), "demo in": marks})
        stay = {row["id"] for row in accounts}
    else:
        stay = queries.needed(uow, kind, marks, _NAMED_BY.get(kind, ()))
    gone = 0
    for row_id in queries.ids(uow, kind, marks):
        if row_id in stay:
            uow.update(kind, row_id, {"demo": None})
            continue
        uow.delete(kind, row_id)
        gone += 1
        if kind == "user":
            queries.forget_person(uow, row_id)
    return gone, len(stay)


def _kept_members(uow: UnitOfWork, marks: Sequence[int]) -> set[int]:
    """Memberships of people whom real rows name, and of the owners of teams that stay."""
    people = queries.needed(uow, "user", marks, _NAMED_BY["user"])
    teams = queries.needed(uow, "team", marks, _NAMED_BY["team"])
    rows = uow.find("member", {"demo in": marks})
    teams |= {row["team_id"] for row in rows if row["user_id"] in people}
    owners = {(row["id"], row["user_id"]) for row in uow.find("team", {"id in": sorted(teams)})}
    return {
        row["id"]
        for row in rows
        if row["user_id"] in people or (row["team_id"], row["user_id"]) in owners
    }


def _forget_whose(uow: UnitOfWork) -> None:
    """A directory whose person went with the demo data belongs to nobody again."""
    whose = uow.meta(person.USER)
    if whose is not None and uow.get("user", int(whose)) is None:
        queries.forget_meta(uow, person.USER, person.TEAM)
