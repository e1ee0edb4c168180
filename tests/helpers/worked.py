"""Worked examples as they stand on the pages of docs/, so that a page cannot tell what is not so.

An example is a fenced block whose opening line is ```example and its title:

    ```example Eight minutes early
    rounding: nearest 15 minutes
    in: 08:52
    in: 13:31
    out: 17:07

    | day        | worked |
    | 2026-11-02 | 8:00   |
    ```

Lines are `key: value`, the same key as often as wanted; a line that begins with a bar is a row of
a table whose first row names the columns. Blank lines, rules (|---|) and lines that begin with # are
only for the reader.

    PAGE = worked.page("rules/rounding")

    @worked.each(PAGE)
    def test_the_page_says_what_the_code_does(example: Example) -> None:
        assert ... == worked.minutes(example["worked"])
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
_OPENS, _CLOSES = "```example", "```"


@dataclasses.dataclass(frozen=True)
class Example:
    """`lines` keeps the order of the page; `rows` are the table's rows by column name."""

    title: str
    lines: tuple[tuple[str, str], ...]
    rows: tuple[dict[str, str], ...] = ()

    def __getitem__(self, key: str) -> str:
        """The one value of a key; KeyError without it, AssertionError when it is there twice."""
        values = self.all(key)
        if not values:
            raise KeyError(f"{self.title!r} has no line {key!r}")
        assert len(values) == 1, f"{self.title!r} says {key!r} more than once"
        return values[0]

    def get(self, key: str, default: str = "") -> str:
        return self[key] if self.all(key) else default

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.lines if name == key]

    @property
    def keys(self) -> set[str]:
        """To assert that a test reads every line: a misspelt key must not go unnoticed."""
        return {name for name, _ in self.lines}


def page(name: str) -> list[Example]:
    """The examples of docs/NAME.md in order; AssertionError when the page has none."""
    found = parse((DOCS / f"{name}.md").read_text(encoding="utf-8"))
    assert found, f"docs/{name}.md has no worked example"
    return found


def titled(name: str, title: str) -> Example:
    (found,) = [example for example in page(name) if example.title == title]
    return found


def each(examples: list[Example]) -> Callable[[Any], Any]:
    """Runs a test once for every example, under its title."""
    return pytest.mark.parametrize("example", examples, ids=lambda example: example.title)


def parse(text: str) -> list[Example]:
    found: list[Example] = []
    block: list[str] | None = None
    title = ""
    for line in text.splitlines():
        if block is None:
            if line.startswith(_OPENS):
                block, title = [], line.removeprefix(_OPENS).strip()
                assert title, "an example needs a title after ```example"
        elif line.startswith(_CLOSES):
            found.append(_example(title, block))
            block = None
        else:
            block.append(line.strip())
    assert block is None, f"the example {title!r} is not closed"
    return found


def _example(title: str, block: list[str]) -> Example:
    lines: list[tuple[str, str]] = []
    rows: list[dict[str, str]] = []
    names: list[str] = []
    for line in block:
        if not line or line.startswith("#") or not line.strip("|-: "):
            continue
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not names:
                names = cells
            else:
                rows.append(dict(zip(names, cells, strict=True)))
            continue
        key, colon, value = line.partition(":")
        assert colon, f"{title!r}: {line!r} is neither `key: value` nor a row"
        lines.append((key.strip(), value.strip()))
    return Example(title, tuple(lines), tuple(rows))


def minutes(text: str) -> float:
    """Minutes of "8:00", "0:07:30", "-0:08", "8 h", "45 min" or "7.5 h"."""
    sign = -1 if text.startswith(("-", "\u2212")) else 1
    text = text.lstrip("+-\u2212")
    if text.endswith("min"):
        return sign * float(text.removesuffix("min"))
    if text.endswith("h"):
        return sign * float(text.removesuffix("h")) * 60
    hours, minute, *seconds = (int(part) for part in text.split(":"))
    return sign * (hours * 60 + minute + sum(seconds) / 60)


def ms(text: str) -> int:
    return round(minutes(text) * 60_000)


def instant(day: str | dt.date, clock: str, zone: dt.tzinfo) -> dt.datetime:
    """The UTC instant of "08:52", "08:52:30" or "02:30 (2nd)" on a day; "+1" after it is the next.

    "(2nd)" means the second time that the clock shows it, when it was set back.
    """
    date = day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
    parts = clock.split()
    if "+1" in parts:
        date += dt.timedelta(days=1)
    wall = dt.time.fromisoformat(parts[0])
    local = dt.datetime.combine(date, wall, zone).replace(fold=int("(2nd)" in parts))
    return local.astimezone(dt.UTC)
