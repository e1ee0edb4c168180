"""Reminders: looked for in the store, given as notices, once an event.

Nothing is remembered between two looks: what holds is computed from shifts, punches and the
workforce account, and a notice that exists is not given again. So neither a restart nor a sleep
loses or doubles one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.domain import reminders as rules
from desktop.domain.reminders import Reminder, Rules, Stint
from desktop.store.queries import reminders as queries
from desktop.store.queries import sync as sync_queries
from desktop.store.schema import Row
from desktop.store.store import Store
from desktop.store.uow import Reader, UnitOfWork

from . import notices, person, workforce

AHEAD = dt.timedelta(hours=1)
"""So far ahead shifts are looked for, beyond the longest notice of a team; then one looks again."""
AGAIN = dt.timedelta(minutes=1)
"""After so long one looks again whether a reminder that waits for a sync may be given."""
LONGEST = dt.timedelta(days=7)
"""Of a shift: one that began earlier is over."""


@dataclass(frozen=True, slots=True)
class Look:
    """`due` are to be given now, `untrue` notices that nobody saw and that hold no longer.

    `next_at` is when there may be something to do again; `held`: some wait for what others punched
    and the upstream has not told yet.
    """

    due: tuple[Reminder, ...]
    untrue: tuple[Row, ...]
    next_at: dt.datetime
    held: bool


def run(store: Store, *, everybody: bool, last_ok: dt.datetime | None = None) -> Look:
    """Gives what is due, takes back what is untrue, and says when to look again.

    `last_ok` is when a sync last ended well, where that is known better than the store has it.

    `everybody` gives all members of the teams here theirs (a hub); else only the person of this
    directory is told.
    """
    now = store.clock.now()
    seen = store.read(lambda reader: look(reader, now, everybody=everybody, last_ok=last_ok))
    if not seen.due and not seen.untrue:
        return seen

    def work(uow: UnitOfWork) -> Look:
        # again, as the one transaction in which it is true
        found = look(uow, now, everybody=everybody, last_ok=last_ok)
        for row in found.untrue:
            uow.delete("notice", row["id"])
        for each in found.due:
            notices.give(
                uow,
                each.user_id,
                each.kind,
                each.subject,
                each.subject_id,
                each.key,
                team_id=each.team_id,
                data=each.data,
                demo=each.demo,
            )
        return found

    return store.write(work, initiator="reminders").result()


def look(
    reader: Reader, now: dt.datetime, *, everybody: bool, last_ok: dt.datetime | None = None
) -> Look:
    """What is to do at an instant; reads only."""
    only: int | None = None
    if not everybody:
        known = reader.meta(person.USER)
        if known is None:
            return Look((), (), now + AHEAD, held=False)
        only = int(known)
    synced = _synced(reader, now, last_ok)
    holding = list(_holding(reader, only, now))
    due, held, next_at = [], False, now + AHEAD
    for each in holding:
        if each.due > now:
            next_at = min(next_at, each.due)
        elif not queries.told(reader, each.user_id, each.key):
            if each.unsure and synced < each.due:
                held = True
            else:
                due.append(each)
    if held:
        next_at = min(next_at, now + AGAIN)
    true = {(each.user_id, each.key) for each in holding if each.due <= now}
    untrue = [
        row
        for row in queries.unseen(reader, queries.members(reader, only))
        if (row["user_id"], row["key"]) not in true and not _outlived(row, now)
    ]
    return Look(tuple(due), tuple(untrue), next_at, held)


def _synced(reader: Reader, now: dt.datetime, last_ok: dt.datetime | None) -> dt.datetime:
    """Up to when the punches of others are known here: now without an upstream."""
    if sync_queries.remote(reader) is None:
        return now
    known = [at for at in (last_ok, sync_queries.last_ok(reader)) if at is not None]
    return max(known, default=dt.datetime.min.replace(tzinfo=dt.UTC))


def _holding(reader: Reader, only: int | None, now: dt.datetime) -> Iterator[Reminder]:
    """Every reminder that holds now or will within AHEAD."""
    alive = now - rules.LATE
    since = alive - LONGEST
    of_team: dict[int | None, Rules] = {}
    for team_id in queries.teams(reader, only):
        here = of_team[team_id] = _rules(reader, team_id)
        until = now + here.upcoming + AHEAD
        shifts = queries.shifts(reader, team_id, only, since, until, alive=alive)
        first = min((shift.start for mine in shifts.values() for shift in mine), default=now)
        stints = queries.stints(reader, team_id, only, first)
        for whose in shifts.keys() | stints.keys():
            mine, there = shifts.get(whose, []), stints.get(whose, [])
            for shift in mine:
                yield from rules.of_shift(shift, here, there, now)
            for stint in there:
                if stint.end is None:
                    near = mine if stint.start >= alive else _around(reader, stint, until)
                    yield from rules.of_stint(stint, here, near, now)
    usual = _rules(reader, 0)
    farthest = max((each.upcoming for each in of_team.values()), default=usual.upcoming)
    until = now + farthest + AHEAD
    for user_id in queries.planners(reader, only, now, until):
        for happening in queries.happenings(reader, user_id, now, until):
            yield from rules.of_happening(happening, of_team.get(happening.team_id, usual), now)


def _around(reader: Reader, stint: Stint, until: dt.datetime) -> list[rules.Shift]:
    """The shifts of somebody whose session has been open for days."""
    since = stint.start - LONGEST
    found = queries.shifts(reader, stint.team_id, stint.user_id, since, until, alive=stint.start)
    return found.get((stint.user_id, stint.team_id), [])


def _rules(reader: Reader, team_id: int) -> Rules:
    account = workforce.of(reader, team_id)
    return Rules(
        shifts=account["shift_notifications_enabled"],
        events=account["event_notifications_enabled"],
        upcoming=dt.timedelta(minutes=account["shift_upcoming_notification_minutes"]),
        clock_in=dt.timedelta(minutes=account["shift_forgot_clockin_minutes"]),
        clock_out=dt.timedelta(minutes=account["shift_forgot_clockout_minutes"]),
    )


def _outlived(row: Row, now: dt.datetime) -> bool:
    end = (row["data"] or {}).get("end_at")
    return end is not None and rules.outlived(row["kind"], dt.datetime.fromisoformat(end), now)
