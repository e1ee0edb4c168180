"""What a person chose on this device: read once, written as it changes."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TypeVar

from desktop.base.settings import Preference
from desktop.store.queries import preferences as queries
from desktop.store.store import Store

T = TypeVar("T", bound=bool | int | str)


class Preferences:
    """The preferences of a data directory. Reads come from memory, writes reach the disk later."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts = store.read(queries.texts)

    def get(self, preference: Preference[T]) -> T:
        return preference.parse(self._texts.get(preference.name))

    def put(self, preference: Preference[T], value: T) -> Future[None]:
        """Holds at once; ValueError for a value that is no choice. The future is the write."""
        return self.put_text(preference.name, preference.text(value))

    def text(self, name: str) -> str | None:
        """A value of the program's own, such as the place of the window on a screen."""
        return self._texts.get(name)

    def put_text(self, name: str, text: str) -> Future[None]:
        self._texts[name] = text
        return self._store.write(lambda uow: queries.put(uow, name, text))
