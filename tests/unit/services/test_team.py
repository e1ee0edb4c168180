from __future__ import annotations

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import SettingData, TeamFeatures, TeamFeaturesInput, TeamInput
from desktop.services.context import Principal, Role
from desktop.services.inputs import body_of
from tests.helpers.team import Cast, audited


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def test_a_member_reads_the_team_with_all_thirteen_flags(node: Node, cast: Cast) -> None:
    team = node.bus.call("team.get", principal=cast.member("Bo"))
    assert (team.name, team.features.timeclock, team.features.ndis) == ("My time", True, False)
    assert None not in [getattr(team.features, f) for f in TeamFeatures.__struct_fields__]


def test_an_admin_changes_what_was_sent_and_it_is_noted(node: Node, cast: Cast) -> None:
    admin = cast.member("Ada", "Team Admin")
    body = TeamInput(name="Harbour", email="Desk@Harbour.example", icon_url="https://x.example/a")
    team = node.bus.call("team.update", principal=admin, body=body)
    assert (team.name, team.email) == ("Harbour", "desk@harbour.example")
    team = node.bus.call("team.update", principal=admin, body=TeamInput(icon_url="", phone=None))
    assert (team.icon_url, team.name) == (None, "Harbour")
    note = audited(node, "team")[0]
    assert note["actor_id"] == admin.user_id
    assert (note["before"]["name"], note["after"]["name"]) == ("My time", "Harbour")


def test_owner_status_and_slug_of_a_team_stay(node: Node, me: Principal) -> None:
    body = TeamInput(id=1, user_id=99, status="closed", slug="root", name="My time")
    team = node.bus.call("team.update", principal=me, body=body)
    assert (team.id, team.user_id, team.status) == (me.team_id, me.user_id, "active")
    assert audited(node, "team") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", ""),
        ("name", "x" * 101),
        ("email", "nowhere"),
        ("phone", "ring"),
        ("icon_url", "file:///etc/passwd"),
        ("photo", "AAAA"),
    ],
)
def test_bad_team_input_is_refused_and_named(
    node: Node, me: Principal, field: str, value: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        node.bus.call("team.update", principal=me, body=TeamInput(**{field: value}))
    assert set(refused.value.details) == {field}


@pytest.mark.parametrize("role", ["Team Member", "Team Manager"])
def test_only_admins_change_the_team(node: Node, cast: Cast, role: str) -> None:
    bo = cast.member("Bo", role)
    calls = {
        "team.update": {"body": TeamInput(name="Mine")},
        "team.update_features": {"body": TeamFeaturesInput(features=TeamFeatures(ndis=True))},
        "team.put_setting": {"body": SettingData(data=1), "name": "x"},
        "team.delete_setting": {"name": "x"},
    }
    for operation, sent in calls.items():
        with pytest.raises(Forbidden):
            node.bus.call(operation, principal=bo, **sent)


def test_features_merge_and_unknown_ones_are_ignored(node: Node, me: Principal) -> None:
    row = node.bus.table["team.update_features"]
    body = body_of(row, {"features": {"ndis": True, "timeclock": False, "teleport": True}})
    node.bus.call("team.update_features", principal=me, body=body)
    more = TeamFeaturesInput(features=TeamFeatures(leave=True))
    features = node.bus.call("team.update_features", principal=me, body=more).features
    assert (features.ndis, features.timeclock, features.leave) == (True, False, True)
    assert features.scheduling is True
    assert node.bus.call("team.get", principal=me).features == features


def test_features_without_features_are_refused(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        node.bus.call("team.update_features", principal=me, body=TeamFeaturesInput())
    assert set(refused.value.details) == {"features"}


def test_a_founded_team_belongs_to_its_founder(node: Node, cast: Cast) -> None:
    loner = cast.as_(cast.person("Lo"), team_id=1)
    assert loner.role is Role.NONE
    team = node.bus.call("team.create", principal=loner, body=TeamInput(name="Harbour Café"))
    assert (team.user_id, team.slug) == (loner.user_id, "harbour-cafe")
    owner = cast.as_(loner.user_id, team.id)
    assert owner.role is Role.OWNER
    assert node.bus.call("workforce.get", principal=owner).name == "Harbour Café"


def test_a_team_needs_a_name(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        node.bus.call("team.create", principal=me, body=TeamInput())
    assert set(refused.value.details) == {"name"}


def test_a_team_is_read_by_id_by_its_people_only(node: Node, me: Principal, cast: Cast) -> None:
    other = cast.other_team()
    gone = cast.member("Go", status="archived")
    assert node.bus.call("team.get_by_id", principal=me, id=me.team_id).id == me.team_id
    for caller, team_id in ((me, other.team_id), (me, 4711), (gone, me.team_id)):
        with pytest.raises(NotFound):
            node.bus.call("team.get_by_id", principal=caller, id=team_id)
    cast.join(me.user_id, "Team Member", team_id=other.team_id)
    assert node.bus.call("team.get_by_id", principal=me, id=other.team_id).name == "Olga's team"


def test_a_deactivated_member_loses_the_team_at_once(node: Node, cast: Cast) -> None:
    for status in ("inactive", "archived"):
        gone = cast.member(f"Gone{status}", "Team Admin", status=status)
        with pytest.raises(Forbidden):
            node.bus.call("team.get", principal=gone)


def test_team_settings_are_read_by_members_and_written_by_admins(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo")
    body = SettingData(data='{"places": 3}')
    put = node.bus.call("team.put_setting", principal=me, name="locations", body=body)
    assert (put.data, put.user_id, put.team_id) == ({"places": 3}, None, me.team_id)
    assert node.bus.call("team.settings", principal=bo).data == {"locations": {"places": 3}}
    assert node.bus.call("team.get_setting", principal=bo, name="locations") == put
    node.bus.call("team.delete_setting", principal=me, name="locations")
    assert node.bus.call("team.get_setting", principal=bo, name="locations").data is None
    assert [note["operation"] for note in audited(node, "setting")] == [
        "team.put_setting",
        "team.delete_setting",
    ]


def test_settings_of_a_person_and_of_a_team_are_apart(node: Node, me: Principal) -> None:
    node.bus.call("me.put_setting", principal=me, name="x", body=SettingData(data="mine"))
    node.bus.call("team.put_setting", principal=me, name="x", body=SettingData(data="ours"))
    assert node.bus.call("me.get_setting", principal=me, name="x").data == "mine"
    assert node.bus.call("team.get_setting", principal=me, name="x").data == "ours"


def test_settings_of_another_team_are_not_ours(node: Node, me: Principal, cast: Cast) -> None:
    node.bus.call("team.put_setting", principal=me, name="x", body=SettingData(data=1))
    assert node.bus.call("team.settings", principal=cast.other_team()).data == {}


def test_demo_data_is_a_recorded_run_that_reset_takes_back(node: Node, me: Principal) -> None:
    body = body_of(
        node.bus.table["team.apply_demo_data"],
        {"seed_type": "hospitality", "options": {"number_of_team_members": 3}},
    )
    made = node.bus.call("team.apply_demo_data", principal=me, body=body)
    assert (made.success, made.team_id) == (True, me.team_id)
    run = node.bus.call("syncs.get", principal=me, id=made.sync_id)
    assert (run.status, run.progress_percentage) == ("complete", 100.0)
    assert len(node.bus.call("members.list", principal=me)) > 1
    assert node.bus.call("team.reset_demo_data", principal=me).success is True
    assert [m.user_id for m in node.bus.call("members.list", principal=me)] == [me.user_id]


def test_demo_data_is_for_admins(node: Node, cast: Cast) -> None:
    mo = cast.member("Mo", "Team Manager")
    with pytest.raises(Forbidden):
        node.bus.call("team.reset_demo_data", principal=mo)
    with pytest.raises(Forbidden):
        body = body_of(node.bus.table["team.apply_demo_data"], {"seed_type": "retail"})
        node.bus.call("team.apply_demo_data", principal=mo, body=body)
