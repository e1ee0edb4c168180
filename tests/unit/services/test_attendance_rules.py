"""Double taps, forgotten clock-outs, business days, switches, reasons, and what clocks tell."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid
from desktop.contract.models import WorkforceInput
from desktop.services import ledger
from desktop.services.context import Principal, Role
from tests.helpers.clock import FakeClock
from tests.helpers.punching import correct, punch, rows, sessions
from tests.helpers.team import Cast

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def team(node: Node, who: Principal, **account: object) -> None:
    node.bus.call("workforce.update", principal=who, body=WorkforceInput(**account))


ONCE = "Already clocked in at 09:00:00; a second tap within 5 s counts once."


def refused(node: Node, who: Principal, status: str, **more: object) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refusal:
        punch(node, who, status, **more)
    return refusal.value.details


def test_a_double_tap_is_refused_and_names_the_first(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    punch(node, me, "start")
    clock.advance(seconds=3)
    assert refused(node, me, "start", time_zone="Europe/Berlin") == {
        "status": [f"{ONCE} Allowed now: pause, stop."]
    }
    clock.advance(seconds=3)
    assert "You are clocked in" in refused(node, me, "start")["status"][0]
    punch(node, me, "stop")
    assert "Already clocked out at " in refused(node, me, "stop")["status"][0]
    assert len(rows(node, "punch")) == 2


def test_a_double_tap_that_another_node_accepted_is_kept_and_flagged(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    at = clock.now()
    first = punch(node, me, "start", key="a", timestamp=at)
    assert punch(node, me, "start", key="a", timestamp=at).id == first.id
    second = punch(node, me, "start", key="b", timestamp=at + dt.timedelta(seconds=2))
    assert {"double_tap", "out_of_order"} <= set(second.flags)
    assert sessions(node, me.user_id) == [(at, None, 0, 0)]


def test_a_forgotten_clock_out_stays_open_and_the_next_day_begins_anew(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    thursday = clock.now()
    punch(node, me, "start")
    clock.advance(hours=10)
    assert node.bus.call("attendances.active", principal=me) is not None
    clock.advance(hours=13)
    friday = clock.now()
    # clients offer what fits no running session: to clock in, not to end yesterday's day now
    assert node.bus.call("attendances.active", principal=me) is None
    assert node.bus.call("attendances.manager_active", principal=me) is None
    start = punch(node, me, "start")
    assert start.flags == []
    clock.advance(hours=2)
    assert sessions(node, me.user_id) == [(thursday, None, 0, 0), (friday, None, 0, 0)]
    assert [row["lapsed"] for row in rows(node, "session", "start_at")] == [True, False]
    assert rows(node, "timesheet_item") == []
    assert node.bus.call("attendances.active", principal=me).id == start.id
    # asked, the person says when it was; both days are then whole
    punch(node, me, "stop", timestamp=thursday + 8 * HOUR)
    punch(node, me, "stop")
    assert sessions(node, me.user_id) == [
        (thursday, thursday + 8 * HOUR, 480, 0),
        (friday, friday + 2 * HOUR, 120, 0),
    ]
    assert len(rows(node, "timesheet_item")) == 2
    assert node.store.read(ledger.faults) == []


def test_a_start_during_a_night_shift_is_still_refused(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    punch(node, me, "start")
    clock.advance(hours=11)
    assert "You are clocked in" in refused(node, me, "start")["status"][0]
    clock.advance(hours=9)
    stop = punch(node, me, "stop")
    assert "long_session" in stop.flags
    assert sessions(node, me.user_id)[0][2] == 20 * 60


def test_a_session_counts_on_the_business_day_that_it_started_on(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    team(node, me, data={"day_start": "05:00"})
    clock.set(hours=18, minutes=30)  # 03:30 in Berlin, on the 21st
    punch(node, me, "start")
    clock.advance(hours=4)
    punch(node, me, "stop")
    clock.advance(hours=1)
    punch(node, me, "start")
    clock.advance(hours=1)
    stop = punch(node, me, "stop")
    days = [dt.date(2026, 11, 20), dt.date(2026, 11, 21)]
    assert [row["day"] for row in rows(node, "session", "start_at")] == days
    # a later rule does not move days that were counted, also not when punches are corrected
    team(node, me, data={"day_start": "00:00"})
    correct(node, me, stop.id, timestamp=clock.now() - dt.timedelta(minutes=5))
    assert [row["day"] for row in rows(node, "session", "start_at")] == days
    assert node.store.read(ledger.faults) == []
    for wrong in ("5", "25:00", 5, "05:00:30"):
        with pytest.raises(Invalid) as refusal:
            team(node, me, data={"day_start": wrong})
        assert set(refusal.value.details) == {"data"}


def test_a_switched_off_source_begins_nothing_and_may_stop(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    punch(node, me, "start", source="web")
    team(node, me, timeclock_enable_web=False)
    clock.advance(hours=1)
    assert set(refused(node, me, "pause", source="web")) == {"source"}
    assert "switched_off" in punch(node, me, "stop", source="web").flags
    clock.advance(hours=1)
    assert "browser" in refused(node, me, "start", source="web")["source"][0]
    late = punch(node, me, "start", source="web", key="k", timestamp=clock.now())
    assert "switched_off" in late.flags
    clock.advance(hours=1)
    assert punch(node, me, "stop", source="mobile").flags == []
    team(node, me, timeclock_enable_web=True, timeclock_enable_mobile=False)
    clock.advance(hours=1)
    assert "phone" in refused(node, me, "start", source="mobile")["source"][0]
    assert punch(node, me, "start").source == "desk"


def test_a_switched_off_kiosk_says_so(node: Node, me: Principal, cast: Cast) -> None:
    bo, screen = cast.member("Bo"), cast.member("Screen")
    kiosk = dataclasses.replace(screen, role=Role.KIOSK, via="kiosk")
    made = punch(node, kiosk, "start", manager=True, user_id=bo.user_id)
    assert (made.user_id, made.actor_id, made.source) == (bo.user_id, kiosk.user_id, "kiosk")
    team(node, me, timeclock_enable_kiosk=False)
    cy = cast.member("Cy")
    assert set(refused(node, kiosk, "start", manager=True, user_id=cy.user_id)) == {"source"}


def test_a_manager_says_why_and_a_member_need_not(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    start = punch(node, bo, "start")
    correct(node, bo, start.id, note="hello")
    at = start.timestamp - HOUR
    with pytest.raises(Invalid) as refusal:
        correct(node, ada, start.id, manager=True, timestamp=at)
    assert set(refusal.value.details) == {"reason"}
    with pytest.raises(Invalid):
        node.bus.call("attendances.delete", principal=ada, id=start.id, reason=" ")
    correct(node, ada, start.id, manager=True, timestamp=at, reason="came at nine")
    seen = node.bus.call("attendances.get", principal=bo, id=start.id).corrections
    assert [(each.actor_id, each.reason) for each in seen] == [
        (bo.user_id, ""),
        (ada.user_id, "came at nine"),
    ]
    gone = node.bus.call("attendances.delete", principal=ada, id=start.id, reason="was ill")
    assert (gone.id, gone.timestamp) == (start.id, at)
    told = rows(node, "correction")
    assert [(row["actor_id"], row["reason"]) for row in told] == [
        (bo.user_id, ""),
        (ada.user_id, "came at nine"),
        (ada.user_id, "was ill"),
    ]
    assert told[1]["before"]["timestamp"] != told[1]["after"]["timestamp"]
    assert told[2]["after"] is None
    assert rows(node, "attendance") == []
    assert len(rows(node, "punch")) == 1
    assert node.store.read(ledger.faults) == []


@pytest.mark.parametrize("seed", range(5))
def test_every_step_of_the_clock_is_flagged_and_nothing_else(
    node: Node, me: Principal, clock: FakeClock, seed: int
) -> None:
    rand = random.Random(seed)
    punch(node, me, "start")
    for n in range(1, 41):
        clock.advance(seconds=rand.randint(60, 20_000))
        if rand.random() < 0.4:
            clock.sleep(seconds=rand.randint(1, 200_000))
        clock.set(seconds=rand.uniform(-1.8, 1.8))  # 500 ppm for an hour, or a slow slew
        stepped = rand.random() < 0.4
        if stepped:
            size = rand.choice([rand.randint(125, 600), rand.randint(600, 2 * 365 * 86_400)])
            clock.set(seconds=size * rand.choice([1, -1]))
        if rand.random() < 0.3:  # a time that somebody states must not hide the step
            at = clock.now() - dt.timedelta(seconds=30)
            punch(node, me, "pause", timestamp=at, key=f"k{seed}-{n}")
        running = node.bus.call("attendances.active", principal=me) is not None
        newest = max(row["timestamp"] for row in rows(node, "attendance"))
        made = punch(node, me, "stop" if running else "start")
        flagged = "clock_jump" in made.flags
        assert flagged >= stepped, f"{n}: a step was not flagged"
        # after a step back everything is behind what was recorded, until the clock has caught up
        assert flagged <= (stepped or clock.now() < newest), f"{n}: flagged without a step"


def test_sleep_and_clock_changes_by_law_are_no_steps(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    clock.set(days=126, hours=13)  # the evening before Europe's clocks go forward in 2027
    for status in ("start", "pause", "resume", "stop"):
        made = punch(node, me, status)
        assert "clock_jump" not in made.flags
        clock.advance(minutes=50)
        clock.sleep(hours=3)
        clock.set(seconds=1.7)  # 500 ppm


def test_what_only_the_device_can_tell_reaches_its_hub(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    sent = ["clock_jump", "no_position", "locked_period", "made_up"]
    made = punch(node, me, "start", key="k", timestamp=clock.now(), flags=sent)
    assert made.flags == ["clock_jump", "no_position"]
    clock.advance(hours=1)
    assert punch(node, me, "stop", flags=["clock_jump"]).flags == []
