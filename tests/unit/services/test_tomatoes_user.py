from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Prescribed
from desktop.contract.models.tomatoes import TomatoUser, TomatoUserInput
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock


def change(node: Node, me: Principal, **fields: Any) -> TomatoUser:
    body = TomatoUserInput(user=fields)
    changed: TomatoUser = node.bus.call("tomatoes_user.update", principal=me, body=body)
    return changed


def faults(node: Node, me: Principal, **fields: Any) -> dict[str, Any]:
    with pytest.raises(Prescribed) as refused:
        change(node, me, **fields)
    assert refused.value.status == 422
    return refused.value.body


def test_a_new_profile_shows_the_defaults(node: Node, me: Principal) -> None:
    user = node.bus.call("tomatoes_user.get", principal=me)
    assert (user.name, user.image, user.color, user.volume) == (
        "Mara Ellison",
        "user.png",
        "#000000",
        2,
    )
    assert (user.currency, user.currency_unit, user.ticking) == ("USD", "$", False)
    assert (user.authorizations, user.average_hourly_rate) == ([], None)


def test_only_what_was_sent_changes(node: Node, me: Principal) -> None:
    change(node, me, name="Mara Ann Ellison", currency="CHF", ticking="yes", volume="3")
    user = change(node, me, average_hourly_rate=50, work_hours_per_day="7.9", color="#AbCdEf")
    assert (user.name, user.currency_unit, user.ticking, user.volume) == (
        "Mara Ann Ellison",
        "Fr.",
        True,
        3,
    )
    assert (user.average_hourly_rate, user.work_hours_per_day) == (50.0, 7)
    assert change(node, me, ticking="off", color="", currency="").color == "#000000"


def test_everything_wrong_is_said_at_once(node: Node, me: Principal) -> None:
    assert faults(
        node,
        me,
        color="red",
        volume=4,
        currency="AUD",
        work_hours_per_day="many",
        average_hourly_rate=0,
    ) == {
        "color": ["is invalid"],
        "volume": ["must be less than 4"],
        "currency": ["is not included in the list"],
        "work_hours_per_day": ["is not a number"],
        "average_hourly_rate": ["must be greater than 0"],
    }


def test_a_blank_volume_is_no_number_but_null_is_the_default(node: Node, me: Principal) -> None:
    assert faults(node, me, volume="") == {"volume": ["is not a number"]}
    assert faults(node, me, volume=-1) == {"volume": ["must be greater than or equal to 0"]}
    change(node, me, volume=0)
    assert change(node, me, volume=None).volume == 2


def test_any_zone_is_kept_as_sent_and_a_blank_one_is_none(node: Node, me: Principal) -> None:
    assert change(node, me, time_zone="Atlantis").time_zone == "Atlantis"
    assert change(node, me, time_zone="  ").time_zone is None


def test_nobody_takes_the_address_that_another_logs_in_with(node: Node, me: Principal) -> None:
    node.store.write(
        lambda uow: uow.insert("user", {"first_name": "Other", "email": "other@x.example"})
    ).result()
    taken = {"email": ["has already been taken"]}
    assert faults(node, me, email="other@x.example") == taken
    assert change(node, me, email="mara@x.example").email == "mara@x.example"
    assert change(node, me, email="mara@x.example").email == "mara@x.example"


def test_text_without_end_is_refused(node: Node, me: Principal) -> None:
    assert faults(node, me, image="x" * 256) == {
        "image": ["is too long (maximum is 255 characters)"]
    }


def test_counters_follow_the_zone_of_the_request_and_weeks_begin_on_monday(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    clock.wall = dt.datetime(2026, 11, 18, 3, 0, tzinfo=dt.UTC)  # Tuesday 22:00 in New York

    def work(uow: Any) -> None:
        for at in (
            dt.datetime(2026, 11, 17, 15, 0, tzinfo=dt.UTC),
            dt.datetime(2026, 11, 18, 3, 0, tzinfo=dt.UTC),
            dt.datetime(2026, 11, 15, 12, 0, tzinfo=dt.UTC),
        ):
            uow.insert("tomato", {"user_id": me.user_id, "tags": [], "created_at": at})

    node.store.write(work).result()

    def counts(zone: str) -> tuple[int, int, int]:
        user = node.bus.call("tomatoes_user.get", principal=me, time_zone=zone)
        counted = user.tomatoes_counters
        return counted.day, counted.week, counted.month

    assert counts("America/New_York") == (2, 2, 3)
    assert counts("Europe/Rome") == (1, 2, 3)


def test_the_answer_to_a_new_zone_still_counts_by_the_old_one(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    clock.wall = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)  # the 21st in Berlin

    def work(uow: Any) -> None:
        at = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
        uow.insert("tomato", {"user_id": me.user_id, "tags": [], "created_at": at})

    node.store.write(work).result()
    assert change(node, me, time_zone="UTC").tomatoes_counters.day == 0
    assert node.bus.call("tomatoes_user.get", principal=me).tomatoes_counters.day == 1
