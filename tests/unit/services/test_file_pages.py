"""What docs/export.md and docs/import.md say, tried against the code."""

from __future__ import annotations

import datetime as dt

import pytest

from desktop.app import Node
from desktop.domain.exports.inert import inert
from desktop.domain.imports.entry import Mapping
from desktop.domain.imports.read import read
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.day import BERLIN, at
from tests.helpers.exporting import export, file
from tests.helpers.importing import bring, toggl
from tests.helpers.opened import rows as cells
from tests.helpers.punching import correct, punch, rows, sessions
from tests.helpers.worked import Example, page, titled

LINES = [
    example for example in page("import") if "header" in example.keys or "format" in example.keys
]


def a_span(node: Node, me: Principal, text: str) -> None:
    """ "2026-11-16 09:00-17:00", punched."""
    day, times = text.split(" ")
    for status, time in zip(("start", "stop"), times.split("-"), strict=True):
        punch(node, me, status, timestamp=at(f"{day} {time}"), time_zone="Europe/Berlin")


def lines_of(node: Node, me: Principal, first: str, last: str) -> list[dict[str, str]]:
    return cells(file(export(node, me, first, last), "timesheets.csv"))


def test_a_line_says_what_the_page_says(node: Node, me: Principal) -> None:
    example = titled("export", "What a line of timesheets.csv says")
    assert example.keys == {"zone", "start", "pause", "resume", "stop"}
    for status, when in example.lines[1:]:
        punch(node, me, status, timestamp=at(when), time_zone=example["zone"])
    (line,) = lines_of(node, me, "2026-10-01", "2026-10-31")
    assert {row["column"]: line[row["column"]] for row in example.rows} == {
        row["column"]: row["value"] for row in example.rows
    }


def test_a_second_export_marks_what_the_page_says(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    example = titled("export", "A correction after the first export")
    assert example.keys == {"exported", "correct", "add"}
    for text in example.all("exported"):
        a_span(node, me, text)
    lines_of(node, me, "2026-11-01", "2026-11-30")
    before, _, after = example["correct"].partition(" to ")
    day, _ = before.split(" ")
    (start,) = [row for row in rows(node, "attendance") if row["timestamp"] == at(before)]
    correct(node, me, start["id"], timestamp=at(f"{day} {after}"), reason="came earlier")
    a_span(node, me, example["add"])
    found = lines_of(node, me, "2026-11-01", "2026-11-30")
    assert [{name: line[name] for name in example.rows[0]} for line in found] == list(example.rows)


def test_formulas_are_made_inert_as_the_page_says() -> None:
    example = titled("export", "Text that would be a formula")
    assert example.keys == {"note", "cell"}
    assert [inert(note) for note in example.all("note")] == example.all("cell")


@pytest.mark.parametrize("example", LINES, ids=lambda example: example.title)
def test_a_line_becomes_what_the_page_says(example: Example) -> None:
    assert example.keys <= {"format", "zone", "header", "line"}
    text = "\n".join([*example.all("header"), *example.all("line")])
    parsed = read("time.csv", text.encode(), Mapping(zone=example["zone"]))
    assert parsed.problems == []
    assert parsed.format == example["format"]
    assert [
        {
            "start": _utc(entry.start),
            "end": _utc(entry.end),
            "note": entry.note or ", ".join(entry.tags),
        }
        for entry in parsed.entries
    ] == list(example.rows)


def test_every_format_has_an_example() -> None:
    assert {example["format"] for example in LINES} == {"toggl", "clockify", "kimai", "tomatoes"}


def test_an_import_beside_recorded_time_does_what_the_page_says(node: Node, me: Principal) -> None:
    example = titled("import", "An import beside recorded time")
    assert example.keys == {"recorded", "line"}
    a_span(node, me, example["recorded"])
    content = toggl(*example.all("line"))
    for row in example.rows:
        bring(node, me, content, take_free=row["overlaps"] == "free")
        found = [
            f"{_wall(start)}-{_wall(end)}" for start, end, *_ in sessions(node, me.user_id) if end
        ]
        assert ", ".join(found) == row["sessions"]


def _utc(instant: dt.datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _wall(instant: dt.datetime) -> str:
    """On the wall in Berlin; a thousandth before a full minute is that minute on a page."""
    return f"{(instant + dt.timedelta(milliseconds=1)).astimezone(BERLIN):%H:%M}"
