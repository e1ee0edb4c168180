"""Imports: whole or not at all, never twice, never over what is recorded, and taken back by corrections."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.domain.imports.entry import Mapping
from desktop.services import ledger, person
from desktop.services.context import Principal
from desktop.services.imports.batches import Cancelled
from desktop.services.imports.desk import Choice, Desk
from tests.helpers.clock import FakeClock
from tests.helpers.day import at
from tests.helpers.exporting import export, file
from tests.helpers.importing import bring, toggl
from tests.helpers.opened import rows as cells
from tests.helpers.punching import punch, rows, sessions
from tests.helpers.team import Cast, audited


def test_a_line_becomes_a_session_of_flagged_punches_by_hand(node: Node, me: Principal) -> None:
    done = bring(node, me, toggl("2026-11-02 09:00-10:30"))
    assert sessions(node, me.user_id) == [(at("2026-11-02 09:00"), at("2026-11-02 10:30"), 90, 0)]
    for row in rows(node, "attendance"):
        assert (row["source"], row["manual"], row["flags"]) == ("import", True, ["stated_time"])
        assert row["time_zone"] == "Europe/Berlin"
    assert rows(node, "attendance", status="start")[0]["note"] == "Acme / Website: Draft"
    assert rows(node, "timesheet_item")[0]["work_ms"] == 90 * 60_000
    assert (done["state"], done["taken"], done["work_ms"]) == ("done", 1, 90 * 60_000)
    assert node.store.read(ledger.faults) == []


def test_the_same_file_again_brings_nothing(node: Node, me: Principal) -> None:
    bring(node, me, toggl("2026-11-02 09:00-10:30"))
    more = toggl("2026-11-02 09:00-10:30", "2026-11-03 09:00-10:00")
    with pytest.raises(Invalid, match="1 known already"):
        bring(node, me, toggl("2026-11-02 09:00-10:30"))
    assert bring(node, me, more)["verdicts"] == {"known already": 1, "taken": 1}
    assert len(rows(node, "session")) == 2


def test_recorded_time_is_left_alone_unless_the_free_part_is_wanted(
    node: Node, me: Principal
) -> None:
    for status, when in (("start", "2026-11-02 09:00"), ("stop", "2026-11-02 12:00")):
        punch(node, me, status, timestamp=at(when))
    overlapping = toggl("2026-11-02 08:00-10:00", "2026-11-02 11:00-13:00")
    with pytest.raises(Invalid, match="2 overlaps what is recorded"):
        bring(node, me, overlapping)
    bring(node, me, overlapping, take_free=True)
    assert [(a, b) for a, b, *_ in sessions(node, me.user_id)] == [
        (at("2026-11-02 08:00"), at("2026-11-02 09:00") - dt.timedelta(milliseconds=1)),
        (at("2026-11-02 09:00"), at("2026-11-02 12:00")),
        (at("2026-11-02 12:00"), at("2026-11-02 13:00")),
    ]
    assert all("out_of_order" not in (row["flags"] or []) for row in rows(node, "attendance"))


def test_lines_that_follow_each_other_at_once_are_sessions_of_their_own(
    node: Node, me: Principal
) -> None:
    bring(
        node,
        me,
        toggl("2026-11-02 10:00-11:00", "2026-11-02 09:00-10:00", "2026-11-02 11:00-12:00"),
    )
    assert [minutes for _, _, minutes, _ in sessions(node, me.user_id)] == [60, 60, 60]


def test_what_runs_now_is_not_overlapped(node: Node, me: Principal, clock: FakeClock) -> None:
    punch(node, me, "start")
    clock.advance(hours=3)
    with pytest.raises(Invalid, match="overlaps"):
        bring(node, me, toggl("2026-11-20 10:00-11:00"))
    bring(node, me, toggl("2026-11-20 07:00-08:00"))
    assert rows(node, "session", "start_at")[-1]["end_at"] is None


def test_an_approved_timesheet_takes_nothing_in(node: Node, me: Principal) -> None:
    bring(node, me, toggl("2026-11-02 09:00-10:30"))
    (sheet,) = rows(node, "timesheet")
    node.store.write(
        lambda uow: uow.update("timesheet", sheet["id"], {"status": "approved", "locked": True})
    ).result()
    done = bring(node, me, toggl("2026-11-03 09:00-10:00", "2026-11-09 09:00-10:00"))
    assert done["verdicts"] == {"its timesheet is closed": 1, "taken": 1}
    assert rows(node, "timesheet")[0]["status"] == "approved"
    with pytest.raises(Invalid, match="approved and locked|Only an admin|is approved"):
        worker = Cast(node, me.team_id).member("Wanda")
        bring(node, worker, toggl("2026-11-02 09:00-10:00"))
        own = rows(node, "timesheet", user_id=worker.user_id)[0]
        node.store.write(
            lambda uow: uow.update("timesheet", own["id"], {"status": "approved", "locked": True})
        ).result()
        Desk(node.bus).undo(worker, 3)


def test_a_dry_run_says_what_would_happen_and_writes_nothing(node: Node, me: Principal) -> None:
    content = toggl("2026-11-02 09:00-10:30")
    would = bring(node, me, content, dry=True)
    assert (would["state"], would["verdicts"]) == ("dry run", {"taken": 1})
    for kind in ("punch", "attendance", "session", "timesheet", "import_batch", "import_line"):
        assert rows(node, kind, "rowid") == []
    assert bring(node, me, content)["number"] == would["number"]


def test_one_line_that_cannot_be_read_stops_all(node: Node, me: Principal) -> None:
    content = (
        toggl("2026-11-02 09:00-10:30")
        + b"\nMara,mara@example.com,,,,Bad,No,2026-11-03,9h,2026-11-03,10:00,,"
    )
    with pytest.raises(Invalid, match=r"time\.csv:3, column 9 \(Start time\)"):
        bring(node, me, content)
    assert rows(node, "punch") == []
    assert bring(node, me, content, skip_unreadable=True)["taken"] == 1


def test_a_cancelled_import_leaves_nothing(node: Node, me: Principal) -> None:
    desk = Desk(node.bus)
    token = desk.lay("time.csv", me, Mapping(zone="UTC"))
    desk.add(token, toggl("2026-11-02 09:00-10:30", "2026-11-03 09:00-10:30"))
    desk.plan(token, Choice())
    desk.stop(token)
    with pytest.raises(Cancelled):
        desk.apply(token, Choice())
    assert rows(node, "punch") == []
    assert desk.progress(token).total == 2
    with pytest.raises(NotFound):
        desk.plan("nothing", Choice())


def test_a_batch_is_taken_back_by_corrections_and_may_come_again(node: Node, me: Principal) -> None:
    content = toggl("2026-11-02 09:00-10:30", "2026-11-03 09:00-10:00")
    punches = [
        punch(node, me, status, timestamp=at(when)).id
        for status, when in (("start", "2026-11-04 09:00"), ("stop", "2026-11-04 10:00"))
    ]
    done = bring(node, me, content)
    undone = Desk(node.bus).undo(me, done["number"])
    assert undone["state"] == "undone"
    assert len(rows(node, "punch")) == 6
    assert [row["id"] for row in rows(node, "attendance")] == punches
    fixes = rows(node, "correction")
    assert [fix["after"] for fix in fixes] == [None] * 4
    assert {fix["reason"] for fix in fixes} == {f"import {done['batch']} was undone"}
    assert node.store.read(ledger.faults) == []
    assert len(rows(node, "session")) == 1
    with pytest.raises(Invalid, match="undone already"):
        Desk(node.bus).undo(me, done["number"])
    assert bring(node, me, content)["taken"] == 2


def test_lines_of_others_need_a_manager_and_are_in_the_audit_log(node: Node, me: Principal) -> None:
    cast = Cast(node, me.team_id)
    worker, other = cast.member("Wanda"), cast.member("Willi")
    two = toggl("2026-11-02 09:00-10:00", person="W,wanda@example.com") + b"\n".join(
        toggl("2026-11-02 09:00-10:00", person="W,willi@example.com").splitlines()[1:]
    ).join([b"\n", b""])
    assert bring(node, worker, two)["verdicts"] == {"taken": 1, "belongs to nobody here": 1}
    done = bring(node, me, two)
    assert done["verdicts"] == {"known already": 1, "taken": 1}
    assert [row["actor_id"] for row in rows(node, "attendance", user_id=other.user_id)] == [
        me.user_id
    ] * 2
    assert len(audited(node, "import_batch")) == 1
    with pytest.raises(Forbidden):
        Desk(node.bus).undo(worker, done["number"])


def test_tomatoes_become_pomodoros_once(node: Node, me: Principal) -> None:
    content = b'2026-11-02 09:30:00 +0100,"work, deep"\n2026-11-02 09:40:00 +0100,\n'
    done = bring(node, me, content)
    assert done["verdicts"] == {"taken": 1, "overlaps what is recorded": 1}
    (row,) = rows(node, "tomato")
    assert (row["created_at"], row["tags"]) == (at("2026-11-02 09:30"), ["work", "deep"])
    with pytest.raises(Invalid, match="known already"):
        bring(node, me, content)
    assert bring(node, me, content, take_free=True)["verdicts"]["taken where it is free"] == 1
    assert rows(node, "tomato")[-1]["flags"] == ["overlap"]
    Desk(node.bus).undo(me, done["number"])
    assert len(rows(node, "tomato")) == 1


SPANS = st.lists(
    st.tuples(st.integers(1, 600), st.integers(1, 400), st.booleans(), st.integers(0, 999)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=12, deadline=None)
@given(SPANS)
def test_what_is_exported_comes_in_again_with_the_same_totals(
    spans: list[tuple[int, int, bool, int]],
) -> None:
    """Gap and length in minutes, with or without a break, and odd milliseconds; over the clock change."""
    now = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    when = at("2026-10-24 06:00")
    with tempfile.TemporaryDirectory() as folder:
        one, two = (Node(Path(folder) / name, clock=FakeClock(now)) for name in "ab")
        try:
            people = []
            for node in (one, two):
                node.store.write(
                    lambda u: person.ensure(u, "Mara Ellison", "Europe/Berlin")
                ).result()
                people.append(node.store.read(lambda r: person.principal(r, "window")))
            for gap, length, rests, odd in spans:
                when += dt.timedelta(minutes=gap, milliseconds=odd)
                end = when + dt.timedelta(minutes=length)
                third = (end - when) / 3
                marks = [("start", when), ("stop", end)]
                if rests:
                    marks[1:1] = [("pause", when + third), ("resume", end - third)]
                for status, exact in marks:
                    moment = exact.replace(microsecond=exact.microsecond // 1000 * 1000)
                    punch(one, people[0], status, timestamp=moment, time_zone="Europe/Berlin")
                when = end
            content = file(export(one, people[0], "2026-10-01", "2026-11-30"), "punches.csv")
            bring(two, people[1], content)
            totals = [
                [
                    (r["start_at"], r["end_at"], r["work_ms"], r["break_ms"], r["day"])
                    for r in rows(n, "session", "start_at")
                ]
                for n in (one, two)
            ]
            assert totals[0] == totals[1]
            told = [
                cells(file(export(n, p, "2026-10-01", "2026-11-30"), "timesheets.csv"))
                for n, p in zip((one, two), people, strict=True)
            ]
            assert [line["work"] for line in told[0]] == [line["work"] for line in told[1]]
        finally:
            one.close()
            two.close()
