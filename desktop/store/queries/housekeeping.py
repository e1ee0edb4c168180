"""Deleting bookkeeping rows that are past their use."""

from __future__ import annotations

import datetime as dt

from desktop.base.clock import to_ms
from desktop.store.uow import UnitOfWork


def forget_keys(uow: UnitOfWork, before: dt.datetime) -> None:
    uow.execute("delete from idempotency where at < ?", (to_ms(before),))


def forget_tombs(uow: UnitOfWork, before: dt.datetime) -> None:
    uow.execute("delete from tomb where at < ?", (to_ms(before),))


def forget_attempts(uow: UnitOfWork, before: dt.datetime) -> None:
    """Attempts of entries that are final; those of open entries stay for the person who decides."""
    uow.execute(
        "delete from attempt where ended_at < ? and seq in "
        "(select seq from outbox where state in ('done', 'cancelled'))",
        (to_ms(before),),
    )
