"""One owner of a data directory, enforced by the operating system."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

from desktop.base.errors import Unavailable
from desktop.base.paths import LOCK

log = logging.getLogger(__name__)


class InUse(Unavailable):
    """Another process owns the directory; `owner` is what it wrote about itself."""

    def __init__(self, folder: Path, owner: dict[str, Any]) -> None:
        who = f"process {owner['pid']}" if "pid" in owner else "another process"
        super().__init__(
            f"{folder} is in use by Pomoclock ({who}). Close it or choose another --data."
        )
        self.owner = owner


class DirectoryLock:
    """Held from construction to `close`; the kernel lets go when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable(
                f"{folder} cannot be written to ({error.strerror}). Check its permissions or choose "
                "another folder with --data."
            ) from error
        if not _lock(self._fd):
            os.close(self._fd)
            raise InUse(folder, read_owner(folder))
        self.describe({})

    def describe(self, owner: dict[str, Any]) -> None:
        """What others may read about the owner (0600): its pid and how to reach it."""
        text = json.dumps({"pid": os.getpid(), **owner}).encode()
        os.ftruncate(self._fd, 0)
        try:
            os.pwrite(self._fd, text, 0)
        except OSError as error:
            # the lock holds without words; on a full disk others only learn less about its owner
            log.warning(
                "the owner of %s could not be noted (%s)", self._path.parent, error.strerror
            )

    def close(self) -> None:
        if self._fd >= 0:
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = -1


def read_owner(folder: Path) -> dict[str, Any]:
    try:
        owner = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return owner if isinstance(owner, dict) else {}


def _lock(fd: int) -> bool:
    if os.name == "nt":
        import msvcrt

        try:
            # far past the text, so that others can still read it
            os.lseek(fd, 2**30, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
