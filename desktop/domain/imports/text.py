"""Bytes of a CSV file as rows: which encoding, which delimiter, on which line a row begins."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from .entry import Problem

DELIMITERS = (",", ";", "\t", "|")
MOST = 64 * 1024 * 1024
"""Bytes; a longer file is cut by the person, not by us."""
LONGEST_CELL = 131_072
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
Row = tuple[int, list[str]]
"""The line on which a row begins, and its cells."""


class Unreadable(Exception):
    """The file as a whole cannot be read; carries the place."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.why)
        self.problem = problem


def decoded(content: bytes) -> tuple[str, str]:
    """(text, encoding): by its mark, else UTF-8, else Windows-1252, which old spreadsheets write."""
    if len(content) > MOST:
        raise Unreadable(Problem(1, f"the file is larger than {MOST // 2**20} MB; cut it in parts"))
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _decode(content, codec), name
    if b"\0" in content[:4096]:
        raise Unreadable(Problem(1, "this is no text file (export it as CSV, not as a workbook)"))
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decode(content, "cp1252"), "Windows-1252"


def _decode(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        why = f"the byte {content[error.start]:#04x} is no letter; save the file as UTF-8"
        raise Unreadable(Problem(line, why, column)) from error


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """Every row that is not empty. Unreadable where quotes do not fit; a cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            why = {
                "unexpected end of data": "a quote is opened here and never closed",
                "field larger than field limit (131072)": f"a cell is longer than {LONGEST_CELL} letters",
            }.get(str(error), str(error))
            raise Unreadable(Problem(before + 1, why)) from error
        if any(cell.strip() for cell in cells):
            yield before + 1, cells
        before = reader.line_num
