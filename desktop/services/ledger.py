"""Whether punches and corrections are as they were recorded: chains hold, and what is shown follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from desktop.base.clock import to_ms
from desktop.domain import chain
from desktop.domain.attendance import CLOCK_JUMP
from desktop.domain.chain import Fault, Link
from desktop.store.queries import punches as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader

TABLES = ("punch", "correction")


def faults(reader: Reader) -> list[Fault]:
    """Everything that is wrong; empty for an untouched file. Reads all punches."""
    found: list[Fault] = []
    for table in TABLES:
        for device in queries.chains(reader, table):
            broken = chain.faults(_links(reader, table, device))
            found += [Fault(f.id, f.seq, f"{table} {f.id} {f.why}") for f in broken]
    found += [
        Fault(number, 0, f"attendance {number} has no punch")
        for number in queries.unpunched(reader)
    ]
    found += [
        Fault(row["id"], 0, f"attendance {row['id']} was changed without a correction")
        for row, punch in queries.shown(reader)
        if not _follows(reader, row, punch)
    ]
    return found


def head(reader: Reader) -> dict[str, tuple[int, str]]:
    """The end of each chain of this node, to be kept elsewhere: table → (seq, hash)."""
    device = reader.meta("node_id") or ""
    ends = {table: queries.head(reader, table, device) for table in TABLES}
    return {table: end for table, end in ends.items() if end is not None}


def _links(reader: Reader, table: str, device: str) -> Iterator[Link]:
    for content, previous, digest in queries.links(reader, table, device):
        yield Link(content[0], content[-1], previous, digest, content)


def _follows(reader: Reader, row: Row, punch: Row) -> bool:
    """Whether an attendance says what its punch and the corrections of it say."""
    said: dict[str, Any] = {name: punch[name] for name in ("user_id", "status", "timestamp")}
    for correction in reader.find("correction", {"punch_id": row["id"]}, order="id"):
        said.update((correction["after"] or {}).items())
    for name, value in said.items():
        if name not in {"user_id", "status", "timestamp"}:
            continue
        shown = row[name]
        if isinstance(shown, dt.datetime):
            instant = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
            moved = CLOCK_JUMP in (punch["flags"] or ()) and shown > instant
            if to_ms(shown) != to_ms(instant) and not moved:
                return False
        elif shown != value:
            return False
    return True
