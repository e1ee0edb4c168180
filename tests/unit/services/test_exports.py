"""Exports: what is in the files, what a batch remembers, and that nothing in them is calculated."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.domain.exports.inert import inert, plain
from desktop.services import ledger
from desktop.services.context import Principal
from desktop.services.exports import make
from tests.helpers.clock import FakeClock
from tests.helpers.day import at
from tests.helpers.exporting import export, file
from tests.helpers.opened import Workbook, pdf_text, rows
from tests.helpers.punching import correct, punch
from tests.helpers.punching import rows as stored
from tests.helpers.team import Cast


def work(node: Node, who: Principal, *events: tuple[str, str], **more: object) -> list[int]:
    more = {"time_zone": "Europe/Berlin", **more}
    return [punch(node, who, status, timestamp=at(when), **more).id for status, when in events]


def a_day(node: Node, who: Principal, day: str = "2026-11-16", **more: object) -> list[int]:
    """9:00 to 17:30 with half an hour of break: 8 hours."""
    return work(
        node,
        who,
        ("start", f"{day} 09:00"),
        ("pause", f"{day} 12:00"),
        ("resume", f"{day} 12:30"),
        ("stop", f"{day} 17:30"),
        **more,
    )


def test_a_line_tells_start_end_zone_offset_break_and_hours(node: Node, me: Principal) -> None:
    a_day(node, me)
    (line,) = rows(file(export(node, me), "timesheets.csv"))
    assert line["start"] == "2026-11-16T09:00:00+01:00"
    assert line["end"] == "2026-11-16T17:30:00+01:00"
    assert (line["zone"], line["start_offset"]) == ("Europe/Berlin", "UTC+01:00")
    assert (line["work_raw"], line["work_raw_hours"]) == ("8:00:00", "8.0")
    assert (line["work"], line["work_hours"]) == ("8:00:00", "8.0")
    assert (line["break_raw"], line["breaks"]) == ("0:30:00", "12:00:00–12:30:00")
    assert (line["status"], line["since_last_export"]) == ("unsubmitted", "new")


def test_a_workbook_has_real_dates_and_durations(node: Node, me: Principal) -> None:
    a_day(node, me)
    book = Workbook(file(export(node, me, formats=("xlsx",)), ".xlsx"))
    line, total = book.rows("Timesheets")
    assert book.names == ["Timesheets", "Punches", "Edits", "About"]
    assert line["work"] == pytest.approx(8 / 24)
    assert line["start"] == pytest.approx(
        (dt.date(2026, 11, 16) - dt.date(1899, 12, 30)).days + 9 / 24
    )
    assert total["work"] == line["work"]
    assert book.formulas == 0


def test_punches_carry_their_place_in_the_chain_and_their_corrections(
    node: Node, me: Principal
) -> None:
    first, *_ = a_day(node, me)
    correct(node, me, first, timestamp=at("2026-11-16 08:45"), reason="forgot")
    made = export(node, me)
    told = rows(file(made, "punches.csv"))
    assert [p["status"] for p in told] == ["start", "pause", "resume", "stop"]
    assert told[0]["time"] == "2026-11-16T08:45:00+01:00"
    assert told[0]["recorded_time"] == "2026-11-16T09:00:00+01:00"
    assert [p["hash"] for p in told] == [row["hash"] for row in stored(node, "punch")]
    (edit,) = rows(file(made, "edits.csv"))
    assert (edit["actor"], edit["reason"], edit["punch_id"]) == (
        "Mara Ellison",
        "forgot",
        str(first),
    )
    assert "08:45" in edit["after"]
    assert "09:00" in edit["before"]


def test_a_punch_that_was_taken_back_is_still_told(node: Node, me: Principal) -> None:
    from desktop.services import undo

    a_day(node, me)
    (gone,) = work(node, me, ("start", "2026-11-17 09:00"))
    node.store.write(lambda uow: undo.retract(uow, me, gone, "by mistake")).result()
    told = rows(file(export(node, me), "punches.csv"))
    (row,) = [p for p in told if p["punch_id"] == str(gone)]
    assert (row["time"], row["recorded_time"]) == ("", "2026-11-17T09:00:00+01:00")


def test_the_paper_shows_days_punches_edits_and_the_head_of_the_chain(
    node: Node, me: Principal
) -> None:
    first, *_ = a_day(node, me)
    correct(node, me, first, timestamp=at("2026-11-16 08:45"), reason="the door was stuck")
    text = pdf_text(file(export(node, me, formats=("pdf",)), ".pdf"))
    head = node.store.read(ledger.head)["punch"][1]
    for words in ("Timesheet", "Mara Ellison", "Mon 16 Nov", "08:45", "8:15", "12:00–12:30"):
        assert words in text
    assert "the door was stuck" in text
    assert head in text
    assert "Date, signature" in text


def test_a_second_export_says_when_it_went_out_and_what_changed(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    first = export(node, me, keep=False)
    a_day(node, me)
    _, *_ = a_day(node, me, "2026-11-17")
    batch = export(node, me).pack.batch.label
    clock.advance(days=1)
    started = stored(node, "attendance", order="timestamp", status="start")[0]
    correct(node, me, started["id"], timestamp=at("2026-11-16 08:00"))
    a_day(node, me, "2026-11-18")
    made = export(node, me, formats=("csv", "pdf"))
    lines = rows(file(made, "timesheets.csv"))
    assert [line["since_last_export"] for line in lines] == ["changed", "unchanged", "new"]
    assert lines[1]["already_exported"] == f"in batch {batch} on 2026-11-20"
    assert made.pack.batch.earlier == (f"batch {batch} on 2026-11-20",)
    assert f"Already exported in batch {batch}" in pdf_text(file(made, ".pdf"))
    assert first.pack.batch.label != batch


def test_a_line_that_vanished_since_is_told_once(node: Node, me: Principal) -> None:
    from desktop.services import undo

    *_, out = a_day(node, me)
    export(node, me)
    start = stored(node, "attendance", status="start")[0]["id"]
    for number in [row["id"] for row in stored(node, "attendance", order="id desc")]:
        node.store.write(lambda uow, n=number: undo.retract(uow, me, n, "wrong day")).result()
    made = export(node, me)
    gone = [r for r in rows(file(made, "timesheets.csv")) if r["since_last_export"] == "removed"]
    assert [row["line_id"] for row in gone] == [str(start)]
    assert out
    again = rows(file(export(node, me), "timesheets.csv"))
    assert [row for row in again if row["since_last_export"] == "removed"] == []


def test_exporting_changes_no_sheet(node: Node, me: Principal) -> None:
    a_day(node, me)
    kinds = ("timesheet", "timesheet_item", "attendance", "session", "punch", "outbox", "change")
    before = {kind: stored(node, kind, order="rowid") for kind in kinds}
    export(node, me, formats=make.FORMATS)
    assert {kind: stored(node, kind, order="rowid") for kind in kinds} == before


def test_what_was_made_and_not_written_does_not_count_as_exported(
    node: Node, me: Principal
) -> None:
    a_day(node, me)
    export(node, me, keep=False)
    assert export(node, me).pack.batch.earlier == ()


def test_the_hours_of_a_night_of_the_clock_change_are_those_that_passed(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    work(node, me, ("start", "2026-10-24 22:00"), ("stop", "2026-10-25 06:00"))
    made = export(node, me, "2026-10-01", "2026-10-31", formats=("csv", "pdf"))
    (line,) = rows(file(made, "timesheets.csv"))
    assert (line["day"], line["work"]) == ("2026-10-24", "9:00:00")
    assert (line["start_offset"], line["end_offset"]) == ("UTC+02:00", "UTC+01:00")
    assert "06:00 +1" in pdf_text(file(made, ".pdf"))


def test_cells_that_begin_like_a_formula_stay_text(node: Node, me: Principal) -> None:
    note = '=HYPERLINK("http://evil.example";"click")'
    a_day(node, me, note=note, location_name="@SUM(A1)")
    made = export(node, me, formats=("csv", "xlsx"))
    (line, *_) = rows(file(made, "punches.csv"))
    assert (line["note"], line["location"]) == (f"'{note}", "'@SUM(A1)")
    book = Workbook(file(made, ".xlsx"))
    assert book.formulas == book.links == 0
    assert book.rows("Punches")[0]["note"] == f"'{note}"


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=20))
def test_no_text_begins_like_a_formula_and_all_can_be_read_back(text: str) -> None:
    cell = inert(text)
    assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert inert(plain(cell)) == cell


def test_semicolons_and_a_byte_order_mark_for_spreadsheets_that_guess(
    node: Node, me: Principal
) -> None:
    a_day(node, me, note='he said; "no", twice\nand left')
    content = file(export(node, me, delimiter=";", bom=True), "punches.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 5
    assert rows(content, ";")[0]["note"] == 'he said; "no", twice\nand left'


def test_a_manager_exports_the_team_and_a_member_only_themselves(node: Node, me: Principal) -> None:
    cast = Cast(node, me.team_id)
    worker = cast.member("Wanda")
    a_day(node, worker)
    team = export(node, me, who=("all",))
    assert {line["person"] for line in rows(file(team, "timesheets.csv"))} == {"Wanda Test"}
    assert len(rows(file(export(node, me, who=("wanda@example.com",)), "timesheets.csv"))) == 1
    with pytest.raises(Forbidden):
        export(node, worker, who=("all",))
    with pytest.raises(NotFound):
        export(node, me, who=("nobody@example.com",))
    assert len(node.store.read(lambda r: make.kept(r, me))) == 2
    assert node.store.read(lambda r: make.kept(r, worker))[0]["people"] == 1


def test_shifts_become_a_calendar_with_lasting_ids(node: Node, me: Principal) -> None:
    from tests.helpers.day import Day

    day = Day(node, me)
    number = day.shift(
        "2026-11-20 09:00", "2026-11-20 17:00", details="Bring keys;\nand BEGIN:VEVENT"
    )
    day.shift("2026-11-21 09:00", "2026-11-21 17:00", published=False)
    first, second = (file(export(node, me, formats=("ics",)), ".ics").decode() for _ in range(2))
    assert first.split("\r\n").count("BEGIN:VEVENT") == 1
    assert f"UID:shift-{number}@" in first
    assert "DTSTART:20261120T080000Z" in first
    assert "\\;\\nand" in first
    assert [x for x in first.split("\r\n") if x.startswith("UID")] == [
        x for x in second.split("\r\n") if x.startswith("UID")
    ]


def test_wrong_days_and_formats_are_named(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid, match="before"):
        export(node, me, "2026-11-02", "2026-11-01")
    with pytest.raises(Invalid, match="formats"):
        export(node, me, formats=("doc",))


def test_names_in_other_scripts_are_printed(node: Node, me: Principal) -> None:
    node.store.write(
        lambda uow: uow.update("user", me.user_id, {"first_name": "Ольга 王", "last_name": "شهد"})
    ).result()
    a_day(node, me)
    text = pdf_text(file(export(node, me, formats=("pdf",)), ".pdf"))
    assert "Ольга" in text
    assert "王" in text
    assert "\ufeb7\ufeec\ufeaa"[::-1] in text  # joined, and drawn from the right
    assert "□" not in text


def test_a_signed_off_sheet_says_who_submitted_and_who_approved(node: Node, me: Principal) -> None:
    from desktop.contract.models import WorkforceTimesheetInput

    a_day(node, me)
    (sheet,) = node.bus.call("timesheets.list", principal=me)
    for status in ("submitted", "approved"):
        body = WorkforceTimesheetInput(status=status, reason="fine")
        node.bus.call("timesheets.manager_update", principal=me, id=sheet.id, body=body)
    text = pdf_text(file(export(node, me, formats=("pdf",)), ".pdf"))
    assert "Submitted in Pomoclock by Mara Ellison," in text
    assert "Approved in Pomoclock by Mara Ellison," in text
    assert "Approved and locked" in text


def test_rounded_time_stands_beside_the_raw_with_its_rule(node: Node, me: Principal) -> None:
    from desktop.contract.models import WorkforceInput

    rule = WorkforceInput(timesheets_rounding_method="nearest", timesheets_rounding_minutes=15)
    node.bus.call("workforce.update", principal=me, body=rule)
    work(node, me, ("start", "2026-11-16 08:52"), ("stop", "2026-11-16 17:07"))
    made = export(node, me, formats=("csv", "pdf"))
    (line,) = rows(file(made, "timesheets.csv"))
    assert (line["work_raw"], line["work"], line["rules"]) == ("8:15:00", "8:15:00", "rounded")
    work(node, me, ("start", "2026-11-17 08:50"), ("stop", "2026-11-17 17:10"))
    later = rows(file(export(node, me), "timesheets.csv"))[1]
    assert (later["work_raw"], later["work"]) == ("8:20:00", "8:30:00")
    assert "rounded" in pdf_text(file(made, ".pdf"))


def test_a_line_that_was_written_by_hand_has_hours_and_no_punches(
    node: Node, me: Principal
) -> None:
    from desktop.contract.models import WorkforceTimesheetInput, WorkforceTimesheetItemInput

    days = WorkforceTimesheetInput(start_date=dt.date(2026, 11, 16), end_date=dt.date(2026, 11, 22))
    sheet = node.bus.call("timesheets.manager_create", principal=me, body=days)
    item = WorkforceTimesheetItemInput(
        work_hours=7.5, break_hours=0.5, start_date=dt.date(2026, 11, 17), notes="at the fair"
    )
    node.bus.call("timesheet_items.create", principal=me, body=item, timesheet_id=sheet.id)
    made = export(node, me, formats=("csv", "pdf"))
    (line,) = rows(file(made, "timesheets.csv"))
    assert (line["day"], line["start"], line["work"], line["break"]) == (
        "2026-11-17",
        "",
        "7:30:00",
        "0:30:00",
    )
    assert (line["by_hand"], line["notes"]) == ("yes", "at the fair")
    assert "every line above was written by hand" in pdf_text(file(made, ".pdf"))
    again = rows(file(export(node, me), "timesheets.csv"))
    assert [row["since_last_export"] for row in again] == ["unchanged"]
