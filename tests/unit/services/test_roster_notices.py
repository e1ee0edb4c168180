from __future__ import annotations

from typing import Any

import pytest

from desktop.app import Node
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.punching import rows
from tests.helpers.roster import Roster
from tests.helpers.team import Cast
from tests.helpers.trades import HOUR, Trades


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


@pytest.fixture
def trades(node: Node, me: Principal, clock: FakeClock) -> Trades:
    return Trades(node, me, clock.now())


@pytest.fixture
def roster(node: Node, me: Principal) -> Roster:
    return Roster(node, me)


def told(node: Node, who: Principal) -> list[str]:
    found = rows(node, "notice", "at, id", user_id=who.user_id)
    return [row["kind"].removeprefix("shift_") for row in found]


def last(node: Node, who: Principal) -> dict[str, Any]:
    data: dict[str, Any] = rows(node, "notice", "id", user_id=who.user_id)[-1]["data"]
    return data


def test_a_person_is_told_of_what_happens_to_a_published_shift(
    node: Node, roster: Roster, cast: Cast, clock: FakeClock
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    shift = roster.shift("2026-11-23 09:00", who=bo, status="assigned", role="Cook")
    assert told(node, bo) == []
    acts: list[dict[str, Any]] = [
        {"status": "published"},
        {"title": "Only words"},
        {"location_name": "Manly"},
        {"status": "assigned"},
        {"status": "published"},
        {"assignee_id": cy.user_id},
    ]
    for fields in acts:
        clock.advance(minutes=1)
        roster.put(shift, **fields)
    assert told(node, bo) == ["published", "changed", "taken", "published", "taken"]
    clock.advance(minutes=1)
    roster.cancel(shift, reason="No guests")
    assert told(node, cy) == ["published", "canceled"]
    data = last(node, cy)
    assert (data["role"], data["location_name"], data["reason"]) == ("Cook", "Manly", "No guests")
    assert data["start_at"] == "2026-11-23T08:00:00Z"


def test_a_week_that_is_published_together_is_one_notice(
    node: Node, roster: Roster, cast: Cast
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    for day in range(23, 27):
        roster.shift(f"2026-11-{day} 09:00", who=bo, status="assigned")
    roster.shift("2026-11-23 09:00", who=cy, status="assigned")
    roster.publish(first="2026-11-23", week=True)
    assert (told(node, bo), told(node, cy)) == (["published"], ["published"])
    assert (last(node, bo)["count"], "count" in last(node, cy)) == (4, False)


def test_nobody_is_told_of_own_acts_or_of_shifts_that_have_begun(
    node: Node, me: Principal, roster: Roster, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    roster.shift("2026-11-23 09:00", who=me)
    past = roster.shift("2026-11-16 09:00", who=bo)
    roster.cancel(past)
    assert (told(node, me), told(node, bo)) == ([], [])


def test_offers_swaps_and_refusals_are_told_to_whom_they_concern(
    node: Node, me: Principal, trades: Trades, cast: Cast, clock: FakeClock
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    free, his, hers = trades.shift(1), trades.shift(9, bo), trades.shift(15, cy)
    clock.advance(minutes=1)
    offer = trades.ask(me, free, manager=True, user_id=bo.user_id)
    swap = trades.ask(bo, his, kind="swap", swap_shift_id=hers)
    assert (told(node, bo)[1:], told(node, cy)[1:]) == (["offered"], ["swap_asked"])
    assert last(node, cy)["user_id"] == bo.user_id
    clock.advance(minutes=1)
    trades.put(cy, swap, status="rejected")
    assert told(node, bo)[2:] == ["not_chosen"]
    rival = trades.ask(cy, free)
    clock.advance(minutes=1)
    trades.put(bo, offer, status="approved")
    assert trades.status(rival) == "rejected"
    assert (told(node, bo)[3:], told(node, cy)[2:]) == ([], ["not_chosen"])
    assert told(node, me) == []
    assert trades.now + HOUR > clock.now()
