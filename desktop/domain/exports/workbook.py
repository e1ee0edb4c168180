"""Tables as a workbook: real dates, times and durations; text is written as text, never as a formula."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from desktop.base.errors import invalid

from .facts import Pack
from .inert import inert
from .tables import Column, Table, about

LONGEST = 32_767
"""Characters that a cell holds."""
MOST = 1_048_576
"""Rows that a sheet of a workbook holds."""
_FORMATS = {
    "day": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm:ss",
    "duration": "[h]:mm:ss",
    "number": "0.0000",
    "integer": "0",
    "text": "@",
}
_MS = 86_400_000


def render(pack: Pack, tables: list[Table]) -> bytes:
    """The tables as sheets, and a last one that says what the batch is. Instants are local."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": _FORMATS["instant"],
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": f"Pomoclock {pack.batch.label}", "author": pack.batch.by})
    book.set_calc_mode("auto")
    formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
    head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "bottom": 1, "valign": "top"})
    bold = book.add_format({"bold": True, "top": 1, "num_format": _FORMATS["duration"]})
    for table in tables:
        _sheet(book.add_worksheet(table.title), pack, table, formats, head, bold)
    _about(book.add_worksheet("About"), pack, head)
    book.close()
    return out.getvalue()


def _sheet(sheet: Any, pack: Pack, table: Table, formats: Any, head: Any, bold: Any) -> None:
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.name, head)
    sums = {n: 0 for n, column in enumerate(table.columns) if column.kind == "duration"}
    at = 0
    for at, row in enumerate(table.rows, start=1):
        if at >= MOST - 1:
            raise invalid("formats", f"a workbook holds {MOST:,} rows; export fewer days, or CSV")
        for number, column in enumerate(table.columns):
            value = column.of(pack.batch, row)
            if value is None:
                continue
            if number in sums:
                sums[number] += value
            _write(sheet, at, number, column, value, formats[column.kind])
    for number, total in sums.items():
        sheet.write_number(at + 1, number, total / _MS, bold)
    if sums:
        sheet.write_string(at + 1, 0, "Total", bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(at, 1), len(table.columns) - 1)


def _write(sheet: Any, row: int, at: int, column: Column, value: Any, form: Any) -> None:
    if column.kind == "duration":
        sheet.write_number(row, at, value / _MS, form)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, at, value.replace(tzinfo=None), form)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, at, value, form)
    elif column.kind == "number":
        sheet.write_number(row, at, value, form)
    else:  # numbers of rows are longer than a spreadsheet's numbers are exact
        sheet.write_string(row, at, inert(str(value))[:LONGEST], form)


def _about(sheet: Any, pack: Pack, head: Any) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    for at, (name, value) in enumerate(about(pack)):
        sheet.write_string(at, 0, inert(name), head)
        sheet.write_string(at, 1, inert(value)[:LONGEST])
