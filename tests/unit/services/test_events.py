from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Conflict, Forbidden, Invalid, NotFound
from desktop.contract.models import EventInput
from desktop.services.context import Principal, Role
from tests.helpers.day import at
from tests.helpers.team import Cast, audited

START, END = at("2026-11-23 09:00"), at("2026-11-23 10:00")


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def create(node: Node, who: Principal, /, **fields: Any) -> Any:
    body = EventInput(**{"title": "Dentist", "start_at": START, "end_at": END, **fields})
    return node.bus.call("events.create", principal=who, body=body)


def change(node: Node, who: Principal, event_id: int, /, **fields: Any) -> Any:
    body = EventInput(**fields)
    return node.bus.call("events.update", principal=who, id=event_id, body=body)


def titles(node: Node, who: Principal, **query: str) -> list[str]:
    return [event.title for event in node.bus.call("events.list", principal=who, **query)]


def shift(node: Node, who: Principal, **more: Any) -> int:
    values = {
        "team_id": who.team_id,
        "assignee_id": who.user_id,
        "start_at": at("2026-11-24 06:00"),
        "end_at": at("2026-11-24 14:00"),
        "status": "assigned",
        "role": "Barista",
        "location_name": "Harbour",
        "published": True,
        "canceled": False,
        "data": {},
        **more,
    }

    def work(uow: Any) -> int:
        row = uow.insert("shift", values)
        if "event_id" not in more:
            uow.update("shift", row["id"], {"event_id": row["id"]})
        return int(row["id"])

    return node.store.write(work).result()


def test_an_event_is_made_read_changed_and_deleted(node: Node, me: Principal) -> None:
    made = create(node, me, details="floss\nfirst", color="#ff0000", location_name="Main St")
    assert (made.kind, made.user_id, made.team_id) == ("event", me.user_id, me.team_id)
    changed = change(node, me, made.id, title="Doctor", details=None)
    assert (changed.title, changed.details, changed.color) == ("Doctor", None, "#ff0000")
    assert node.bus.call("events.get", principal=me, id=made.id) == changed
    assert node.bus.call("events.delete", principal=me, id=made.id) == changed
    with pytest.raises(NotFound):
        node.bus.call("events.get", principal=me, id=made.id)


def test_an_event_may_have_no_end(node: Node, me: Principal) -> None:
    made = create(node, me, end_at=None)
    assert made.end_at is None
    assert titles(node, me, date_range="2026-11-23,2026-11-23") == ["Dentist"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", None),
        ("title", " "),
        ("title", "x" * 256),
        ("start_at", None),
        ("start_at", dt.datetime(1, 1, 2, tzinfo=dt.UTC)),
        ("end_at", START - dt.timedelta(minutes=1)),
        ("end_at", dt.datetime(9999, 1, 1, tzinfo=dt.UTC)),
        ("kind", "shift"),
        ("color", "x" * 33),
        ("details", "x" * 5001),
    ],
)
def test_bad_events_are_refused_and_named(
    node: Node, me: Principal, field: str, value: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        create(node, me, **{field: value})
    assert set(refused.value.details) == {field}
    kept = create(node, me)
    with pytest.raises(Invalid) as refused:
        change(node, me, kept.id, **{field: value})
    assert set(refused.value.details) == {field}
    assert node.bus.call("events.get", principal=me, id=kept.id) == kept


def test_moving_only_the_start_past_the_end_is_refused(node: Node, me: Principal) -> None:
    made = create(node, me)
    with pytest.raises(Invalid) as refused:
        change(node, me, made.id, start_at=END + dt.timedelta(hours=1))
    assert set(refused.value.details) == {"end_at"}


def test_events_of_others_are_not_found_not_even_by_their_manager(
    node: Node, me: Principal, cast: Cast
) -> None:
    theirs = create(node, cast.member("Bo"))
    for event_id in (theirs.id, 4711):
        with pytest.raises(NotFound):
            node.bus.call("events.get", principal=me, id=event_id)
        with pytest.raises(NotFound):
            change(node, me, event_id, title="Mine")
        with pytest.raises(NotFound):
            node.bus.call("events.delete", principal=me, id=event_id)
    assert titles(node, me) == []


def test_a_person_without_a_team_has_a_calendar_too(node: Node, cast: Cast) -> None:
    loner = Principal(cast.person("Lo"), 0, Role.NONE)
    made = create(node, loner)
    assert made.team_id is None
    assert titles(node, loner) == ["Dentist"]


def test_the_calendar_holds_own_events_and_shifts_by_start(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    create(node, bo, title="Later", start_at=at("2026-12-01 09:00"), end_at=None)
    create(node, bo)
    own = shift(node, bo)
    shift(node, cy, title="Not mine")
    shift(node, bo, title="Draft", published=False)
    shift(node, bo, title="Cancelled", canceled=True)
    assert titles(node, bo) == ["Dentist", "Barista", "Later"]
    assert titles(node, bo, date_range="2026-11-24,2026-11-24") == ["Barista"]
    event = node.bus.call("events.get", principal=bo, id=own)
    assert (event.id, event.kind, event.title, event.location_name, event.user_id) == (
        own,
        "shift",
        "Barista",
        "Harbour",
        bo.user_id,
    )


def test_a_night_shift_is_in_both_of_its_days(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    shift(node, bo, start_at=at("2026-11-24 22:00"), end_at=at("2026-11-25 06:00"))
    for day in ("2026-11-24", "2026-11-25"):
        assert titles(node, bo, date_range=f"{day},{day}") == ["Barista"]
    assert titles(node, bo, date_range="2026-11-26,2026-11-26") == []


def test_which_shifts_show_as_events_depends_on_the_role(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo, stranger = cast.member("Bo"), cast.other_team()
    draft, theirs = shift(node, bo, published=False), shift(node, me)
    offered = shift(node, me, assignee_id=None, status="open")
    foreign = shift(node, stranger)
    assert node.bus.call("events.get", principal=bo, id=offered).user_id is None
    assert node.bus.call("events.get", principal=me, id=draft).id == draft
    gone = Principal(bo.user_id, bo.team_id, Role.NONE)
    hidden = ((bo, draft), (bo, theirs), (bo, foreign), (me, foreign), (gone, offered))
    for who, event_id in hidden:
        with pytest.raises(NotFound):
            node.bus.call("events.get", principal=who, id=event_id)


def test_a_shift_from_elsewhere_is_found_by_its_event(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    backed = shift(node, bo, event_id=77)
    assert node.bus.call("events.get", principal=bo, id=77).title == "Barista"
    with pytest.raises(NotFound):
        node.bus.call("events.get", principal=bo, id=backed)


def test_a_shift_whose_event_is_here_shows_once(node: Node, cast: Cast) -> None:
    bo = cast.member("Bo")
    event = create(node, bo, title="Early shift")
    shift(node, bo, event_id=event.id)
    assert titles(node, bo) == ["Early shift"]


def test_a_manager_moves_a_shift_through_its_event(node: Node, me: Principal, cast: Cast) -> None:
    bo = cast.member("Bo")
    own = shift(node, bo)
    start, end = at("2026-11-24 07:30"), at("2026-11-24 15:00")
    moved = change(node, me, own, start_at=start, end_at=end, kind="shift", color="#123456")
    assert (moved.start_at, moved.end_at, moved.title) == (start, end, "Barista")
    row = node.store.read(lambda reader: reader.need("shift", own))
    assert (row["start_at"], row["end_at"], row["event_id"]) == (start, end, own)
    assert audited(node, "shift")


def test_a_member_does_not_move_or_delete_a_shift(node: Node, me: Principal, cast: Cast) -> None:
    bo = cast.member("Bo")
    own = shift(node, bo)
    with pytest.raises(Forbidden):
        change(node, bo, own, start_at=START)
    for who in (bo, me):
        with pytest.raises(Conflict):
            node.bus.call("events.delete", principal=who, id=own)
