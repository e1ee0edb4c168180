from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.contract import table
from desktop.domain.outbox import Entry, Event, State
from desktop.sync import plan

ROWS = {row.name: row for row in table.load()}
NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
SETTLE = dt.timedelta(seconds=60)


def entry(seq: int, state: State = State.QUEUED, lane: str = "a", **more: Any) -> Entry:
    chain = more.pop("chain", lane)
    operation = more.pop("operation", "events.create")
    return Entry(seq, state, lane, chain, operation, author_id=1, **more)


def look(*entries: Entry, kind: plan.Kind = "hub", now: dt.datetime = NOW) -> plan.Round:
    return plan.look(entries, ROWS, kind=kind, author_id=1, now=now, settle=SETTLE)


def test_the_oldest_of_each_lane_goes_first() -> None:
    assert look(entry(1), entry(2), entry(3, lane="b")).lanes == (1, 3)


def test_a_lane_waits_for_what_is_on_its_way() -> None:
    assert look(entry(1, State.SENDING), entry(2), entry(3, lane="b")).lanes == (3,)


def test_a_stuck_entry_blocks_its_chain_and_lets_the_lane_go_on() -> None:
    found = look(
        entry(1, State.ATTENTION, chain="session:1"),
        entry(2, chain="session:1"),
        entry(3, chain="session:3"),
    )
    assert (found.block, found.lanes) == ((2,), (3,))


def test_what_waits_for_a_stuck_entry_is_folded_under_it_down_the_line() -> None:
    found = look(
        entry(1, State.ATTENTION, "a"),
        entry(2, lane="b", waits_for=1),
        entry(3, lane="c", waits_for=2),
    )
    assert found.block == (2, 3)


def test_what_nothing_holds_any_more_comes_back() -> None:
    assert look(entry(2, State.BLOCKED)).unblock == (2,)


@pytest.mark.parametrize("state", [State.QUEUED, State.UNKNOWN])
@pytest.mark.parametrize("kind", ["hub", "upstream"])
def test_a_wait_set_by_a_clock_that_was_years_ahead_is_over(state: State, kind: plan.Kind) -> None:
    ahead = NOW + dt.timedelta(days=900)
    found = look(entry(1, state, next_at=ahead, lost_at=ahead), kind=kind)
    assert found.wake_at is None
    assert found.lanes + found.repeat + found.probe == (1,)


def test_an_entry_that_is_not_due_holds_its_lane_and_says_when() -> None:
    later = NOW + dt.timedelta(seconds=25)
    found = look(entry(1, next_at=later), entry(2))
    assert (found.lanes, found.wake_at) == ((), later)


def test_somebody_elses_entry_is_not_sent_with_our_credential() -> None:
    other = Entry(1, State.QUEUED, "a", "a", "events.create", author_id=2)
    assert look(other).lanes == ()


@pytest.mark.parametrize(
    ("kind", "operation", "where"),
    [
        ("hub", "events.create", "repeat"),
        ("upstream", "events.update", "repeat"),
        ("upstream", "events.create", "probe"),
        ("upstream", "me.switch_account", "hopeless"),
    ],
)
def test_an_unknown_outcome_is_treated_by_its_class(
    kind: plan.Kind, operation: str, where: str
) -> None:
    lost = NOW - dt.timedelta(minutes=2)
    found = look(entry(1, State.UNKNOWN, operation=operation, lost_at=lost), kind=kind)
    assert getattr(found, where) == (1,)


def test_a_look_waits_until_a_late_request_has_had_its_time() -> None:
    found = look(entry(1, State.UNKNOWN, lost_at=NOW), kind="upstream")
    assert (found.probe, found.wake_at) == ((), NOW + SETTLE)


@pytest.mark.parametrize(
    ("status", "json", "method", "kind", "event"),
    [
        (200, True, "PUT", "hub", Event.ACCEPTED),
        (200, False, "PUT", "hub", Event.LOST),
        (302, False, "POST", "hub", Event.LOST),
        (401, True, "POST", "hub", Event.EXPIRED),
        (401, False, "POST", "hub", Event.LOST),
        (404, True, "DELETE", "upstream", Event.ACCEPTED),
        (404, True, "PUT", "upstream", Event.REFUSED),
        (404, False, "DELETE", "upstream", Event.LOST),
        (408, True, "POST", "hub", Event.LOST),
        (422, True, "POST", "hub", Event.REFUSED),
        (429, False, "POST", "upstream", Event.UNSENT),
        (500, True, "POST", "hub", Event.LOST),
        (503, True, "POST", "upstream", Event.LOST),
    ],
)
def test_an_answer_means(
    status: int, json: bool, method: str, kind: plan.Kind, event: Event
) -> None:
    assert plan.meaning(status, method=method, kind=kind, json=json).event is event


def test_a_hub_that_asks_for_patience_did_not_execute() -> None:
    meant = plan.meaning(503, method="POST", kind="hub", json=True, retry_after=7.0)
    assert (meant.event, meant.retry_after) == (Event.UNSENT, 7.0)


def test_waits_grow_and_end() -> None:
    waits = [plan.entry_wait(n) for n in range(1, 40)]
    assert waits[0] == dt.timedelta(seconds=25)
    assert waits == sorted(waits)
    assert waits[-1] == dt.timedelta(days=1)
    assert plan.network_wait(0, 0.999) < 1.0
    assert plan.network_wait(50, 0.5) == 150.0
    assert plan.settle_time(30, 2) == dt.timedelta(seconds=60)
    assert plan.settle_time(30, 90) == dt.timedelta(seconds=180)
