"""A roster that is built at two places: what arrives, what the hub refuses, and what nobody loses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.contract.models import (
    WorkforceShiftAnswerInput,
    WorkforceShiftInput,
    WorkforceShiftRequestInput,
)
from desktop.services import attention, planning
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk, desk, member_key, new_shift
from tests.helpers.server import Hub, running_hub

MANAGED = "/v1/workforce/manager/shifts"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running_hub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Desk]:
    clock = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0))
    with desk(tmp_path / "desk", clock=clock) as made:
        yield made


def managed(hub: Hub) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = hub.get(MANAGED).json()
    return found


def plan(boss: Desk, start: dt.datetime, who: int | None, **more: Any) -> Any:
    values = {"start_at": start, "end_at": start + 8 * HOUR, "assignee_id": who, **more}
    return boss.call("shifts.manager_create", WorkforceShiftInput(**values))


def test_a_week_that_was_copied_and_published_offline_arrives_shift_by_shift(
    hub: Hub, node: Desk
) -> None:
    wilma = hub.join("Wilma", roles=("Team Member",))
    node.connect(hub.url, hub.key)
    node.sync()
    (here,) = [row["user_id"] for row in node.rows("member") if row["user_id"] != node.me.user_id]
    start = node.node.clock.now() + DAY
    plan(node, start, here, role="Cook", status="published")
    plan(node, start + 30 * HOUR, None, status="published")
    first = start.date()
    chosen = planning.Selection(first=first - DAY, last=first + 3 * DAY)
    later = planning.Copy(selection=chosen, to=(first + 6 * DAY,))
    copied = planning.submit(node.node.bus, node.me, later).result()
    made = tuple(shift.id or 0 for shift in copied.done)
    assert len(made) == 2
    shown = planning.Publish(selection=planning.Selection(shift_ids=made[:1]))
    planning.submit(node.node.bus, node.me, shown).result()
    report = node.sync()
    assert (report.ok, report.pending, report.attention) == (True, 0, 0), node.outbox()
    there = managed(hub)
    assert [(s["role"], s["assignee_id"], s["status"]) for s in there] == [
        ("Cook", wilma, "published"),
        (None, None, "published"),
        ("Cook", wilma, "published"),
        (None, None, "open"),
    ]
    node.node.clock.advance(minutes=5)
    again = node.sync()
    assert (again.sent, again.attention, len(node.rows("shift"))) == (0, 0, 4)


def test_a_shift_that_overlaps_one_of_the_hub_waits_for_a_person_and_is_kept(
    hub: Hub, node: Desk
) -> None:
    wilma = hub.join("Wilma", roles=("Team Member",))
    node.connect(hub.url, hub.key)
    node.sync()
    (here,) = [row["user_id"] for row in node.rows("member") if row["user_id"] != node.me.user_id]
    start = node.node.clock.now() + DAY
    times = {"start_at": start.isoformat(), "end_at": (start + 8 * HOUR).isoformat()}
    theirs = new_shift(hub, assignee_id=wilma, **times)
    mine = plan(node, start + HOUR, here, title="Mine", status="published")
    report = node.sync()
    assert report.attention == 1, node.outbox()
    (entry,) = [e for e in node.outbox() if e["state"] == "attention"]
    assert f"overlaps shift {theirs['id']}" in str(entry["error"])
    assert [shift["id"] for shift in managed(hub)] == [theirs["id"]]
    kept = {row["title"]: row["id"] for row in node.rows("shift")}
    assert kept["Mine"] == mine.id
    assert len(kept) == 2
    # the person moves it behind the other one, and says: again
    body = WorkforceShiftInput(start_at=start + 8 * HOUR, end_at=start + 12 * HOUR)
    node.call("shifts.manager_update", body, id=mine.id)
    node.node.store.write(lambda uow: attention.retry(uow, entry["seq"])).result()
    report = node.sync()
    assert (report.attention, report.pending) == (0, 0), node.outbox()
    assert [shift["title"] for shift in managed(hub)] == ["Late", "Mine"]


def test_drafts_that_two_managers_made_at_once_are_not_both_published(hub: Hub, node: Desk) -> None:
    """Also where the second one is only here: an overlap that arrives is told when it is published."""
    wilma = hub.join("Wilma", roles=("Team Member",))
    node.connect(hub.url, hub.key)
    node.sync()
    (here,) = [row["user_id"] for row in node.rows("member") if row["user_id"] != node.me.user_id]
    start = node.node.clock.now() + DAY
    mine = plan(node, start, here, title="Mine")
    times = {"start_at": start.isoformat(), "end_at": (start + 2 * HOUR).isoformat()}
    new_shift(hub, assignee_id=wilma, **times)
    node.sync()
    chosen = planning.Selection(shift_ids=(mine.id,))
    found = planning.submit(node.node.bus, node.me, planning.Publish(selection=chosen)).result()
    assert (found.done, [one.code for one in found.left]) == ([], ["overlap"])
    assert [shift["title"] for shift in managed(hub)] == ["Late"]
    assert {row["title"] for row in node.rows("shift")} == {"Late", "Mine"}


def test_an_offer_reaches_the_workers_node_and_is_accepted_offline(hub: Hub, node: Desk) -> None:
    node.connect(hub.url, member_key(hub))
    node.sync()
    user = int(node.rows("remote")[0]["user_pk"])
    shift = new_shift(hub, role="Cook")
    body = {"kind": "offer", "shift_id": shift["id"], "user_id": user, "message": "Please"}
    offer = hub.post("/v1/workforce/manager/shift_requests", json=body).json()
    node.sync()
    (mine,) = node.call("shifts.list")
    (told,) = mine.requests
    assert [row["kind"] for row in node.rows("notice")] == ["shift_offered"]
    assert (told.kind, told.message, told.user_id) == ("offer", "Please", node.me.user_id)
    node.call("shift_requests.update", WorkforceShiftRequestInput(status="approved"), id=told.id)
    report = node.sync()
    assert (report.attention, report.pending) == (0, 0), node.outbox()
    there = hub.get(f"/v1/workforce/manager/shift_requests/{offer['id']}").json()
    assert there["status"] == "approved"
    assert hub.get(f"{MANAGED}/{shift['id']}").json()["assignee_id"] == user


def test_what_becomes_of_offers_drops_and_swaps_is_learnt_from_the_shifts(
    hub: Hub, node: Desk
) -> None:
    node.connect(hub.url, member_key(hub))
    node.sync()
    user, cy = int(node.rows("remote")[0]["user_pk"]), hub.join("Cy", roles=("Team Member",))
    start = dt.datetime.now(dt.UTC).replace(microsecond=0) + DAY
    shifts = {}
    for number, (title, who) in enumerate(
        (("drop", user), ("keep", user), ("swap", user), ("hers", cy), ("offer", None))
    ):
        at = start + number * DAY
        times = {"start_at": at.isoformat(), "end_at": (at + 4 * HOUR).isoformat()}
        shifts[title] = new_shift(hub, title=title, assignee_id=who, **times)
    body = {"kind": "offer", "shift_id": shifts["offer"]["id"], "user_id": user}
    offer = hub.post("/v1/workforce/manager/shift_requests", json=body).json()
    node.sync()
    here = {shift.title: shift.id for shift in node.call("shifts.list")}
    for title in ("drop", "keep"):
        asked = WorkforceShiftRequestInput(kind="drop", shift_id=here[title])
        node.call("shift_requests.create", asked)
    node.sync()
    path = "/v1/workforce/manager/shift_requests"
    decisions = {shifts["drop"]["id"]: "approved", shifts["keep"]["id"]: "rejected"}
    for request in hub.get(path).json():
        if request["id"] != offer["id"]:
            to = decisions[request["shift_id"]]
            hub.request("PUT", f"{path}/{request['id']}", json={"status": to})
    hub.request("PUT", f"{path}/{offer['id']}", json={"status": "rejected"})
    node.sync()
    told = {row["shift_id"]: row["status"] for row in node.rows("shift_request")}
    assert told[here["drop"]] == "approved"
    assert told[here["keep"]] == "rejected"
    assert told[here["offer"]] == "rejected"


def test_a_worker_is_asked_offline_what_the_hub_wants_to_know(hub: Hub, node: Desk) -> None:
    hub.post("/v1/tags", json={"name": "Cook", "context": "roles"})
    (tag,) = hub.get("/v1/tags").json()
    path = "/v1/workforce/manager/shift_questions"
    for body in (
        {"text": "Fit?", "when": "start_shift", "offset_minutes": -10},
        {"text": "Fridge shut?", "when": "end_shift", "tag_ids": [tag["id"]]},
        {"text": "Bar cleaned?", "tag_ids": [tag["id"]], "enabled": False},
    ):
        assert hub.post(path, json=body).status_code == 201
    node.connect(hub.url, member_key(hub))
    user = int(node.rows("remote")[0]["user_pk"])
    new_shift(hub, assignee_id=user, role="Cook")
    new_shift(hub, role="Cook")
    node.sync()
    mine = next(shift for shift in node.call("shifts.list") if shift.assignee_id is not None)
    asked = node.call("shifts.questions", id=mine.id)
    assert [(one.text, one.when, one.offset_minutes) for one in asked] == [
        ("Fit?", "start_shift", -10),
        ("Fridge shut?", "end_shift", 0),
    ]
    body = WorkforceShiftAnswerInput(shift_question_id=asked[1].id, text="Yes")
    node.call("shifts.answer", body, id=mine.id)
    report = node.sync()
    assert (report.attention, report.pending) == (0, 0), node.outbox()
    (answer,) = hub.node.store.read(lambda reader: reader.find("shift_answer"))
    (there,) = hub.node.store.read(lambda r: r.find("shift_question", {"text": "Fridge shut?"}))
    assert (answer["shift_question_id"], answer["user_id"]) == (there["id"], user)
    node.node.clock.advance(minutes=5)
    again = node.sync()
    assert (again.sent, again.received) == (0, 0)
    assert hub.post(path, json={"text": "Later?"}).status_code == 201
    node.sync()
    assert [one.text for one in node.call("shifts.questions", id=mine.id)][-1] == "Later?"


@pytest.mark.parametrize("withdrawn", [True, False])
def test_an_approval_that_does_not_hold_at_the_hub_gives_the_shift_back(
    hub: Hub, node: Desk, withdrawn: bool
) -> None:
    bo = hub.join("Bo", roles=("Team Member",))
    shift = new_shift(hub)
    path = "/v1/workforce/manager/shift_requests"
    body = {"kind": "request", "shift_id": shift["id"], "user_id": bo}
    request = hub.post(path, json=body).json()
    node.connect(hub.url, hub.key)
    node.sync()
    (here,) = node.call("shift_requests.manager_list")
    approved = WorkforceShiftRequestInput(status="approved")
    node.call("shift_requests.manager_update", approved, id=here.id)
    locks = {"user_id": here.user_id}
    (day,) = node.rows("availability", **locks)
    assert any(day[f"{part}_locked"] for part in ("am", "pm", "nd"))
    if withdrawn:
        hub.request("PUT", f"{path}/{request['id']}", json={"status": "canceled"})
    else:  # Bo works then meanwhile
        times = {name: shift[name] for name in ("start_at", "end_at")}
        new_shift(hub, title="Other", assignee_id=bo, **times)
    assert node.sync().attention == 1, node.outbox()
    for entry in node.outbox():
        if entry["state"] == "attention":
            node.node.store.write(lambda uow, e=entry: attention.discard(uow, e["seq"])).result()
    node.sync()
    kept = {row["title"]: row["assignee_id"] for row in node.rows("shift")}
    assert kept["Late"] is None
    status = "canceled" if withdrawn else "requested"
    assert [row["status"] for row in node.rows("shift_request")] == [status]
    (day,) = node.rows("availability", **locks)
    # the other shift holds the part now
    assert any(day[f"{part}_locked"] for part in ("am", "pm", "nd")) is not withdrawn
