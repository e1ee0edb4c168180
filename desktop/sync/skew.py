"""How far this machine's clock is from the server's, by the Date of its answers."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from email.utils import parsedate_to_datetime

from desktop.base.clock import UTC
from desktop.store.queries import sync as queries
from desktop.store.store import Store

from .remote import Remote

HALF = dt.timedelta(milliseconds=500)
"""A Date names the second that has begun: on average it is half of one old."""
WORTH = 2000
"""Milliseconds by which a measure has to differ from the last to be kept."""


async def note(store: Store, wire: Remote) -> None:
    """Keeps the difference (server minus ours) beside the remote, where punches take it from."""
    measured = _measure(store.clock.now(), wire.dated)
    remote = store.read(queries.remote)
    if measured is None or remote is None:
        return
    kept = remote["skew_ms"]
    if kept is None or abs(kept - measured) >= WORTH:
        await asyncio.wrap_future(
            store.write(
                lambda uow: uow.update("remote", remote["id"], {"skew_ms": measured}),
                durable=False,
                initiator="sync",
            )
        )


def _measure(now: dt.datetime, dated: tuple[str, float] | None) -> int | None:
    """Milliseconds, by whole seconds; `dated` is a Date and the monotonic second it came at."""
    if dated is None:
        return None
    text, came = dated
    try:
        said = parsedate_to_datetime(text)
    except ValueError:
        return None
    since = dt.timedelta(seconds=time.monotonic() - came)
    theirs = said.replace(tzinfo=said.tzinfo or UTC) + HALF + since
    return round((theirs - now).total_seconds()) * 1000
