"""Bookkeeping of sync: the remote, the shadows of rows, lists and strikes, ticks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.base.clock import from_ms, to_ms

from ..memory import Topic
from ..schema import Row, layout, layouts
from ..uow import Reader, UnitOfWork

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Shadow:
    """What the remote calls a row and last said of it. `state`: live, gone or noaccess."""

    row_id: int
    pk: str
    base: bytes | None
    born_tick: int
    acked_tick: int
    state: str


REMOTES = Topic("remotes", frozenset({"remote"}))
_THE_REMOTE = f"select {layout('remote').select} from remote order by id limit 1"
_SHADOW = "row_id, pk, base, born_tick, acked_tick, state"


def remote(reader: Reader) -> Row | None:
    """The upstream of this directory; there is at most one."""
    rows = reader.select(_THE_REMOTE)  # prepared text, nothing decoded when there is none
    return layout("remote").decode(rows[0]) if rows else None


def remote_of(uow: UnitOfWork) -> Row | None:
    """The same for every write, which asks again and again. Not to be changed by the caller."""
    known = uow.memory.of(REMOTES)
    if None not in known:
        known[None] = remote(uow)
    found: Row | None = known[None]
    return found


def tick(reader: Reader) -> int:
    return int(reader.meta("sync_tick") or 0)


def next_tick(uow: UnitOfWork) -> int:
    """A number that only grows: what happened before what, whatever the clocks say."""
    value = tick(uow) + 1
    uow.set_meta("sync_tick", str(value))
    return value


def by_pk(reader: Reader, remote_id: int, kind: str, pks: Sequence[str]) -> dict[str, Shadow]:
    found: dict[str, Shadow] = {}
    for start in range(0, len(pks), CHUNK):
        part = pks[start : start + CHUNK]
        marks = ", ".join("?" * len(part))
        rows = reader.select(
            f"select {_SHADOW} from shadow where remote_id = ? and kind = ? and pk in ({marks})",
            (remote_id, kind, *part),
        )
        found.update((row[1], Shadow(*row)) for row in rows)
    return found


def by_row(reader: Reader, remote_id: int, kind: str, row_id: int) -> Shadow | None:
    rows = reader.select(
        f"select {_SHADOW} from shadow where remote_id = ? and kind = ? and row_id = ?",
        (remote_id, kind, row_id),
    )
    return Shadow(*rows[0]) if rows else None


def put_shadow(uow: UnitOfWork, remote_id: int, kind: str, shadow: Shadow) -> None:
    put_shadows(uow, remote_id, kind, [shadow])


def put_shadows(uow: UnitOfWork, remote_id: int, kind: str, shadows: Iterable[Shadow]) -> None:
    uow.execute_many(
        "insert into shadow (remote_id, kind, row_id, pk, base, born_tick, acked_tick, state) "
        "values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (remote_id, kind, row_id) do update set "
        "pk = excluded.pk, base = excluded.base, acked_tick = excluded.acked_tick, "
        "state = excluded.state, gone_at = null",
        [
            (remote_id, kind, s.row_id, s.pk, s.base, s.born_tick, s.acked_tick, s.state)
            for s in shadows
        ],
    )


def mark_shadow(
    uow: UnitOfWork, remote_id: int, kind: str, row_id: int, state: str, at: int
) -> None:
    """Says that the remote's record is gone, or no longer ours to see, as of tick `at`."""
    uow.execute(
        "update shadow set state = ?, acked_tick = ?, base = null, gone_at = ? "
        "where remote_id = ? and kind = ? and row_id = ?",
        (state, at, to_ms(uow.now), remote_id, kind, row_id),
    )


def drop_shadow(uow: UnitOfWork, remote_id: int, kind: str, row_id: int) -> None:
    uow.execute(
        "delete from shadow where remote_id = ? and kind = ? and row_id = ?",
        (remote_id, kind, row_id),
    )


def exists(reader: Reader, kind: str, row_id: int) -> bool:
    return bool(reader.select(f'select 1 from "{kind}" where id = ?', (row_id,)))


def taken(reader: Reader, kind: str, ids: Sequence[int]) -> set[int]:
    """Which numbers a row of the kind has here, or once had."""
    used: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        marks = ", ".join("?" * len(part))
        rows = reader.select(
            f'select id from "{kind}" where id in ({marks}) '
            f"union select row_id from shadow where kind = ? and row_id in ({marks}) "
            f"union select row_id from tomb where kind = ? and row_id in ({marks})",
            (*part, kind, *part, kind, *part),
        )
        used.update(int(row[0]) for row in rows)
    return used


def repoint(uow: UnitOfWork, columns: Mapping[str, Sequence[str]], old: int, new: int) -> None:
    """Makes every row that refers to `old` refer to `new`; `columns` per table that has them."""
    for table, names in columns.items():
        for name in names:
            for (row_id,) in uow.select(f'select id from "{table}" where "{name}" = ?', (old,)):
                uow.update(table, int(row_id), {name: new})


def columns_named(names: Iterable[str]) -> dict[str, list[str]]:
    """Table → those of the names that are its columns; append-only and bookkeeping tables left out."""
    wanted = set(names)
    return {
        table: [name for name in of.columns if name in wanted]
        for table, of in layouts().items()
        if of.feed and of.key == "id" and wanted.intersection(of.columns)
    }


def untomb(uow: UnitOfWork, kind: str, row_ids: Iterable[int]) -> None:
    """Rows that are back leave no grave."""
    if not uow.select("select 1 from tomb where kind = ? limit 1", (kind,)):
        return
    uow.execute_many(
        "delete from tomb where kind = ? and row_id = ?", [(kind, row_id) for row_id in row_ids]
    )


def scope(reader: Reader, remote_id: int, operation: str) -> Row | None:
    return reader.one("scope", {"remote_id": remote_id, "operation": operation})


def members(reader: Reader, scope_id: int) -> dict[int, tuple[int, int | None]]:
    """Row → (strikes, when the last one was noted in ms) of what a list should hold.

    Rows that were found to have left this list (-1 strikes) are no members.
    """
    rows = reader.select(
        "select row_id, miss, missed_at from scope_row where scope_id = ? and miss >= 0",
        (scope_id,),
    )
    return {int(row_id): (int(miss), at) for row_id, miss, at in rows}


def open_scope(uow: UnitOfWork, remote_id: int, operation: str, kind: str) -> Row:
    """The list's row, made at its first look.

    The first list of a kind should hold what we created ourselves before: such a record may go before
    any list ever showed it.
    """
    row = scope(uow, remote_id, operation)
    if row is not None:
        return uow.update("scope", row["id"], {"retired": False}) if row["retired"] else row
    first = uow.one("scope", {"remote_id": remote_id, "kind": kind}) is None
    values = {"remote_id": remote_id, "operation": operation, "kind": kind, "retired": False}
    row = uow.insert("scope", {**values, "rows": 0})
    if first and kind != "setting":
        uow.execute(
            "insert or ignore into scope_row (scope_id, row_id, miss) select ?, row_id, 0 from shadow "
            "where remote_id = ? and kind = ? and acked_tick > 0 and state = 'live'",
            (row["id"], remote_id, kind),
        )
    return row


def join_open_scopes(uow: UnitOfWork, remote_id: int, kind: str, row_id: int) -> None:
    """A record that we created belongs into the lists of its kind from now on."""
    if kind != "setting":
        uow.execute(
            "insert or ignore into scope_row (scope_id, row_id, miss) select id, ?, 0 from scope "
            "where remote_id = ? and kind = ? and retired = 0",
            (row_id, remote_id, kind),
        )


def join_scope(uow: UnitOfWork, scope_id: int, row_ids: Iterable[int]) -> None:
    uow.execute_many(
        "insert into scope_row (scope_id, row_id, miss) values (?, ?, 0) "
        "on conflict (scope_id, row_id) do update set miss = 0, missed_at = null",
        [(scope_id, row_id) for row_id in row_ids],
    )


def strike(uow: UnitOfWork, scope_id: int, row_ids: Iterable[int]) -> None:
    at = to_ms(uow.now)
    uow.execute_many(
        "insert into scope_row (scope_id, row_id, miss, missed_at) values (?, ?, 1, ?) "
        "on conflict (scope_id, row_id) do update set miss = miss + 1, missed_at = excluded.missed_at",
        [(scope_id, row_id, at) for row_id in row_ids],
    )


def mark_left(uow: UnitOfWork, scope_id: int, row_id: int) -> None:
    """The record is there and this list does not show it: nothing follows from that any more."""
    uow.execute(
        "insert into scope_row (scope_id, row_id, miss) values (?, ?, -1) "
        "on conflict (scope_id, row_id) do update set miss = -1",
        (scope_id, row_id),
    )


def leave_scope(uow: UnitOfWork, scope_id: int, row_ids: Iterable[int]) -> None:
    uow.execute_many(
        "delete from scope_row where scope_id = ? and row_id = ?",
        [(scope_id, row_id) for row_id in row_ids],
    )


def session_start(reader: Reader, user_id: int, at: Any) -> int | None:
    """The `start` punch of the session that an event of this person at this time belongs to."""
    rows = reader.select(
        "select id from attendance where user_id = ? and status = 'start' and timestamp <= ? "
        "order by timestamp desc, id desc limit 1",
        (user_id, to_ms(at)),
    )
    return int(rows[0][0]) if rows else None


def forget_validators(uow: UnitOfWork, remote_id: int) -> None:
    """Every list is fetched whole again: what they mean has changed."""
    uow.execute("update scope set etag = null, body_hash = null where remote_id = ?", (remote_id,))


def after_tick(reader: Reader, remote_id: int, kind: str, asked: int) -> set[int]:
    """Rows that were born here or acknowledged after a list was asked for."""
    rows = reader.select(
        "select row_id from shadow where remote_id = ? and kind = ? and "
        "(acked_tick > ? or born_tick > ?)",
        (remote_id, kind, asked, asked),
    )
    return {int(row[0]) for row in rows}


def pks(reader: Reader, remote_id: int, kind: str, row_ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(row_ids), CHUNK):
        part = row_ids[start : start + CHUNK]
        marks = ", ".join("?" * len(part))
        rows = reader.select(
            "select row_id, pk from shadow where remote_id = ? and kind = ? and state = 'live' "
            f"and row_id in ({marks})",
            (remote_id, kind, *part),
        )
        found.update((int(row_id), str(pk)) for row_id, pk in rows)
    return found


def live_pks(reader: Reader, remote_id: int, kind: str) -> set[str]:
    rows = reader.select(
        "select pk from shadow where remote_id = ? and kind = ? and state = 'live' "
        "and base is not null",
        (remote_id, kind),
    )
    return {str(row[0]) for row in rows}


def conflicts(reader: Reader) -> int:
    """Rows with an open conflict; those whose edit waits for a person count as that entry."""
    rows = reader.select(
        "select count(*) from (select distinct kind, row_id from conflict where state = 'open') c "
        "where not exists (select 1 from outbox o where o.kind = c.kind and o.row_id = c.row_id "
        "and o.state in ('attention', 'rejected'))"
    )
    return int(rows[0][0])


def stray_sheets(reader: Reader, remote_id: int) -> list[int]:
    """Empty timesheets that only this node derived, where the remote cuts the time differently."""
    rows = reader.select(
        "select t.id from timesheet t where t.demo is null and not coalesce(t.manual, 0) "
        "and t.status = 'unsubmitted' "
        "and not exists (select 1 from shadow where remote_id = ? and kind = 'timesheet' "
        "  and row_id = t.id) "
        "and not exists (select 1 from timesheet_item where timesheet_id = t.id) "
        "and not exists (select 1 from outbox where kind = 'timesheet' and row_id = t.id "
        "  and state not in ('done', 'cancelled')) "
        "and exists (select 1 from timesheet o join shadow s on s.kind = 'timesheet' "
        "  and s.row_id = o.id and s.remote_id = ? where o.user_id = t.user_id and o.id != t.id "
        "  and o.team_id = t.team_id and o.start_date <= t.end_date and o.end_date >= t.start_date)",
        (remote_id, remote_id),
    )
    return [int(row[0]) for row in rows]


def frozen(reader: Reader) -> int:
    return int(reader.select("select count(*) from scope where frozen = 'yes'")[0][0])


def last_ok(reader: Reader) -> Any:
    value = reader.meta("sync_last_ok")
    return None if value is None else from_ms(int(value))


def keep_last_ok(uow: UnitOfWork, at: Any) -> None:
    uow.set_meta("sync_last_ok", str(to_ms(at)))


def has_column(kind: str, column: str) -> bool:
    return column in layout(kind).codecs


LEFT = "left"
"""`auth` of a remote that this directory was disconnected from; it is taken up again by connecting."""


def active(reader: Reader) -> Row | None:
    """The upstream, unless this directory was disconnected from it."""
    found = remote(reader)
    return None if found is None or found["auth"] == LEFT else found


def abandon(uow: UnitOfWork, remote_id: int) -> None:
    """Forgets all that was kept for a remote; the records themselves stay."""
    uow.execute(
        "update outbox set state = 'cancelled', done_at = ?, wire = null, waits_for = null "
        "where state not in ('done', 'cancelled')",
        (to_ms(uow.now),),
    )
    uow.execute("update conflict set state = 'abandoned' where state = 'open'")
    uow.execute(
        "delete from scope_row where scope_id in (select id from scope where remote_id = ?)",
        (remote_id,),
    )
    for table, column in (("scope", "remote_id"), ("shadow", "remote_id"), ("remote", "id")):
        uow.execute(f"delete from {table} where {column} = ?", (remote_id,))


def keep_cursor(uow: UnitOfWork, cursor: str) -> None:
    uow.execute("update remote set cursor = ? where cursor is not ?", (cursor, cursor))
