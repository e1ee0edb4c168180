"""What pomodoros add up to: pages, counts, leaderboards and sums by tags."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from desktop.base.clock import from_ms, to_ms

from ..schema import Row, layout
from ..uow import Reader

Instant = dt.datetime
STANDARD_MS = 25 * 60 * 1000


def tomatoes(
    reader: Reader,
    user_id: int,
    since: Instant | None,
    until: Instant | None,
    *,
    limit: int,
    offset: int,
) -> tuple[int, list[Row]]:
    """(how many in [since, until), one page of them), newest first."""
    parts, values = ["user_id = ?"], [user_id]
    if since is not None:
        parts.append("created_at >= ?")
        values.append(to_ms(since))
    if until is not None:
        parts.append("created_at < ?")
        values.append(to_ms(until))
    return _page(reader, "tomato", " and ".join(parts), values, limit, offset)


def projects(
    reader: Reader, user_id: int, tags: Sequence[str] | None, *, limit: int, offset: int
) -> tuple[int, list[Row]]:
    """The same of projects; `tags` keeps those that carry any of them, an empty list keeps none."""
    where, values = "user_id = ?", [user_id, *(tags or ())]
    if tags is not None:
        marks = ", ".join("?" * len(tags))
        where += f" and exists (select 1 from json_each(tags) where value in ({marks}))"
    return _page(reader, "project", where, values, limit, offset)


def _page(
    reader: Reader, kind: str, where: str, values: Sequence[object], limit: int, offset: int
) -> tuple[int, list[Row]]:
    of = layout(kind)
    total = int(reader.select(f"select count(*) from {kind} where {where}", values)[0][0])
    rows = reader.select(
        f"select {of.select} from {kind} where {where} order by created_at desc, id desc "
        "limit ? offset ?",
        (*values, limit, offset),
    )
    return total, [of.decode(row) for row in rows]


def counts_since(reader: Reader, user_id: int, *since: Instant) -> list[int]:
    """How many pomodoros ended at or after each instant."""
    sums = ", ".join("coalesce(sum(created_at >= ?), 0)" for _ in since)
    first = min(since)
    row = reader.select(
        f"select {sums} from tomato where user_id = ? and created_at >= ?",
        (*(to_ms(at) for at in since), user_id, to_ms(first)),
    )[0]
    return [int(count) for count in row]


def newest(reader: Reader, user_id: int, since: Instant) -> Instant | None:
    """When the newest pomodoro at or after `since` was saved."""
    row = reader.select(
        "select max(created_at) from tomato where user_id = ? and created_at >= ?",
        (user_id, to_ms(since)),
    )[0]
    return None if row[0] is None else from_ms(row[0])


def around(
    reader: Reader, user_id: int, since: Instant, until: Instant
) -> list[tuple[Instant, dt.timedelta]]:
    """(end, length) of the pomodoros that ended in [since, until]."""
    rows = reader.select(
        f"select created_at, coalesce(focus_ms, {STANDARD_MS}) from tomato "
        "where user_id = ? and created_at >= ? and created_at <= ?",
        (user_id, to_ms(since), to_ms(until)),
    )
    return [(from_ms(end), dt.timedelta(milliseconds=ms)) for end, ms in rows]


def zones(reader: Reader) -> list[str]:
    """The zone names that people saved; empty for those who saved none."""
    rows = reader.select("select distinct coalesce(time_zone, '') from user")
    return [str(row[0]) for row in rows]


def scores(
    reader: Reader, since: Mapping[str, Instant | None], *, limit: int, offset: int
) -> tuple[int, list[tuple[int, int]]]:
    """(how many people have any, a page of (user id, pomodoros)), best first.

    `since` gives the start of the period by saved zone name; None counts everything. A person who
    is gone counts by the zone "".
    """
    starts = {name: to_ms(at) if at is not None else None for name, at in since.items()}
    known = [at for at in starts.values() if at is not None]
    # bounds the scan by the index when every zone has a start
    floor = min(known) if known and len(known) == len(starts) else None
    body = (
        "from tomato join json_each(:starts) as zone on zone.key = coalesce("
        "(select time_zone from user where user.id = tomato.user_id), '') "
        "where (zone.value is null or tomato.created_at >= zone.value) "
        "and (:floor is null or tomato.created_at >= :floor)"
    )
    values = {"starts": json.dumps(starts), "floor": floor, "limit": limit, "offset": offset}
    total = reader.select(f"select count(distinct tomato.user_id) {body}", values)[0][0]
    rows = reader.select(
        f"select tomato.user_id, count(*) {body} group by tomato.user_id "
        "order by count(*) desc, tomato.user_id limit :limit offset :offset",
        values,
    )
    return int(total), [(int(row[0]), int(row[1])) for row in rows]


def tag_sets(reader: Reader, user_id: int) -> list[tuple[frozenset[str], int, dt.timedelta]]:
    """(tags, how many pomodoros carry exactly these, their time); few even for many pomodoros."""
    rows = reader.select(
        f"select tags, count(*), sum(coalesce(focus_ms, {STANDARD_MS})) from tomato "
        "where user_id = ? and tags is not null group by tags",
        (user_id,),
    )
    return [
        (frozenset(json.loads(tags)), int(count), dt.timedelta(milliseconds=ms))
        for tags, count, ms in rows
    ]
