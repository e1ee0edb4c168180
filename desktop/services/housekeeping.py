"""What a node tidies now and then, so that its bookkeeping does not grow for ever."""

from __future__ import annotations

import datetime as dt

from desktop.store.queries import housekeeping as queries
from desktop.store.store import Store
from desktop.store.uow import UnitOfWork

IDEMPOTENCY_DAYS = 90
TOMB_DAYS = 180
OUTBOX_DAYS = 30


def tidy(store: Store) -> None:
    """Forgets finished entries after 30 days, idempotency keys after 90, the rest after 180."""
    store.write(_tidy, durable=False).result()


def _tidy(uow: UnitOfWork) -> None:
    queries.forget_keys(uow, uow.now - dt.timedelta(days=IDEMPOTENCY_DAYS))
    before = uow.now - dt.timedelta(days=TOMB_DAYS)
    queries.forget_tombs(uow, before)
    queries.forget_entries(uow, uow.now - dt.timedelta(days=OUTBOX_DAYS))
    queries.forget_notices(uow, before)
