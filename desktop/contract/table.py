"""The table of all operations; it refuses to be built from rows that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .operation import Operation, Repeat
from .operations import ROWS


class BadRow(Exception):
    """A row that cannot be served; raised when the table is built, so the program does not start."""


class Table:
    """Rows by name; iterates in declaration order."""

    def __init__(self, rows: Iterable[Operation]) -> None:
        self._by_name: dict[str, Operation] = {}
        places: dict[tuple[str, str], str] = {}
        for row in rows:
            _check(row)
            if row.name in self._by_name:
                raise BadRow(f"two rows are called {row.name}")
            place = (row.method, row.url)
            if place in places:
                raise BadRow(f"{row.name} and {places[place]} share {row.method} {row.url}")
            places[place] = row.name
            self._by_name[row.name] = row

    def __getitem__(self, name: str) -> Operation:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)


def _check(row: Operation) -> None:
    declared = tuple(p.name for p in row.params if p.where == "path")
    if declared != row.path_names:
        raise BadRow(f"{row.name}: path {row.path} and parameters {declared} differ")
    if row.writes == (row.repeat is Repeat.SAFE):
        raise BadRow(f"{row.name}: a row is repeatable as SAFE exactly when it changes nothing")
    if row.method != "GET" and not row.writes:
        raise BadRow(f"{row.name}: {row.method} must name what it changes")
    if not row.family or not row.verb:
        raise BadRow(f"{row.name}: a name is family.verb")


def load() -> Table:
    return Table(ROWS)
