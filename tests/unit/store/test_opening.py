from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.base.errors import Unavailable
from desktop.base.events import Events
from desktop.base.paths import STORE
from desktop.store import migrate as steps
from desktop.store.connection import Damaged, DiskFull, sqlite3, wal_is_safe
from desktop.store.lock import InUse
from desktop.store.migrate import TooNew, migrate
from desktop.store.migrations import NAMES
from desktop.store.schema import layouts
from desktop.store.store import Store
from tests.helpers.clock import FakeClock


def opened(folder: Path) -> Store:
    return Store(folder, FakeClock(), Events())


def raw(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / STORE, isolation_level=None)


def test_a_new_store_has_every_table_strict_in_wal_with_private_files(tmp_path: Path) -> None:
    opened(tmp_path).close()
    conn = raw(tmp_path)
    strict = dict(conn.execute("select name, strict from pragma_table_list where schema = 'main'"))
    assert {name: strict[name] for name in layouts()} == dict.fromkeys(layouts(), 1)
    assert conn.execute("pragma journal_mode").fetchone()[0] == "wal"
    applied = [row[0] for row in conn.execute("select name from _sqlite_migrations order by rowid")]
    assert tuple(applied) == NAMES
    conn.close()
    assert (tmp_path / STORE).stat().st_mode & 0o077 == 0


def test_the_columns_the_program_reads_are_those_of_the_file(tmp_path: Path) -> None:
    opened(tmp_path).close()
    conn = raw(tmp_path)
    for name, of in layouts().items():
        columns = [row[1] for row in conn.execute(f'pragma table_info("{name}")')]
        assert columns == list(of.columns)
    conn.close()


def test_a_second_owner_is_refused_and_told_who_owns_it(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(InUse, match=f"process {os.getpid()}"):
        opened(tmp_path)
    store.close()
    opened(tmp_path).close()


def test_a_newer_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    opened(tmp_path).close()
    conn = raw(tmp_path)
    conn.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at) "
        "values ('pomoclock', '9999_future', '2030-01-01')"
    )
    conn.close()
    before = (tmp_path / STORE).read_bytes()
    with pytest.raises(TooNew, match="9999_future"):
        opened(tmp_path)
    assert (tmp_path / STORE).read_bytes() == before


def test_an_older_file_is_backed_up_before_it_is_migrated(tmp_path: Path) -> None:
    opened(tmp_path).close()
    conn = raw(tmp_path)
    conn.execute("delete from _sqlite_migrations where name = '0005_sync'")
    for table in ("change", "tomb", "idempotency", "remote", "shadow", "scope", "scope_row"):
        conn.execute(f"drop table {table}")
    for table in ("outbox", "attempt", "conflict", "chain_head"):
        conn.execute(f"drop table {table}")
    conn.execute("insert into tag (id, name) values (7, 'kept')")
    conn.close()
    store = opened(tmp_path)
    assert store.read(lambda r: r.get("tag", 7))["name"] == "kept"
    store.close()
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.stat().st_mode & 0o077 == 0
    kept = sqlite3.connect(copy)
    assert kept.execute("select name from tag where id = 7").fetchone() == ("kept",)
    assert kept.execute("select 1 from sqlite_master where name = 'outbox'").fetchone() is None
    kept.close()


def test_a_copy_that_fails_leaves_no_half_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a copy among the backups would be taken for the way back."""
    opened(tmp_path).close()
    conn = raw(tmp_path)

    def half(_: sqlite3.Connection, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(steps, "_copy", half)
    with pytest.raises(DiskFull):
        steps.back_up(conn, tmp_path / STORE, "before-x")
    conn.close()
    assert list((tmp_path / "backups").iterdir()) == []


def test_an_owner_that_cannot_be_noted_still_owns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    store = opened(tmp_path)
    with pytest.raises(InUse, match="another process"):
        opened(tmp_path)
    store.close()


def test_a_step_that_fails_leaves_neither_tables_nor_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.store.migrations import m0004_focus

    def fail(db: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(m0004_focus, "AFTER", fail)
    conn = sqlite3.connect(tmp_path / STORE, isolation_level=None)
    with pytest.raises(RuntimeError):
        migrate(conn, tmp_path / STORE)
    assert conn.execute("select 1 from sqlite_master where name = 'tomato'").fetchone() is None
    monkeypatch.undo()
    assert migrate(conn, tmp_path / STORE) == list(NAMES[3:])
    conn.close()


@pytest.mark.parametrize("harm", ["rubbish", "header", "truncated"])
def test_a_damaged_file_is_detected_left_alone_and_the_way_back_is_named(
    tmp_path: Path, harm: str
) -> None:
    store = opened(tmp_path)
    for n in range(500):
        store.write(lambda uow, n=n: uow.insert("tag", {"name": f"tag {n}" * 20})).result(10)
    store.close()
    path = tmp_path / STORE
    data = bytearray(path.read_bytes())
    if harm == "rubbish":
        data[4096 * 3 :] = os.urandom(len(data) - 4096 * 3)
    elif harm == "header":
        data[:100] = b"not a database at all".ljust(100)
    else:
        del data[len(data) // 2 :]
    path.write_bytes(bytes(data))
    before = path.read_bytes()
    with pytest.raises(Damaged, match="backups"):
        store = opened(tmp_path)
        try:
            store.check()
        finally:
            store.close()
    if harm != "rubbish":
        assert path.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(Unavailable, match="--data"):
        opened(blocked / "data")


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX users")
def test_a_read_only_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    opened(tmp_path).close()
    script = """
import os, pathlib, sys
from desktop.base.clock import SystemClock
from desktop.base.errors import Unavailable
from desktop.base.events import Events
from desktop.store.store import Store
folder = pathlib.Path(sys.argv[1])
for path in [*folder.iterdir(), folder]:
    path.chmod(0o555 if path.is_dir() else 0o444)
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    Store(folder, SystemClock(), Events())
except Unavailable as error:
    print(error.message)
"""
    # every parent must be searchable by the other user the script becomes
    for parent in [tmp_path, *tmp_path.parents]:
        if parent.owner() == tmp_path.owner() and parent != Path(parent.anchor):
            parent.chmod(parent.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    tmp_path.chmod(0o755)
    assert "cannot be written to" in done.stdout
    assert str(tmp_path) in done.stdout


def test_the_store_says_whether_its_sqlite_is_safe() -> None:
    assert wal_is_safe() == (sqlite3.sqlite_version_info >= (3, 51, 3))


def test_the_lock_file_tells_others_who_owns_the_folder(tmp_path: Path) -> None:
    store = opened(tmp_path)
    owner = json.loads((tmp_path / "pomoclock.lock").read_text())
    assert owner == {"pid": os.getpid()}
    store.close()
    assert (tmp_path / "pomoclock.lock").read_text() == ""
