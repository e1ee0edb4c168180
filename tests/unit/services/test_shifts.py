from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import (
    SettingData,
    WorkforceInput,
    WorkforceShiftInput,
    WorkforceShiftRequestInput,
)
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.day import at
from tests.helpers.punching import punch, rows
from tests.helpers.team import Cast, audited

HOUR = dt.timedelta(hours=1)
NINE, FIVE = at("2026-11-20 09:00"), at("2026-11-20 17:00")


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def plan(node: Node, who: Principal, start: dt.datetime = NINE, **fields: Any) -> Any:
    values = {"start_at": start, "end_at": start + 8 * HOUR, "status": "published", **fields}
    body = WorkforceShiftInput(**values)
    return node.bus.call("shifts.manager_create", principal=who, body=body)


def put(node: Node, who: Principal, shift: Any, **fields: Any) -> Any:
    body = WorkforceShiftInput(**fields)
    return node.bus.call("shifts.manager_update", principal=who, id=shift.id, body=body)


def cancel(node: Node, who: Principal, shift: Any, **query: Any) -> Any:
    return node.bus.call("shifts.manager_delete", principal=who, id=shift.id, **query)


def ids(node: Node, who: Principal, name: str = "list", **query: Any) -> list[int]:
    return [shift.id for shift in node.bus.call(f"shifts.{name}", principal=who, **query)]


def locked(node: Node, who: Principal) -> dict[dt.date, tuple[bool, bool, bool]]:
    return {
        row["date"]: (row["am_locked"], row["pm_locked"], row["nd_locked"])
        for row in rows(node, "availability", user_id=who.user_id)
    }


def test_a_shift_is_its_own_event_and_says_what_it_is(node: Node, me: Principal) -> None:
    draft = plan(node, me, status="open", title="Late", role="Barista", location_name="Bondi")
    assert (draft.event_id, draft.user_id, draft.team_id) == (draft.id, me.user_id, me.team_id)
    assert (draft.status, draft.published, draft.assignee_id) == ("open", False, None)
    assert (draft.location, draft.location_name) == ("Bondi", "Bondi")
    assigned = put(node, me, draft, assignee_id=me.user_id)
    assert (assigned.status, assigned.published) == ("assigned", False)
    published = put(node, me, draft, status="published")
    assert (published.status, published.published) == ("published", True)
    withdrawn = put(node, me, draft, status="open")
    assert (withdrawn.status, withdrawn.assignee_id) == ("open", None)
    with pytest.raises(Invalid) as refused:
        put(node, me, draft, status="assigned")
    assert set(refused.value.details) == {"assignee_id"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"start_at": None}, "start_at"),
        ({"end_at": None}, "end_at"),
        ({"end_at": NINE}, "end_at"),
        ({"end_at": NINE - HOUR}, "end_at"),
        ({"end_at": NINE + 169 * HOUR}, "end_at"),
        ({"start_at": dt.datetime(1900, 1, 1, tzinfo=dt.UTC)}, "start_at"),
        ({"assignee_id": 12345}, "assignee_id"),
        ({"title": "x" * 300}, "title"),
    ],
)
def test_what_cannot_be_is_refused_and_named(
    node: Node, me: Principal, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(node, me, **fields)
    assert set(refused.value.details) == {field}
    assert rows(node, "shift") == []


def test_two_shifts_of_a_person_do_not_overlap_but_may_touch(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    first = plan(node, me, assignee_id=bo.user_id)
    for start in (NINE - 7 * HOUR, NINE + HOUR, NINE):
        with pytest.raises(Invalid) as refused:
            plan(node, me, start, assignee_id=bo.user_id, status="assigned")
        assert refused.value.details == {
            "start_at": [
                f"overlaps shift {first.id} of the same person, Fri 20 Nov 09:00\u201317:00"
            ]
        }
    second = plan(node, me, FIVE, assignee_id=bo.user_id)
    assert plan(node, me, assignee_id=cy.user_id).assignee_id == cy.user_id
    with pytest.raises(Invalid):
        put(node, me, second, start_at=FIVE - HOUR)
    put(node, me, first, title="only a name")
    cancel(node, me, first)
    put(node, me, second, start_at=FIVE - HOUR)
    with pytest.raises(Invalid):
        put(node, me, first, canceled=False)


def test_members_see_their_own_and_the_open_shifts_that_suit_them(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo", "Team Member", "Barista", locations=["Bondi"])
    cy = cast.member("Cy")
    mine = plan(node, me, assignee_id=bo.user_id)
    day = 24 * HOUR
    fits = plan(node, me, NINE + day, role="Barista", location_name="Bondi")
    other_role = plan(node, me, NINE + day, role="Cook")
    other_place = plan(node, me, NINE + day, location_name="Manly")
    draft = plan(node, me, NINE + 2 * day, assignee_id=bo.user_id, status="assigned")
    his = plan(node, me, assignee_id=cy.user_id)
    gone = plan(node, me, NINE + 3 * day, assignee_id=bo.user_id)
    cancel(node, me, gone)
    assert ids(node, bo) == [mine.id, fits.id]
    assert ids(node, cy) == [his.id, other_place.id]
    for hidden in (other_role, other_place, draft, his, gone):
        with pytest.raises(NotFound):
            node.bus.call("shifts.get", principal=bo, id=hidden.id)
    assert node.bus.call("shifts.get", principal=bo, id=fits.id).id == fits.id
    everything = [mine, his, fits, other_role, other_place, draft, gone]
    assert ids(node, me, "manager_list") == [shift.id for shift in everything]
    assert ids(node, me, "manager_list", assignee_id=cy.user_id) == [his.id]
    assert ids(node, me, "manager_list", date_range="today") == [mine.id, his.id]
    assert ids(node, bo, date_range="today") == [mine.id]
    assert ids(node, bo, limit=1, page=2) == [fits.id]
    with pytest.raises(Forbidden):
        ids(node, bo, "manager_list")
    with pytest.raises(NotFound):
        node.bus.call("shifts.manager_get", principal=cast.other_team(), id=mine.id)


def test_flags_are_those_of_the_caller(node: Node, me: Principal, cast: Cast) -> None:
    bo = cast.member("Bo")
    plan(node, me, assignee_id=bo.user_id)
    tonight = plan(node, me, FIVE + HOUR)
    tomorrow = plan(node, me, NINE + 24 * HOUR)
    seen = {s.id: s.shift_on_same_day for s in node.bus.call("shifts.list", principal=bo)}
    assert (seen[tonight.id], seen[tomorrow.id]) == (True, False)
    planned = {s.id: s.shift_on_same_day for s in node.bus.call("shifts.list", principal=me)}
    assert not any(planned.values())


def test_active_are_the_shifts_that_are_on_or_about_to_begin(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    now = clock.now()
    on = plan(node, me, now - HOUR, end_at=now + HOUR / 4, assignee_id=bo.user_id)
    soon = plan(node, me, now + HOUR / 3, assignee_id=bo.user_id)
    plan(node, me, now - 9 * HOUR, assignee_id=bo.user_id)
    plan(node, me, now + 9 * HOUR, assignee_id=bo.user_id)
    plan(node, me, now - HOUR)
    assert ids(node, bo, "active") == [soon.id, on.id]
    clock.advance(hours=1)
    assert ids(node, bo, "active") == [soon.id]
    assert ids(node, cast.member("Cy"), "active") == []


def test_cancelling_keeps_the_row_its_reason_and_a_trace(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo")
    shift = plan(node, me, assignee_id=bo.user_id)
    gone = cancel(node, me, shift, reason="No guests")
    assert (gone.canceled, gone.cancel_reason, gone.status) == (True, "No guests", "published")
    assert cancel(node, me, shift) == gone
    assert node.bus.call("shifts.manager_get", principal=me, id=shift.id).canceled is True
    assert [row["reason"] for row in audited(node, "shift")] == ["", "No guests"]


def test_a_published_shift_locks_the_part_of_the_day_it_starts_in(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    day = dt.date(2026, 11, 20)
    draft = plan(node, me, assignee_id=bo.user_id, status="assigned")
    assert locked(node, bo) == {}
    put(node, me, draft, status="published")
    assert locked(node, bo) == {day: (True, False, False)}
    put(node, me, draft, start_at=NINE + 5 * HOUR, end_at=NINE + 8 * HOUR)
    assert locked(node, bo) == {day: (False, True, False)}
    put(node, me, draft, assignee_id=cy.user_id)
    assert (locked(node, bo), locked(node, cy)) == (
        {day: (False, False, False)},
        {day: (False, True, False)},
    )
    cancel(node, me, draft)
    assert locked(node, cy) == {day: (False, False, False)}


def test_warnings_tell_and_stop_nothing(node: Node, me: Principal, cast: Cast) -> None:
    bo = cast.member("Bo")
    day = dt.date(2026, 11, 20)

    def unavailable(uow: Any) -> None:
        who = {"user_id": bo.user_id, "team_id": me.team_id}
        uow.insert("availability", {**who, "date": day, "am": -1, "pm": 0, "nd": 0})

    node.store.write(unavailable).result()
    first = plan(node, me, assignee_id=bo.user_id)
    assert told(first) == [("availability", "high", "Not available in the morning of Fri 20 Nov.")]
    second = plan(node, me, FIVE + HOUR, assignee_id=bo.user_id)
    assert told(second) == [
        (
            "rest",
            "high",
            "Only 1 h of rest after the shift of Fri 20 Nov 09:00\u201317:00; 11 h are due.",
        ),
        ("same_day", "info", "Another shift on the same day: Fri 20 Nov 09:00\u201317:00."),
    ]
    assert told(plan(node, me, NINE + 72 * HOUR, assignee_id=bo.user_id)) == []
    assert told(put(node, me, first, title="Early")) == [
        ("availability", "high", "Not available in the morning of Fri 20 Nov."),
        (
            "rest",
            "high",
            "Only 1 h of rest before the shift of Fri 20 Nov 18:00\u201302:00 +1; 11 h are due.",
        ),
        ("same_day", "info", "Another shift on the same day: Fri 20 Nov 18:00\u201302:00 +1."),
    ]


def test_hours_of_a_week_are_warned_about_by_the_teams_own_limits(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo")
    monday = at("2026-11-16 09:00")
    for day in range(4):
        plan(node, me, monday + day * 24 * HOUR, assignee_id=bo.user_id, status="assigned")
    fifth = plan(node, me, NINE, end_at=NINE + 9 * HOUR, assignee_id=bo.user_id)
    assert told(fifth) == [("hours", "low", "41 h planned in the week, 1 h over 40 h.")]
    data = {"weekly_hours": 41, "daily_hours": 8.5}
    setting(node, me, data)
    assert told(put(node, me, fifth, title="Long")) == [
        ("hours", "low", "9 h planned on Fri 20 Nov, over 8 h 30 min a day.")
    ]
    sixth = plan(node, me, NINE + 24 * HOUR, assignee_id=bo.user_id)
    assert told(sixth) == [("hours", "high", "49 h planned in the week, 1 h over 48 h.")]
    setting(node, me, {"weekly_hours": "many", "rest_hours": True})
    assert told(put(node, me, fifth, title="Longer"))[0][1:] == (
        "high",
        "49 h planned in the week, 1 h over 48 h.",
    )


def test_a_plan_is_measured_by_the_limits_of_working_time_unless_it_has_its_own(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo")
    data = {"overtime": {"weekly_hours": 8, "average_hours": None}}
    node.bus.call("workforce.update", principal=me, body=WorkforceInput(data=data))
    long = plan(node, me, NINE, end_at=NINE + 9 * HOUR, assignee_id=bo.user_id)
    assert told(long) == [("hours", "low", "9 h planned in the week, 1 h over 8 h.")]
    setting(node, me, {"weekly_hours": 10})
    assert told(put(node, me, long, title="Long")) == []


def test_an_open_shift_that_nobody_wants_is_a_gap(node: Node, me: Principal, cast: Cast) -> None:
    bo = cast.member("Bo")
    plan(node, me, assignee_id=bo.user_id, location_name="Bondi")
    gap = plan(node, me, FIVE, location_name="Bondi")
    plan(node, me, FIVE, location_name="Manly")
    assert told(gap) == [
        (
            "coverage",
            "low",
            "Nobody works this shift yet: 1 of 2 filled at Bondi on Fri 20 Nov.",
        )
    ]
    body = WorkforceShiftRequestInput(shift_id=gap.id)
    node.bus.call("shift_requests.create", principal=bo, body=body)
    assert told(node.bus.call("shifts.manager_get", principal=me, id=gap.id)) == []


def told(shift: Any) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.text) for one in shift.warnings]


def setting(node: Node, me: Principal, data: Any) -> None:
    body = SettingData(data=data)
    node.bus.call("team.put_setting", principal=me, name="shifts", body=body)


def test_a_punch_finds_the_shift_it_belongs_to(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    now = clock.now()
    shift = plan(node, me, now + HOUR, end_at=now + 5 * HOUR, assignee_id=bo.user_id, role="Cook")
    plan(node, me, now + 12 * HOUR, assignee_id=bo.user_id)
    start = punch(node, bo, "start")
    assert (start.shift_id, start.event_id) == (shift.id, shift.event_id)
    clock.advance(hours=1)
    assert punch(node, bo, "stop").shift_id == shift.id
    (line,) = rows(node, "timesheet_item")
    assert (line["shift_id"], line["role"]) == (shift.id, "Cook")
    clock.advance(hours=5)
    assert punch(node, bo, "start").shift_id is None


def test_a_named_shift_or_event_wins_and_an_unknown_one_is_kept_as_event(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    near = plan(node, me, clock.now(), assignee_id=me.user_id)
    far = plan(node, me, clock.now() + 48 * HOUR, assignee_id=me.user_id)
    by_shift = punch(node, me, "start", timesheet_shift_id=far.id)
    assert (by_shift.shift_id, by_shift.event_id) == (far.id, far.event_id)
    punch(node, me, "stop")
    unknown = punch(node, me, "start", event_id=4711)
    assert (unknown.shift_id, unknown.event_id) == (None, 4711)
    punch(node, me, "stop")
    assert punch(node, me, "start").shift_id == near.id
