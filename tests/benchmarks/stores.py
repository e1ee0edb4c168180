"""Stores for the benchmarks: a team with 50,000 rows, made in seconds with plain SQL."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desktop.app import Node
from desktop.base.clock import UTC, SystemClock, to_ms
from desktop.services import keys, person
from desktop.store.uow import UnitOfWork

DAY = 86_400_000


def fill(folder: Path, *, shifts: int = 20_000, sessions: int = 5_000) -> tuple[int, str]:
    """A person with a team, `shifts` shifts and `sessions` worked sessions of two punches.

    Returns the first shift's id and an API key. 20,000 and 5,000 make 50,000 rows.
    """
    node = Node(folder, clock=SystemClock())
    try:
        node.store.write(lambda uow: person.ensure(uow, "Mara Ellison", "Europe/Berlin")).result()
        me = node.store.read(lambda reader: person.principal(reader, "cli"))
        first = node.store.write(lambda uow: _shifts(uow, me.user_id, me.team_id, shifts)).result()
        node.store.write(lambda uow: _sessions(uow, me.user_id, me.team_id, sessions)).result()
        key = node.store.write(lambda uow: keys.create_key(uow, me.user_id, "bench")).result()
    finally:
        node.close()
    return first, key


def crowd(folder: Path, count: int) -> list[str]:
    """Adds members to the team of a filled store; returns an API key of each.

    The shifts become theirs, one after the other: with `first` the number of the first shift,
    `first + n`, `first + n + count` and so on belong to the member `n`.
    """
    node = Node(folder, clock=SystemClock())
    try:
        team = node.store.read(lambda reader: person.principal(reader, "cli")).team_id
        return node.store.write(
            lambda uow: [_join(uow, team, n, count) for n in range(count)]
        ).result()
    finally:
        node.close()


def _join(uow: UnitOfWork, team_id: int, number: int, count: int) -> str:
    name = {"first_name": "Member", "last_name": str(number), "status": "active"}
    user_id = int(uow.insert("user", name)["id"])
    member = {"user_id": user_id, "team_id": team_id, "roles": ["Employee"], "status": "active"}
    uow.insert("member", {**member, "member": True, "locations": [], "tags": []})
    uow.execute(
        "update shift set assignee_id = ? where team_id = ? "
        "and (id - (select min(id) from shift)) % ? = ?",
        (user_id, team_id, count, number),
    )
    return keys.create_key(uow, user_id, "bench")


def _ids(uow: UnitOfWork, count: int) -> range:
    """A block of numbers, taken at once."""
    first = uow.new_id()
    uow.set_meta("next_id", str(first + count))
    return range(first, first + count)


def _shifts(uow: UnitOfWork, user: int, team: int, count: int) -> int:
    now = to_ms(dt.datetime.now(UTC))
    ids = _ids(uow, count)
    rows = [
        (i, user, team, user if n % 3 else None, i, f"Shift {n}", now + (n - count // 2) * DAY // 40,
         now + (n - count // 2) * DAY // 40 + DAY // 4, "published", "Bondi Store", "Barista",
         "Front of house, opening checklist", "{}", 1, 0, now, now)
        for n, i in enumerate(ids)
    ]  # fmt: skip
    uow.execute_many(
        "insert into shift (id, user_id, team_id, assignee_id, event_id, title, start_at, end_at, "
        "status, location_name, role, details, data, published, canceled, created_at, updated_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    _feed(uow, "shift", ids, now)
    return ids[0]


def _sessions(uow: UnitOfWork, user: int, team: int, count: int) -> None:
    now = to_ms(dt.datetime.now(UTC))
    ids = _ids(uow, count * 2)
    punches, sessions, tomatoes = [], [], []
    for n in range(count):
        start, end = ids[2 * n], ids[2 * n + 1]
        at = now - (n + 1) * DAY // 2
        for row_id, status, when in ((start, "start", at), (end, "stop", at + DAY // 4)):
            punches.append((row_id, user, team, status, when, "desk", 0, now, now))
        day = dt.datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
        sessions.append(
            (start, user, team, at, at + DAY // 4, "stop", at + DAY // 4, DAY // 4, 0, day)
        )
        tomatoes.append((user, '["planning"]', at, at))
    uow.execute_many(
        "insert into attendance (id, user_id, team_id, status, timestamp, source, manual, created_at, "
        "updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        punches,
    )
    uow.execute_many(
        "insert into session (id, user_id, team_id, start_at, end_at, last_status, last_at, work_ms, "
        "break_ms, day) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        sessions,
    )
    tomato_ids = _ids(uow, count)
    uow.execute_many(
        "insert into tomato (id, user_id, tags, created_at, updated_at) values (?, ?, ?, ?, ?)",
        [(i, *row) for i, row in zip(tomato_ids, tomatoes, strict=True)],
    )
    _feed(uow, "attendance", ids, now)
    _feed(uow, "tomato", tomato_ids, now)


def _feed(uow: UnitOfWork, kind: str, ids: range, now: int) -> None:
    uow.execute_many(
        "insert into change (kind, row_id, op, origin, at) values (?, ?, 'put', '', ?)",
        [(kind, row_id, now) for row_id in ids],
    )
