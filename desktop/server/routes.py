"""Finding the operation of a request: a walk along the parts of the path, whatever the table's size."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, get_origin

from desktop.base.errors import NotFound
from desktop.contract.operation import PREFIX, Operation
from desktop.contract.table import Table
from desktop.services.registry import is_built, safe

from .decode import segment
from .errors import MethodNotAllowed

ALWAYS = ("user", "team", "member", "workforce")
"""Kinds that decide what any caller may see and in which zone, so they are part of every version."""

ALIASES = (
    ("/accounts/search/{term}", "accounts.search"),
    ("/actions/search/{term}", "actions.search"),
    ("/addons/search/{term}", "addons.search"),
    ("/users/search/{term}", "users.search"),
    ("/users/verify/{pin}", "users.verify"),
    ("/me/qr.png", "me.qr"),
)
"""Older spellings that clients of /v1 still use; what they hold fills query parameters."""


@dataclass(frozen=True, slots=True)
class Route:
    """An operation with what every request of it needs, worked out once.

    `names` are those of the path's values in order, `numbers` says which of them are whole numbers.
    """

    row: Operation
    names: tuple[str, ...]
    numbers: tuple[bool, ...]
    others: dict[str, None]
    simple: bool
    many: bool
    tagged: bool
    built: bool
    kinds: tuple[str, ...]
    takes_body: bool
    merges_body: bool
    keeps_key: bool
    media: bytes


def route(row: Operation, names: tuple[str, ...]) -> Route:
    types = {p.name: p.type for p in row.params}
    queries = [p for p in row.params if p.name not in names]
    return Route(
        row=row,
        names=names,
        numbers=tuple(types[name] is int for name in names),
        others={safe(p.name): None for p in queries},
        simple=set(names) == set(row.path_names)
        and {types[name] for name in names} <= {int, str}
        and not any(p.required for p in queries),
        many=get_origin(row.response) is list or row.name.endswith((".list", ".manager_list")),
        tagged=row.method == "GET" and not row.writes and not row.volatile and is_built(row),
        built=is_built(row),
        kinds=(*row.reads, *ALWAYS),
        takes_body=row.body is not None,
        merges_body=row.writes and (row.body is None or row.api == "tomatoes"),
        keeps_key=row.writes and "session_token" not in row.changes,
        media=row.media.encode(),
    )


@dataclass(slots=True)
class _Place:
    fixed: dict[str, _Place] = field(default_factory=dict)
    any: _Place | None = None
    methods: dict[str, Route] = field(default_factory=dict)


class Routes:
    """Fixed parts of a path win over parameters; doubled and trailing slashes do not matter."""

    def __init__(self, table: Table) -> None:
        self._root = _Place()
        for row in table:
            self._add(row.url, route(row, row.path_names))
        for path, name in ALIASES:
            row = table[name]
            named = tuple(p[1:-1] for p in path.split("/") if p.startswith("{"))
            self._add(PREFIX[row.api] + path, route(row, named))

    def find(self, method: str, raw_path: str) -> tuple[Route, list[Any]]:
        """The route and the path's values; NotFound, or MethodNotAllowed naming what is."""
        parts = [segment(part) for part in raw_path.split("/") if part]
        if parts and parts[0] == "api" and parts[-1].endswith(".json"):
            parts[-1] = parts[-1][:-5]
        allowed: set[str] = set()
        found = _walk(self._root, parts, 0, method, allowed)
        if found is None:
            if allowed:
                raise MethodNotAllowed(allowed | {"OPTIONS"})
            raise NotFound("There is nothing at this path.")
        return found

    def methods(self, raw_path: str) -> str:
        """What a path answers to, for OPTIONS; NotFound when it is unknown."""
        try:
            self.find("OPTIONS", raw_path)
        except MethodNotAllowed as known:
            return known.allowed
        raise NotFound("There is nothing at this path.")

    def _add(self, path: str, made: Route) -> None:
        place = self._root
        for part in path.split("/")[1:]:
            if part.startswith("{"):
                place.any = place.any or _Place()
                place = place.any
            else:
                place = place.fixed.setdefault(part, _Place())
        place.methods[made.row.method] = made
        if made.row.method == "GET" and not made.row.writes:
            place.methods["HEAD"] = made
        if made.row.method == "PUT" and made.row.api == "tomatoes":
            place.methods["PATCH"] = made


def _walk(
    place: _Place, parts: list[str], at: int, method: str, allowed: set[str]
) -> tuple[Route, list[Any]] | None:
    if at == len(parts):
        made = place.methods.get(method)
        if made is None:
            allowed.update(place.methods)
            return None
        return made, []
    part = parts[at]
    step = place.fixed.get(part)
    if step is not None:
        found = _walk(step, parts, at + 1, method, allowed)
        if found is not None:
            return found
    if place.any is None:
        return None
    found = _walk(place.any, parts, at + 1, method, allowed)
    if found is not None:
        found[1].insert(0, part)
    return found
