from __future__ import annotations

import itertools

import pytest

from desktop.domain.outbox import FINAL, FLYING, OPEN, STUCK, TABLE, Event, Impossible, State, after


def test_every_event_is_decided_in_every_state() -> None:
    assert set(TABLE) == set(itertools.product(State, Event))


@pytest.mark.parametrize("pair", sorted(TABLE), ids="-".join)
def test_a_pair_leads_somewhere_or_is_refused(pair: tuple[State, Event]) -> None:
    target = TABLE[pair]
    if target is None:
        with pytest.raises(Impossible):
            after(*pair)
    else:
        assert after(*pair) is target


def test_what_is_over_stays_over() -> None:
    assert all(TABLE[state, event] is None for state in FINAL for event in Event)


def test_each_state_can_be_reached_and_left() -> None:
    reached = {State.QUEUED}
    while True:
        more = {TABLE[s, e] for s in reached for e in Event} - {None} - reached
        if not more:
            break
        reached |= {state for state in more if state is not None}
    assert reached == set(State)
    for state in set(State) - FINAL:
        assert any(TABLE[state, event] is not None for event in Event)


def test_nothing_that_may_have_arrived_is_withdrawn_without_a_person() -> None:
    for state in FLYING:
        assert TABLE[state, Event.DISCARD] is None
        assert TABLE[state, Event.FOLD] is None
        assert State.CANCELLED not in {TABLE[state, event] for event in Event}


def test_only_sending_and_looking_leave_a_queue_that_a_person_need_not_watch() -> None:
    assert {*OPEN, *STUCK, *FINAL} == set(State)
    assert not OPEN & STUCK


def test_an_unknown_outcome_is_never_sent_again_under_another_rule() -> None:
    """From unknown only a repeat under the same key, or two negatives of a look, lead back."""
    assert [e for e in Event if TABLE[State.UNKNOWN, e] is State.QUEUED] == [Event.REPEAT]
    assert [e for e in Event if TABLE[State.PROBING, e] is State.QUEUED] == [Event.ABSENT]
