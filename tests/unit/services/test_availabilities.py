from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import WorkforceAvailabilityInput, WorkforceInput
from desktop.services import availabilities
from desktop.services.context import Principal
from tests.helpers.day import BERLIN, at
from tests.helpers.roster import Roster
from tests.helpers.team import Cast, audited

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def put(node: Node, who: Principal, date: dt.date = DAY, /, **fields: Any) -> Any:
    body = WorkforceAvailabilityInput(**fields)
    return node.bus.call("availabilities.update", principal=who, date=date, body=body)


def parts(day: Any) -> tuple[int, int, int]:
    return day.am, day.pm, day.nd


def test_a_day_is_made_and_then_changed_by_its_date(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    first = put(node, bo, am=1, nd=-1)
    assert (parts(first), first.date, first.user_id) == ((1, 0, -1), DAY, bo.user_id)
    assert first.employee_id is not None
    second = put(node, bo, pm=2, nd=None)  # absent stays, null is neutral
    assert (second.id, parts(second)) == (first.id, (1, 2, 0))
    assert node.bus.call("availabilities.get", principal=bo, date=DAY) == second
    assert audited(node, "availability") == []


def test_only_stored_days_are_read(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    assert node.bus.call("availabilities.list", principal=bo) == []
    with pytest.raises(NotFound):
        node.bus.call("availabilities.get", principal=bo, date=DAY)


@pytest.mark.parametrize("value", [-2, 3, 100])
@pytest.mark.parametrize("part", ["am", "pm", "nd"])
def test_other_answers_are_refused_and_named(
    node: Node, me: Principal, part: str, value: int
) -> None:
    with pytest.raises(Invalid) as refused:
        put(node, me, **{part: value})
    assert set(refused.value.details) == {part}


def test_a_body_about_another_day_is_refused(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        put(node, me, am=1, date=DAY + dt.timedelta(days=1))
    assert set(refused.value.details) == {"date"}
    assert put(node, me, am=1, date=DAY).am == 1


def test_days_are_listed_by_date_and_narrowed_by_a_range(node: Node, me: Principal) -> None:
    dates = [DAY + dt.timedelta(days=offset) for offset in (8, 0, 4)]
    for date in dates:
        put(node, me, date, am=1)

    def listed(**query: str) -> list[dt.date]:
        return [day.date for day in node.bus.call("availabilities.list", principal=me, **query)]

    assert listed() == sorted(dates)
    assert listed(**{"date_range[]": "2026-11-23,2026-11-27"}) == sorted(dates)[:2]
    assert listed(date_range="NaN,NaN") == sorted(dates)
    assert listed(date_range="") == sorted(dates)
    assert listed(date_range="this_month") == sorted(dates)[:2]


def test_to_a_member_nobody_elses_days_exist(node: Node, cast: Cast) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    put(node, cy, am=1)
    for operation, more in (
        ("availabilities.list", {}),
        ("availabilities.get", {"date": DAY}),
    ):
        with pytest.raises(NotFound):
            node.bus.call(operation, principal=bo, user_id=cy.user_id, **more)
    with pytest.raises(NotFound):
        put(node, bo, am=-1, user_id=cy.user_id)
    assert node.bus.call("availabilities.list", principal=bo, others="true") == []


def test_a_manager_reads_and_sets_the_days_of_the_team(node: Node, cast: Cast) -> None:
    mo, bo = cast.member("Mo", "Team Manager"), cast.member("Bo")
    assert put(node, mo, am=1, user_id=bo.user_id).user_id == bo.user_id
    assert len(node.bus.call("availabilities.list", principal=mo, user_id=bo.user_id)) == 1
    assert node.bus.call("availabilities.list", principal=mo) == []
    assert len(node.bus.call("availabilities.list", principal=mo, others="true")) == 1
    (note,) = audited(node, "availability")
    assert (note["actor_id"], note["user_id"]) == (mo.user_id, bo.user_id)


def test_strangers_are_not_found_by_a_manager(node: Node, me: Principal, cast: Cast) -> None:
    for user_id in (cast.other_team().user_id, 4711):
        with pytest.raises(NotFound):
            put(node, me, am=1, user_id=user_id)


def lock(node: Node, who: Principal, local: str) -> None:
    start = at(local).astimezone(BERLIN)
    node.store.write(
        lambda uow: availabilities.lock_for_shift(uow, who.user_id, who.team_id, start)
    ).result()


def unlock(node: Node, who: Principal, local: str, **more: int) -> None:
    start = at(local).astimezone(BERLIN)
    node.store.write(
        lambda uow: availabilities.unlock(uow, who.user_id, who.team_id, start, **more)
    ).result()


def locks(node: Node, who: Principal) -> tuple[bool, bool, bool]:
    day = node.bus.call("availabilities.get", principal=who, date=DAY)
    return day.am_locked, day.pm_locked, day.nd_locked


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        ("06:59", (False, False, True)),
        ("07:00", (True, False, False)),
        ("12:59", (True, False, False)),
        ("13:00", (False, True, False)),
        ("21:59", (False, True, False)),
        ("22:00", (False, False, True)),
    ],
)
def test_a_shift_locks_the_part_that_holds_its_start(
    node: Node, cast: Cast, hour: str, expected: tuple[bool, bool, bool]
) -> None:
    bo = cast.member("Bo")
    lock(node, bo, f"2026-11-23 {hour}")
    assert locks(node, bo) == expected
    unlock(node, bo, f"2026-11-23 {hour}")
    assert locks(node, bo) == (False, False, False)


def test_a_locked_part_is_refused_to_the_member_and_open_to_a_manager(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo")
    put(node, bo, am=1)
    lock(node, bo, "2026-11-23 08:00")
    with pytest.raises(Invalid) as refused:
        put(node, bo, am=-1, pm=1)
    assert set(refused.value.details) == {"am"}
    assert parts(put(node, bo, am=1, pm=1)) == (1, 1, 0)  # the same answer again is fine
    assert put(node, me, am=-1, user_id=bo.user_id).am == -1


def test_members_do_not_lock_and_managers_do(node: Node, me: Principal, cast: Cast) -> None:
    bo = cast.member("Bo")
    with pytest.raises(Forbidden) as refused:
        put(node, bo, am_locked=True)
    assert set(refused.value.details) == {"am_locked"}
    assert put(node, bo, am=1, am_locked=False).am_locked is False
    assert put(node, me, am_locked=True, user_id=bo.user_id).am_locked is True


def test_a_part_stays_locked_while_another_shift_starts_in_it(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    lock(node, bo, "2026-11-23 08:00")

    def shift(local: str, **more: Any) -> int:
        values = {
            "team_id": bo.team_id,
            "assignee_id": bo.user_id,
            "start_at": at(local),
            "end_at": at(local) + dt.timedelta(hours=2),
            "published": True,
            **more,
        }
        return int(node.store.write(lambda uow: uow.insert("shift", values)).result()["id"])

    shift("2026-11-23 09:00", canceled=True)
    shift("2026-11-23 15:00")
    shift("2026-11-23 10:30", published=False)
    other = shift("2026-11-23 10:00")
    unlock(node, bo, "2026-11-23 08:00")
    assert locks(node, bo)[0] is True
    unlock(node, bo, "2026-11-23 08:00", but=other)
    assert locks(node, bo)[0] is False


def test_locks_follow_the_team_into_another_time_zone(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo, roster = cast.member("Bo"), Roster(node, me)
    put(node, bo, am=1)
    roster.shift("2026-11-23 08:00", who=bo)
    roster.shift("2026-11-25 23:00", who=bo)
    past = roster.shift("2026-11-12 08:00", who=bo)

    def locked() -> set[tuple[dt.date, str]]:
        days = node.bus.call("availabilities.list", principal=bo)
        return {
            (day.date, part)
            for day in days
            for part in ("am", "pm", "nd")
            if getattr(day, f"{part}_locked")
        }

    assert locked() == {
        (dt.date(2026, 11, 12), "am"),
        (DAY, "am"),
        (dt.date(2026, 11, 25), "nd"),
    }
    body = WorkforceInput(time_zone="Australia/Sydney")
    node.bus.call("workforce.update", principal=me, body=body)
    assert locked() == {
        (dt.date(2026, 11, 12), "am"),  # over
        (DAY, "pm"),
        (dt.date(2026, 11, 26), "am"),
    }
    day = node.bus.call("availabilities.get", principal=bo, date=DAY)
    assert (day.am, roster.row(past)["canceled"]) == (1, False)
