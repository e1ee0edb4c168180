from __future__ import annotations

from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import WorkforceShiftInput
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.team import Cast, audited
from tests.helpers.trades import Trades


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


@pytest.fixture
def roster(node: Node, me: Principal, clock: FakeClock) -> Trades:
    return Trades(node, me, clock.now())


def test_an_open_shift_is_requested_once_and_withdrawn(
    node: Node, roster: Trades, cast: Cast
) -> None:
    bo = cast.member("Bo")
    shift = roster.shift(1)
    request = roster.ask(bo, shift, message="please")
    assert (request.kind, request.status, request.message) == ("request", "requested", "please")
    assert (request.user_id, request.requestor_id) == (bo.user_id, bo.user_id)
    assert node.bus.call("shifts.get", principal=bo, id=shift).shift_requested is True
    with pytest.raises(Invalid) as refused:
        roster.ask(bo, shift)
    assert set(refused.value.details) == {"shift_id"}
    assert roster.drop(bo, request).status == "canceled"
    assert roster.drop(bo, request).status == "canceled"
    assert node.bus.call("shifts.get", principal=bo, id=shift).shift_requested is False
    again = roster.ask(bo, shift)
    assert roster.put(bo, again, status="canceled").status == "canceled"


def test_only_shifts_that_one_sees_and_nobody_has_are_requested(
    node: Node, me: Principal, roster: Trades, cast: Cast, clock: FakeClock
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    his, mine, draft = roster.shift(1, cy), roster.shift(2, bo), roster.shift(3, status="open")
    for hidden in (his, draft, 4711):
        with pytest.raises(NotFound):
            roster.ask(bo, hidden)
    for fields in ({"shift_id": None}, {"kind": "offer"}, {"user_id": cy.user_id}):
        with pytest.raises(Invalid) as refused:
            roster.ask(bo, **{"shift_id": mine, **fields})
        assert set(refused.value.details) == set(fields)
    with pytest.raises(Invalid):
        roster.ask(bo, mine)
    over = roster.shift(4)
    clock.advance(hours=5)
    with pytest.raises(Invalid) as refused:
        roster.ask(bo, over)
    assert refused.value.details == {"shift_id": ["is over"]}


def test_approving_assigns_the_shift_and_rejects_the_others(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    bo, cy, di = cast.member("Bo"), cast.member("Cy"), cast.member("Di")
    shift, other = roster.shift(1), roster.shift(9)
    wanted, rival, late = (roster.ask(who, shift) for who in (bo, cy, di))
    elsewhere = roster.ask(cy, other)
    roster.drop(di, late)
    roster.put(me, wanted, manager=True, status="shortlisted")
    assert roster.put(me, wanted, manager=True, status="approved").status == "approved"
    assert roster.holder(shift) == bo.user_id
    assert [roster.status(r) for r in (wanted, rival, late, elsewhere)] == [
        "approved",
        "rejected",
        "canceled",
        "requested",
    ]
    assert node.bus.call("shifts.get", principal=bo, id=shift).status == "published"
    assert roster.put(me, wanted, manager=True, status="approved").status == "approved"
    for status in ("rejected", "requested", "canceled"):
        with pytest.raises(Invalid) as refused:
            roster.put(me, wanted, manager=True, status=status)
        assert set(refused.value.details) == {"status"}
    with pytest.raises(Invalid):
        roster.drop(bo, wanted)
    assert len(audited(node, "shift_request")) == 2


def test_a_shift_that_overlaps_or_is_taken_meanwhile_is_not_given(
    me: Principal, roster: Trades, cast: Cast
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    shift = roster.shift(1)
    request = roster.ask(bo, shift)
    roster.shift(1, bo)
    with pytest.raises(Invalid) as refused:
        roster.put(me, request, manager=True, status="approved")
    assert set(refused.value.details) == {"user_id"}
    assert (roster.holder(shift), roster.status(request)) == (None, "requested")
    body = WorkforceShiftInput(assignee_id=cy.user_id)
    roster.node.bus.call("shifts.manager_update", principal=me, id=shift, body=body)
    assert roster.status(request) == "rejected"


def test_members_decide_nothing_themselves(roster: Trades, cast: Cast) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    request = roster.ask(bo, roster.shift(1))
    for status in ("approved", "shortlisted", "rejected"):
        with pytest.raises(Invalid):
            roster.put(bo, request, status=status)
    assert roster.put(bo, request, message="really").message == "really"
    for act in (roster.drop, roster.put):
        with pytest.raises(NotFound):
            act(cy, request)
    with pytest.raises(Forbidden):
        roster.put(bo, request, manager=True, status="approved")


def test_an_offer_is_accepted_or_declined_by_the_person(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    shift = roster.shift(1, role="Cook")  # not offered to everybody
    to_bo = roster.ask(me, shift, manager=True, user_id=bo.user_id)
    to_cy = roster.ask(me, shift, manager=True, user_id=cy.user_id)
    assert (to_bo.kind, to_bo.requestor_id) == ("offer", me.user_id)
    assert node.bus.call("shifts.get", principal=bo, id=shift).id == shift
    assert roster.put(cy, to_cy, status="rejected").status == "rejected"
    with pytest.raises(Invalid):
        roster.put(bo, to_bo, status="shortlisted")
    assert roster.put(bo, to_bo, status="approved").status == "approved"
    assert roster.holder(shift) == bo.user_id
    with pytest.raises(Invalid) as refused:
        roster.ask(me, roster.shift(5), manager=True)
    assert set(refused.value.details) == {"user_id"}
    stranger = cast.other_team()
    with pytest.raises(Invalid):
        roster.ask(me, roster.shift(6), manager=True, user_id=stranger.user_id)


def test_dropping_opens_the_shift_again(me: Principal, roster: Trades, cast: Cast) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    shift = roster.shift(1, bo)
    with pytest.raises(NotFound):
        roster.ask(cy, shift, kind="drop")
    request = roster.ask(bo, shift, kind="drop", message="ill")
    roster.put(me, request, status="approved")  # a manager on the member's path
    assert (roster.holder(shift), roster.status(request)) == (None, "approved")
    assert roster.ask(cy, shift).status == "requested"


def test_a_swap_needs_two_people_and_exchanges_both_shifts(
    me: Principal, roster: Trades, cast: Cast
) -> None:
    bo, cy, di = cast.member("Bo"), cast.member("Cy"), cast.member("Di")
    his, hers = roster.shift(1, bo), roster.shift(5, cy)
    for other in (None, his, roster.shift(9), roster.shift(12, bo), 4711):
        with pytest.raises(Invalid) as refused:
            roster.ask(bo, his, kind="swap", swap_shift_id=other)
        assert set(refused.value.details) == {"swap_shift_id"}
    swap = roster.ask(bo, his, kind="swap", swap_shift_id=hers)
    with pytest.raises(NotFound):
        roster.put(di, swap, status="shortlisted")
    assert roster.put(cy, swap, status="shortlisted").status == "shortlisted"
    with pytest.raises(Invalid):
        roster.put(cy, swap, status="approved")
    rival = roster.ask(cy, hers, kind="drop")
    roster.put(me, swap, manager=True, status="approved")
    assert (roster.holder(his), roster.holder(hers)) == (cy.user_id, bo.user_id)
    assert roster.status(rival) == "canceled"


def test_a_swap_that_would_overlap_changes_nothing(
    me: Principal, roster: Trades, cast: Cast
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    his, hers = roster.shift(1, bo), roster.shift(5, cy)
    roster.shift(1, cy)
    swap = roster.ask(bo, his, kind="swap", swap_shift_id=hers)
    with pytest.raises(Invalid):
        roster.put(me, swap, manager=True, status="approved")
    assert (roster.holder(his), roster.holder(hers)) == (bo.user_id, cy.user_id)


def test_cancelling_a_shift_ends_what_was_asked_about_it(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    request = roster.ask(cast.member("Bo"), shift := roster.shift(1))
    node.bus.call("shifts.manager_delete", principal=me, id=shift)
    assert roster.status(request) == "canceled"


def test_managers_list_requests_newest_first(
    me: Principal, roster: Trades, cast: Cast, node: Node, clock: FakeClock
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    shift, other = roster.shift(1), roster.shift(5)
    first = roster.ask(bo, shift)
    clock.advance(minutes=1)
    second = roster.ask(cy, shift)
    clock.advance(minutes=1)
    third = roster.ask(cy, other)
    roster.put(me, third, manager=True, status="shortlisted")

    def found(**query: Any) -> list[int]:
        listed = node.bus.call("shift_requests.manager_list", principal=me, **query)
        return [request.id for request in listed]

    assert found() == [third.id, second.id, first.id]
    assert found(shift_id=shift) == [second.id, first.id]
    assert found(user_id=cy.user_id, status="requested") == [second.id]
    assert found(status="shortlisted") == [third.id]
    assert found(per=2, page=2) == [first.id]
    assert node.bus.call("shift_requests.manager_get", principal=me, id=first.id) == first
    with pytest.raises(NotFound):
        stranger = cast.other_team()
        node.bus.call("shift_requests.manager_get", principal=stranger, id=first.id)
