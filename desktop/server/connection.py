"""One HTTP connection: a sender that dawdles is cut off."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS, WHOLE_SECONDS, LOOK_SECONDS = 10.0, 30.0, 5.0
LONGEST_HEAD = 64 * 1024


class Connection(HttpToolsProtocol):
    """A head must be complete after ten seconds and 64 KiB, a whole request after thirty seconds.

    Idle connections between requests are uvicorn's own business (keep-alive).
    """

    _began = 0.0
    _head = 0
    _receiving_head = True
    _watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._began = self.loop.time()
        self._watch = self.loop.call_later(LOOK_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._receiving_head:
            self._head += len(data)
            if not self._began:
                self._began = self.loop.time()
            super().data_received(data)
            if self._head > LONGEST_HEAD:  # a complete head would have set it to nothing
                self.transport.close()
            return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._began = self.loop.time()

    def on_headers_complete(self) -> None:
        self._receiving_head = False
        self._head = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._receiving_head = True
        self._began = 0.0
        super().on_message_complete()

    def _look(self) -> None:
        limit = HEAD_SECONDS if self._receiving_head else WHOLE_SECONDS
        if self._began > 0 and self.loop.time() - self._began > limit:
            cast("Any", self.transport).close()
            return
        self._watch = self.loop.call_later(LOOK_SECONDS, self._look)
