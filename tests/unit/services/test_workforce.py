from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid
from desktop.services import workforce
from desktop.services.context import Principal
from desktop.services.inputs import body_of
from tests.helpers.team import Cast, audited


def change(node: Node, principal: Principal, **fields: Any) -> Any:
    row = node.bus.table["workforce.update"]
    return node.bus.call("workforce.update", principal=principal, body=body_of(row, fields))


def test_a_new_team_has_an_account_with_defaults(node: Node, me: Principal) -> None:
    found = node.bus.call("workforce.get", principal=me)
    assert (found.week_start, found.time_period, found.time_zone) == (
        "monday",
        "weekly",
        "Europe/Berlin",
    )
    assert found.timesheets_rounding_method == "none"


def test_an_admin_changes_what_was_sent_and_it_is_noted(node: Node, me: Principal) -> None:
    changed = change(
        node,
        me,
        name="Harbour",
        week_start="sunday",
        timeclock_require_gps=True,
        timesheets_rounding_method="nearest",
        timesheets_rounding_minutes=15,
        time_period="fortnightly",
        payroll_period=["2026-11-16"],
        time_zone="Australia/Sydney",
        data={"auto_clock_out": 12},
    )
    assert changed.payroll_period == [dt.date(2026, 11, 16)]
    assert node.bus.call("workforce.get", principal=me) == changed
    assert changed.timeclock_enable_web is True  # absent stays
    assert audited(node, "workforce")[0]["after"]["week_start"] == "sunday"
    assert str(node.store.read(lambda reader: workforce.zone(reader, me.team_id))) == (
        "Australia/Sydney"
    )


def test_the_slip_of_the_reference_is_a_tuesday(node: Node, me: Principal) -> None:
    assert change(node, me, week_start="turesday").week_start == "tuesday"


def test_a_null_puts_a_field_back_to_its_default(node: Node, me: Principal) -> None:
    change(node, me, timesheets_rounding_minutes=30, week_start="friday", data={"a": 1})
    back = change(node, me, timesheets_rounding_minutes=None, week_start=None, data=None)
    assert (back.timesheets_rounding_minutes, back.week_start, back.data) == (0, "monday", {})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timesheets_rounding_minutes", -1),
        ("timesheets_rounding_minutes", 61),
        ("timesheets_rounding_minutes", "ten"),
        ("timesheets_rounding_method", "sideways"),
        ("shift_upcoming_notification_minutes", -1),
        ("shift_forgot_clockin_minutes", -5),
        ("shift_forgot_clockout_minutes", 10**9),
        ("week_start", "someday"),
        ("time_period", "yearly"),
        ("time_zone", "Middle/Earth"),
        ("time_zone", ""),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "Europe"),
        ("time_zone", "x" * 5000),
        ("name", None),
        ("name", " "),
        ("data", [1]),
        ("payroll_period", ["soon"]),
        ("timeclock_require_gps", "perhaps"),
    ],
)
def test_bad_workforce_input_is_refused_and_named(
    node: Node, me: Principal, field: str, value: Any
) -> None:
    before = node.bus.call("workforce.get", principal=me)
    with pytest.raises(Invalid) as refused:
        change(node, me, **{field: value})
    assert set(refused.value.details) == {field}
    assert node.bus.call("workforce.get", principal=me) == before


def test_every_wrong_field_is_named_at_once(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        change(node, me, timesheets_rounding_minutes=99, time_zone="Nowhere")
    assert set(refused.value.details) == {"timesheets_rounding_minutes", "time_zone"}


def test_members_read_and_only_admins_change(node: Node, me: Principal) -> None:
    cast = Cast(node, me.team_id)
    bo, mo = cast.member("Bo"), cast.member("Mo", "Team Manager")
    assert node.bus.call("workforce.get", principal=bo).name == "My time"
    for principal in (bo, mo):
        with pytest.raises(Forbidden):
            change(node, principal, name="Mine")


def test_a_team_without_an_account_reads_defaults_and_gets_one_by_a_change(
    node: Node, me: Principal
) -> None:
    def remove(uow: Any) -> None:
        uow.delete("workforce", uow.one("workforce", {"team_id": me.team_id})["id"])

    node.store.write(remove).result()
    found = node.bus.call("workforce.get", principal=me)
    assert (found.id, found.name, found.week_start) == (None, "My time", "monday")
    made = change(node, me, week_start="sunday")
    assert made.id is not None
    assert node.bus.call("workforce.get", principal=me) == made
    assert audited(node, "workforce")
