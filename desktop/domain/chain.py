"""Hash chains: each row of a device holds the hash of its content and of the row before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

ROOT = "0" * 64
"""What the first row of a chain follows."""

_encoder = msgspec.json.Encoder(order="deterministic")


def link(previous: str, content: Any) -> str:
    """SHA-256 over the previous hash and the content as canonical JSON, in hexadecimal."""
    return hashlib.sha256(previous.encode() + _encoder.encode(content)).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """One row as stored: `content` is what `hash` was made of."""

    id: int
    seq: int
    previous: str
    hash: str
    content: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain does not hold, and why."""

    id: int
    seq: int
    why: str


def faults(links: Iterable[Link]) -> list[Fault]:
    """What is wrong with one device's chain, given in order of `seq`; empty when it holds."""
    found: list[Fault] = []
    previous, expected = ROOT, 1
    for row in links:
        if row.seq != expected:
            found.append(Fault(row.id, row.seq, f"rows {expected} to {row.seq - 1} are missing"))
        elif row.previous != previous:
            found.append(Fault(row.id, row.seq, "does not follow the row before it"))
        if link(row.previous, row.content) != row.hash:
            found.append(Fault(row.id, row.seq, "its content was changed"))
        previous, expected = row.hash, row.seq + 1
    return found
