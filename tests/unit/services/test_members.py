from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import UNSET, TeamMemberChange, UserInput
from desktop.services.context import Principal, Role
from tests.helpers.team import Cast, audited


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def listed(node: Node, principal: Principal, **query: Any) -> list[str]:
    members = node.bus.call("members.list", principal=principal, **query)
    return [member.first_name for member in members]


def change(node: Node, principal: Principal, who: int, /, **fields: Any) -> Any:
    body = TeamMemberChange(**fields)
    return node.bus.call("members.update", principal=principal, user_id=who, body=body)


def invite(node: Node, principal: Principal, **fields: Any) -> Any:
    return node.bus.call("members.invite", principal=principal, body=TeamMemberChange(**fields))


def test_members_are_listed_by_name_with_what_the_person_is_called(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo", "Barista")
    cast.other_team()
    assert listed(node, bo) == ["Bo", "Mara"]
    shown = node.bus.call("members.get", principal=me, user_id=bo.user_id)
    assert (shown.user_id, shown.roles, shown.email) == (bo.user_id, ["Barista"], "bo@example.com")
    assert shown.is_available is UNSET
    assert shown.addon_links == []


def test_the_list_narrows_by_search_label_and_status(node: Node, me: Principal, cast: Cast) -> None:
    cast.member("Bo", "Barista", tags=["Employee"])
    cast.member("Cy", "Barista", locations=["Harbour"])
    cast.member("Di", status="archived")
    assert listed(node, me, search="cy") == ["Cy"]
    assert listed(node, me, search="") == ["Bo", "Cy", "Mara"]
    assert listed(node, me, **{"tags[]": "Employee"}) == ["Bo"]
    assert listed(node, me, roles="Barista", locations="Harbour,Airport") == ["Cy"]
    assert listed(node, me, status="archived") == ["Di"]


def test_inactive_people_are_there_for_managers_only(node: Node, me: Principal, cast: Cast) -> None:
    bo, gone = cast.member("Bo"), cast.member("Gus", status="inactive")
    assert listed(node, me) == ["Bo", "Gus", "Mara"]
    assert listed(node, bo) == ["Bo", "Mara"]
    assert node.bus.call("members.get", principal=me, user_id=gone.user_id).status == "inactive"
    with pytest.raises(NotFound):
        node.bus.call("members.get", principal=bo, user_id=gone.user_id)


@pytest.mark.parametrize("operation", ["members.get", "members.update"])
def test_people_of_other_teams_and_nobody_are_not_found(
    node: Node, me: Principal, cast: Cast, operation: str
) -> None:
    more = {"body": TeamMemberChange(mute=True)} if operation == "members.update" else {}
    for user_id in (cast.other_team().user_id, 4711):
        with pytest.raises(NotFound):
            node.bus.call(operation, principal=me, user_id=user_id, **more)


def test_a_manager_changes_only_what_was_sent_and_it_is_noted(node: Node, cast: Cast) -> None:
    mo, bo = cast.member("Mo", "Team Manager"), cast.member("Bo", "Team Member", tags=["a"])
    shown = change(node, mo, bo.user_id, roles=["Team Member", " Barista ", "Barista"])
    assert (shown.roles, shown.tags) == (["Team Member", "Barista"], ["a"])
    shown = change(node, mo, bo.user_id, tags=[""], roles=UNSET)
    assert (shown.roles, shown.tags) == (["Team Member", "Barista"], [])
    notes = audited(node, "member")
    assert [note["after"] for note in notes] == [
        {"roles": ["Team Member", "Barista"]},
        {"tags": []},
    ]
    tags = node.bus.call("tags.list", principal=mo, context="roles")
    assert [tag.name for tag in tags] == ["Barista", "Team Member"]


def test_null_empties_labels_and_flags(node: Node, me: Principal, cast: Cast) -> None:
    bo = cast.member("Bo", "Barista", favorite=True)
    shown = change(node, me, bo.user_id, roles=None, favorite=None)
    assert (shown.roles, shown.favorite) == ([], False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("roles", ["x" * 101]),
        ("tags", [str(number) for number in range(51)]),
        ("locations", ["bell\x07"]),
        ("status", "fired"),
        ("status", None),
        ("first_name", None),
        ("email", "nowhere"),
        ("mobile", "no"),
        ("user_id", 5),
        ("team_id", 5),
        ("photo", "AAAA"),
    ],
)
def test_bad_member_input_is_refused_and_named(
    node: Node, me: Principal, cast: Cast, field: str, value: Any
) -> None:
    bo = cast.member("Bo")
    with pytest.raises(Invalid) as refused:
        change(node, me, bo.user_id, **{field: value})
    assert set(refused.value.details) == {field}


def test_a_taken_email_is_refused_for_a_member(node: Node, me: Principal, cast: Cast) -> None:
    bo, _ = cast.member("Bo"), cast.member("Cy")
    with pytest.raises(Invalid) as refused:
        change(node, me, bo.user_id, email="cy@EXAMPLE.com")
    assert refused.value.details == {"email": ["has already been taken"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("roles", ["Team Admin"]),
        ("status", "inactive"),
        ("manager", True),
        ("locations", ["Harbour"]),
    ],
)
def test_a_member_cannot_change_their_own_standing(
    node: Node, cast: Cast, field: str, value: Any
) -> None:
    bo = cast.member("Bo")
    with pytest.raises(Forbidden) as refused:
        change(node, bo, bo.user_id, **{field: value})
    assert set(refused.value.details) == {field}
    assert cast.as_(bo.user_id).role is Role.MEMBER


def test_a_member_may_send_their_whole_record_back(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    shown = node.bus.call("members.get", principal=bo, user_id=bo.user_id)
    fields = {f: getattr(shown, f) for f in TeamMemberChange.__struct_fields__}
    kept = change(node, bo, bo.user_id, **{**fields, "mute": True, "tags": ["Available For Work"]})
    assert (kept.mute, kept.tags) == (True, ["Available For Work"])


def test_a_member_changes_nobody_else(node: Node, cast: Cast) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    for fields in ({"mute": True}, {"first_name": "Zed"}):
        with pytest.raises(Forbidden):
            change(node, bo, cy.user_id, **fields)


@pytest.mark.parametrize("fields", [{"roles": ["Team Manager"]}, {"manager": True}])
def test_a_manager_makes_nobody_a_manager_but_an_admin_does(
    node: Node, cast: Cast, fields: dict[str, Any]
) -> None:
    admin, mo, bo = (
        cast.member("Ada", "Team Admin"),
        cast.member("Mo", "Team Manager"),
        cast.member("Bo"),
    )
    with pytest.raises(Forbidden):
        change(node, mo, bo.user_id, **fields)
    with pytest.raises(Forbidden):
        change(node, mo, mo.user_id, roles=["Team Admin"])
    change(node, admin, bo.user_id, **fields)
    assert cast.as_(bo.user_id).role is Role.MANAGER


def test_nobody_touches_the_standing_of_equals_or_superiors(
    node: Node, me: Principal, cast: Cast
) -> None:
    ada, eve = cast.member("Ada", "Team Admin"), cast.member("Eve", "Team Admin")
    for target in (eve.user_id, me.user_id):
        for fields in ({"status": "inactive"}, {"roles": []}, {"email": "x@y.z"}):
            with pytest.raises(Forbidden):
                change(node, ada, target, **fields)
    assert change(node, me, eve.user_id, roles=["Team Member"]).roles == ["Team Member"]


def test_an_inactive_admin_is_not_brought_back_by_a_manager(node: Node, cast: Cast) -> None:
    mo = cast.member("Mo", "Team Manager")
    gone = cast.member("Ada", "Team Admin", status="inactive")
    with pytest.raises(Forbidden):
        change(node, mo, gone.user_id, status="active")


def test_nobody_deactivates_themselves(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        change(node, me, me.user_id, status="inactive")
    assert set(refused.value.details) == {"status"}


def test_deactivating_takes_access_at_once_and_keeps_the_data(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo", "Barista")
    for status, role in (("inactive", Role.NONE), ("active", Role.MEMBER), ("archived", Role.NONE)):
        shown = change(node, me, bo.user_id, status=status)
        assert (shown.status, shown.roles) == (status, ["Barista"])
        assert cast.as_(bo.user_id).role is role
    with pytest.raises(Forbidden):
        listed(node, cast.as_(bo.user_id))


def test_a_managers_hand_ends_where_another_team_begins(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo")
    assert change(node, me, bo.user_id, first_name="Beau").first_name == "Beau"
    cast.join(bo.user_id, "Team Member", team_id=cast.other_team().team_id)
    with pytest.raises(Forbidden) as refused:
        change(node, me, bo.user_id, email="taken@over.example")
    assert set(refused.value.details) == {"email"}
    assert change(node, me, bo.user_id, roles=["Barista"]).roles == ["Barista"]


def test_inviting_a_person_gives_no_hold_of_them_until_they_join(
    node: Node, me: Principal, cast: Cast
) -> None:
    ida = cast.person("Ida", password_hash="x")
    invited = invite(node, me, email="ida@example.com")
    for fields in ({"email": "taken@over.example"}, {"status": "active"}):
        with pytest.raises(Forbidden) as refused:
            change(node, me, ida, **fields)
        assert set(refused.value.details) == set(fields)
    change(node, me, ida, status="inactive")
    with pytest.raises(Forbidden):
        change(node, me, ida, status="active")
    change(node, me, ida, status="pending")
    with pytest.raises(NotFound):
        node.bus.call("users.get", principal=me, id=ida)
    node.bus.call(
        "me.switch_account",
        principal=cast.as_(ida),
        current_account_id=invited.id,
        current_account_type="TeamMember",
    )
    assert node.bus.call("users.get", principal=me, id=ida).first_name == "Ida"
    assert change(node, me, ida, status="inactive").status == "inactive"


def test_a_manager_completes_the_contact_of_somebody_they_added(node: Node, cast: Cast) -> None:
    mo = cast.member("Mo", "Team Manager")
    new = invite(node, mo, email="new@example.com")
    shown = change(node, mo, new.user_id, first_name="Nell", mobile="0400 222")
    assert (shown.first_name, shown.mobile) == ("Nell", "0400222")


def test_an_invited_stranger_becomes_a_pending_member(node: Node, cast: Cast) -> None:
    mo = cast.member("Mo", "Team Manager")
    shown = invite(node, mo, email="New.Person@Example.com", locations=["Harbour"])
    assert (shown.first_name, shown.status, shown.member) == ("new.person", "pending", False)
    assert (shown.roles, shown.locations) == (["Team Member"], ["Harbour"])
    assert cast.as_(shown.user_id).role is Role.MEMBER
    assert [note["operation"] for note in audited(node, "member")] == ["members.invite"]


def test_inviting_somebody_who_is_here_joins_that_person(
    node: Node, me: Principal, cast: Cast
) -> None:
    known = cast.person("Ida", mobile="+49170555")
    shown = invite(node, me, first_name="Nobody", mobile="+49 170 555")
    assert (shown.user_id, shown.first_name) == (known, "Ida")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "email"),
        ({"first_name": "Bo"}, "email"),
        ({"email": "nowhere"}, "email"),
        ({"email": "bo@example.com"}, "email"),
        ({"email": "new@example.com", "mobile": "0400111"}, "mobile"),
        ({"email": "ida@example.com", "mobile": "0400111"}, "mobile"),
        ({"user_id": 4711}, "user_id"),
        ({"email": "new@example.com", "team_id": 4711}, "team_id"),
        ({"email": "new@example.com", "roles": ["x" * 101]}, "roles"),
    ],
)
def test_bad_invitations_are_refused_and_named(
    node: Node, me: Principal, cast: Cast, fields: dict[str, Any], field: str
) -> None:
    bo = cast.member("Bo")
    cast.person("Ida")
    node.bus.call("me.update", principal=bo, body=UserInput(mobile="0400111"))
    with pytest.raises(Invalid) as refused:
        invite(node, me, **fields)
    assert set(refused.value.details) == {field}


def test_a_stranger_cannot_be_pulled_in_by_number(node: Node, me: Principal, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        invite(node, me, user_id=cast.other_team().user_id)
    assert set(refused.value.details) == {"user_id"}


def test_an_invitation_gives_no_more_than_the_inviter_may(node: Node, cast: Cast) -> None:
    mo, ada = cast.member("Mo", "Team Manager"), cast.member("Ada", "Team Admin")
    for fields in ({"roles": ["Team Admin"]}, {"manager": True}):
        with pytest.raises(Forbidden):
            invite(node, mo, email="x@example.com", **fields)
    assert invite(node, ada, email="x@example.com", roles=["Team Manager"]).roles == [
        "Team Manager"
    ]
    with pytest.raises(Forbidden):
        invite(node, cast.member("Bo"), email="y@example.com")


def free(node: Node, me: Principal, start: str, end: str, **query: Any) -> dict[str, bool]:
    members = node.bus.call(
        "members.list", principal=me, **{"is_available_between[]": f"{start},{end}"}, **query
    )
    return {member.first_name: member.is_available for member in members}


def available(node: Node, who: Principal, **parts: Any) -> None:
    values = {
        "user_id": who.user_id,
        "team_id": who.team_id,
        "date": dt.date(2026, 11, 23),
        **dict.fromkeys(("am", "pm", "nd"), 0),
        **dict.fromkeys(("am_locked", "pm_locked", "nd_locked"), False),
        **parts,
    }
    node.store.write(lambda uow: uow.insert("availability", values)).result()


def test_is_available_tells_who_offered_every_part_of_the_time(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo, cy, di = cast.member("Bo"), cast.member("Cy"), cast.member("Di")
    available(node, bo, am=1, pm=2)
    available(node, cy, am=1, pm=-1)
    available(node, di, am=1, pm=1, am_locked=True)
    morning = free(node, me, "2026-11-23T07:00:00Z", "2026-11-23T11:00:00Z")  # 8 to 12 in Berlin
    assert morning == {"Bo": True, "Cy": True, "Di": False, "Mara": False}
    whole = free(node, me, "2026-11-23T07:00:00Z", "2026-11-23T15:00:00Z")
    assert whole == {"Bo": True, "Cy": False, "Di": False, "Mara": False}


def test_a_sent_offset_counts_instead_of_the_teams_zone(
    node: Node, me: Principal, cast: Cast
) -> None:
    available(node, cast.member("Bo"), am=1)
    span = ("2026-11-22T22:00:00Z", "2026-11-23T01:00:00Z")  # 8 to 11 in Brisbane
    assert free(node, me, *span, timezone_offset="-600")["Bo"] is True
    assert free(node, me, *span)["Bo"] is False


@pytest.mark.parametrize(
    ("span", "offset", "field"),
    [
        ("2026-11-23T07:00:00Z", "0", "is_available_between"),
        ("now,later", "0", "is_available_between"),
        ("2026-11-23T07:00:00Z,2026-11-22T07:00:00Z", "0", "is_available_between"),
        ("2026-11-23T07:00:00Z,2026-11-23T08:00:00Z", "9999", "timezone_offset"),
        ("2026-11-23T07:00:00Z,2026-11-23T08:00:00Z", "west", "timezone_offset"),
    ],
)
def test_bad_availability_questions_are_refused_and_named(
    node: Node, me: Principal, span: str, offset: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        listed(node, me, is_available_between=span, timezone_offset=offset)
    assert set(refused.value.details) == {field}
