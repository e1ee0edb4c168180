"""Reading and writing rows. `Reader` and `UnitOfWork` are the port that services know.

A `where` is a mapping of `column` or `column op` to a value: `{"user_id": 7, "start_at >=": t}`.
Operators: =, !=, <, <=, >, >=, in, like. None with = means `is null`, with != `is not null`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.base.clock import Clock, to_ms
from desktop.base.errors import NotFound

from .connection import Connection
from .memory import Memory
from .schema import Layout, Row, insertion, layout

Where = Mapping[str, Any]
NUMBERS = 64
"""Numbers that are reserved at once."""
_OPERATORS = frozenset({"=", "!=", "<", "<=", ">", ">=", "in", "like"})


def condition(of: Layout, where: Where) -> tuple[str, list[Any]]:
    """`where` as SQL after WHERE (`1` when empty) and its parameters."""
    parts: list[str] = []
    values: list[Any] = []
    for key, value in where.items():
        column, _, operator = key.partition(" ")
        operator = operator or "="
        if column not in of.codecs or operator not in _OPERATORS:
            raise KeyError(f"{of.table} has no condition {key!r}")
        if operator == "in":
            encoded = [of.encode(column, item) for item in value]
            parts.append(f'"{column}" in ({", ".join("?" * len(encoded))})')
            values.extend(encoded)
        elif value is None:
            parts.append(f'"{column}" is {"not " if operator == "!=" else ""}null')
        else:
            parts.append(f'"{column}" {operator} ?')
            values.append(of.encode(column, value))
    return " and ".join(parts) or "1", values


class Reader:
    """Rows by kind, decoded. Every call is one short statement."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def get(self, kind: str, row_id: int) -> Row | None:
        of = layout(kind)
        found = self._conn.execute(
            f'select {of.select} from "{kind}" where "{of.key}" = ?', (row_id,)
        ).fetchone()
        return None if found is None else of.decode(found)

    def need(self, kind: str, row_id: int, **where: Any) -> Row:
        """The row; NotFound alike when it is missing or a given column differs."""
        row = self.get(kind, row_id)
        if row is None or any(row[column] != value for column, value in where.items()):
            raise NotFound(f"No {kind.replace('_', ' ')} {row_id}.")
        return row

    def find(
        self, kind: str, where: Where | None = None, *, order: str = "", limit: int | None = None
    ) -> list[Row]:
        """`order` is SQL of our own making, such as `start_at desc`; never text of a request."""
        of = layout(kind)
        text, values = condition(of, where or {})
        sql = f'select {of.select} from "{kind}" where {text}'
        if order:
            sql += f" order by {order}"
        if limit is not None:
            sql += f" limit {int(limit)}"
        return [of.decode(stored) for stored in self._conn.execute(sql, values)]

    def one(self, kind: str, where: Where, *, order: str = "") -> Row | None:
        rows = self.find(kind, where, order=order, limit=1)
        return rows[0] if rows else None

    def count(self, kind: str, where: Where | None = None) -> int:
        text, values = condition(layout(kind), where or {})
        row = self._conn.execute(f'select count(*) from "{kind}" where {text}', values).fetchone()
        return int(row[0])

    def select(
        self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[tuple[Any, ...]]:
        """Raw SQL for `store/queries`; values as SQLite stores them."""
        return self._conn.execute(sql, values).fetchall()

    def meta(self, key: str) -> str | None:
        row = self._conn.execute("select value from meta where key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])


class UnitOfWork(Reader):
    """Writes of one call. They become durable, and known to others, together or not at all."""

    def __init__(
        self, conn: Connection, clock: Clock, *, origin: str = "", memory: Memory | None = None
    ) -> None:
        super().__init__(conn)
        self.clock = clock
        self.memory = Memory() if memory is None else memory
        self.now: dt.datetime = clock.now()
        self.origin = origin
        self.touched: dict[str, set[int]] = {}
        self.feed: dict[tuple[str, int], Change] = {}
        """What the change feed is to say, in order; the writer adds it at the end (`tell_feed`)."""

    def new_id(self) -> int:
        """The next number of this node; one sequence for all kinds, never used twice."""
        numbers = self.memory.numbers
        if not numbers:
            (after,) = self._conn.execute(
                "update meta set value = cast(value as integer) + ? where key = 'next_id' "
                "returning value",
                (NUMBERS,),
            ).fetchone()
            numbers.extend(range(int(after), int(after) - NUMBERS, -1))
        return numbers.pop()

    def insert(self, kind: str, values: Mapping[str, Any]) -> Row:
        """Adds a row; gives it an id and stamps unless `values` has them. Returns it decoded."""
        of = layout(kind)
        row: Row = dict.fromkeys(of.columns)
        if of.stamped:
            row["created_at"] = row["updated_at"] = self.now
        row.update(values)
        if of.key == "id" and row["id"] is None:
            row["id"] = self.new_id()
        if len(row) > len(of.columns):
            raise KeyError(f"{kind} has no columns {sorted(row.keys() - of.codecs.keys())}")
        self.add(kind, {name: of.encode(name, value) for name, value in row.items()})
        self._changed(of, row[of.key], "put")
        return row

    def add(self, table: str, stored: Mapping[str, Any]) -> None:
        """Adds a row of values as SQLite stores them; who adds a record touches it, too."""
        present = {name: value for name, value in stored.items() if value is not None}
        self._conn.execute(insertion(table, tuple(present)), list(present.values()))

    def insert_many(self, kind: str, rows: Sequence[Row]) -> None:
        """Adds whole rows that have ids already, in one statement: for what arrives by hundreds."""
        if not rows:
            return
        of = layout(kind)
        marks = ", ".join("?" * len(of.columns))
        self._conn.executemany(
            f'insert into "{kind}" ({of.select}) values ({marks})',
            [of.encode_row(row) for row in rows],
        )
        ids = [row[of.key] for row in rows]
        self.touched.setdefault(kind, set()).update(ids)
        self.memory.forget(kind)
        for row_id in ids if of.feed else ():
            self._note(of, row_id, "put")

    def update(self, kind: str, row_id: int, changes: Mapping[str, Any]) -> Row:
        """Changes columns of a row that exists and returns it whole; NotFound otherwise."""
        of = layout(kind)
        values = dict(changes)
        if of.stamped:
            values.setdefault("updated_at", self.now)
        sets = ", ".join(f'"{column}" = ?' for column in values)
        encoded = [of.encode(column, value) for column, value in values.items()]
        found = self._conn.execute(
            f'update "{kind}" set {sets} where "{of.key}" = ? returning {of.select}',
            [*encoded, row_id],
        ).fetchone()
        if found is None:
            raise NotFound(f"No {kind.replace('_', ' ')} {row_id}.")
        self._changed(of, row_id, "put")
        return of.decode(found)

    def delete(self, kind: str, row_id: int) -> None:
        """Removes a row and leaves a tombstone, so that no later copy brings it back."""
        of = layout(kind)
        scope = ", ".join(
            f'"{column}"' if column in of.codecs else "null" for column in ("team_id", "user_id")
        )
        found = self._conn.execute(
            f'delete from "{kind}" where "{of.key}" = ? returning {scope}', (row_id,)
        ).fetchone()
        if found is None:
            return
        if of.feed:
            self._conn.execute(
                "insert or replace into tomb (kind, row_id, team_id, user_id, at) "
                "values (?, ?, ?, ?, ?)",
                (kind, row_id, found[0], found[1], to_ms(self.now)),
            )
        self._changed(of, row_id, "del")

    def execute(
        self,
        sql: str,
        values: Sequence[Any] | Mapping[str, Any] = (),
        *,
        forget: bool = True,
    ) -> int:
        """Raw SQL of `store/queries` on bookkeeping tables; returns the number of changed rows.

        `forget=False` says that nothing of the writer's memory follows from it.
        """
        if forget:
            self.memory.clear()
        return self._conn.execute(sql, values).rowcount

    def execute_many(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        self.memory.clear()
        self._conn.executemany(sql, values)

    def set_meta(self, key: str, value: str) -> None:
        if key == "next_id":
            self.memory.numbers.clear()
        self._conn.execute(
            "insert into meta (key, value) values (?, ?) "
            "on conflict (key) do update set value = excluded.value",
            (key, value),
        )

    def touch(self, kind: str, row_id: int, op: str = "put", *, forget: bool = True) -> None:
        """Announces a change that was made with raw SQL; `forget` as in `execute`."""
        self._changed(layout(kind), row_id, op, forget=forget)

    def _changed(self, of: Layout, row_id: int, op: str, *, forget: bool = True) -> None:
        if forget:
            self.memory.forget(of.table)
        self.touched.setdefault(of.table, set()).add(row_id)
        if of.feed:
            self._note(of, row_id, op)

    def _note(self, of: Layout, row_id: int, op: str) -> None:
        # the row moves to the end of the feed, so sequence order is commit order
        key = (of.table, row_id)
        self.feed.pop(key, None)
        self.feed[key] = (of.table, row_id, op, self.origin, to_ms(self.now))


Change = tuple[str, int, str, str, int]
"""Kind, row, `put` or `del`, origin, instant in ms."""


def tell_feed(conn: Connection, units: Iterable[UnitOfWork]) -> int:
    """Adds what the units of one transaction changed, a row once; returns the newest sequence.

    One statement for all, at the end: a row that many touched would otherwise be moved many times.
    """
    feeds = [unit.feed for unit in units if unit.feed]
    feed = feeds[0] if feeds else {}
    for more in feeds[1:]:
        for key, change in more.items():
            feed.pop(key, None)
            feed[key] = change
    if not feed:
        return 0
    conn.executemany(
        "insert or replace into change (kind, row_id, op, origin, at) values (?, ?, ?, ?, ?)",
        feed.values(),
    )
    (newest,) = conn.execute("select max(seq) from change").fetchone()
    return int(newest)
