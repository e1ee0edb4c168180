"""The key of a node: random, in a file beside the store, never in it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import threading
from pathlib import Path

from desktop.base.errors import Unavailable

NAME = "node.key"
SIZE = 32


class NodeSecret:
    """Read, or made, when it is first needed. Whoever steals the store alone cannot derive a thing."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._guard = threading.Lock()
        self._key = b""

    def derive(self, purpose: str, *parts: object) -> str:
        """64 hex digits, the same for the same purpose and parts on this node, on no other."""
        text = "\0".join([purpose, *map(str, parts)])
        return hmac.new(self._load(), text.encode(), hashlib.sha256).hexdigest()

    def _load(self) -> bytes:
        with self._guard:
            if not self._key:
                self._key = self._read() or self._make()
            return self._key

    def _read(self) -> bytes:
        try:
            found = self._path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise Unavailable(f"{self._path} cannot be read ({error.strerror}).") from error
        if len(found) != SIZE:
            raise Unavailable(f"{self._path} is damaged. Remove it; everybody then logs in again.")
        return found

    def _make(self) -> bytes:
        key = secrets.token_bytes(SIZE)
        part = self._path.with_suffix(".part")
        try:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
            fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(fd, "wb") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except OSError as error:
            raise Unavailable(f"{self._path} cannot be written ({error.strerror}).") from error
        return key
