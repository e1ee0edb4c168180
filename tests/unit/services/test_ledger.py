from __future__ import annotations

import random
from typing import Any

import pytest

from desktop.app import Node
from desktop.services import ledger
from desktop.services.context import Principal
from desktop.store.uow import UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.punching import correct, punch, rows

TRIGGERS = [f"{table}_no_{act}" for table in ledger.TABLES for act in ("update", "delete")]
TAMPERS = (
    "update punch set timestamp = timestamp + 60000 where id = :id",
    "update punch set status = 'stop' where id = :id and status != 'stop'",
    "update punch set user_id = user_id + 1 where id = :id",
    "update punch set hash = 'f' || substr(hash, 2) where id = :id and substr(hash, 1, 1) != 'f'",
    'update punch set detail = \'{"note":"x"}\' where id = :id',
    "delete from punch where id = :id",
    "delete from punch where id >= :id",
    "update attendance set timestamp = timestamp - 60000 where id = :id",
    "update attendance set status = 'resume' where id = :id and status != 'resume'",
    "update correction set reason = 'nothing' where id = :correction",
    "update correction set before = '{}' where id = :correction",
)


@pytest.fixture
def ids(node: Node, me: Principal, clock: FakeClock) -> list[int]:
    """Some days of punches, three of them corrected."""
    found = []
    for _ in range(5):
        for status in ("start", "pause", "resume", "stop"):
            found.append(punch(node, me, status, note="n").id)
            clock.advance(hours=1)
        clock.advance(hours=12)
    for number in found[4:7]:
        correct(node, me, number, note="seen", reason="check")
    return found


def test_every_edit_exchange_and_removal_by_hand_is_found(node: Node, ids: list[int]) -> None:
    corrections = [row["id"] for row in rows(node, "correction")]
    rand = random.Random(7)

    def tamper(uow: UnitOfWork) -> list[str]:
        missed = []
        for trigger in TRIGGERS:
            uow.execute(f"drop trigger {trigger}")
        for _ in range(200):
            sql = rand.choice(TAMPERS)
            values: dict[str, Any] = {
                "id": rand.choice(ids),
                "correction": rand.choice(corrections),
            }
            uow.execute("savepoint tamper")
            if uow.execute(sql, values) and not ledger.faults(uow):
                missed.append(sql)
            uow.execute("rollback to tamper")
        return missed

    assert node.store.write(tamper).result() == []


def test_an_untouched_ledger_is_sound_and_its_end_can_be_kept_elsewhere(
    node: Node, ids: list[int]
) -> None:
    assert node.store.read(ledger.faults) == []
    assert {t: seq for t, (seq, _) in node.store.read(ledger.head).items()} == {
        "punch": len(ids),
        "correction": 3,
    }
    assert node.store.read(ledger.head)["punch"][1] == rows(node, "punch")[-1]["hash"]
