"""Encoded answers, kept for as long as nothing that they depend on changes."""

from __future__ import annotations

LARGEST, MOST = 256 * 1024, 16 * 1024 * 1024
Key = tuple[bytes, bytes, bytes]


class Replies:
    """By ETag, path and query: a tag names the state of the store and who asks, so it never lies.

    Used on the loop's thread only. Full, it starts anew: what is asked often comes back at once.
    """

    def __init__(self) -> None:
        self._kept: dict[Key, bytes] = {}
        self._size = 0

    def get(self, key: Key) -> bytes | None:
        return self._kept.get(key)

    def keep(self, key: Key, body: bytes) -> None:
        if len(body) > LARGEST or key in self._kept:
            return
        if self._size + len(body) > MOST:
            self._kept.clear()
            self._size = 0
        self._kept[key] = body
        self._size += len(body)
