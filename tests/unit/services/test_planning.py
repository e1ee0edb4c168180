from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.services import planning
from desktop.services.context import Principal
from desktop.services.control import Control
from tests.helpers.day import BERLIN
from tests.helpers.punching import rows
from tests.helpers.roster import Roster, selection
from tests.helpers.team import Cast, audited

MONDAY, NEXT = "2026-11-16", "2026-11-23"


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


@pytest.fixture
def roster(node: Node, me: Principal) -> Roster:
    return Roster(node, me)


def local(row: Any) -> str:
    start, end = (row[edge].astimezone(BERLIN) for edge in ("start_at", "end_at"))
    return f"{start:%m-%d %H:%M}-{end:%H:%M}"


def drafts(node: Node) -> list[tuple[str, int | None]]:
    found = rows(node, "shift", "start_at, id", published=False)
    return [(local(row), row["assignee_id"]) for row in found]


def left(found: planning.Planned) -> list[tuple[str, str]]:
    return [(one.day.isoformat(), one.code) for one in found.left]


def test_a_week_is_copied_as_drafts_with_people_jobs_and_places(
    node: Node, roster: Roster, cast: Cast
) -> None:
    bo = cast.member("Bo")
    roster.shift(
        "2026-11-16 09:00",
        who=bo,
        title="Lead",
        role="Barista",
        location_name="Bondi",
        department="Bar",
        details="Keys",
        data={"color": "red"},
    )
    roster.shift("2026-11-17 22:00", who=bo, status="assigned")
    roster.shift("2026-11-22 17:00", hours=4)
    roster.cancel(roster.shift("2026-11-18 09:00", who=bo))
    roster.shift("2026-11-15 09:00", who=bo)  # the Sunday before
    found = roster.copy(NEXT, first="2026-11-19", week=True)
    assert (len(found.done), found.left) == (3, [])
    assert drafts(node)[1:] == [
        ("11-23 09:00-17:00", bo.user_id),
        ("11-24 22:00-06:00", bo.user_id),
        ("11-29 17:00-21:00", None),
    ]
    first = roster.row(found.done[0].id or 0)
    names = ("title", "role", "location_name", "department", "details", "data", "status")
    assert [first[name] for name in names] == [
        "Lead",
        "Barista",
        "Bondi",
        "Bar",
        "Keys",
        {"color": "red"},
        "assigned",
    ]
    assert {row["operation"] for row in audited(node, "shift")} >= {"shifts.copy"}


def test_copying_twice_doubles_nothing_and_says_so(node: Node, roster: Roster, cast: Cast) -> None:
    bo = cast.member("Bo")
    roster.shift("2026-11-16 09:00", who=bo)
    for _ in range(2):
        roster.shift("2026-11-16 17:00", hours=4, role="Closer")  # two are needed
    assert len(roster.copy(NEXT, first=MONDAY, week=True).done) == 3
    again = roster.copy(NEXT, first=MONDAY, week=True)
    assert (again.done, left(again)) == ([], [("2026-11-23", "there")] * 3)
    assert len(drafts(node)) == 3


def test_an_overlap_is_left_out_and_named_while_the_rest_is_copied(
    node: Node, roster: Roster, cast: Cast
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    roster.shift("2026-11-16 09:00", who=bo)
    roster.shift("2026-11-16 09:00", who=cy)
    busy = roster.shift("2026-11-23 12:00", who=bo)
    found = roster.copy(NEXT, first=MONDAY, week=True)
    assert left(found) == [("2026-11-23", "overlap")]
    assert found.left[0].text == f"overlaps shift {busy} of the same person, Mon 23 Nov 12:00–20:00"
    assert drafts(node) == [("11-23 09:00-17:00", cy.user_id)]


def test_a_persons_pattern_goes_to_several_dates(node: Node, roster: Roster, cast: Cast) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    roster.shift("2026-11-17 09:00", who=bo)
    roster.shift("2026-11-19 12:00", who=bo)
    roster.shift("2026-11-18 09:00", who=cy)
    roster.copy(
        "2026-11-24", "2026-12-01", first="2026-11-17", last="2026-11-19", user_id=bo.user_id
    )
    assert drafts(node) == [
        (f"{date} {times}", bo.user_id)
        for date, times in (
            ("11-24", "09:00-17:00"),
            ("11-26", "12:00-20:00"),
            ("12-01", "09:00-17:00"),
            ("12-03", "12:00-20:00"),
        )
    ]


def test_one_shift_is_copied_to_a_date_and_a_place_narrows(
    node: Node, roster: Roster, cast: Cast
) -> None:
    bo = cast.member("Bo")
    one = roster.shift("2026-11-17 09:00", who=bo, location_name="Bondi")
    roster.shift("2026-11-17 18:00", hours=2, location_name="Manly")
    roster.copy("2026-11-20", shift_ids=(one,))
    assert drafts(node) == [("11-20 09:00-17:00", bo.user_id)]
    roster.copy(NEXT, first=MONDAY, week=True, place="Manly")
    assert drafts(node)[1:] == [("11-24 18:00-20:00", None)]


def test_copies_keep_the_hours_on_the_wall_when_the_clock_changes(
    node: Node, roster: Roster, cast: Cast
) -> None:
    bo = cast.member("Bo")
    roster.shift("2026-10-17 22:00", who=bo)
    found = roster.copy("2026-10-24", first="2026-10-17")
    assert drafts(node) == [("10-24 22:00-06:00", bo.user_id)]
    night = roster.row(found.done[0].id or 0)
    assert night["end_at"] - night["start_at"] == dt.timedelta(hours=9)


def test_the_copy_of_a_shift_of_somebody_who_left_is_open_and_says_so(
    node: Node, roster: Roster, cast: Cast
) -> None:
    bo = cast.member("Bo")
    roster.shift("2026-11-16 09:00", who=bo)

    def leave(uow: Any) -> None:
        member = uow.one("member", {"user_id": bo.user_id})
        uow.update("member", member["id"], {"status": "archived"})

    node.store.write(leave).result()
    (copy,) = roster.copy(NEXT, first=MONDAY, week=True).done
    assert (copy.assignee_id, copy.status) == (None, "open")
    assert [one.code for one in copy.warnings] == ["person", "coverage"]


def test_drafts_are_published_together_and_the_rest_is_left_alone(
    node: Node, roster: Roster, cast: Cast
) -> None:
    bo = cast.member("Bo")
    one = roster.shift("2026-11-16 09:00", who=bo, status="assigned")
    two = roster.shift("2026-11-17 09:00", status="open")
    gone = roster.shift("2026-11-18 09:00", who=bo, status="assigned")
    roster.cancel(gone)
    next_week = roster.shift("2026-11-23 09:00", who=bo, status="assigned")
    found = roster.publish(first=MONDAY, week=True)
    assert [shift.id for shift in found.done] == [one, two]
    assert [warning.code for warning in found.done[1].warnings] == ["coverage"]
    assert [roster.row(n)["published"] for n in (one, two, gone, next_week)] == [1, 1, 0, 0]
    assert roster.row(two)["assignee_id"] is None
    (day,) = rows(node, "availability", user_id=bo.user_id)
    assert (day["date"], day["am_locked"]) == (dt.date(2026, 11, 16), True)
    again = roster.publish(shift_ids=(one, gone, next_week))
    assert [shift.id for shift in again.done] == [next_week]
    assert [one.code for one in again.left] == ["published", "canceled"]


def test_a_draft_from_elsewhere_that_overlaps_is_not_published(
    node: Node, me: Principal, roster: Roster, cast: Cast
) -> None:
    bo = cast.member("Bo")
    shown = roster.shift("2026-11-16 09:00", who=bo)
    draft = roster.shift("2026-11-16 18:00", who=bo, status="assigned")

    def arrive(uow: Any) -> None:
        uow.update("shift", draft, {"start_at": roster.row(shown)["start_at"]})

    node.store.write(arrive).result()
    found = roster.publish(first=MONDAY, week=True)
    assert (found.done, left(found)) == ([], [("2026-11-16", "overlap")])
    with pytest.raises(Invalid) as refused:
        roster.put(draft, status="published")
    assert set(refused.value.details) == {"start_at"}


def test_a_rehearsal_tells_the_same_and_changes_nothing(
    node: Node, roster: Roster, cast: Cast
) -> None:
    bo = cast.member("Bo")
    roster.shift("2026-11-16 09:00", who=bo)
    tried = roster.copy(NEXT, first=MONDAY, week=True, rehearse=True)
    assert [shift.assignee_id for shift in tried.done] == [bo.user_id]
    assert len(rows(node, "shift")) == 1
    assert len(audited(node, "shift")) == 1
    assert len(roster.copy(NEXT, first=MONDAY, week=True).done) == 1


@pytest.mark.parametrize(
    ("to", "chosen", "field"),
    [
        ((), {"first": MONDAY}, "to"),
        ((MONDAY,), {"first": MONDAY}, "to"),
        (("2026-11-18",), {"first": "2026-11-20", "week": True}, "to"),
        ((NEXT,), {}, "first"),
        ((NEXT,), {"first": MONDAY, "last": "2026-11-15"}, "last"),
        (
            tuple(f"2027-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 29)) * 4,
            {"first": MONDAY},
            "",
        ),
    ],
)
def test_what_cannot_be_copied_is_refused_and_named(
    node: Node, me: Principal, roster: Roster, to: tuple[str, ...], chosen: Any, field: str
) -> None:
    for hour in (0, 6, 12, 18):
        roster.shift(f"{MONDAY} {hour:02}:00", hours=6)
    days = tuple(map(dt.date.fromisoformat, to))
    wish = planning.Copy(selection=selection(**chosen), to=days)
    with pytest.raises(Invalid) as refused:
        planning.submit(node.bus, me, wish).result()
    assert set(refused.value.details) == {field or "to"}
    assert len(rows(node, "shift")) == 4


def test_only_managers_plan_and_only_their_own_team(node: Node, roster: Roster, cast: Cast) -> None:
    bo, stranger = cast.member("Bo"), cast.other_team()
    shift = roster.shift("2026-11-16 09:00", who=bo)
    wish = planning.Publish(selection=planning.Selection(shift_ids=(shift,)))
    with pytest.raises(Forbidden):
        planning.submit(node.bus, bo, wish).result()
    with pytest.raises(NotFound):
        planning.submit(node.bus, stranger, wish).result()


def test_the_control_reads_plain_values(node: Node, roster: Roster, cast: Cast) -> None:
    bo = cast.member("Bo")
    roster.shift("2026-11-16 09:00", who=bo)
    control = Control(node.bus)
    chosen = {"first": MONDAY, "week": True, "user_id": bo.user_id}
    copied = control.shifts({"command": "copy", "to": [NEXT], **chosen})
    assert [(shift["status"], shift["assignee_id"]) for shift in copied["done"]] == [
        ("assigned", bo.user_id)
    ]
    shown = control.shifts({"command": "publish", "first": NEXT, "week": True})
    assert [shift["status"] for shift in shown["done"]] == ["published"]
    for wrong in ({"command": "burn"}, {"command": "publish", "first": "soon"}):
        with pytest.raises(Invalid):
            control.shifts(wrong)
