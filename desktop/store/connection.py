"""Opening SQLite: which library, which pragmas, which faults mean what. The only import of it."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.base.errors import Unavailable

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

log = logging.getLogger(__name__)

FIXED_WAL = (3, 51, 3)
__all__ = [
    "Connection",
    "Damaged",
    "DiskFull",
    "Error",
    "builds_text",
    "check",
    "library_version",
    "open_reader",
    "open_writer",
    "sqlite3",
    "translate",
    "translated",
    "wal_is_safe",
]
Connection = sqlite3.Connection
Error = sqlite3.Error


class Damaged(Unavailable):
    """The file is not a healthy database; it is left exactly as it is."""


class DiskFull(Unavailable):
    """Nothing of the refused write was stored."""

    public = "The disk of this server is full; nothing was changed. Free some space there."


def wal_is_safe() -> bool:
    """SQLite before 3.51.3 can corrupt a WAL file when two connections write at once."""
    return sqlite3.sqlite_version_info >= FIXED_WAL


def builds_text() -> bool:
    """Whether SQLite has `concat` and `octet_length`."""
    return sqlite3.sqlite_version_info >= (3, 44)


def library_version() -> str:
    return sqlite3.sqlite_version


def open_writer(path: Path) -> Connection:
    """The one connection that writes and checkpoints; made by whoever holds the directory's lock."""
    with translated(path):
        path.touch(mode=0o600)
        conn = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        try:
            conn.execute("pragma busy_timeout = 5000")
            conn.execute("pragma journal_mode = wal")
            conn.execute("pragma synchronous = full")
            conn.execute("pragma journal_size_limit = 67108864")
            conn.execute("pragma temp_store = memory")
        except sqlite3.Error:
            conn.close()
            raise
        path.chmod(0o600)
    if not wal_is_safe():
        log.warning(
            "SQLite %s is older than 3.51.3; the store uses one writer only", library_version()
        )
    return conn


def open_reader(path: Path) -> Connection:
    with translated(path):
        conn = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        conn.execute("pragma query_only = 1")
        conn.execute("pragma busy_timeout = 5000")
    return conn


def check(conn: Connection, path: Path, *, whole: bool = False) -> None:
    """Raises Damaged unless `quick_check`, or the thorough `integrity_check`, finds the file sound."""
    pragma = "integrity_check" if whole else "quick_check"
    with translated(path):
        found = [str(row[0]) for row in conn.execute(f"pragma {pragma}(5)")]
    if found != ["ok"]:
        raise _damaged(path, "; ".join(found))


def _damaged(path: Path, why: str) -> Damaged:
    return Damaged(
        f"The store {path} is damaged ({why}). It was left as it is. Copy the folder, then put the "
        f"newest file of {path.parent / 'backups'} in its place and start again."
    )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as ours: damaged, full, read-only, busy."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        raise translate(error, path) from error


def translate(error: sqlite3.Error | OSError, path: Path) -> Exception:
    """Ours where a person can do something about it, else the error itself."""
    text = str(error)
    if isinstance(error, OSError):
        return _of_system(error, path)
    code = getattr(error, "sqlite_errorname", "") or ""
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "malformed" in text:
        return _damaged(path, text)
    if code.startswith("SQLITE_FULL") or "disk is full" in text or _no_room(code, path):
        return _full(path)
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return _closed(path, text)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR")):
        return Unavailable(
            f"The store {path} cannot be used at the moment ({text}). What was saved before is safe; "
            "try again, and check the disk if it stays so."
        )
    return error


LEAST = 2**16
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_RIGHT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def _no_room(code: str, path: Path) -> bool:
    """Whether an I/O error is that of a full disk: files that SQLite maps do not say so themselves."""
    if not code.startswith("SQLITE_IOERR"):
        return False
    try:
        return shutil.disk_usage(path.parent).free < LEAST
    except OSError:
        return False


def _of_system(error: OSError, path: Path) -> Exception:
    if error.errno in _NO_ROOM:
        return _full(path)
    return _closed(path, error.strerror or str(error)) if error.errno in _NO_RIGHT else error


def _full(path: Path) -> DiskFull:
    return DiskFull(
        "The disk is full: nothing new was saved, and nothing that was saved is lost. Free some space "
        f"on the disk of {path.parent} and try again."
    )


def _closed(path: Path, why: str) -> Unavailable:
    return Unavailable(
        f"{path.parent} cannot be written to ({why}). Check its permissions or choose another "
        "folder with --data."
    )
