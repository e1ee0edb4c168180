"""Tables as CSV: RFC 4180, UTF-8, cells that are never calculated."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from .facts import Batch, clock
from .inert import inert
from .tables import Column, Table

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def render(batch: Batch, table: Table, *, delimiter: str = ",", bom: bool = False) -> bytes:
    """A header row and a row a record, lines ending in CR LF; `bom` is for spreadsheets that guess.

    Instants are ISO 8601 with the offset of their zone, days ISO, durations h:mm:ss, numbers with a
    point.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(column, column.of(batch, row)) for column in table.columns])
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == "duration":
        return clock(value)
    if isinstance(value, dt.datetime):
        precise = "milliseconds" if value.microsecond else "seconds"
        return value.isoformat(timespec=precise)
    if column.kind == "text":
        return inert(str(value))
    return str(value)
