"""What a row is called on the other side: local number ↔ the remote's key, per remote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from desktop.base.ids import LOCAL_FLOOR
from desktop.contract import refs
from desktop.store import outbox
from desktop.store.queries import sync as queries
from desktop.store.queries.sync import Shadow
from desktop.store.schema import Row, layouts
from desktop.store.uow import Reader, UnitOfWork

HEX = frozenset({"tomato", "project"})
"""Kinds whose keys are 24 hexadecimal digits."""
SAME_AT_A_HUB = {"event": "shift"}
"""On nodes of ours a shift is its own event: both go by the shift's number."""
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

    def __init__(self, reader: Reader, remote: Row) -> None:
        self._reader = reader
        self.remote_id = int(remote["id"])
        self._same = SAME_AT_A_HUB if remote["kind"] == "hub" else {}
        self._local: dict[tuple[str, str], int] = {}
        self._remote: dict[tuple[str, int], str] = {}
        next_id = int(reader.meta("next_id") or LOCAL_FLOOR)
        self._own = range(next_id, next_id + OWN_RANGE)

    def local(self, kind: str, pk: Any) -> int:
        """Our number for the remote's record; a record we do not hold gets one that it will keep."""
        key = (kind, str(pk))
        known = self._local.get(key)
        if known is None:
            self.prefetch(kind, [key[1]])
            known = self._local[key]
        return known

    def prefetch(self, kind: str, pks: Iterable[str]) -> None:
        """Looks many up at once; those that are new here get their numbers."""
        wanted = [pk for pk in dict.fromkeys(pks) if (kind, pk) not in self._local]
        if not wanted:
            return
        found = queries.by_pk(self._reader, self.remote_id, kind, wanted)
        for pk, shadow in found.items():
            self._local[kind, pk] = shadow.row_id
        wanted = [pk for pk in wanted if pk not in found]
        if kind in self._same and wanted:
            wanted = self._by_other(kind, self._same[kind], wanted)
        fresh = {pk: as_number(kind, pk) for pk in wanted}
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
            kinds = [kind, self._same[kind]] if kind in self._same else [kind]
            shadows = (queries.by_row(self._reader, self.remote_id, k, row_id) for k in kinds)
            shadow = next((found for found in shadows if found is not None), None)
            if shadow is not None:
                self._remote[key] = shadow.pk
            elif any(k in layouts() and queries.exists(self._reader, k, row_id) for k in kinds):
                return None
            else:
                self._remote[key] = spelled(kind, row_id)
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

    def _by_other(self, kind: str, other: str, wanted: list[str]) -> list[str]:
        """Takes numbers over from the kind that shares them; returns what that does not know."""
        found = queries.by_pk(self._reader, self.remote_id, other, wanted)
        left: list[str] = []
        for pk in wanted:
            known = self._local.get((other, pk))
            if known is None and pk in found:
                known = found[pk].row_id
            if known is None:
                left.append(pk)
            else:
                self._local[kind, pk] = known
        return left

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
