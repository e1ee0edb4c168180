"""What `pomoclock doctor` looks at: the file, the disk, the library, what waits to be sent."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

from desktop import __version__
from desktop.base.errors import PomoclockError
from desktop.domain.chain import Fault
from desktop.store.connection import library_version, wal_is_safe
from desktop.store.queries import evidence as evidence_queries
from desktop.store.store import Store
from desktop.store.uow import Reader

from . import heads, ledger

Finding = dict[str, Any]
"""{"check": name, "ok": bool, "found": a sentence}"""
LEAST_FREE = 500 * 2**20


MOST = 20
"""So many faults are told one by one."""


def examine(store: Store, *, verify: bool = False) -> list[Finding]:
    """Every check, also after one that failed; a check that breaks is itself a finding.

    `verify` also reads every row and works out anew what follows from the punches.
    """
    checks = CHECKS | (VERIFY if verify else {})
    return [_guarded(name, check, store) for name, check in checks.items()]


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
    wrong = store.read(lambda reader: list(ledger.chained(reader)))
    if wrong:
        return False, f"{_told(wrong)}; pomoclock doctor --verify lists what follows from them"
    return True, f"{store.read(lambda r: r.count('punch'))} punches, all as they were recorded"


def _evidence(store: Store) -> tuple[bool, str]:
    def look(reader: Reader) -> tuple[list[Fault], dict[str, tuple[int, str]]]:
        with evidence_queries.as_of_now(reader):
            return ledger.faults(reader), ledger.head(reader)

    wrong, ends = store.read(look)
    if wrong:
        return False, _told(wrong)
    heads = ", ".join(f"{table} {seq} {digest[:16]}" for table, (seq, digest) in ends.items())
    return True, f"everything shown follows from what was recorded (heads: {heads or 'none yet'})"


def _whole_file(store: Store) -> tuple[bool, str]:
    store.check(whole=True)
    return True, "every page and every index of the file agree"


def _heads(store: Store) -> tuple[bool, str]:
    wrong = store.read(heads.broken)
    if wrong:
        return False, "; ".join(wrong[:MOST])
    count = store.read(lambda reader: reader.count("chain_head"))
    return True, f"{count} ends of chains of other nodes are kept, all of them grew on"


def _told(wrong: list[Fault]) -> str:
    words = "; ".join(fault.why for fault in wrong[:MOST])
    more = f"; and {len(wrong) - MOST} more" if len(wrong) > MOST else ""
    return f"{len(wrong)} not as they were recorded: {words}{more}"


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
    "heads": _heads,
    "outbox": _outbox,
}

VERIFY: dict[str, Callable[[Store], tuple[bool, str]]] = {
    "indexes": _whole_file,
    "evidence": _evidence,
}
"""What `--verify` adds."""
