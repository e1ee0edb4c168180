from __future__ import annotations

from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import WorkforceEmployeeInput
from desktop.services.context import Principal
from tests.helpers.team import Cast, audited


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def change(node: Node, principal: Principal, who: int, /, **fields: Any) -> Any:
    body = WorkforceEmployeeInput(**fields)
    return node.bus.call("employees.update", principal=principal, user_id=who, body=body)


def test_a_manager_keeps_what_only_managers_see_of_a_member(node: Node, cast: Cast) -> None:
    mo, bo = cast.member("Mo", "Team Manager"), cast.member("Bo")
    change(node, mo, bo.user_id, has_vehicle=True, compliance_check="passed", notes="a\nb")
    shown = change(node, mo, bo.user_id, has_vehicle=False, notes=None)
    assert (shown.has_vehicle, shown.compliance_check, shown.notes) == (False, "passed", None)
    assert node.bus.call("employees.get", principal=mo, user_id=bo.user_id) == shown
    member = node.bus.call("members.get", principal=bo, user_id=bo.user_id)
    assert not hasattr(member, "notes")
    assert audited(node, "member")[0]["after"]["compliance_check"] == "passed"


def test_employees_are_listed_without_the_archived(node: Node, me: Principal, cast: Cast) -> None:
    cast.member("Bo")
    cast.member("Di", status="archived")
    cast.other_team()

    def listed(**query: Any) -> list[str]:
        people = node.bus.call("employees.list", principal=me, **query)
        return [person.first_name for person in people]

    assert listed() == ["Bo", "Mara"]
    assert listed(status="archived") == ["Di"]


def test_members_reach_no_employee(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    for operation, more in (
        ("employees.list", {}),
        ("employees.get", {"user_id": bo.user_id}),
        ("employees.update", {"user_id": bo.user_id, "body": WorkforceEmployeeInput(notes="x")}),
    ):
        with pytest.raises(Forbidden):
            node.bus.call(operation, principal=bo, **more)


def test_foreign_and_missing_employees_are_not_found(node: Node, me: Principal, cast: Cast) -> None:
    for user_id in (cast.other_team().user_id, 4711):
        with pytest.raises(NotFound):
            node.bus.call("employees.get", principal=me, user_id=user_id)
        with pytest.raises(NotFound):
            change(node, me, user_id, notes="x")


def test_roles_of_employees_follow_the_rules_of_members(node: Node, cast: Cast) -> None:
    mo, bo = cast.member("Mo", "Team Manager"), cast.member("Bo")
    assert change(node, mo, bo.user_id, roles=["Barista"]).roles == ["Barista"]
    with pytest.raises(Forbidden):
        change(node, mo, bo.user_id, roles=["Team Admin"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("notes", "x" * 5001), ("compliance_check", "x" * 101), ("notes", "\x00"), ("team_id", 7)],
)
def test_bad_employee_input_is_refused_and_named(
    node: Node, me: Principal, cast: Cast, field: str, value: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        change(node, me, cast.member("Bo").user_id, **{field: value})
    assert set(refused.value.details) == {field}
