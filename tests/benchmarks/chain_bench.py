"""How long it takes to prove a chain of punches, against the bare hash of the same bytes."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from desktop.app import Node
from desktop.base.clock import SystemClock, to_ms
from desktop.base.ids import uuid7
from desktop.domain import chain
from desktop.services import ledger, person
from desktop.store.queries import ledger as queries
from desktop.store.schema import insertion
from desktop.store.uow import Reader, UnitOfWork

from .report import Figure, interleaved

PUNCHES = 1_000_000
ROUNDS = 3
BATCH = 10_000


def figures(folder: Path, count: int = PUNCHES) -> list[Figure]:
    node = Node(folder, clock=SystemClock())
    try:
        node.store.write(lambda uow: person.ensure(uow, "Mara Ellison", "Europe/Berlin")).result()
        me = node.store.read(lambda reader: person.principal(reader, "cli"))
        previous = chain.ROOT
        for first in range(0, count, BATCH):
            previous = node.store.write(
                lambda uow, first=first, previous=previous: _add(
                    uow, me.user_id, me.team_id, first, previous
                ),
                durable=False,
            ).result()
        bare, whole = interleaved(
            ROUNDS, lambda: node.store.read(_bare), lambda: node.store.read(_verify)
        )
        size = node.store.read(_size)
    finally:
        node.close()
    detail = f"{whole:.2f} s against {bare:.2f} s for {count:,} rows of {size / count:.0f} bytes"
    return [Figure("prove a chain of 1,000,000 punches", whole / bare, "x", "<= 3", detail)]


def _add(uow: UnitOfWork, user_id: int, team_id: int, first: int, previous: str) -> str:
    """Punches as the program records them, a row a statement of many."""
    device, now = uow.meta("node_id"), to_ms(uow.now)
    number = uow.new_id()
    uow.set_meta("next_id", str(number + BATCH))
    names = (*queries.columns("punch"), "prev_hash", "hash")
    rows = []
    for n in range(BATCH):
        status = ("start", "pause", "resume", "stop")[n % 4]
        at = now - (PUNCHES - first - n) * 60_000
        content = (
            number + n, uuid7(), user_id, team_id, status, at, None, None, user_id, "Europe/Berlin",
            60, at // 7, "0b7c9a52-9f0e-4b60-8f36-2f4b8e3b1c11", 12, "desk", "{}", "[]", at, None,
            device, first + n + 1,
        )  # fmt: skip
        digest = queries.digest("punch", content, previous)
        rows.append((*content, previous, digest))
        previous = digest
    uow.execute_many(insertion("punch", names), rows)
    return previous


def _bare(reader: Reader) -> float:
    """Processor seconds of SHA-256 over the bytes of each row, which lie in memory already."""
    took = 0.0
    page: list[bytes] = []
    for line, _, _ in queries.lines(reader, "punch"):
        page.append(line.encode())
        if len(page) == BATCH:
            took += _hash(page)
            page.clear()
    return took + _hash(page)


def _hash(lines: list[bytes]) -> float:
    sha256 = hashlib.sha256
    began = time.process_time()
    for line in lines:
        sha256(line).hexdigest()
    return time.process_time() - began


def _verify(reader: Reader) -> float:
    began = time.process_time()
    wrong = list(ledger.walk(reader, "punch"))
    took = time.process_time() - began
    assert not wrong, wrong[:3]
    return took


def _size(reader: Reader) -> int:
    return sum(len(line) for line, _, _ in queries.lines(reader, "punch"))
