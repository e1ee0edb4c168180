"""Records that carry a second one: a membership brings the person's name and address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from . import incoming
from .incoming import Record
from .replicas import BY_KIND, Replica

_FIELDS = ("first_name", "last_name", "email", "mobile", "icon_url")


def before(
    uow: UnitOfWork, remote: Row, replica: Replica, records: Sequence[Record], asked: int
) -> None:
    """Takes in what the records carry beside themselves, first: they refer to it.

    One's own person is left out: `me` says more of it.
    """
    if replica.kind != "member":
        return
    people = [_person(record) for record in records if record.pk != remote["user_pk"]]
    incoming.apply(uow, remote, BY_KIND["user"], people, asked)


def _person(record: Record) -> Record:
    values: dict[str, Any] = {name: getattr(record.value, name) for name in _FIELDS}
    user = BY_KIND["user"].record(id=int(record.pk), **values)
    return Record(record.pk, msgspec.json.encode(user), user)
