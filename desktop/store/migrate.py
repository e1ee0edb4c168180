"""Bringing a file to the newest schema: named steps, each with its record in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.base.clock import UTC
from desktop.base.errors import Unavailable

from .connection import Connection, sqlite3, translated
from .migrations import NAMES, STEPS, Step
from .schema import STORED

if TYPE_CHECKING:
    from sqlite_utils import Database

SET = "pomoclock"
_PRIMARY = {False: " primary key", True: " primary key autoincrement"}


class TooNew(Unavailable):
    """The file was written by a newer Pomoclock; it is left untouched."""


def applied(conn: Connection) -> list[str]:
    found = conn.execute("select 1 from sqlite_master where name = '_sqlite_migrations'").fetchone()
    if found is None:
        return []
    rows = conn.execute("select name from _sqlite_migrations where migration_set = ?", (SET,))
    return [str(row[0]) for row in rows]


def pending(conn: Connection, path: Path) -> list[str]:
    """Names of the steps this file lacks; TooNew when it has steps this program does not know."""
    with translated(path):
        done = applied(conn)
    unknown = sorted(set(done) - set(NAMES))
    if unknown:
        raise TooNew(
            f"{path} was written by a newer Pomoclock (it has {', '.join(unknown)}). Nothing was "
            "changed. Install the newer version to open it."
        )
    return [name for name in NAMES if name not in done]


def migrate(conn: Connection, path: Path) -> list[str]:
    """Applies what is missing, after a copy of a file that already holds data. Returns the names."""
    missing = pending(conn, path)
    if not missing:
        return []
    if applied(conn):
        back_up(conn, path, f"before-{missing[0]}")
    from sqlite_utils import Database, Migrations

    steps = Migrations(SET)
    for step in STEPS:
        steps(name=step.NAME)(_applier(step))
    with translated(path):
        steps.apply(Database(conn, execute_plugins=False))
    return missing


def back_up(conn: Connection, path: Path, label: str) -> Path:
    """A consistent copy in `backups/`, readable by the owner only."""
    folder = path.parent / "backups"
    stamp = dt.datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"{label}-{stamp}.db"
    with translated(path):
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            _copy(conn, target)
        except BaseException:
            # half a copy must not look like a way back
            target.unlink(missing_ok=True)
            raise
    return target


def _copy(conn: Connection, target: Path) -> None:
    copy = sqlite3.connect(target)
    try:
        target.chmod(0o600)
        conn.backup(copy)
    finally:
        copy.close()


def _applier(step: Step) -> Callable[[Database], None]:
    return lambda db: _apply(step, db)


def _apply(step: Step, db: Database) -> None:
    existing = set(db.table_names())
    for name, columns in step.ADDS.items():
        stored = {column: STORED[codec] for column, codec in columns.items()}
        if name in existing:
            for column, kind in stored.items():
                db.execute(f'alter table "{name}" add column "{column}" {kind}')
            continue
        key = step.KEYS.get(name, ("id",))
        parts = [
            f'"{column}" {kind}'
            + (_PRIMARY[columns[column] == "serial"] if key == (column,) else "")
            for column, kind in stored.items()
        ]
        if len(key) > 1:
            parts.append("primary key (" + ", ".join(f'"{column}"' for column in key) + ")")
        db.execute(f'create table "{name}" ({", ".join(parts)}) strict')
    for table, over, unique in step.INDEXES:
        db.table(table).create_index(list(over), unique=unique)
    if step.AFTER is not None:
        step.AFTER(db)
