"""Identifiers: time-ordered UUIDs for messages between nodes, integers for served rows."""

from __future__ import annotations

import os
import random
import secrets
import time

LOCAL_FLOOR = 2**51
"""Rows born on a node are numbered from here up: safe in JSON, apart from a vendor's small ids."""


_random = random.Random()  # seeded by the system
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_random.seed)


def random_bits(count: int) -> int:
    """Random enough to tell things apart, not to guard anything.

    Asking the system each time lets go of the interpreter's lock, and under load getting it back
    costs more than writing a row.
    """
    return _random.getrandbits(count)


def uuid7() -> str:
    """A UUID version 7: 48 bits of milliseconds, then random."""
    ms = time.time_ns() // 1_000_000
    rand = random_bits(74)
    value = (
        (ms & (2**48 - 1)) << 80 | 0x7 << 76 | (rand >> 62) << 64 | 0b10 << 62 | rand & (2**62 - 1)
    )
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def node_floor() -> int:
    """Where a new node starts to number its rows; random, so that two nodes seldom collide."""
    return LOCAL_FLOOR + secrets.randbits(26) * 2**24
