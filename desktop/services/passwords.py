"""Passwords, kept as argon2id hashes; a hash takes a tenth of a second and 64 MiB on purpose."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from desktop.base.errors import invalid

from .slow import AT_ONCE

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 8, 1000
_at_once = threading.BoundedSemaphore(AT_ONCE)


def hash_password(clear: str) -> str:
    """Invalid when too short or too long. Slow: call it from a `prepare_` step, not from a writer."""
    if len(clear) < SHORTEST:
        raise invalid("password", f"is too short (minimum is {SHORTEST} characters)")
    if len(clear) > LONGEST:
        raise invalid("password", f"is too long (maximum is {LONGEST} characters)")
    with _at_once:
        return _hasher().hash(clear)


def verify_password(kept: str | None, clear: str) -> bool:
    """Takes as long when nobody has that login (`kept` None), so that time tells nothing."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(clear) > LONGEST:
        return False
    with _at_once:
        try:
            _hasher().verify(kept or _nobody(), clear)
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """True when the hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(kept)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


@cache
def _nobody() -> str:
    return _hasher().hash("the password of nobody")
