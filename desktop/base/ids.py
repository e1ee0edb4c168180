"""Identifiers: time-ordered UUIDs for messages between nodes, integers for served rows."""

from __future__ import annotations

import secrets
import time
import uuid

LOCAL_FLOOR = 2**51
"""Rows born on a node are numbered from here up: safe in JSON, apart from a vendor's small ids."""


def uuid7() -> str:
    """A UUID version 7: 48 bits of milliseconds, then random."""
    ms = time.time_ns() // 1_000_000
    rand = secrets.randbits(74)
    value = (
        (ms & (2**48 - 1)) << 80 | 0x7 << 76 | (rand >> 62) << 64 | 0b10 << 62 | rand & (2**62 - 1)
    )
    return str(uuid.UUID(int=value))


def node_floor() -> int:
    """Where a new node starts to number its rows; random, so that two nodes seldom collide."""
    return LOCAL_FLOOR + secrets.randbits(26) * 2**24
