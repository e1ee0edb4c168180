"""The program as others start it: real processes, each with a time limit."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.app import Node
from desktop.services import keys, person
from desktop.services.passwords import hash_password
from desktop.store.uow import UnitOfWork

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    # compiled modules may be kept: starting processes is most of these tests
    **{name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPATH": str(ROOT),
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    "QT_QPA_PLATFORM": "offscreen",
}
LIMIT = 60.0
"""Seconds after which a process counts as hanging."""
PASSWORD = "correct horse battery"
Done = subprocess.CompletedProcess[str]


def pomoclock(
    *args: str | Path, data: Path | None = None, stdin: str = "", **env: str | None
) -> Done:
    """Runs a command to its end; `data` is its data directory."""
    where = () if data is None else ("--data", str(data))
    changed = {**ENVIRONMENT, **{k: v for k, v in env.items() if v is not None}}
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, args), *where],
        cwd=ROOT,
        env={name: text for name, text in changed.items() if env.get(name, "") is not None},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


def ok(*args: str | Path, data: Path | None = None, stdin: str = "") -> str:
    """What a command prints that must go well."""
    done = pomoclock(*args, data=data, stdin=stdin)
    assert done.returncode == 0, done
    assert done.stderr == ""
    return done.stdout


def as_json(*args: str | Path, data: Path) -> Any:
    return json.loads(ok(*args, "--json", data=data))


def complaint(done: Done, code: int) -> str:
    """The one line in which a command said why it could not; `code` is its exit code."""
    assert done.returncode == code, done
    assert done.stderr.startswith("pomoclock: "), done
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.removeprefix("pomoclock: ").strip()


class Running:
    """A process that stays, `lines` as it prints them. `end` asks it to go, `kill` does not ask."""

    def __init__(self, *args: str, module: str = "desktop") -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", module, *args],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.said: list[str] = []
        self.errors = ""
        self._readers = [
            threading.Thread(target=self._read_lines),
            threading.Thread(target=self._read_errors),
        ]
        for reader in self._readers:
            reader.start()

    def _read_lines(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.said.append(line.rstrip("\n"))
            self.lines.put(line.rstrip("\n"))
        self.lines.put("")

    def _read_errors(self) -> None:
        assert self.child.stderr is not None
        self.errors = self.child.stderr.read()

    def until(self, part: str) -> str:
        """The next line with `part` in it."""
        while True:
            try:
                line = self.lines.get(timeout=LIMIT)
            except queue.Empty:
                raise AssertionError(f"no {part!r} in {self.said}") from None
            if part in line:
                return line
            assert line or self.child.poll() is None, f"it ended: {self.said} {self._all_errors()}"

    def _all_errors(self) -> str:
        self._readers[1].join(LIMIT)
        return self.errors

    def tell(self, line: str) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()

    def end(self) -> int:
        """Asks it to end in order; its exit code."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
        return self._over(self.child.wait(LIMIT))

    def over(self) -> int:
        """Waits until it has ended by itself; its exit code."""
        return self._over(self.child.wait(LIMIT))

    def kill(self) -> None:
        if self.child.poll() is None:
            self.child.kill()
        self._over(self.child.wait(LIMIT))

    def _over(self, code: int) -> int:
        for reader in self._readers:
            reader.join(LIMIT)
        for stream in (self.child.stdin, self.child.stdout, self.child.stderr):
            if stream is not None:
                stream.close()
        return code


class Served(Running):
    """`pomoclock serve`, once it answers at `url`."""

    def __init__(self, folder: Path, *args: str, port: int = 0) -> None:
        super().__init__("serve", "--data", str(folder), "--port", str(port), *args)
        self.folder = folder
        self.url = self.until("ready at").split()[-1]


@contextmanager
def serving(folder: Path, *args: str, port: int = 0) -> Iterator[Served]:
    served = Served(folder, *args, port=port)
    try:
        yield served
    finally:
        served.kill()


def team_of(folder: Path, count: int) -> dict[str, str]:
    """Makes a hub's directory: login → API key of so many members. All have the same PASSWORD."""
    node = Node(folder)
    hashed = hash_password(PASSWORD)

    def make(uow: UnitOfWork) -> dict[str, str]:
        person.ensure(uow, "Olga Owner", "UTC")
        team, made = int(uow.meta(person.TEAM) or 0), {}
        for number in range(count):
            login = f"walt{number}@example.com"
            names = {"first_name": "Walt", "last_name": f"W{number}", "status": "active"}
            user = uow.insert("user", {**names, "email": login, "password_hash": hashed})
            member = {"user_id": user["id"], "team_id": team, "roles": ["Team Member"]}
            uow.insert("member", {**member, "status": "active"})
            made[login] = keys.create_key(uow, user["id"], "node")
        return made

    try:
        return node.store.write(make).result()
    finally:
        node.close()
