"""How new the store is, kind by kind: what conditional requests and long polls compare."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from desktop.base.events import Changed
from desktop.store.queries import changes
from desktop.store.store import Store


class Versions:
    """The newest change sequence of every kind of the feed, kept in memory.

    It runs behind the store for an instant, never ahead: whoever takes a number and then reads gets
    that state or a newer one.
    """

    def __init__(self, store: Store) -> None:
        self._guard = threading.Lock()
        self._newest: dict[str, int] = {}
        self.seq = 0
        self._unsubscribe = store.events.subscribe(self._note)
        self.epoch = store.read(lambda reader: reader.meta("epoch")) or ""
        self.node_id = store.node_id
        for kind, seq in store.read(changes.newest).items():
            self._raise(kind, seq)

    def of(self, kinds: Iterable[str]) -> int:
        """The newest sequence among these kinds; 0 when none of them ever changed."""
        newest = self._newest
        return max([newest.get(kind, 0) for kind in kinds], default=0)

    def since(self, seq: int) -> list[str]:
        """The kinds that changed after this sequence."""
        return sorted(kind for kind, newest in self._newest.copy().items() if newest > seq)

    def close(self) -> None:
        self._unsubscribe()

    def _note(self, changed: Changed) -> None:
        if not changed.seq:
            return
        for kind in changed.kinds:
            self._raise(kind, changed.seq)

    def _raise(self, kind: str, seq: int) -> None:
        with self._guard:
            if seq > self._newest.get(kind, 0):
                self._newest[kind] = seq
            self.seq = max(self.seq, seq)
