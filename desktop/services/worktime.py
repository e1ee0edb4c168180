"""Timesheet lines under the rules of the team: computed again whenever something they rest on changes.

Only lines are written here, never a punch, an attendance or a session. What a line says is replaced
as a whole, by the same values when nothing changed (docs/rules/, docs/decisions/0301).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from desktop.domain import effective, rounding, zones
from desktop.domain.effective import Effective, Policy, Turn
from desktop.domain.rounding import Balance
from desktop.domain.sessions import STOP, Break, Event, Session, derive
from desktop.store.queries import worktime as queries
from desktop.store.queries.worktime import Worked
from desktop.store.uow import Reader, UnitOfWork

_DAY = dt.timedelta(days=1)
_json = msgspec.json.Encoder()


def policy_of(reader: Reader, team_id: int) -> Policy:
    return known(*queries.rules_of(reader, team_id))


@lru_cache(maxsize=256)
def known(method: str | None, minutes: int | None, breaks: int | None, data: str | None) -> Policy:
    """The rules in the columns of a workforce account as they are stored."""
    return effective.policy(
        {
            "timesheets_rounding_method": method,
            "timesheets_rounding_minutes": minutes,
            "timesheets_enable_break_rounding": breaks,
            "data": msgspec.json.decode(data) if data else None,
        }
    )


def settle(uow: UnitOfWork, team_id: int, user_id: int, first: dt.date, last: dt.date) -> set[int]:
    """Makes the member's open lines of these days say what the rules make of the sessions.

    Returns the numbers of the sheets in which something changed.
    """
    changed = unsettled(uow, team_id, user_id, first, last)
    queries.write(uow, [(*values, one.line_id) for one, values in changed])
    return {one.sheet_id for one, _ in changed if one.sheet_id is not None}


def unsettled(
    reader: Reader, team_id: int, user_id: int, first: dt.date, last: dt.date
) -> list[tuple[Worked, tuple[Any, ...]]]:
    """Open lines of these days that say something else than the rules make of the sessions."""
    policy, begin = policy_of(reader, team_id), first.isoformat()
    # the evening before may reach into the first day, and the last one into the next morning
    found = queries.worked(reader, team_id, user_id, first - _DAY, last + _DAY)
    if not any(_is_ours(one, begin) for one in found):
        return []
    paid: dict[int, bool] = {}
    if any(one.raw_rest for one in found):
        paid = queries.said_paid(reader, team_id, user_id, found[0].start, found[-1].end)
    plain = policy.plain and not paid
    said = _plain(found) if plain else _ruled(reader, team_id, user_id, found, policy, paid)
    return [
        (one, said[one.session_id])
        for one in found
        if _is_ours(one, begin) and not _same(one.now, said[one.session_id])
    ]


def _is_ours(one: Worked, first: str) -> bool:
    return one.computed and not one.locked and one.day >= first


def _same(now: tuple[Any, ...], said: tuple[Any, ...]) -> bool:
    if now[:5] != said[:5]:
        return False
    if now[5] == said[5] or not (now[5] and said[5]):
        return bool(now[5] == said[5])
    return bool(msgspec.json.decode(now[5]) == msgspec.json.decode(said[5]))


def _plain(found: Sequence[Worked]) -> dict[int, tuple[Any, ...]]:
    return {
        one.session_id: (one.raw_work, one.raw_rest, one.raw_work, one.raw_rest, 0, None)
        for one in found
    }


def _ruled(
    reader: Reader,
    team_id: int,
    user_id: int,
    found: Sequence[Worked],
    policy: Policy,
    paid: Mapping[int, bool],
) -> dict[int, tuple[Any, ...]]:
    events = queries.events(reader, team_id, user_id, found[0].start, found[-1].end)
    sessions = {one.id: one for one in derive(itertools.starmap(Event, events)).sessions}
    plans: dict[int, tuple[int, int]] = {}
    if policy.rounding.snaps:
        plans = queries.planned(reader, (one.shift_id for one in found if one.shift_id is not None))
    rules = _rules(policy)
    said: dict[int, tuple[Any, ...]] = {}
    ended: int | None = None
    for _, group in itertools.groupby(found, key=lambda one: one.day):
        day = list(group)
        ours = [one for one in day if one.computed]
        by_hand = len(ours) < len(day)
        turns = [_turn(one, sessions.get(one.session_id), plans, paid) for one in ours]
        results = effective.of_day(turns, policy, not_before=ended, deduct=not by_hand)
        for turn, result in zip(turns, results, strict=True):
            said[result.id] = _line(
                turn, result, None if policy.plain and not result.why else rules
            )
        ends = [result.end for result in results] + [one.end for one in day if not one.computed]
        ended = max([*ends, ended] if ended is not None else ends)
    return said


def _turn(
    one: Worked,
    session: Session | None,
    plans: Mapping[int, tuple[int, int]],
    paid: Mapping[int, bool],
) -> Turn:
    zone = zones.first_known(one.time_zone)[1]
    start, end = plans.get(one.shift_id or 0, (None, None))
    return Turn(session or _without_punches(one), zone, start, end, paid)


def _without_punches(one: Worked) -> Session:
    """A session whose attendances are not here: its break is known by its length only."""
    rest = (Break(one.end - one.raw_rest, one.end),) if one.raw_rest else ()
    return Session(
        one.session_id, one.start, one.end, STOP, one.end, one.raw_work, one.raw_rest, rest
    )


def _line(turn: Turn, result: Effective, rules: msgspec.Raw | None) -> tuple[Any, ...]:
    said = (result.work, result.rest, result.raw_work, result.raw_rest, result.rounded)
    if rules is None:
        return (*said, None)
    session = turn.session
    pauses = [each for pause in session.breaks for each in (pause.start, pause.end)]
    planned = None if turn.planned_start is None else [turn.planned_start, turn.planned_end]
    basis = {
        "version": effective.VERSION,
        "why": result.why,
        "zone": str(turn.zone),
        "punched": [session.start, *pauses, session.last_at],
        "planned": planned,
        "counted": [result.start, result.end],
        "paid_ms": result.paid,
        "deducted_ms": result.deducted,
        "rules": rules,
    }
    return (*said, _json.encode(basis).decode())


@lru_cache(maxsize=256)
def _rules(policy: Policy) -> msgspec.Raw:
    """The rules that lines rest on, as JSON; lengths in milliseconds."""
    return msgspec.Raw(_json.encode({"rounding": policy.rounding, "breaks": policy.breaks}))


def balance(reader: Reader, team_id: int, user_id: int, first: dt.date, last: dt.date) -> Balance:
    """What rounding won and lost one person over these days."""
    return rounding.balance(queries.rounded(reader, team_id, user_id, first, last))
