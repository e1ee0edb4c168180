"""Deleting bookkeeping rows that are past their use."""

from __future__ import annotations

import datetime as dt

from desktop.base.clock import to_ms
from desktop.domain.outbox import UNFINISHED
from desktop.store.uow import UnitOfWork

AT_A_TIME = 5_000
"""More entries wait for the next hour: the writer has other work."""
_UNFINISHED = ", ".join(f"'{state}'" for state in sorted(UNFINISHED))


def forget_keys(uow: UnitOfWork, before: dt.datetime) -> None:
    uow.execute("delete from idempotency where at < ?", (to_ms(before),))


def forget_tombs(uow: UnitOfWork, before: dt.datetime) -> None:
    uow.execute("delete from tomb where at < ?", (to_ms(before),))


def forget_entries(uow: UnitOfWork, before: dt.datetime) -> None:
    """Entries of the outbox that came to their end, with their attempts (docs/sync.md 5).

    Kept: creates while a sent create of their kind still looks for what became of it, since a record
    that one of ours made must not be taken for another's; edits of a row with an open conflict, which
    name the operation that the decision is sent by; what an unfinished entry waits for.
    """
    gone = [
        (int(row[0]),)
        for row in uow.select(
            "select seq from outbox o where state in ('done', 'cancelled') and done_at < ? "
            "and not (intent = 'create' and exists (select 1 from outbox n where n.kind = o.kind "
            f"and n.intent = 'create' and n.attempts > 0 and n.state in ({_UNFINISHED}))) "
            "and not (intent = 'update' and exists (select 1 from conflict c "
            "where c.state = 'open' and c.kind = o.kind and c.row_id = o.row_id)) "
            f"and not exists (select 1 from outbox w where w.waits_for = o.seq "
            f"and w.state in ({_UNFINISHED})) limit ?",
            (to_ms(before), AT_A_TIME),
        )
    ]
    uow.execute_many("delete from attempt where seq = ?", gone)
    uow.execute_many("delete from outbox where seq = ?", gone)


def forget_notices(uow: UnitOfWork, before: dt.datetime) -> None:
    """Also unseen ones: nobody looks at those of people who only use a hub."""
    uow.execute("delete from notice where at < ?", (to_ms(before),))
