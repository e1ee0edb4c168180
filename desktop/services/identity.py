"""What a row is called on the other side: local number ↔ the remote's key, per remote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from desktop.base.ids import LOCAL_FLOOR
from desktop.contract import refs
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.queries.sync import Shadow
from desktop.store.schema import layouts
from desktop.store.uow import Reader, UnitOfWork

HEX = frozenset({"tomato", "project"})
"""Kinds whose keys are 24 hexadecimal digits."""
OWN_RANGE = 2**24
_LARGEST = 2**63 - 1


class Missing(Exception):
    """A record of ours that the remote does not know yet is referred to."""

    def __init__(self, kind: str, row_id: int) -> None:
        super().__init__(f"{kind} {row_id} has no key at the remote")
        self.kind = kind
        self.row_id = row_id


class Ids:
    """Translation within one transaction; remembers what it looked up."""

    def __init__(self, reader: Reader, remote_id: int) -> None:
        self._reader = reader
        self.remote_id = remote_id
        self._local: dict[tuple[str, str], int] = {}
        self._remote: dict[tuple[str, int], str] = {}
        next_id = int(reader.meta("next_id") or LOCAL_FLOOR)
        self._own = range(next_id, next_id + OWN_RANGE)

    def local(self, kind: str, pk: Any) -> int:
        """Our number for the remote's record; a record we do not hold gets one that it will keep."""
        key = (kind, str(pk))
        known = self._local.get(key)
        if known is None:
            shadow = queries.by_pk(self._reader, self.remote_id, kind, [key[1]]).get(key[1])
            known = shadow.row_id if shadow is not None else self._choose(kind, key[1])
            self._local[key] = known
        return known

    def prefetch(self, kind: str, pks: Iterable[str]) -> None:
        """Looks many up at once; those that are new here get their numbers."""
        wanted = [pk for pk in dict.fromkeys(pks) if (kind, pk) not in self._local]
        if not wanted:
            return
        found = queries.by_pk(self._reader, self.remote_id, kind, wanted)
        for pk, shadow in found.items():
            self._local[kind, pk] = shadow.row_id
        fresh = {pk: as_number(kind, pk) for pk in wanted if pk not in found}
        numbers = [n for n in fresh.values() if n is not None]
        taken = queries.taken(self._reader, kind, numbers) if kind in layouts() else set()
        for pk, number in fresh.items():
            if number is not None and number not in taken and number not in self._own:
                self._local[kind, pk] = number
            else:
                self._local[kind, pk] = self._number(kind, pk)

    def reference(self, kind: str, row_id: int) -> Any:
        """The remote's key for a field that names our row: null for demo rows; raises Missing."""
        pk = self.pk(kind, row_id)
        if pk is None:
            if self.is_demo(kind, row_id):
                return None
            raise Missing(kind, row_id)
        return pk if kind in HEX else int(pk)

    def pk(self, kind: str, row_id: int) -> str | None:
        """The remote's key for our row; None while the remote does not know it.

        A number that is no row of ours came from the remote and is passed back as it is.
        """
        key = (kind, row_id)
        if key not in self._remote:
            shadow = queries.by_row(self._reader, self.remote_id, kind, row_id)
            if shadow is not None:
                self._remote[key] = shadow.pk
            elif kind not in layouts() or not queries.exists(self._reader, kind, row_id):
                self._remote[key] = spelled(kind, row_id)
            else:
                return None
        return self._remote[key]

    def is_demo(self, kind: str, row_id: int) -> bool:
        if not queries.has_column(kind, "demo"):
            return False
        row = self._reader.get(kind, row_id)
        return row is not None and row["demo"] is not None

    def bind(self, kind: str, pk: str, row_id: int) -> None:
        """Notes a pairing that the caller stores."""
        self._local[kind, pk] = row_id
        self._remote[kind, row_id] = pk

    def _choose(self, kind: str, pk: str) -> int:
        number = as_number(kind, pk)
        free = (
            number is not None
            and number not in self._own
            and not (kind in layouts() and queries.taken(self._reader, kind, [number]))
        )
        return number if free and number is not None else self._number(kind, pk)

    def _number(self, kind: str, pk: str) -> int:
        """A number of this node for a record whose own is taken; remembered before it arrives."""
        uow = self._reader
        if not isinstance(uow, UnitOfWork):
            raise TypeError("only a unit of work can give numbers")
        row_id = uow.new_id()
        queries.put_shadow(
            uow, self.remote_id, kind, Shadow(row_id, pk, None, queries.tick(uow), 0, "stub")
        )
        return row_id


def as_number(kind: str, pk: str) -> int | None:
    """The integer a key stands for, None when it is none that this node could use."""
    try:
        number = int(pk, 16) if kind in HEX else int(pk)
    except ValueError:
        return None
    return number if 0 < number <= _LARGEST else None


def spelled(kind: str, row_id: int) -> str:
    return f"{row_id:024x}" if kind in HEX else str(row_id)


def unite(uow: UnitOfWork, remote_id: int, kind: str, keep: int, twin: int) -> None:
    """Makes two rows of one record one: references to the twin move, the twin and its shadow go."""
    names: Sequence[str] = refs.REFERRING.get(kind, ())
    queries.repoint(uow, queries.columns_named(names), twin, keep)
    outbox.reassign(uow, kind, twin, keep)
    queries.drop_shadow(uow, remote_id, kind, twin)
    if uow.get(kind, twin) is not None:
        uow.delete(kind, twin)
