"""A hub keeps the ends of its nodes' chains and tells when one was cut or written anew."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from desktop.contract.models import WorkforceAttendanceInput
from desktop.services import doctor, heads, ledger
from desktop.services.context import Principal, Role
from tests.helpers.clock import FakeClock
from tests.helpers.nodes import Desk, desk, member_key
from tests.helpers.server import Hub, running_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running_hub(tmp_path / "hub") as hub:
        yield hub


def at_desk(folder: Path) -> Desk:
    return Desk(folder, clock=FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0)))


def work(worker: Desk, *statuses: str) -> None:
    for status in statuses:
        worker.call("attendances.create", WorkforceAttendanceInput(status=status))
        worker.node.store.clock.advance(minutes=1)


def of_hub(hub: Hub) -> tuple[bool, str]:
    found = {f["check"]: f for f in doctor.examine(hub.node.store)}["heads"]
    return found["ok"], found["found"]


def test_a_hub_knows_where_the_chains_of_its_nodes_end(hub: Hub, tmp_path: Path) -> None:
    worker = at_desk(tmp_path / "desk")
    try:
        worker.connect(hub.url, member_key(hub))
        work(worker, "start", "pause")
        assert worker.sync().ok
        work(worker, "resume", "stop")
        assert worker.sync().ok
        assert worker.sync().ok
        told = hub.node.store.read(lambda r: r.find("chain_head", order="id"))
        assert [(row["chain"], row["seq"]) for row in told] == [("punch", 2), ("punch", 4)]
        assert told[-1]["hash"] == worker.node.store.read(ledger.head)["punch"][1]
        assert of_hub(hub) == (
            True,
            "2 ends of chains of other nodes are kept, all of them grew on",
        )
        assert worker.node.store.read(heads.broken) == []
    finally:
        worker.close()


@pytest.mark.parametrize("how", ["cut", "rewritten"])
def test_a_chain_that_was_cut_or_written_anew_is_named_at_the_hub_and_at_home(
    hub: Hub, tmp_path: Path, how: str
) -> None:
    worker = at_desk(tmp_path / "desk")
    worker.connect(hub.url, member_key(hub))
    work(worker, "start", "stop")
    worker.sync()
    if how == "cut":
        work(worker, "start", "stop")
        worker.sync()
    worker.close()
    raw = sqlite3.connect(worker.folder / "pomoclock.db")
    raw.execute("drop trigger punch_no_delete")
    raw.execute("delete from punch where seq > ?", (2 if how == "cut" else 1,))
    raw.commit()
    raw.close()
    worker = at_desk(tmp_path / "desk")
    try:
        assert len(worker.node.store.read(heads.broken)) == 1
        work(worker, *(["start"] if how == "cut" else ["stop", "start", "stop"]))
        assert worker.sync().ok
        ok, found = of_hub(hub)
        assert not ok
        assert ("went back" if how == "cut" else "was written anew") in found
        audited = hub.node.store.read(lambda r: r.find("audit", {"kind": "chain_head"}))
        assert len(audited) == 1
    finally:
        worker.close()


def test_strangers_and_nonsense_are_refused(hub: Hub) -> None:
    assert httpx.get(f"{hub.url}/sync/heads").status_code == 401
    bad = [
        {},
        {"node": "", "ends": {}},
        {"node": "n", "ends": {"meta": {"seq": 1, "hash": "0" * 64}}},
        {"node": "n", "ends": {"punch": {"seq": 0, "hash": "0" * 64}}},
        {"node": "n", "ends": {"punch": {"seq": 1, "hash": "0"}}},
        {"node": "n" * 65, "ends": {}},
    ]
    for body in bad:
        assert hub.post("/sync/heads", json=body).status_code == 422, body
    fine = {"node": "n", "ends": {"punch": {"seq": 1, "hash": "0" * 64}}}
    assert hub.post("/sync/heads", json=fine).json() == {"punch": 1}
    assert hub.post("/sync/heads", json=fine).json() == {"punch": 1}
    assert hub.get("/sync/heads?node=n").json() == {"punch": 1}


def test_a_node_measures_how_far_its_clock_is_from_the_hubs(hub: Hub, tmp_path: Path) -> None:
    behind = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(minutes=7))
    with desk(tmp_path / "desk", clock=behind) as worker:
        worker.connect(hub.url, member_key(hub))
        worker.sync()
        (remote,) = worker.rows("remote")
        assert abs(remote["skew_ms"] - 7 * 60_000) < 30_000


def test_a_punch_records_the_difference_and_the_hub_hears_of_it(hub: Hub, tmp_path: Path) -> None:
    behind = FakeClock(dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(minutes=7))
    with desk(tmp_path / "desk", clock=behind) as worker:
        worker.connect(hub.url, member_key(hub))
        worker.sync()
        (remote,) = worker.rows("remote")
        work(worker, "start")
        (punch,) = worker.rows("punch")
        assert punch["skew_ms"] == remote["skew_ms"]
        assert punch["flags"] == ["clock_off"]
        assert worker.sync().ok
        (there,) = hub.get("/v1/workforce/manager/attendances").json()
        assert "clock_off" in there["flags"]


def test_ends_of_one_chain_are_judged_by_what_was_kept(hub: Hub) -> None:
    who = Principal(user_id=1, team_id=1, role=Role.MEMBER)

    def tell(seq: int, mark: str, known: tuple[int, str] | None = None) -> str:
        end = {"seq": seq, "hash": mark * 64}
        if known:
            end["known"] = {"seq": known[0], "hash": known[1] * 64}
        told = {"node": "n", "ends": {"correction": end}}
        hub.node.store.write(lambda uow: heads.take(uow, who, told)).result()
        return str(hub.node.store.read(lambda r: r.find("chain_head", order="id"))[-1]["state"])

    assert tell(5, "a") == "ok"
    assert tell(9, "b", (5, "a")) == "ok"
    assert tell(12, "c") == "was written anew"
    assert tell(13, "d", (12, "x")) == "was written anew"
    assert tell(13, "e") == "was written anew"
    assert tell(4, "f", (13, "e")) == "went back"
