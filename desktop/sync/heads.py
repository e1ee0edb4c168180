"""Telling the hub where the chains of this node end (docs/attendance.md)."""

from __future__ import annotations

import asyncio
import logging

import msgspec

from desktop.services import heads
from desktop.store.store import Store

from .remote import Remote

log = logging.getLogger(__name__)
PATH = "/sync/heads"


async def tell(store: Store, wire: Remote) -> None:
    """Asks what the hub knows and tells it what came after; a hub that is too old is left alone.

    Raises Unreachable or Lost. What cannot be told now is told with the next run.
    """
    if not store.read(heads.news):
        return
    asked = await wire.get(PATH, query={"node": store.node_id}, fresh=True)
    if asked.status != 200 or not asked.json:
        log.info("the hub keeps no ends of chains (status %d)", asked.status)
        return
    try:
        known = msgspec.json.decode(asked.body, type=dict[str, int])
    except msgspec.DecodeError:
        return
    told, noted = store.read(lambda reader: heads.telling(reader, known))
    body = msgspec.json.encode(told)
    answer = await wire.send("POST", PATH, query={}, body=body, key="")
    if answer.status == 200:
        await asyncio.wrap_future(
            store.write(lambda uow: heads.note(uow, noted), durable=False, initiator="sync")
        )
    else:
        log.warning("the hub did not take the ends of our chains (status %d)", answer.status)
