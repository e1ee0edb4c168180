"""Rules of working time at a hub and at the desk of somebody who works offline."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk, desk, member_key
from tests.helpers.punching import punch
from tests.helpers.server import Hub, running_hub

SAID = ("work_ms", "break_ms", "raw_work_ms", "raw_break_ms", "rounded_ms")


def rule(hub: Hub, **fields: Any) -> None:
    reply = hub.request("PUT", "/v1/workforce", json=fields)
    assert reply.status_code == 200, reply.text


def lines(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    found = [(*(row[name] for name in SAID), (row["basis"] or {}).get("why")) for row in rows]
    return sorted(found, key=str)


def both(hub: Hub, worker: Desk) -> list[tuple[Any, ...]]:
    """What both say of the worker's lines, which has to be the same."""
    there = lines(hub.node.store.read(lambda reader: reader.find("timesheet_item")))
    assert lines(worker.rows("timesheet_item")) == there
    return there


def test_a_desk_and_its_hub_say_the_same_of_a_day_to_the_millisecond(tmp_path: Path) -> None:
    start = dt.datetime.now(dt.UTC).replace(hour=8, minute=3, second=17, microsecond=4000)
    clock = FakeClock(start - dt.timedelta(days=2))
    with running_hub(tmp_path / "hub") as hub, desk(tmp_path / "desk", clock=clock) as worker:
        rule(hub, timesheets_rounding_method="nearest", timesheets_rounding_minutes=15)
        worker.connect(hub.url, member_key(hub))
        worker.sync()
        (account,) = worker.rows("workforce", team_id=worker.me.team_id)
        assert account["timesheets_rounding_minutes"] == 15
        punch(worker.node, worker.me, "start")
        clock.advance(hours=7, minutes=3, seconds=1)
        punch(worker.node, worker.me, "stop")
        offline = lines(worker.rows("timesheet_item"))
        for _ in range(2):
            report = worker.sync()
            clock.advance(minutes=2)
            assert (report.ok, report.pending, report.attention) == (True, 0, 0), worker.outbox()
        assert both(hub, worker) == offline
        (line,) = offline
        assert (line[0], line[2]) == (7 * 3_600_000, (7 * 3600 + 181) * 1000)

        rule(hub, data={"breaks": {"preset": "germany", "deduct": True}})
        worker.sync()
        (line,) = both(hub, worker)
        assert (line[0], line[1], line[5]) == (23_400_000, 1_800_000, ["step", "deducted"])
        clock.advance(minutes=2)
        assert worker.sync().sent == 0
        (line,) = both(hub, worker)
        assert line[1] == 1_800_000
