"""Words from the right, pages that never lose a row, tables that are told alike."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.base.paths import resources
from desktop.domain.exports import csv_file, sheet_paper
from desktop.domain.exports.bidi import visual
from desktop.domain.exports.facts import Batch, Line, Pack, Person, Punch, Sheet, clock, hours
from desktop.domain.exports.inert import inert, plain
from desktop.domain.exports.paper import BOTTOM, LEFT, RIGHT, Text
from desktop.domain.exports.tables import tables
from desktop.services.exports.typeset import type_of

MARA = Person(7, "Mara Ellison", "mara@example.com")
BATCH = Batch(
    "E1-abcd",
    dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC),
    "Mara Ellison",
    "Harbour Coffee",
    dt.date(2026, 11, 1),
    dt.date(2026, 11, 30),
    "Europe/Berlin",
    "0.1",
)


@pytest.mark.parametrize(
    ("read", "drawn"),
    [
        ("plain text (1)", "plain text (1)"),
        ("שלום", "םולש"),
        ("שלום 12 (ab) עולם", "םלוע (ab) 12 םולש"),
        ("Team שלום here", "Team םולש here"),
        ("Room 7 (שלום)", "Room 7 (םולש)"),
        ("سلام", "\ufee1\ufefc\ufeb3"),  # lam and alef are one, meem stands alone
    ],
)
def test_words_from_the_right_are_drawn_from_the_left(read: str, drawn: str) -> None:
    assert visual(read) == drawn


@settings(max_examples=200, deadline=None)
@given(st.text("abc ()12,שלוםעולםسلامبي-", max_size=30))
def test_ordering_text_loses_no_letter(text: str) -> None:
    shown = visual(text)
    marks = str.maketrans("()", "..")
    latin = "abc12,-() "
    before = sorted(c for c in text if c in latin)
    assert sorted(c.translate(marks) for c in shown if c in latin) == sorted(
        c.translate(marks) for c in before
    )


def test_each_letter_gets_a_font_that_has_it() -> None:
    fonts = type_of(resources() / "fonts")
    runs = fonts.runs("Ana Ольга 王 ἀ ა", "Inter")
    assert "".join(text for _, text, _ in runs) == "Ana Ольга 王 ἀ ა"
    assert [name for name, text, _ in runs if "王" in text] == ["Droid"]
    assert [name for name, text, _ in runs if "ა" in text] == ["DejaVu"]
    assert fonts.runs("\U000e0041", "Inter")[0][1] in {" ", "□"}


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=120))
def test_a_line_never_is_wider_than_its_room(text: str) -> None:
    fonts = type_of(resources() / "fonts")
    for line in fonts.lines(text, "Inter", 8.5, 60, most=99):
        assert len(line) <= 1 or fonts.width(line, "Inter", 8.5) <= 60.01


def punch(number: int, day: int) -> Punch:
    at = dt.datetime(2026, 11, day, 8, number % 60, tzinfo=dt.UTC)
    status = "start" if number % 2 else "stop"
    return Punch(
        number, f"u{number}", MARA, status, at, "Europe/Berlin", status, at, "desk", "Mara"
    )


def sheet(lines: int, punches: int, note: str = "") -> Sheet:
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    made = tuple(
        Line(
            n,
            MARA,
            dt.date(2026, 11, 1 + n % 30),
            "Europe/Berlin",
            3_600_000,
            0,
            1,
            "approved",
            (first, last),
            notes=note,
        )
        for n in range(lines)
    )
    told = tuple(punch(n, 1 + n % 30) for n in range(punches))
    return Sheet(1, MARA, "approved", first, last, "Europe/Berlin", lines=made, punches=told)


@pytest.mark.parametrize(("lines", "punches"), [(0, 0), (5, 20), (31, 124), (200, 900)])
def test_pages_hold_every_row_within_their_margins(lines: int, punches: int) -> None:
    fonts = type_of(resources() / "fonts")
    made = sheet(lines, punches, "a note that is longer than its column and wraps, perhaps twice")
    pages = sheet_paper.pages(Pack(BATCH, (made,)), made, fonts)
    marks = [mark for page in pages for mark in page.marks if isinstance(mark, Text)]
    verbs = [mark.text for mark in marks if mark.text in {"Clock in", "Clock out"}]
    assert len(verbs) == punches
    assert sum(mark.text == "1:00" for mark in marks) == 2 * lines + (2 if lines == 1 else 0)
    for mark in marks:
        assert mark.x >= LEFT - 1
        assert mark.x + fonts.width(mark.text, mark.font, mark.size) <= RIGHT + 1, mark.text
        assert 0 < mark.y < 842
    body = [mark.y for mark in marks if mark.size == 8.5]
    assert min(body) > BOTTOM - 12
    assert f"page {len(pages)} of {len(pages)}" in marks[-1].text


def test_a_usual_week_with_its_signatures_is_one_page() -> None:
    made = sheet(5, 20)
    pages = sheet_paper.pages(Pack(BATCH, (made,)), made, type_of(resources() / "fonts"))
    assert len(pages) == 1


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
)
def test_any_note_is_read_back_from_csv(note: str, delimiter: str, bom: bool) -> None:
    made = sheet(1, 0, note)
    (table, *_) = tables(Pack(BATCH, (made,)))
    content = csv_file.render(BATCH, table, delimiter=delimiter, bom=bom)
    text = content.decode("utf-8-sig" if bom else "utf-8")
    (row,) = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    assert row["notes"] == inert(note)
    assert inert(plain(row["notes"])) == row["notes"]


def test_durations_are_told_to_the_second_and_in_decimal_hours() -> None:
    assert [clock(ms) for ms in (0, 499, 500, 3_599_999, 90_061_000, -60_000)] == [
        "0:00:00",
        "0:00:00",
        "0:00:01",
        "1:00:00",
        "25:01:01",
        "-0:01:00",
    ]
    assert hours(27_000_000) == 7.5
