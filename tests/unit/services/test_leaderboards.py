from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Prescribed
from desktop.contract.models.tomatoes import ScorePage
from desktop.services.context import ANONYMOUS
from tests.helpers.clock import FakeClock


def person(node: Node, name: str, zone: str | None, *ends: str) -> int:
    def work(uow: Any) -> int:
        user = uow.insert("user", {"first_name": name, "last_name": "", "time_zone": zone})
        for text in ends:
            at = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
            uow.insert("tomato", {"user_id": user["id"], "tags": [], "created_at": at})
        return int(user["id"])

    return node.store.write(work).result()


def board(node: Node, period: str, page: str | None = None) -> ScorePage:
    found: ScorePage = node.bus.call(
        "leaderboards.get", principal=ANONYMOUS, period=period, page=page
    )
    return found


def scores(node: Node, period: str) -> list[tuple[str | None, int]]:
    return [(score.user.name, score.score) for score in board(node, period).scores]


def test_each_person_counts_by_the_own_local_day(node: Node, clock: FakeClock) -> None:
    clock.wall = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
    yesterday_evening = "2026-11-19 23:30"
    person(node, "Rome", "Europe/Rome", yesterday_evening, "2026-11-20 00:30")
    person(node, "London", "London", yesterday_evening, "2026-11-20 00:30")
    person(node, "Odd", "Atlantis", yesterday_evening, "2026-11-20 00:30", "2026-11-20 00:58")
    person(node, "Nowhere", None, yesterday_evening)
    daily = scores(node, "daily")
    assert sorted(daily, key=str) == [("London", 1), ("Odd", 2), ("Rome", 2)]
    assert [count for _, count in daily] == [2, 2, 1]


def test_weeks_months_and_all_time_count_more(node: Node, clock: FakeClock) -> None:
    clock.wall = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
    person(
        node, "A", "UTC", "2026-11-20 10:00", "2026-11-16 00:00", "2026-11-01 00:00", "2020-01-01"
    )
    found = {
        period: scores(node, period)[0][1] for period in ("daily", "weekly", "monthly", "overall")
    }
    assert found == {"daily": 1, "weekly": 2, "monthly": 3, "overall": 4}


def test_a_board_without_pomodoros_is_empty(node: Node) -> None:
    assert board(node, "daily").scores == []
    assert board(node, "overall").pagination.total_pages == 0


def test_a_person_who_is_gone_has_no_name(node: Node) -> None:
    user_id = person(node, "Gone", "UTC", "2026-11-20 07:00")
    node.store.write(lambda uow: uow.delete("user", user_id)).result()
    (score,) = board(node, "daily").scores
    assert (score.user.id, score.user.name, score.user.image, score.score) == (None, None, None, 1)


def test_boards_have_pages_of_25(node: Node) -> None:
    for number in range(27):
        person(node, f"P{number}", "UTC", "2026-11-20 07:00")
    second = board(node, "overall", "2")
    assert (len(second.scores), second.pagination.total_count) == (2, 27)


def test_an_unknown_period_is_not_found(node: Node) -> None:
    with pytest.raises(Prescribed) as refused:
        board(node, "yearly")
    assert (refused.value.status, refused.value.body["status"]) == (404, 404)
