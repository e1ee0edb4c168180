"""What changed, told to whoever listens in this process: panels, server listeners, the sync engine."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Changed:
    """Committed changes: ids by kind, the highest change sequence, and who caused them.

    `initiator` names the view or engine that asked (empty: somebody else), so that it can tell its
    own echo. `kinds` such as "sync" or "timer" that are not tables announce changed state.
    """

    kinds: Mapping[str, frozenset[int]]
    seq: int = 0
    initiator: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


Listener = Callable[[Changed], None]


class Events:
    """Publish and subscribe. Listeners run on the publisher's thread and must return at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Returns the function that unsubscribes."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def publish(self, changed: Changed) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(changed)
            except Exception:  # a broken listener must not undo or hide a commit
                log.exception("a listener failed on %s", sorted(changed.kinds))
