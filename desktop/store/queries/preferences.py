"""Choices of this device, by name."""

from __future__ import annotations

from ..uow import Reader, UnitOfWork


def texts(reader: Reader) -> dict[str, str]:
    """All of them; there are a few dozen at most."""
    return {str(name): str(value) for name, value in reader.select(_ALL)}


def put(uow: UnitOfWork, name: str, text: str) -> None:
    uow.execute(_PUT, (name, text))


_ALL = "select name, value from preference"
_PUT = (
    "insert into preference (name, value) values (?, ?) "
    "on conflict (name) do update set value = excluded.value"
)
