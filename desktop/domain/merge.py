"""Three-way merge of one record by field groups (docs/sync.md 4). Pure; values compare by equality."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Values = Mapping[str, Any]
Chosen = Literal["mine", "theirs", "both", "asked"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How fields of a kind belong together, and who wins when both sides changed one.

    `groups` are merged as a whole. `theirs`: the remote wins (status, approvals). `sets`: lists
    whose changes add up. `ask`: worked hours and times, kept here unsent until a person decides.
    Of all other fields mine is sent and theirs is noted.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    theirs: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    ask: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clash:
    """A group that both sides changed differently, with every value there was."""

    group: tuple[str, ...]
    base: tuple[Any, ...]
    mine: tuple[Any, ...]
    theirs: tuple[Any, ...]
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class Merged:
    """`values`: the fields of theirs as they are to be here. `dirty`: those that differ from theirs."""

    values: dict[str, Any]
    dirty: frozenset[str] = frozenset()
    clashes: tuple[Clash, ...] = field(default=())

    @property
    def asked(self) -> bool:
        return any(clash.chosen == "asked" for clash in self.clashes)


def merge3(
    base: Values, work: Values, theirs: Values, *, touched: Collection[str], rules: Rules
) -> Merged:
    """What the record becomes when the remote sends `theirs`.

    `touched` are the fields that a person changed here and that the remote does not know yet; all
    others follow the remote, also when this node derived another value for them. Fields that
    `theirs` lacks are not spoken of.
    """
    values: dict[str, Any] = {}
    dirty: set[str] = set()
    clashes: list[Clash] = []
    for group in grouped(theirs, rules):
        if not any(name in touched for name in group):
            values.update((name, theirs[name]) for name in group)
            continue
        b, m, t = (tuple(side.get(name) for name in group) for side in (base, work, theirs))
        if t == b:
            taken = m
        elif m in (b, t):
            taken = t
        else:
            taken, chosen = _clash(group, (b, m, t), rules)
            clashes.append(Clash(group, b, m, t, chosen))
        for name, mine, remote in zip(group, taken, t, strict=True):
            values[name] = mine
            if mine != remote:
                dirty.add(name)
    return Merged(values, frozenset(dirty), tuple(clashes))


def grouped(fields: Iterable[str], rules: Rules) -> list[tuple[str, ...]]:
    """The fields in groups: those of the rules that are present, then each other field alone."""
    present = set(fields)
    groups = [tuple(name for name in group if name in present) for group in rules.groups]
    inside = {name for group in groups for name in group}
    alone = [(name,) for name in fields if name not in inside]
    return [group for group in groups if group] + alone


def combine(base: Iterable[Any], mine: Iterable[Any], theirs: Iterable[Any]) -> list[Any]:
    """Theirs with what mine added and without what mine removed; theirs' order, each value once."""
    old, here = list(base), list(mine)
    result: list[Any] = []
    for item in theirs:
        removed = item in old and item not in here
        if not removed and item not in result:
            result.append(item)
    result.extend(item for item in _once(here) if item not in old and item not in result)
    return result


def difference(work: Values, base: Values, fields: Iterable[str], rules: Rules) -> dict[str, Any]:
    """What a PUT has to say: the groups of `fields` in which work differs from base, as a whole."""
    wanted = set(fields)
    told: dict[str, Any] = {}
    for group in grouped(work, rules):
        if wanted.intersection(group) and any(work[n] != base.get(n) for n in group):
            told.update((name, work[name]) for name in group)
    return told


def _clash(
    group: tuple[str, ...],
    sides: tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]],
    rules: Rules,
) -> tuple[tuple[Any, ...], Chosen]:
    _, mine, theirs = sides
    if rules.theirs.intersection(group):
        return theirs, "theirs"
    if rules.sets.issuperset(group) and all(
        isinstance(value, (list, tuple, type(None))) for side in sides for value in side
    ):
        merged = (combine(b or (), m or (), t or ()) for b, m, t in zip(*sides, strict=True))
        return tuple(merged), "both"
    if rules.ask.intersection(group):
        return mine, "asked"
    return mine, "mine"


def _once(items: Iterable[Any]) -> list[Any]:
    seen: list[Any] = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen
