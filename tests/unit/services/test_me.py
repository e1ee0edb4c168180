from __future__ import annotations

from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid, NotFound, Unauthorized
from desktop.contract.models import SettingData, UserInput
from desktop.services import person
from desktop.services.context import ANONYMOUS, Principal, Role
from desktop.services.passwords import verify_password
from tests.helpers.team import Cast


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def test_a_person_reads_and_changes_their_own_profile(node: Node, me: Principal) -> None:
    body = UserInput(first_name=" Mara ", email="Mara@Example.com", mobile="+49 (151) 234-567")
    changed = node.bus.call("me.update", principal=me, body=body)
    assert (changed.first_name, changed.email, changed.mobile) == (
        "Mara",
        "mara@example.com",
        "+49151234567",
    )
    assert node.bus.call("me.get", principal=me) == changed
    assert changed.last_name == "Ellison"  # absent stays


def test_a_null_clears_a_field_and_an_absent_one_stays(node: Node, me: Principal) -> None:
    node.bus.call("me.update", principal=me, body=UserInput(email="a@b.c", dob="1990-01-02"))
    shown = node.bus.call("me.update", principal=me, body=UserInput(dob=None))
    assert (shown.dob, shown.email) == (None, "a@b.c")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("first_name", "x" * 101),
        ("last_name", "bell\x07"),
        ("email", "not an address"),
        ("email", "x" * 251 + "@b.c"),
        ("mobile", "call me"),
        ("dob", "3rd of May"),
        ("dob", "1500-01-01"),
        ("locale", "klingon of the north"),
        ("icon_url", "javascript:alert(1)"),
        ("icon_url", "http://[broken"),
        ("photo", "data:image/png;base64,AAAA"),
        ("password", "short"),
    ],
)
def test_bad_profile_input_is_refused_and_named(
    node: Node, me: Principal, field: str, value: str
) -> None:
    with pytest.raises(Invalid) as refused:
        node.bus.call("me.update", principal=me, body=UserInput(**{field: value}))
    assert set(refused.value.details) == {field}


def test_every_wrong_field_is_named_at_once(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        node.bus.call("me.update", principal=me, body=UserInput(email="no", mobile="no"))
    assert refused.value.details == {"email": ["is invalid"], "mobile": ["is invalid"]}


def test_identity_status_and_slug_are_not_mine_to_change(node: Node, me: Principal) -> None:
    before = node.bus.call("me.get", principal=me)
    body = UserInput(id=7, status="deleted", slug="root", first_name="Mara")
    assert node.bus.call("me.update", principal=me, body=body) == before


@pytest.mark.parametrize(("field", "value"), [("email", "BO@example.com"), ("mobile", "0400 111")])
def test_somebody_elses_login_has_been_taken(
    node: Node, me: Principal, cast: Cast, field: str, value: str
) -> None:
    cast.person("Bo", mobile="0400111")
    with pytest.raises(Invalid) as refused:
        node.bus.call("me.update", principal=me, body=UserInput(**{field: value}))
    assert refused.value.details == {field: ["has already been taken"]}


def test_my_own_login_may_be_sent_again(node: Node, me: Principal) -> None:
    for _ in range(2):
        node.bus.call("me.update", principal=me, body=UserInput(email="mara@example.com"))


def test_the_last_way_to_log_in_cannot_be_removed(node: Node, me: Principal) -> None:
    node.bus.call("me.update", principal=me, body=UserInput(email="mara@example.com"))
    with pytest.raises(Invalid) as refused:
        node.bus.call("me.update", principal=me, body=UserInput(email=None))
    assert set(refused.value.details) == {"email"}


def test_a_new_password_is_kept_as_a_hash_only(node: Node, me: Principal) -> None:
    node.bus.call("me.update", principal=me, body=UserInput(password="correct horse"))
    row = node.store.read(lambda reader: reader.need("user", me.user_id))
    assert verify_password(row["password_hash"], "correct horse")
    assert "correct horse" not in str(row)


def test_nobody_is_nobody(node: Node) -> None:
    with pytest.raises(Unauthorized):
        node.bus.call("me.get", principal=ANONYMOUS)


def names(accounts: list[Any]) -> list[tuple[str, list[str]]]:
    return [(a.type, a.roles) for a in accounts]


def test_an_owner_has_a_personal_a_member_and_a_team_account(node: Node, me: Principal) -> None:
    found = node.bus.call("me.accounts", principal=me)
    assert names(found) == [("User", []), ("TeamMember", ["Team Admin"]), ("Team", ["Team Admin"])]
    personal, membership, team = found
    assert (personal.id, membership.team_id, team.id) == (me.user_id, me.team_id, me.team_id)
    assert membership.id not in {me.user_id, me.team_id}


def test_roles_of_an_account_name_the_authority_clients_look_for(node: Node, cast: Cast) -> None:
    barista = cast.member("Bo", "Barista")
    manager = cast.member("Mo", "Location Manager")
    assert names(node.bus.call("me.accounts", principal=barista))[1:] == [
        ("TeamMember", ["Team Member", "Barista"])
    ]
    assert names(node.bus.call("me.accounts", principal=manager))[1:] == [
        ("TeamMember", ["Team Manager", "Location Manager"])
    ]


def test_a_deactivated_membership_is_no_account(node: Node, cast: Cast) -> None:
    gone = cast.member("Bo", status="inactive")
    assert gone.role is Role.NONE
    assert names(node.bus.call("me.accounts", principal=gone)) == [("User", [])]


def test_the_oldest_team_is_the_account_until_another_is_chosen(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    assert node.bus.call("me.current_account", principal=bo).type == "TeamMember"
    chosen = node.bus.call(
        "me.switch_account",
        principal=bo,
        current_account_id=bo.user_id,
        current_account_type="user",
    )
    assert (chosen.type, chosen.id) == ("User", bo.user_id)
    personal = Principal(bo.user_id, 0, Role.NONE, "http")
    assert node.bus.call("me.current_account", principal=personal) == chosen


def test_an_account_named_by_the_call_wins_over_the_stored_choice(
    node: Node, me: Principal, cast: Cast
) -> None:
    node.bus.call(
        "me.switch_account",
        principal=cast.as_(me.user_id),
        current_account_id=me.user_id,
        current_account_type="User",
    )
    assert node.bus.call("me.current_account", principal=me).team_id == me.team_id


def test_an_owner_may_act_as_the_team_itself(node: Node, me: Principal) -> None:
    chosen = node.bus.call(
        "me.switch_account",
        principal=me,
        current_account_id=me.team_id,
        current_account_type="Team",
    )
    assert node.bus.call("me.current_account", principal=me) == chosen
    assert chosen.type == "Team"


@pytest.mark.parametrize("kind", ["User", "TeamMember", "Team", "Nonsense"])
def test_a_foreign_or_missing_account_is_not_found(node: Node, cast: Cast, kind: str) -> None:
    bo, other = cast.member("Bo"), cast.other_team()
    foreign = {"User": other.user_id, "Team": other.team_id}.get(kind, 12345)
    with pytest.raises(NotFound):
        node.bus.call(
            "me.switch_account",
            principal=bo,
            current_account_id=foreign,
            current_account_type=kind,
        )


def test_switching_in_the_window_changes_whose_team_it_shows(
    node: Node, me: Principal, cast: Cast
) -> None:
    other = cast.other_team()
    membership = cast.join(me.user_id, "Team Member", team_id=other.team_id, status="pending")
    node.bus.call(
        "me.switch_account",
        principal=me,
        current_account_id=membership,
        current_account_type="TeamMember",
    )
    now = node.store.read(lambda reader: person.principal(reader, "window"))
    assert (now.team_id, now.role) == (other.team_id, Role.MEMBER)


def test_an_invited_person_joins_by_switching_to_the_team(node: Node, cast: Cast) -> None:
    bo = cast.person("Bo", password_hash="x")
    membership = cast.join(bo, "Team Member", status="pending", member=False)
    node.bus.call(
        "me.switch_account",
        principal=cast.as_(bo),
        current_account_id=membership,
        current_account_type="TeamMember",
    )
    row = node.store.read(lambda reader: reader.need("member", membership))
    assert (row["status"], row["member"]) == ("active", True)


def test_a_missing_setting_reads_as_null(node: Node, me: Principal) -> None:
    missing = node.bus.call("me.get_setting", principal=me, name="pomodoro")
    assert (missing.name, missing.data, missing.user_id) == ("pomodoro", None, me.user_id)
    assert node.bus.call("me.settings", principal=me).data == {}


def test_settings_are_kept_listed_replaced_and_deleted(node: Node, me: Principal) -> None:
    for name, data in (("pomodoro", {"focus": 25}), ("b", [1]), ("pomodoro", {"focus": 50})):
        node.bus.call("me.put_setting", principal=me, name=name, body=SettingData(data=data))
    assert node.bus.call("me.settings", principal=me).data == {"b": [1], "pomodoro": {"focus": 50}}
    for _ in range(2):  # deleting what is gone is no error
        node.bus.call("me.delete_setting", principal=me, name="b")
    assert node.bus.call("me.settings", principal=me).data == {"pomodoro": {"focus": 50}}


def test_settings_of_other_people_are_theirs(node: Node, me: Principal, cast: Cast) -> None:
    node.bus.call("me.put_setting", principal=me, name="a", body=SettingData(data=1))
    assert node.bus.call("me.get_setting", principal=cast.member("Bo"), name="a").data is None


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('{"a": [1]}', {"a": [1]}),
        (" [1, 2]", [1, 2]),
        ("[not json", "[not json"),
        ("12", "12"),
        ("plain", "plain"),
        (12, 12),
        (None, None),
        (False, False),
        ([], []),
    ],
)
def test_any_json_or_json_text_can_be_a_setting(
    node: Node, me: Principal, sent: Any, kept: Any
) -> None:
    put = node.bus.call("me.put_setting", principal=me, name="x", body=SettingData(data=sent))
    assert put.data == kept
    again = node.bus.call("me.put_setting", principal=me, name="x", body=SettingData(data=kept))
    assert again.data == kept  # the next node reads the same


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("x", SettingData(), "data"),
        ("x", SettingData(data="[" * 100_000), "data"),
        ("x", SettingData(data="x" * 300_000), "data"),
        (" ", SettingData(data=1), "name"),
        ("x" * 101, SettingData(data=1), "name"),
        ("x", SettingData(data=1, context="x" * 101), "context"),
    ],
)
def test_bad_settings_are_refused_and_named(
    node: Node, me: Principal, name: str, body: SettingData, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        node.bus.call("me.put_setting", principal=me, name=name, body=body)
    assert set(refused.value.details) == {field}


def test_a_setting_too_deep_is_refused(node: Node, me: Principal) -> None:
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    with pytest.raises(Invalid):
        node.bus.call("me.put_setting", principal=me, name="x", body=SettingData(data=deep))


def test_context_and_format_of_a_setting_stay_when_absent(node: Node, me: Principal) -> None:
    body = SettingData(data=1, context="desk", _format="json")
    node.bus.call("me.put_setting", principal=me, name="x", body=body)
    kept = node.bus.call("me.put_setting", principal=me, name="x", body=SettingData(data=2))
    assert (kept.data, kept.context, kept.format) == (2, "desk", "json")
