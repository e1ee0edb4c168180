"""The chained tables: adding a row, and reading all of them at the speed of the hash.

Values here are as SQLite stores them: instants in milliseconds, JSON as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from desktop.domain import chain

from ..connection import Error, builds_text
from ..schema import layout
from ..uow import Reader, UnitOfWork

TABLES = ("punch", "correction")
_LAST = ("device", "seq")
"""The columns that name a row's place come last in what `append` is given."""
_OWN = {*_LAST, "prev_hash", "hash"}
PAGE = 1000

_CHAINED = {
    table: (*(name for name in layout(table).columns if name not in _OWN), *_LAST)
    for table in TABLES
}


def _of(table: str, *codecs: str) -> list[str]:
    known = layout(table).codecs
    return [name for name in _CHAINED[table] if known[name] in codecs]


_NUMBERS = {table: _of(table, "int", "instant") for table in TABLES}
_TEXTS = {table: _of(table, "text", "json") for table in TABLES}


def _picks(table: str, names: Sequence[str]) -> itemgetter[Any]:
    return itemgetter(*(_CHAINED[table].index(name) for name in names))


_PICKS = {t: (_picks(t, _NUMBERS[t]), _picks(t, _TEXTS[t])) for t in TABLES}


def digest(table: str, content: Sequence[Any], previous: str) -> str:
    """The hash of a row behind `previous`; `content` are its values in the order of `columns`."""
    numbers, texts = _PICKS[table]
    return chain.digest(chain.message(previous, numbers(content), texts(content)))


def append(uow: UnitOfWork, table: str, content: Sequence[Any], previous: str) -> str:
    """Adds a row behind `previous`; returns its hash."""
    values = dict(zip(_CHAINED[table], content, strict=True))
    made = digest(table, content, previous)
    values["prev_hash"], values["hash"] = previous, made
    uow.add(table, values)
    return made


def columns(table: str) -> tuple[str, ...]:
    return _CHAINED[table]


def head(reader: Reader, table: str, device: str) -> tuple[int, str] | None:
    """(seq, hash) of the newest row of a device's chain."""
    rows = reader.select(
        f"select seq, hash from {table} where device = ? order by seq desc limit 1", (device,)
    )
    return (rows[0][0], rows[0][1]) if rows else None


def at(reader: Reader, table: str, device: str, seq: int) -> str | None:
    """The hash of a row by its place."""
    rows = reader.select(f"select hash from {table} where device = ? and seq = ?", (device, seq))
    return str(rows[0][0]) if rows else None


def chains(reader: Reader, table: str) -> list[str]:
    """The devices whose chains a table holds."""
    rows = reader.select(f"select distinct device from {table} order by device")
    return [str(row[0]) for row in rows]


def devices(reader: Reader, table: str) -> int:
    """How many chains a table holds."""
    rows = reader.select(
        "with recursive named (name) as ("
        f"select min(device) from {table} union all "
        f"select (select min(device) from {table} where device > name) from named "
        "where name is not null) select count(name) from named"
    )
    return int(rows[0][0])


def lines(reader: Reader, table: str) -> Iterator[tuple[str, str, int]]:
    """(what is hashed, the hash that is kept, its number) of every row, by its number."""
    after = None
    while True:
        page = _page(reader, table, after)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1][2]


def _page(reader: Reader, table: str, after: int | None) -> list[tuple[Any, ...]]:
    where = "" if after is None else f"where id > {int(after)} "
    rest = f"from {table} {where}order by id limit {PAGE}"
    try:
        if builds_text():
            return reader.select(f"select {_LINE[table]}, hash, id {rest}")
        names = [f'"{name}"' for name in ("prev_hash", *_NUMBERS[table], *_TEXTS[table])]
        rows = reader.select(f"select {', '.join(names)}, hash, id {rest}")
    except Error:
        return _bytes(reader, table, rest)
    count = len(_NUMBERS[table]) + 1
    return [
        (chain.message(row[0], row[1:count], row[count:-2]).decode(), row[-2], row[-1])
        for row in rows
    ]


def _bytes(reader: Reader, table: str, rest: str) -> list[tuple[Any, ...]]:
    """The same of rows whose texts are no texts any more; such rows do not match their hash."""
    names = [f'cast("{name}" as blob)' for name in (*_NUMBERS[table], *_TEXTS[table])]
    rows = reader.select(
        f"select cast(prev_hash as blob), {', '.join(names)}, cast(hash as blob), id {rest}"
    )
    count = len(_NUMBERS[table]) + 1
    found = []
    for row in rows:
        parts = [
            None if part is None else part.decode(errors="backslashreplace") for part in row[:-1]
        ]
        numbers = [int(part) if part is not None else None for part in parts[1:count]]
        line = chain.message(parts[0] or "", numbers, parts[count:-1]).decode()
        found.append((line, parts[-1], row[-1]))
    return found


def _line(table: str) -> str:
    """`chain.message` in SQL."""
    numbers = [f'"{name}"' for name in _NUMBERS[table]]
    texts = [f'"{name}"' for name in _TEXTS[table]]
    parts = [
        "prev_hash, '['",
        ", ',', ".join(numbers),
        "']['",
        ", ',', ".join(f"octet_length({name})" for name in texts),
        "']'",
        *texts,
    ]
    return f"concat({', '.join(parts)})"


_LINE = {table: _line(table) for table in TABLES}
