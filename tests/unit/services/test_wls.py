from __future__ import annotations

import pytest

from desktop.app import Node
from desktop.contract.models import WlsChart
from desktop.services.context import Principal
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.day import Day, at
from tests.helpers.team import Cast


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


@pytest.fixture(autouse=True)
def _saturday(clock: FakeClock) -> None:
    clock.wall = at("2026-11-21 10:00")


def chart(node: Node, who: Principal) -> WlsChart:
    found: WlsChart = node.bus.call("me.wls", principal=who)
    return found


def week(node: Node, who: Principal, end: str = "17:00") -> None:
    """Monday to Friday of the last complete week."""
    for day in range(9, 14):
        Day(node, who).session(
            ("start", f"2026-11-{day:02} 09:00"), ("stop", f"2026-11-{day:02} {end}")
        )


def test_a_week_of_work_is_scored(node: Node, me: Principal) -> None:
    week(node, me)
    week_before = chart(node, me)
    assert (week_before.labels, week_before.values) == (["2026-11-09"], [100.0])
    assert week_before.team_values == {}
    assert week_before.feedback == [
        "Last week scores 100 of 100.",
        "Hours, rest and evenings were in balance.",
    ]


def test_the_week_begins_as_the_team_says(node: Node, me: Principal) -> None:
    def sunday(uow: UnitOfWork) -> None:
        row = uow.one("workforce", {"team_id": me.team_id})
        assert row is not None
        uow.update("workforce", row["id"], {"week_start": "sunday"})

    node.store.write(sunday).result()
    week(node, me)
    assert chart(node, me).labels == ["2026-11-08"]


def test_the_profile_names_the_contract_and_pomodoros_the_focus(node: Node, me: Principal) -> None:
    week(node, me)
    node.store.write(lambda uow: uow.update("user", me.user_id, {"work_hours_per_day": 4})).result()
    assert chart(node, me).values == [56.0]  # 40 h are twice the contract: 40 of 90 points are lost
    Day(node, me).tomato("2026-11-10 10:00")
    assert chart(node, me).values == [50.0]  # and 25 of 600 focus minutes: 4.2 % of 10 points


def test_the_own_values_count_all_teams_and_the_running_session_nothing(
    node: Node, me: Principal, cast: Cast
) -> None:
    other = cast.other_team()
    cast.join(me.user_id, "Team Member", team_id=other.team_id)
    week(node, cast.as_(me.user_id, other.team_id))
    Day(node, me).session(("start", "2026-11-13 18:00"))
    assert chart(node, me).labels == ["2026-11-09"]


def test_a_team_value_is_the_mean_of_at_least_three_others_of_the_team(
    node: Node, me: Principal, cast: Cast
) -> None:
    week(node, me)
    others = [cast.member(name) for name in ("Ada", "Ben", "Cem")]
    for other in others[:2]:
        week(node, other, end="21:00")
    stranger = cast.other_team()
    cast.join(others[2].user_id, "Team Member", team_id=stranger.team_id)
    week(node, cast.as_(others[2].user_id, stranger.team_id))
    assert chart(node, me).team_values == {}
    week(node, others[2], end="21:00")
    shown = chart(node, me)
    # 60 h against 40 h: no points for hours and none for five late days
    assert (shown.values, shown.team_values) == ([100.0], {"2026-11-09": 33})
    assert "Your team's mean was 33." in (shown.feedback or [])


def test_somebody_without_work_gets_words_and_empty_lists(node: Node, me: Principal) -> None:
    shown = chart(node, me)
    assert (shown.labels, shown.values, shown.team_values) == ([], [], {})
    assert shown.feedback == ["There is no complete week of work yet."]


def test_a_late_finish_after_a_shift_needs_more_than_half_an_hour(
    node: Node, me: Principal
) -> None:
    shift = Day(node, me).shift("2026-11-10 14:00", "2026-11-10 22:00")
    Day(node, me).session(
        ("start", "2026-11-10 14:00"), ("stop", "2026-11-10 22:30"), shift_id=shift
    )
    assert chart(node, me).values == [100.0]
    node.store.write(
        lambda uow: uow.update("shift", shift, {"end_at": at("2026-11-10 21:59")})
    ).result()
    assert chart(node, me).values == [78.0]
