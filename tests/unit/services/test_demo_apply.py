"""Demo data applied to a team of real people, and taken away again."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import BadRequest, Forbidden
from desktop.contract.models import WorkforceAttendanceInput
from desktop.contract.models.system import DemoDataInput, DemoDataOptions, DemoDataResult
from desktop.contract.models.tomatoes import TomatoInput
from desktop.services import demo, ledger, person
from desktop.services.context import Principal
from desktop.services.demo.credentials import Secrets
from desktop.services.inputs import body_of
from desktop.store.schema import layouts
from tests.helpers.team import Cast

SEEDS = (
    *("workforce", "aged_care", "hospitality", "nursing"),
    *("partner", "retail", "construction", "load_testing"),
)


def apply(node: Node, me: Principal, seed: str = "retail", **options: Any) -> DemoDataResult:
    body = DemoDataInput(seed_type=seed, options=DemoDataOptions(**options))  # type: ignore[arg-type]
    made: DemoDataResult = node.bus.call("team.apply_demo_data", principal=me, body=body)
    return made


def reset(node: Node, me: Principal) -> DemoDataResult:
    done: DemoDataResult = node.bus.call("team.reset_demo_data", principal=me)
    return done


def count(node: Node, kind: str, **where: Any) -> int:
    return node.store.read(lambda reader: reader.count(kind, where))


def snapshot(node: Node) -> dict[str, list[dict[str, Any]]]:
    """Every row of the records, whole."""
    kinds = [kind for kind, layout in layouts().items() if "demo" in layout.codecs]
    return {
        kind: node.store.read(lambda r, kind=kind: r.find(kind, order="id"))
        for kind in kinds
        if kind != "sync"
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_seed_type_makes_a_team_at_work(node: Node, me: Principal, seed: str) -> None:
    made = apply(node, me, seed, number_of_team_members=4, weeks_back=1, weeks_forward=1)
    assert (made.success, made.team_id) == (True, me.team_id)
    assert count(node, "member") == 5
    for kind in ("shift", "attendance", "timesheet", "availability", "tomato", "event"):
        assert count(node, kind) > 0, kind
        assert count(node, kind, demo=None) == 0, kind
    assert node.store.read(ledger.faults) == []


def test_the_run_is_a_sync_that_says_how_much_was_made(node: Node, me: Principal) -> None:
    made = apply(node, me, "hospitality", total_team_members=3)
    sync = node.bus.call("syncs.get", principal=me, id=made.sync_id)
    assert (sync.status, sync.progress_percentage, sync.item_type) == ("complete", 100, "demo_data")
    assert sync.options == {"seed_type": "hospitality", "options": {"total_team_members": 3}}
    assert sync.total_items == sync.success_items
    assert sync.total_items > count(node, "shift") + count(node, "event")


@pytest.mark.parametrize(
    ("options", "kind", "expected"),
    [
        ({"number_of_team_members": 3}, "member", 4),
        ({"total_team_members": 3}, "member", 4),
        ({"number_of_locations": 5}, "locations", 5),
        ({"locations_count": 1}, "locations", 1),
        ({"number_of_shifts": 17}, "shift", 17),
        ({"number_of_shifts": 400, "number_of_team_members": 2}, "shift", 400),
        ({"number_of_timesheets": 7}, "timesheet", 7),
        ({"number_of_timesheets": 33, "weeks_back": 1}, "timesheet", 33),
        ({"attendance_rate": 0.0}, "attendance", 0),
        ({"shifts_per_member_per_week": 0}, "shift", 0),
        ({"weeks_back": 0}, "timesheet", 0),
        ({"number_of_team_members": 0}, "member", 1),
    ],
)
def test_options_say_how_much_in_both_spellings(
    node: Node, me: Principal, options: dict[str, Any], kind: str, expected: int
) -> None:
    apply(node, me, "nursing", **options)
    if kind == "locations":
        assert count(node, "tag", context="locations") == expected
    else:
        assert count(node, kind) == expected


def test_weeks_say_how_far_shifts_reach(node: Node, me: Principal) -> None:
    apply(node, me, weeks_back=1, weeks_forward=0, shifts_per_member_per_week=7)
    days = {row["start_at"].date() for row in node.store.read(lambda reader: reader.find("shift"))}
    today = node.clock.now().date()
    assert (today - min(days)).days in {7, 8}
    assert max(days) <= today


def test_options_without_records_in_this_version_are_said_so(node: Node, me: Principal) -> None:
    made = apply(node, me, chats_count=3, pay_templates_count=2, leave_requests_count=0)
    assert "chats_count" in (made.message or "")
    assert "pay_templates_count" in (made.message or "")
    assert "leave_requests_count made" not in (made.message or "")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"number_of_team_members": -1}, "number_of_team_members"),
        ({"weeks_back": 1000}, "weeks_back"),
        ({"number_of_shifts": 10**9}, "options"),
        ({"number_of_locations": 2, "locations_count": 3}, "number_of_locations"),
    ],
)
def test_options_out_of_bounds_are_refused_and_make_nothing(
    node: Node, me: Principal, options: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        apply(node, me, **options)
    assert set(refused.value.details) == {field}
    assert count(node, "sync") == 0


def test_an_unknown_or_missing_seed_type_is_a_bad_request(node: Node, me: Principal) -> None:
    row = node.bus.table["team.apply_demo_data"]
    with pytest.raises(BadRequest) as refused:
        body_of(row, {"seed_type": "circus"})
    assert refused.value.status == 400
    with pytest.raises(BadRequest, match="seed_type must be one of workforce"):
        node.bus.call("team.apply_demo_data", principal=me, body=DemoDataInput())


def test_only_an_admin_applies_and_resets(node: Node, me: Principal) -> None:
    member = Cast(node, me.team_id).member("Bo", "Team Manager")
    for act in (apply, reset):
        with pytest.raises(Forbidden):
            act(node, member)


def test_reset_leaves_what_was_there_before_exactly_as_it_was(node: Node, me: Principal) -> None:
    cast = Cast(node, me.team_id)
    bo = cast.member("Bo")
    punch = WorkforceAttendanceInput(status="start")
    node.bus.call("attendances.create", principal=bo, body=punch)
    node.bus.call("tomatoes.create", principal=bo, body=TomatoInput(tomato={"tag_list": "real"}))
    before = snapshot(node)
    apply(node, me, "construction")
    apply(node, me, "retail", number_of_team_members=2)
    assert snapshot(node) != before
    done = reset(node, me)
    assert done.success
    assert snapshot(node) == before
    assert node.store.read(ledger.faults) == []
    assert count(node, "sync") == 3
    assert "Removed 0 " in (reset(node, me).message or "")


def test_a_demo_record_that_a_real_one_names_stays_and_is_real(node: Node, me: Principal) -> None:
    apply(node, me, "retail", number_of_team_members=2)
    shift = node.store.read(lambda r: r.find("shift", {"published": True}, order="start_at"))[-1]
    node.store.write(
        lambda uow: uow.insert(
            "shift_request",
            {
                "user_id": me.user_id,
                "team_id": me.team_id,
                "shift_id": shift["id"],
                "status": "requested",
                "kind": "swap",
            },
        )
    ).result()
    reset(node, me)
    (kept,) = node.store.read(lambda r: r.find("shift"))
    assert (kept["id"], kept["demo"]) == (shift["id"], None)
    names = ("event", kept["event_id"]), ("tag", kept["location_id"]), ("user", kept["assignee_id"])
    for kind, row_id in names:
        row = node.store.read(lambda r, kind=kind, row_id=row_id: r.get(kind, row_id))
        assert row is not None, kind
        assert row["demo"] is None, kind
    assert count(node, "member") == 2
    assert count(node, "attendance") == 0


def test_a_correction_of_a_demo_punch_stays_a_link_of_the_nodes_chain(
    node: Node, me: Principal
) -> None:
    apply(node, me, "retail", number_of_team_members=2)
    row = node.store.read(lambda r: r.find("attendance", {"status": "stop"}, order="timestamp"))[0]
    body = WorkforceAttendanceInput(note="Left through the back", reason="asked")
    node.bus.call("attendances.manager_update", principal=me, id=row["id"], body=body)
    assert count(node, "correction") == 1
    reset(node, me)
    assert (count(node, "correction"), count(node, "punch")) == (1, 0)
    assert node.store.read(ledger.faults) == []


def test_a_demo_directory_is_nobodys_again_after_a_reset(node: Node) -> None:
    nobody = Secrets(dict.fromkeys(("admin", "manager", "worker", "peer", "kiosk"), "x"), {})
    day = node.clock.now().date()
    made = node.store.write(lambda u: demo.fill(u, 1, day, "Europe/Berlin", nobody)).result()
    mara = node.store.read(lambda r: person.principal(r, "window"))
    node.bus.call(
        "tomatoes.create", principal=mara, body=TomatoInput(tomato={"tag_list": "while trying"})
    )
    role = node.store.read(lambda r: person.role_in(r, made.admin.user_id, made.team_id))
    done = reset(node, Principal(made.admin.user_id, made.team_id, role, "window"))
    assert done.sync_id is None
    assert {kind: rows for kind, rows in snapshot(node).items() if rows} == {}
    for table in ("api_key", "timer", "session_token", "sync"):
        assert count(node, table) == 0
    assert node.store.read(lambda r: r.meta(person.USER)) is None
    node.store.write(lambda uow: person.ensure(uow, "New Owner", "UTC")).result()
    assert node.store.read(lambda r: person.principal(r, "window")).role.name == "OWNER"
