"""Reading other programs' CSV: encodings, delimiters, clocks and zones; and what a line becomes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.imports.entry import Entry, Mapping, Parsed
from desktop.domain.imports.plan import Standing, free, plan
from desktop.domain.imports.read import read

BERLIN = Mapping(zone="Europe/Berlin")
TOGGL = (
    "User,Email,Client,Project,Task,Description,Billable,"
    "Start date,Start time,End date,End time,Duration,Tags"
)
CLOCKIFY = (
    '"Project","Client","Description","Task","User","Group","Email","Tags","Billable","Start Date",'
    '"Start Time","End Date","End Time","Duration (h)","Duration (decimal)","Billable Rate (USD)"'
)
KIMAI = (
    '"Date","From","To","Duration","Rate","User","Customer","Project","Activity","Description",'
    '"Exported","Tags"'
)


def parse(text: str | bytes, mapping: Mapping = BERLIN) -> Parsed:
    content = text.encode() if isinstance(text, str) else text
    return read("time.csv", content, mapping)


def spans(parsed: Parsed) -> list[str]:
    assert [p.words("time.csv") for p in parsed.problems] == []
    return [f"{e.start:%m-%d %H:%M:%S}-{e.end:%m-%d %H:%M:%S}" for e in parsed.entries]


def toggl(start: str, end: str, length: str = "", what: str = "Draft", tags: str = "") -> str:
    begin, until = start.replace(" ", ","), end.replace(" ", ",")
    return f"Mara,mara@example.com,Acme,Website,,{what},No,{begin},{until},{length},{tags}"


def test_a_toggl_line_becomes_a_span_with_what_it_was_for() -> None:
    line = toggl(
        "2026-11-02 09:00:00", "2026-11-02 10:30:00", "01:30:00", '"Copy, ""home"""', '"a, b"'
    )
    parsed = parse(f"{TOGGL}\n{line}\n")
    assert (parsed.format, parsed.encoding, parsed.delimiter) == ("toggl", "UTF-8", ",")
    assert spans(parsed) == ["11-02 08:00:00-11-02 09:30:00"]
    (entry,) = parsed.entries
    assert entry.note == 'Acme / Website: Copy, "home" [a, b]'
    assert (entry.person, entry.line, entry.tags) == ("mara@example.com", 2, ("a", "b"))


def test_a_clockify_line_with_a_twelve_hour_clock_and_american_dates() -> None:
    rows = """\
"Shop","","Build","","Peter","","p@x.test","Dev, Back","No","03/04/2024","10:23:52 PM",\
"03/05/2024","12:30:00 AM","02:06:08","2.10","0"
"Shop","","","","Peter","","p@x.test","","No","03/14/2024","10:23 AM",\
"03/14/2024","11:23:01 a.m.","01:00:01","1.00","0"
"""
    parsed = parse(f"{CLOCKIFY}\r\n{rows}", Mapping(zone="UTC"))
    assert parsed.format == "clockify"
    assert spans(parsed) == ["03-04 22:23:52-03-05 00:30:00", "03-14 10:23:00-03-14 11:23:01"]
    assert parsed.entries[0].tags == ("Dev", "Back")


def test_dates_that_may_be_either_are_asked_about_not_guessed() -> None:
    row = (
        '"Shop","","B","","P","","p@x","","No","03/04/2024","10:00","03/04/2024","11:00",'
        '"01:00:00","1","0"'
    )
    (problem,) = parse(f"{CLOCKIFY}\n{row}").problems
    assert problem.words("time.csv") == (
        "time.csv:2, column 10 (Start Date): 03/04/2024 may be day or month first; say which with "
        "--dates dmy or --dates mdy"
    )
    told = parse(f"{CLOCKIFY}\n{row}", Mapping(zone="UTC", dates="dmy"))
    assert spans(told) == ["04-03 10:00:00-04-03 11:00:00"]


def test_a_kimai_line_over_midnight_ends_on_the_next_day() -> None:
    row = '"2026-05-04","22:50","01:51","10860","231.92","mara","Acme","Site","Testing","done","0","x"'
    parsed = parse(f"{KIMAI}\n{row}")
    assert parsed.format == "kimai"
    assert spans(parsed) == ["05-04 20:50:00-05-04 23:51:00"]
    assert parsed.entries[0].note == "Acme / Site / Testing: done [x]"


def test_semicolons_a_byte_order_mark_and_german_dates() -> None:
    text = (
        KIMAI.replace(",", ";")
        + '\n"04.05.2026";"9:00";"10:30";"1:30";"";"m";"";"Größe";"Überblick";"";"0";""'
    )
    for content in (
        b"\xef\xbb\xbf" + text.encode(),
        text.encode("utf-16"),
        text.encode("cp1252"),
        text.encode(),
    ):
        parsed = parse(content)
        assert spans(parsed) == ["05-04 07:00:00-05-04 08:30:00"]
        assert parsed.entries[0].note == "Größe / Überblick"
    assert parsed.delimiter == ";"


def test_the_hour_that_comes_twice_is_told_by_the_duration() -> None:
    """25 October 2026: clocks in Berlin go from 3:00 back to 2:00."""
    one = toggl("2026-10-25 01:30:00", "2026-10-25 02:30:00", "01:00:00")
    two = toggl("2026-10-25 01:30:00", "2026-10-25 02:30:00", "02:00:00")
    parsed = parse(f"{TOGGL}\n{one}\n{two}")
    assert [str(e.length) for e in parsed.entries] == ["1:00:00", "2:00:00"]
    (vague,) = parse(f"{TOGGL}\n{toggl('2026-10-25 02:10:00', '2026-10-25 02:20:00')}").entries
    assert "hour off" in vague.hint


def test_a_night_of_the_clock_change_lasts_as_long_as_it_did() -> None:
    row = toggl("2026-03-28 22:00:00", "2026-03-29 06:00:00", "07:00:00")
    assert [str(e.length) for e in parse(f"{TOGGL}\n{row}").entries] == ["7:00:00"]


def test_an_hour_that_never_was_is_named_with_its_place() -> None:
    row = toggl("2026-03-29 02:30:00", "2026-03-29 04:00:00")
    (problem,) = parse(f"{TOGGL}\n{row}").problems
    assert (problem.line, problem.column, problem.name) == (2, 9, "Start time")
    assert "did not exist" in problem.why


def test_every_unreadable_cell_is_named_by_line_and_column() -> None:
    rows = [
        toggl("2026-11-02 9h", "2026-11-02 10:00"),
        toggl("2026-02-30 09:00", "2026-02-30 10:00"),
        '"Mara",a,b,c,d,"two\nlines",No,2026-11-02,09:00,2026-11-02,08:00,,',
        toggl("2026-11-02 09:00", " ", ""),
        toggl("2026-11-02 09:00", "2026-11-02 10:00") + ",more",
    ]
    found = [p.words("time.csv") for p in parse("\n".join([TOGGL, *rows])).problems]
    assert found[0] == "time.csv:2, column 9 (Start time): '9h' is not a time"
    assert found[1].startswith("time.csv:3, column 8 (Start date): 2026-02-30 is not a day")
    assert found[2] == "time.csv:4, column 11 (End time): ends before it begins"
    assert found[3].startswith("time.csv:6, column 11 (End time): the end is missing")
    assert found[4].startswith("time.csv:7, column 14: there are more cells")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "time.csv:1: the file is empty"),
        (b"PK\x03\x04\x00\x00", "time.csv:1: this is no text file"),
        (b"a,b,c\n1,2,3\n", "time.csv:1: this is no header of toggl"),
        (f'{TOGGL}\nMara,"open,x'.encode(), "time.csv:2: a quote is opened here"),
        (b"name\n\x81\n", "time.csv:2, column 1: the byte 0x81"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_says_why(content: bytes, words: str) -> None:
    assert parse(content).problems[0].words("time.csv").startswith(words)


def test_columns_in_another_language_can_be_mapped() -> None:
    header = "Projekt,Beschreibung,Startdatum,Startzeit,Endzeit,Dauer (h)"
    text = f"{header}\nSite,Bau,2026-11-02,9:00,10:00,1:00"
    columns = {
        "start_date": "Startdatum",
        "start": "Startzeit",
        "end": "Endzeit",
        "length": "Dauer (h)",
    }
    mapping = Mapping(zone="UTC", format="clockify", columns={**columns, "note": "Beschreibung"})
    assert spans(parse(text, mapping)) == ["11-02 09:00:00-11-02 10:00:00"]
    (problem,) = parse(text, Mapping(format="toggl")).problems
    assert "lacks Start date, Start time" in problem.why


def test_projects_and_tags_are_renamed_or_dropped() -> None:
    row = toggl("2026-11-02 09:00", "2026-11-02 10:00", tags='"a,b"')
    mapping = Mapping(zone="UTC", projects={"Website": "Site"}, tags={"a": "alpha", "b": ""})
    (entry,) = parse(f"{TOGGL}\n{row}", mapping).entries
    assert entry.note == "Acme / Site: Draft [alpha]"


def test_tomatoes_are_pomodoros_that_ended_when_they_were_saved() -> None:
    text = '2016-10-09 06:36:07 +0200,"work, deep"\n2016-10-09 03:36:07 UTC,\n2016-13-09 03:36:07 UTC,x'
    parsed = parse(text)
    assert parsed.format == "tomatoes"
    assert [(e.end.isoformat(), e.tags) for e in parsed.entries] == [
        ("2016-10-09T03:36:07+00:00", ()),
        ("2016-10-09T04:36:07+00:00", ("work", "deep")),
    ]
    assert [(p.line, p.column) for p in parsed.problems] == [(3, 1)]


NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def hour(begin: float, end: float) -> tuple[dt.datetime, dt.datetime]:
    day = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    return day + dt.timedelta(hours=begin), day + dt.timedelta(hours=end)


def entry(begin: float, end: float, line: int = 2) -> Entry:
    return Entry(line, *hour(begin, end), "UTC", "m")


def decide(*entries: Entry, busy: list[tuple[float, float]] = [], **more: object) -> list[str]:  # noqa: B006 - never changed
    there = Standing(NOW, {"m": 7}, busy={7: [hour(*span) for span in busy]})
    found = plan(entries, there, **more)
    return [d.verdict.name + "".join(f" {a:%H:%M}-{b:%H:%M}" for a, b in d.spans) for d in found]


def test_what_overlaps_is_left_out_unless_chosen_and_then_taken_where_it_is_free() -> None:
    assert decide(entry(8, 12), busy=[(9, 10)]) == ["OVERLAP"]
    assert decide(entry(8, 12), busy=[(9, 10)], take_free=True) == ["PART 08:00-08:59 10:00-12:00"]
    assert decide(entry(8, 12), busy=[(7, 13)], take_free=True) == ["OVERLAP"]
    assert decide(entry(8, 12), entry(11, 13, 3), take_free=True, only={3}) == [
        "TAKE 08:00-12:00",
        "PART 12:00-13:00",
    ]


def test_spans_that_touch_do_not_overlap() -> None:
    assert decide(entry(8, 9), entry(9, 10, 3), entry(10, 11, 4), busy=[(7, 8)]) == [
        "TAKE 08:00-09:00",
        "TAKE 09:00-10:00",
        "TAKE 10:00-11:00",
    ]
    assert decide(entry(8, 9), busy=[(9, 10)]) == ["TAKE 08:00-08:59"]  # a thousandth before


def test_lines_that_say_the_same_count_once() -> None:
    assert decide(entry(8, 9, 2), entry(8, 9, 3)) == ["TAKE 08:00-09:00", "KNOWN"]


def test_odd_lengths_and_the_future_are_left_out() -> None:
    assert decide(entry(8, 8), entry(9, 34, 3), entry(24 * 20, 24 * 20 + 1, 4)) == [
        "EMPTY",
        "LONG",
        "FUTURE",
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=8))
def test_free_parts_cover_what_the_others_do_not(taken: list[tuple[int, int]]) -> None:
    others = [hour(a, a + n) for a, n in taken]
    start, end = hour(5, 30)
    parts = [(a, b) for a, b in free(start, end, others) if b > a]
    minutes = {start + dt.timedelta(hours=h) for h in range(25)}
    for at in minutes:
        covered = any(a <= at < b for a, b in others)
        assert any(a <= at < b for a, b in parts) is not covered


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    parsed = parse(content)
    assert parsed.entries or parsed.problems


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=14))
def test_any_cells_have_an_answer(cells: list[str]) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    parsed = parse((TOGGL + "\n" + quoted).encode("utf-8", "surrogatepass"))
    assert not parsed.entries or not parsed.problems
