"""Hash chains: each row of a device holds the hash of its content and of the row before it.

What is hashed is one line of bytes that says the content without a doubt (`message`):
`<previous hash>[numbers][lengths of the texts in bytes]texts`. The store can write the same line in
SQL, so that a whole file is verified at the speed of the hash, not at that of decoding rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

ROOT = "0" * 64
"""What the first row of a chain follows."""
_HASH = len(ROOT)

_encode = msgspec.json.Encoder().encode


def message(previous: str, numbers: Sequence[int | None], texts: Sequence[str | None]) -> bytes:
    """What the hash of a row is made of; the first number is the row's own.

    A null is an empty place, which neither a number nor the length of a text is.
    """
    sizes = [None if t is None else len(t) if t.isascii() else len(t.encode()) for t in texts]
    places = (_encode(numbers) + _encode(sizes)).replace(b"null", b"")
    return previous.encode() + places + "".join(t for t in texts if t).encode()


def digest(line: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(line).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """Which row is not as it was recorded, and why."""

    id: int
    why: str


@dataclass(slots=True)
class Walk:
    """How far a walk over the chains of a table came; `begun` counts chains that began."""

    rows: int = 0
    begun: int = 0

    def faults(self, rows: Iterable[tuple[str, str, int]]) -> Iterable[Fault]:
        """What is wrong with (message, hash, number) of all chains of a table, in order of their rows.

        Chains may lie between each other: a row has to follow the end of one of them.
        """
        sha256 = hashlib.sha256
        last, ends = "", set[str]()
        for line, kept, number in rows:
            self.rows += 1
            if sha256(line.encode()).hexdigest() != kept:
                yield Fault(number, "its content was changed")
            before = line[:_HASH]
            if before != last:
                ends.add(last)
                if before in ends:
                    ends.discard(before)
                elif before == ROOT:
                    self.begun += 1
                else:
                    yield Fault(number, "does not follow the row before it")
            last = kept
