"""A whole file: the right encoding, delimiter and layout, then every line of it."""

from __future__ import annotations

import csv
import io

from . import columns, punches, spans, tomatoes
from .columns import FORMATS, Found
from .entry import Mapping, Parsed, Problem, Tick
from .text import DELIMITERS, Row, Unreadable, decoded, rows


def read(file: str, content: bytes, mapping: Mapping, tick: Tick = lambda _: None) -> Parsed:
    """Everything that the file says, and every place of it that cannot be read.

    `tick` is told now and then how many lines are done; what it raises stops the reading.
    """
    parsed = Parsed(file, mapping.format, "", "")
    try:
        text, parsed.encoding = decoded(content)
        found, parsed.delimiter = _layout(text, mapping)
        parsed.format = found.layout.format if found else "tomatoes"
        lines = _counted(text, parsed, tick)
        if found is None:
            tomatoes.read(parsed, lines, mapping)
        elif found.layout is columns.POMOCLOCK:
            punches.read(parsed, lines[1:], found, mapping)
        else:
            spans.read(parsed, lines[1:], found, mapping)
    except Unreadable as error:
        parsed.problems.append(error.problem)
    parsed.entries.sort(key=lambda entry: (entry.start, entry.line))
    parsed.problems.sort(key=lambda problem: (problem.line, problem.column))
    return parsed


def _counted(text: str, parsed: Parsed, tick: Tick) -> list[Row]:
    """All rows; a long file says how far it is."""
    found: list[Row] = []
    for row in rows(text, parsed.delimiter):
        found.append(row)
        if len(found) % 1000 == 0:
            tick(len(found))
    parsed.lines = found[-1][0] if found else 0
    return found


def _layout(text: str, mapping: Mapping) -> tuple[Found | None, str]:
    """(layout, delimiter); None is tomatoes.csv, which has no header."""
    if not text.strip():
        raise Unreadable(Problem(1, "the file is empty"))
    if mapping.format and mapping.format not in FORMATS:
        raise Unreadable(Problem(1, f"{mapping.format} is none of {', '.join(FORMATS)}"))
    heads = {mark: _first(text, mark) for mark in DELIMITERS}
    if mapping.format == "tomatoes" or (not mapping.format and tomatoes.looks(heads[","])):
        return None, ","
    fits: list[tuple[int, Found, str]] = []
    for mark, row in heads.items():
        found = columns.find(row, mapping.columns, mapping.format)
        if found is not None:
            fits.append((len(found.at), found, mark))
    if fits:
        _, found, mark = max(fits, key=lambda fit: fit[0])
        return found, mark
    widest = max(heads.values(), key=lambda row: len(row[1]))
    if mapping.format:
        lacking = columns.missing(widest, mapping.format)
        why = (
            f"the header lacks {lacking or 'columns'} of {mapping.format}; name them with --column"
        )
    else:
        why = (
            f"this is no header of {', '.join(FORMATS)} that we know "
            f"({', '.join(cell.strip() for cell in widest[1][:6])} …); say --format, and --column for "
            "columns with other names"
        )
    raise Unreadable(Problem(widest[0], why))


def _first(text: str, delimiter: str) -> Row:
    """The first row that is not empty, whatever is wrong with it."""
    number = 0
    for number, line in enumerate(io.StringIO(text), start=1):
        if line.strip():
            try:
                return number, next(csv.reader([line], delimiter=delimiter))
            except (csv.Error, StopIteration):
                break
    return max(number, 1), []
