"""Edits of the file behind the program's back, of every kind that SQL can do, are all found."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from typing import Any

import pytest

from desktop.app import Node
from desktop.contract.models import WorkforceTimesheetItemInput
from desktop.services import ledger
from desktop.services.context import Principal
from desktop.store.schema import layout
from desktop.store.uow import Reader, UnitOfWork
from tests.helpers.clock import FakeClock
from tests.helpers.punching import correct, punch, rows

TABLES = ("punch", "correction", "attendance", "session", "timesheet_item")
UNPROVEN = {
    "attendance": {"updated_at"},
    "timesheet_item": {"id", "created_at", "updated_at", "role", "location_name", "address"},
}
"""What follows from nothing that is recorded: the number, the stamps and the labels of a line."""


COMPUTED = {"raw_work_ms", "raw_break_ms", "rounded_ms", "basis"}
"""What a line was computed from before somebody wrote another time into it."""


@pytest.fixture
def work(node: Node, me: Principal, clock: FakeClock) -> Node:
    """Some days of punches with positions and notes, corrected, undone, one of them still on."""
    found = []
    for day in range(5):
        for status in ("start", "pause", "resume", "stop"):
            more: dict[str, Any] = {"latitude": 52.5, "address": "Hof"} if day % 2 else {}
            found.append(punch(node, me, status, note=f"n{day}" if day else None, **more).id)
            clock.advance(hours=1)
        clock.advance(hours=12)
    for number in found[4:7]:
        correct(node, me, number, note="seen", reason="check")
    correct(node, me, found[4], latitude=1.0, reason="again")
    stop = rows(node, "attendance", id=found[7])[0]["timestamp"]
    correct(node, me, found[7], timestamp=stop.replace(minute=30), reason="left later")
    punch(node, me, "start")
    lines = rows(node, "timesheet_item")
    for number, hours in ((lines[0]["id"], 1.5), (lines[1]["id"], 3)):
        body = WorkforceTimesheetItemInput(work_hours=hours)
        node.bus.call("timesheet_items.update", principal=me, body=body, id=number)
    body = WorkforceTimesheetItemInput(work_hours=2, start_date=dt.date(2026, 11, 20), notes="shop")
    node.bus.call("timesheet_items.create", principal=me, body=body)
    return node


def clean(reader: Reader) -> list[str]:
    """What is wrong, apart from that the test took the guards away."""
    return [fault.why for fault in ledger.faults(reader) if "the guard" not in fault.why]


class Tamper:
    """One edit of one row, by the seed's choice; `said` tells it."""

    def __init__(self, uow: UnitOfWork, seed: int) -> None:
        self.uow = uow
        self.rand = random.Random(seed)
        self.said = ""

    def once(self) -> bool:
        """Returns whether the file differs afterwards."""
        table = self.rand.choice(TABLES)
        of = layout(table)
        ids = [row[0] for row in self.uow.select(f"select id from {table} order by id")]
        number = self.rand.choice(ids)
        act = self.rand.choice(["edit"] * 6 + ["delete", "copy", "swap", "tail"])
        self.said = f"{act} {table} {ids.index(number)}"
        before = self._all(table)
        try:
            if act == "edit":
                self._edit(table, number)
            elif act == "delete":
                self.uow.execute(f"delete from {table} where id = ?", (number,))
            elif act == "tail":
                self.uow.execute(f"delete from {table} where id >= ?", (number,))
            elif act == "copy":
                self._copy(table, number)
            else:
                self._swap(table, of.columns, number, self.rand.choice(ids))
        except Exception as error:
            if not any(word in str(error) for word in ("constraint", "mismatch")):
                raise
            return False  # SQLite itself refuses it
        return self._all(table) != before

    def _all(self, table: str) -> list[tuple[Any, ...]]:
        """The rows, without what is not proven."""
        names = [c for c in layout(table).columns if c not in UNPROVEN.get(table, ())]
        listed = ", ".join(f'"{name}"' for name in names)
        return sorted(self.uow.select(f"select {listed} from {table}"), key=repr)

    def _edit(self, table: str, number: int) -> None:
        codecs = layout(table).codecs
        unproven = UNPROVEN.get(table, set())
        if table == "timesheet_item" and (self.uow.get(table, number) or {})["manual"]:
            unproven = unproven | COMPUTED
        column = self.rand.choice([c for c in codecs if c not in unproven])
        ((old,),) = self.uow.select(f'select "{column}" from {table} where id = ?', (number,))
        new = self._other(codecs[column], old)
        self.said += f" {column}: {old!r} -> {new!r}"
        self.uow.execute(f'update {table} set "{column}" = ? where id = ?', (new, number))

    def _other(self, codec: str, old: Any) -> Any:
        if old is not None and self.rand.random() < 0.1:
            return None
        if codec in {"int", "instant", "bool"}:
            return (old or 0) + self.rand.choice([-1, 1, 60_000, 3_600_000, 2**40])
        if codec == "real":
            return (old or 0.0) + self.rand.choice([0.001, -1.5])
        if not old:
            return self.rand.choice(["x", "[]", '{"note":"x"}'])
        at = self.rand.randrange(len(old))
        letter = self.rand.choice([c for c in 'a1":,{ü\n' if c != old[at]])
        return old[:at] + letter + old[at + 1 :]

    def _copy(self, table: str, number: int) -> None:
        """A row that nobody recorded, made of one that is."""
        row = dict(
            zip(
                layout(table).columns,
                self.uow.select(f"select * from {table} where id = ?", (number,))[0],
                strict=True,
            )
        )
        row["id"] = self.uow.new_id()
        if "seq" in row:
            row["seq"] += self.rand.choice([100, 1000])
        if "uid" in row:
            row["uid"] = f"x{row['uid']}"
        self.uow.add(table, row)

    def _swap(self, table: str, columns: tuple[str, ...], one: int, two: int) -> None:
        """Two rows change places."""
        self.uow.execute(f"update {table} set id = -1 where id = ?", (one,))
        self.uow.execute(f"update {table} set id = ? where id = ?", (one, two))
        self.uow.execute(f"update {table} set id = ? where id = -1", (two,))


def missed(node: Node, seeds: range) -> tuple[list[str], int]:
    """(what was not found, how many edits were made)."""

    def work(uow: UnitOfWork) -> tuple[list[str], int]:
        assert clean(uow) == []
        found, made = [], 0
        for guard in ledger.GUARDS:
            uow.execute(f"drop trigger {guard}")
        for seed in seeds:
            uow.execute("savepoint tamper")
            tamper = Tamper(uow, seed)
            if tamper.once():
                made += 1
                if not clean(uow):
                    found.append(f"{seed}: {tamper.said}")
            uow.execute("rollback to tamper")
            uow.execute("release tamper")
        uow.execute("savepoint guards")
        return found, made

    return node.store.write(work).result()


def test_edits_behind_the_programs_back_are_found(work: Node) -> None:
    found, made = missed(work, range(200))
    assert not found, "\n".join(found)
    assert made > 150


@pytest.mark.long
def test_a_thousand_edits_behind_the_programs_back_are_all_found(work: Node) -> None:
    found, made = missed(work, range(1000, 2150))
    assert not found, "\n".join(found)
    assert made >= 1000


def test_a_file_without_its_guards_is_named(work: Node) -> None:
    work.store.write(lambda uow: uow.execute("drop trigger punch_no_delete")).result()
    (fault,) = work.store.read(ledger.faults)
    assert fault.why == "the guard punch_no_delete of the file is gone"


def test_an_untouched_ledger_is_sound_and_its_end_can_be_kept_elsewhere(work: Node) -> None:
    assert work.store.read(ledger.faults) == []
    ends = work.store.read(ledger.head)
    assert {table: seq for table, (seq, _) in ends.items()} == {"punch": 21, "correction": 5}
    assert ends["punch"][1] == rows(work, "punch")[-1]["hash"]


def test_bytes_that_are_no_text_any_more_are_found(work: Node) -> None:
    """As a failing disk leaves them, or somebody with an editor for bytes."""
    path = work.store.path
    work.close()
    raw = sqlite3.connect(path)
    raw.execute("pragma writable_schema = on")
    raw.execute("drop trigger punch_no_update")
    raw.execute("update punch set source = cast(x'ff6b' as text) where seq = 3")
    raw.commit()
    raw.close()
    node = Node(path.parent, clock=FakeClock())
    try:
        found = node.store.read(clean)
        assert any("its content was changed" in why for why in found)
    finally:
        node.close()
