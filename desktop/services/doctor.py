"""What `pomoclock doctor` looks at: the file, the disk, the library, what waits to be sent."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

from desktop import __version__
from desktop.base.errors import PomoclockError
from desktop.store.connection import library_version, wal_is_safe
from desktop.store.store import Store

from . import ledger

Finding = dict[str, Any]
"""{"check": name, "ok": bool, "found": a sentence}"""
LEAST_FREE = 500 * 2**20


def examine(store: Store) -> list[Finding]:
    """Every check, also after one that failed; a check that breaks is itself a finding."""
    return [_guarded(name, check, store) for name, check in CHECKS.items()]


def _guarded(name: str, check: Callable[[Store], tuple[bool, str]], store: Store) -> Finding:
    try:
        ok, found = check(store)
    except PomoclockError as error:
        ok, found = False, error.message
    return {"check": name, "ok": ok, "found": found}


def _program(_: Store) -> tuple[bool, str]:
    return True, f"Pomoclock {__version__}, Python {sys.version.split()[0]}"


def _library(_: Store) -> tuple[bool, str]:
    if wal_is_safe():
        return True, f"SQLite {library_version()}"
    return False, f"SQLite {library_version()} is older than 3.51.3; install pysqlite3 0.6 or newer"


def _file(store: Store) -> tuple[bool, str]:
    store.check()
    return True, f"{store.path} is sound ({store.path.stat().st_size // 1024} KiB)"


def _private(store: Store) -> tuple[bool, str]:
    open_to_others = sorted(_readable_by_others(store))
    if open_to_others:
        return False, f"others can read {', '.join(open_to_others)}; run chmod 600 on them"
    return True, "only you can read the files"


def _readable_by_others(store: Store) -> Iterator[str]:
    for path in store.folder.iterdir():
        if path.is_file() and path.stat().st_mode & 0o077:
            yield path.name


def _disk(store: Store) -> tuple[bool, str]:
    free = shutil.disk_usage(store.folder).free
    found = f"{free // 2**20} MiB free"
    return free >= LEAST_FREE, found if free >= LEAST_FREE else f"only {found}"


def _punches(store: Store) -> tuple[bool, str]:
    wrong = store.read(ledger.faults)
    if wrong:
        first = wrong[0]
        return False, f"{len(wrong)} punches are not as they were recorded, the first: {first.why}"
    return True, f"{store.read(lambda r: r.count('punch'))} punches, all as they were recorded"


def _outbox(store: Store) -> tuple[bool, str]:
    waiting = store.read(
        lambda r: r.count("outbox", {"state in": ["queued", "sending", "unknown", "probing"]})
    )
    stuck = store.read(
        lambda r: r.count("outbox", {"state in": ["attention", "rejected", "blocked"]})
    )
    if stuck:
        return False, f"{stuck} changes need you, {waiting} wait to be sent"
    return True, f"{waiting} changes wait to be sent"


CHECKS: dict[str, Callable[[Store], tuple[bool, str]]] = {
    "program": _program,
    "library": _library,
    "store": _file,
    "privacy": _private,
    "disk": _disk,
    "punches": _punches,
    "outbox": _outbox,
}
