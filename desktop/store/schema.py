"""What the tables hold and how a column's stored value becomes a Python value and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from desktop.base.clock import from_ms, to_ms

Row = dict[str, Any]
"""A decoded row: instants are aware datetimes, days dates, JSON Python objects."""

LOCAL_KINDS = frozenset(
    [
        "meta",
        "preference",
        "current_account",
        "api_key",
        "session_token",
        "audit",
        "notice",
        "punch",
        "correction",
        "session",
        "timer",
        "change",
        "tomb",
        "idempotency",
        "remote",
        "shadow",
        "scope",
        "scope_row",
        "outbox",
        "attempt",
        "conflict",
        "chain_head",
        "export_batch",
        "export_line",
        "import_batch",
        "import_line",
    ]
)
"""Tables whose rows are no records of the API: they are in no feed and have no tombstones."""

STORED = {
    "int": "INTEGER",
    "serial": "INTEGER",  # numbered by SQLite and never used twice
    "bool": "INTEGER",
    "instant": "INTEGER",
    "real": "REAL",
    "text": "TEXT",
    "day": "TEXT",
    "json": "TEXT",
    "blob": "BLOB",
}

_json = msgspec.json.Encoder()
_parse: msgspec.json.Decoder[Any] = msgspec.json.Decoder()

DECODE: dict[str, Callable[[Any], Any]] = {
    "bool": bool,
    "instant": from_ms,
    "day": dt.date.fromisoformat,
    "json": _parse.decode,
}
PLAIN: dict[str, type] = {"instant": dt.datetime, "day": dt.date, "int": int, "real": float}
ENCODE: dict[str, Callable[[Any], Any]] = {
    "bool": int,
    "instant": to_ms,
    "day": dt.date.isoformat,
    "json": lambda value: _json.encode(value).decode(),
}


class Layout:
    """One table: its columns, and prepared pieces of SQL."""

    def __init__(self, table: str, codecs: dict[str, str]) -> None:
        self.table = table
        self.codecs = codecs
        self.columns = tuple(codecs)
        self.key = "id" if "id" in codecs else self.columns[0]
        self.select = ", ".join(f'"{c}"' for c in self.columns)
        self.feed = table not in LOCAL_KINDS
        self.stamped = "updated_at" in codecs
        self._decoders = tuple(
            (i, DECODE[codec]) for i, codec in enumerate(codecs.values()) if codec in DECODE
        )
        self._encoders = tuple(
            (i, ENCODE[codec]) for i, codec in enumerate(codecs.values()) if codec in ENCODE
        )

    def encode_row(self, row: Row) -> list[Any]:
        """A whole row as SQLite stores it, in column order."""
        values = [row[column] for column in self.columns]
        for i, encoder in self._encoders:
            if values[i] is not None:
                values[i] = encoder(values[i])
        return values

    def decode(self, stored: tuple[Any, ...]) -> Row:
        values = list(stored)
        for i, decoder in self._decoders:
            if values[i] is not None:
                values[i] = decoder(values[i])
        return dict(zip(self.columns, values, strict=True))

    def decode_column(self, column: str, stored: Any) -> Any:
        codec = self.codecs[column]
        return stored if stored is None or codec not in DECODE else DECODE[codec](stored)

    def from_plain(self, column: str, value: Any) -> Any:
        """A JSON value (instants and dates as text) as the column's Python value."""
        typed = PLAIN.get(self.codecs[column])
        return value if value is None or typed is None else msgspec.convert(value, typed)

    def encode(self, column: str, value: Any) -> Any:
        """A value as SQLite stores it; KeyError names a column the table does not have."""
        codec = self.codecs[column]
        if value is None or codec not in ENCODE:
            return value
        return ENCODE[codec](value)


@cache
def insertion(table: str, columns: tuple[str, ...]) -> str:
    """The statement that adds a row with values in these columns.

    Leave out the columns that are null: the driver looks for an adapter at every null that it binds,
    which takes longer than storing the row.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    return f'insert into "{table}" ({names}) values ({", ".join("?" * len(columns))})'


@cache
def layouts() -> dict[str, Layout]:
    from .migrations import columns

    return {table: Layout(table, codecs) for table, codecs in columns().items()}


def layout(kind: str) -> Layout:
    return layouts()[kind]
