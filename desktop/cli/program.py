"""What the command line needs of the rest of the program; `desktop.app` provides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

USAGE, WAITS, ATTENTION, REFUSED, UNAVAILABLE, BUG, IN_USE = 2, 3, 4, 1, 69, 70, 75
EXIT_CODES = """exit codes:
  0   done
  1   refused: the message names what to change
  2   the command line could not be read
  3   something still waits to be sent
  4   something needs a person
  69  not available now: network, disk, permissions, damaged or newer store
  70  a fault of Pomoclock
  75  the data directory is in use by another Pomoclock
"""


class Session(Protocol):
    """A node to talk to: opened here, or the running owner of the data directory."""

    def call(self, name: str, params: Mapping[str, Any], body: Any) -> Any:
        """Runs an operation; answers plain JSON values. Raises PomoclockError."""

    def control(self, name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """`timer`, `status`, `sync`, `keys`, `connect`: what is no operation of the contract."""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    folder: Path
    host: str
    port: int
    demo: bool
    origins: Sequence[str]


class Program(Protocol):
    def window(self, folder: Path, *, demo: bool) -> int: ...

    def serve(self, options: ServeOptions, say: Callable[[str], None]) -> int: ...

    def tour(
        self, out: Path, *, themes: Sequence[str], sizes: Sequence[tuple[int, int]]
    ) -> list[Path]: ...

    def doctor(self, folder: Path, *, verify: bool = False) -> list[Mapping[str, Any]]: ...

    def session(self, folder: Path) -> AbstractContextManager[Session]: ...
