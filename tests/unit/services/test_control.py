from __future__ import annotations

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid
from desktop.services import timer
from desktop.services.context import Principal
from desktop.services.control import Control
from tests.helpers.clock import FakeClock


def test_a_timer_started_from_a_terminal_runs_on_between_commands(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    started = Control(node.bus).timer({"command": "start", "task": "Stocktake", "tags": ["shop"]})
    assert (started["status"], started["remaining_seconds"]) == ("running", 1500)
    clock.advance(minutes=12)
    later = Control(node.bus).timer({})
    assert (later["status"], later["remaining_seconds"]) == ("running", 13 * 60)
    assert (later["task"], later["tags"], later["session"]) == ("Stocktake", ["shop"], 1)
    clock.advance(minutes=20)
    assert Control(node.bus).timer({"command": "status"})["done_today"] == 1
    (row,) = node.store.read(lambda reader: reader.find("tomato"))
    assert row["user_id"] == me.user_id


def test_a_command_beside_a_window_does_not_look_like_a_new_process(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    window = timer.moment(clock)
    node.store.write(lambda uow: timer.command(uow, me, window, "start")).result()
    clock.advance(minutes=1)
    beside = Control(node.bus, run=timer.RUN).timer({"command": "status"})
    assert (beside["status"], beside["gap"]) == ("running", None)


def test_an_unknown_command_of_the_timer_is_refused(node: Node, me: Principal) -> None:
    assert me.user_id
    with pytest.raises(Invalid, match="command"):
        Control(node.bus).timer({"command": "fly"})
