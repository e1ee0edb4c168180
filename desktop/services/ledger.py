"""Whether punches and corrections are as they were recorded: chains hold, and what is shown follows."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain.chain import Fault, Walk
from desktop.store.queries import evidence as shown
from desktop.store.queries import ledger as queries
from desktop.store.queries.ledger import TABLES
from desktop.store.uow import Reader

from . import evidence

GUARDS = frozenset(f"{table}_no_{act}" for table in TABLES for act in ("update", "delete"))


def faults(reader: Reader) -> list[Fault]:
    """Everything that is wrong; empty for an untouched file. Reads all punches."""
    return [*chained(reader), *evidence.faults(reader)]


def chained(reader: Reader) -> Iterator[Fault]:
    """What is wrong with the chains alone: quick, a few seconds for a million punches."""
    for name in sorted(GUARDS - shown.guards(reader)):
        yield Fault(0, f"the guard {name} of the file is gone")
    for table in TABLES:
        yield from walk(reader, table)


def walk(reader: Reader, table: str) -> Iterator[Fault]:
    """What is wrong with the chains of a table."""
    walked = Walk()
    for fault in walked.faults(queries.lines(reader, table)):
        yield Fault(fault.id, f"{table} {fault.id} {fault.why}")
    if walked.begun != queries.devices(reader, table):
        yield Fault(0, f"a {table} stands at the beginning of a chain that is not its own")


def head(reader: Reader) -> dict[str, tuple[int, str]]:
    """The end of each chain of this node, to be kept elsewhere: table → (seq, hash)."""
    device = reader.meta("node_id") or ""
    ends = {table: queries.head(reader, table, device) for table in TABLES}
    return {table: end for table, end in ends.items() if end is not None}
