"""Secrets of this data directory: in the system's keyring, else in a file only its owner can read."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

log = logging.getLogger(__name__)

FILE = "credentials.json"
SERVICE = "pomoclock"
Scheme = Literal["key", "token"]


@dataclass(frozen=True, slots=True)
class Credential:
    """How this node shows the remote whose it is. `tomatoes` is the raw token of /api, if any."""

    scheme: Scheme
    secret: str
    tomatoes: str = ""

    def headers(self, api: str) -> dict[str, str]:
        if not self.secret:
            return {}
        if api == "tomatoes":
            return {"authorization": self.tomatoes} if self.tomatoes else {}
        if self.scheme == "key":
            return {"api_key": self.secret}
        return {"authorization": f"Token {self.secret}"}


class Keyring(Protocol):
    """The part of the `keyring` package that is used."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class Vault:
    """One credential a directory, never in the database."""

    def __init__(self, folder: Path, name: str, *, ring: Keyring | None = None) -> None:
        """`name` tells this directory's entry in the keyring from others'; `ring` None: file only."""
        self._path = folder / FILE
        self._name = name
        self._ring = ring

    def load(self) -> Credential | None:
        text = self._from_ring()
        if text is None:
            try:
                text = self._path.read_text(encoding="utf-8")
            except FileNotFoundError:
                return None
        try:
            return Credential(**json.loads(text))
        except (ValueError, TypeError):
            log.warning("the stored credential cannot be read; sign in again")
            return None

    def store(self, credential: Credential) -> Literal["keyring", "file"]:
        """Returns where it went."""
        text = json.dumps(asdict(credential))
        if self._ring is not None:
            from keyring.errors import KeyringError

            try:
                self._ring.set_password(SERVICE, self._name, text)
            except (KeyringError, OSError, RuntimeError) as error:
                log.info("the keyring took no secret (%s); it goes into a file", error)
            else:
                self._path.unlink(missing_ok=True)
                return "keyring"
        new = self._path.with_suffix(".new")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        return "file"

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)
        if self._ring is not None:
            from keyring.errors import KeyringError

            try:
                self._ring.delete_password(SERVICE, self._name)
            except (KeyringError, OSError, RuntimeError) as error:
                log.info("the keyring had no secret to forget (%s)", error)

    def _from_ring(self) -> str | None:
        if self._ring is None or self._path.exists():
            return None
        from keyring.errors import KeyringError

        try:
            return self._ring.get_password(SERVICE, self._name)
        except (KeyringError, OSError, RuntimeError) as error:
            log.warning("the keyring cannot be read (%s)", error)
            return None


def system_ring() -> Any:
    """The system's keyring; None where there is no real one."""
    import keyring
    from keyring.backends import fail, null

    ring = keyring.get_keyring()
    return None if isinstance(ring, (fail.Keyring, null.Keyring)) else ring
