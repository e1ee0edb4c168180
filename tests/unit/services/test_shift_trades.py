from __future__ import annotations

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid, NotFound
from desktop.contract.models import UNSET, WorkforceShiftInput
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.team import Cast, audited
from tests.helpers.trades import HOUR, Trades


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


@pytest.fixture
def roster(node: Node, me: Principal, clock: FakeClock) -> Trades:
    return Trades(node, me, clock.now())


def asked_about(node: Node, who: Principal, shift: int) -> list[tuple[str, int]]:
    told = node.bus.call("shifts.get", principal=who, id=shift).requests
    return [] if told is UNSET else [(one.kind, one.id) for one in told]


def test_a_shift_tells_a_member_of_the_requests_that_concern_them(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    free = roster.shift(1, role="Cook")  # suits neither
    offer = roster.ask(me, free, manager=True, user_id=bo.user_id)
    his, hers = roster.shift(9, bo), roster.shift(15, cy)
    swap = roster.ask(bo, his, kind="swap", swap_shift_id=hers)
    listed = {shift.id: shift for shift in node.bus.call("shifts.list", principal=bo)}
    assert [one.id for one in listed[free].requests] == [offer.id]
    assert (listed[free].shift_requested, listed[his].shift_requested) == (False, True)
    assert asked_about(node, bo, free) == [("offer", offer.id)]
    assert asked_about(node, bo, his) == asked_about(node, cy, hers) == [("swap", swap.id)]
    assert node.bus.call("shifts.get", principal=cy, id=hers).shift_requested is False
    assert node.bus.call("shifts.get", principal=cy, id=his).id == his  # what she would get
    assert free not in {shift.id for shift in node.bus.call("shifts.list", principal=cy)}
    roster.put(cy, swap, status="rejected")
    assert asked_about(node, cy, hers) == []
    with pytest.raises(NotFound):
        node.bus.call("shifts.get", principal=cy, id=his)


def test_who_is_offered_a_shift_may_as_well_ask_for_it(
    me: Principal, roster: Trades, cast: Cast
) -> None:
    bo, shift = cast.member("Bo"), roster.shift(1)
    offer = roster.ask(me, shift, manager=True, user_id=bo.user_id)
    request = roster.ask(bo, shift)
    for again in (
        lambda: roster.ask(bo, shift),
        lambda: roster.ask(me, shift, manager=True, user_id=bo.user_id),
    ):
        with pytest.raises(Invalid):
            again()
    roster.put(bo, offer, status="approved")
    assert (roster.holder(shift), roster.status(request)) == (bo.user_id, "approved")


def test_who_is_simply_given_the_shift_they_asked_for_was_not_rejected(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    bo, cy, shift = cast.member("Bo"), cast.member("Cy"), roster.shift(1)
    wish, rival = roster.ask(bo, shift), roster.ask(cy, shift)
    body = WorkforceShiftInput(assignee_id=bo.user_id)
    node.bus.call("shifts.manager_update", principal=me, id=shift, body=body)
    assert (roster.status(wish), roster.status(rival)) == ("approved", "rejected")


def test_where_both_opt_in_a_swap_waits_for_the_other_person(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    roster.policy("both")
    bo, cy = cast.member("Bo"), cast.member("Cy")
    his, hers = roster.shift(1, bo), roster.shift(9, cy)
    swap = roster.ask(bo, his, kind="swap", swap_shift_id=hers)
    for status in ("approved", "shortlisted"):
        with pytest.raises(Invalid) as refused:
            roster.put(me, swap, manager=True, status=status)
        assert set(refused.value.details) == {"status"}
    assert roster.put(cy, swap, status="shortlisted").status == "shortlisted"
    assert roster.put(me, swap, manager=True, status="approved").status == "approved"
    assert (roster.holder(his), roster.holder(hers)) == (cy.user_id, bo.user_id)


def test_another_exchange_needs_a_new_consent(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    roster.policy("both")
    bo, cy, di = cast.member("Bo"), cast.member("Cy"), cast.member("Di")
    his, hers, third = roster.shift(1, bo), roster.shift(9, cy), roster.shift(15, di)
    swap = roster.ask(bo, his, kind="swap", swap_shift_id=hers)
    roster.put(cy, swap, status="shortlisted")
    changed = roster.put(bo, swap, swap_shift_id=third)
    assert (changed.status, changed.swap_shift_id) == ("requested", third)
    with pytest.raises(Invalid):
        roster.put(me, swap, manager=True, status="approved")


def test_swaps_of_equal_length_need_no_manager_where_the_team_says_so(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    roster.policy("same_hours")
    bo, cy = cast.member("Bo"), cast.member("Cy")
    his, hers, longer = (
        roster.shift(1, bo),
        roster.shift(9, cy),
        roster.shift(15, cy, end_at=roster.now + 20 * HOUR),
    )
    uneven = roster.ask(bo, his, kind="swap", swap_shift_id=longer)
    assert roster.put(cy, uneven, status="shortlisted").status == "shortlisted"
    roster.drop(bo, uneven)
    even = roster.ask(bo, his, kind="swap", swap_shift_id=hers)
    assert roster.put(cy, even, status="shortlisted").status == "approved"
    assert (roster.holder(his), roster.holder(hers)) == (cy.user_id, bo.user_id)
    assert [row["operation"] for row in audited(node, "shift_request")] == [
        "shift_requests.update"
    ] * 2


def test_a_consent_that_would_book_somebody_twice_tells_nothing_of_others(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    roster.policy("same_hours")
    bo, cy = cast.member("Bo"), cast.member("Cy")
    his, hers = roster.shift(1, bo), roster.shift(9, cy)
    roster.shift(9, bo)
    swap = roster.ask(bo, his, kind="swap", swap_shift_id=hers)
    with pytest.raises(Invalid) as refused:
        roster.put(cy, swap, status="shortlisted")
    assert refused.value.details == {"user_id": ["has another shift at that time"]}
    with pytest.raises(Invalid) as refused:
        roster.put(me, swap, manager=True, status="approved")
    assert "overlaps shift" in refused.value.details["user_id"][0]


def test_a_draft_is_neither_offered_nor_dropped(me: Principal, roster: Trades, cast: Cast) -> None:
    bo = cast.member("Bo")
    draft, his = roster.shift(1, status="open"), roster.shift(9, bo, status="assigned")
    for shift, kind in ((draft, "offer"), (his, "drop")):
        with pytest.raises(Invalid) as refused:
            roster.ask(me, shift, manager=True, user_id=bo.user_id, kind=kind)
        assert set(refused.value.details) == {"shift_id"}


def test_taking_a_shift_from_its_person_ends_what_they_asked_about_it(
    me: Principal, roster: Trades, cast: Cast, node: Node
) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    his, hers = roster.shift(1, bo), roster.shift(9, cy)
    drop = roster.ask(bo, his, kind="drop")
    swap = roster.ask(cy, hers, kind="swap", swap_shift_id=his)
    body = WorkforceShiftInput(assignee_id=None)
    node.bus.call("shifts.manager_update", principal=me, id=his, body=body)
    assert [roster.status(one) for one in (drop, swap)] == ["canceled", "canceled"]


def test_approving_tells_the_manager_what_to_look_at(
    me: Principal, roster: Trades, cast: Cast
) -> None:
    bo = cast.member("Bo")
    roster.shift(1, bo)
    request = roster.ask(bo, roster.shift(9))
    approved = roster.put(me, request, manager=True, status="approved")
    assert [one.code for one in approved.warnings] == ["rest", "same_day"]
