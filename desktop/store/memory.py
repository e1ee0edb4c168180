"""What the writer remembers from one transaction to the next, because nobody else writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST = 4096
"""Entries of a topic; beyond it the topic starts anew."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A name for values that follow from rows of these kinds."""

    name: str
    kinds: frozenset[str]


class Memory:
    """Values by topic. Used on the writer's thread only.

    A change of one of its kinds clears a topic; whoever writes such a row and keeps the topic in step
    says so (`UnitOfWork.touch(…, forget=False)`). Whatever is undone, and raw SQL, clears everything.
    """

    def __init__(self) -> None:
        self._topics: dict[str, dict[Any, Any]] = {}
        self._watched: dict[str, set[str]] = {}
        self.numbers: list[int] = []
        """Numbers that are reserved in the file and not handed out yet, the next one last."""

    def of(self, topic: Topic) -> dict[Any, Any]:
        """The topic's values by key, to read and to add to."""
        values = self._topics.get(topic.name)
        if values is None:
            values = self._topics[topic.name] = {}
            for kind in topic.kinds:
                self._watched.setdefault(kind, set()).add(topic.name)
        elif len(values) > MOST:
            values.clear()
        return values

    def forget(self, kind: str) -> None:
        for name in self._watched.get(kind, ()):
            self._topics[name].clear()

    def clear(self) -> None:
        for values in self._topics.values():
            values.clear()
        self.numbers.clear()
