"""Which lists of the remote are kept in step, in which order, for which role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from desktop.contract.table import Table

Shape = Literal["one", "list", "settings", "pages"]
Standing = Literal["member", "manager"]


@dataclass(frozen=True, slots=True)
class Scope:
    """One list (or one record) of the remote: the operation that reads it, the kind of its rows.

    A missing row says something only in a list of whole records that is complete (`absence`).
    """

    operation: str
    kind: str
    shape: Shape = "list"
    extras: tuple[tuple[str, str], ...] = ()
    """Parameters of ours, which a hub understands."""

    @property
    def absence(self) -> bool:
        return self.shape != "one"


_PEOPLE = {"member": "members.list", "manager": "employees.list"}
_LISTS = (
    ("shifts", "shift"),
    ("attendances", "attendance"),
    ("timesheets", "timesheet"),
    ("timesheet_items", "timesheet_item"),
)


def scopes(standing: Standing, *, tomatoes: bool) -> tuple[Scope, ...]:
    """In the order of the first pull: who we are, the people, then what happened."""
    verb = "manager_list" if standing == "manager" else "list"
    extras = {"shifts": (("with_questions", "true"),)}
    found = [
        Scope("me.get", "user", "one"),
        Scope("team.get", "team", "one"),
        Scope("workforce.get", "workforce", "one"),
        Scope(_PEOPLE[standing], "member"),
        Scope("tags.list", "tag"),
        Scope("events.list", "event"),
        *(
            Scope(f"{family}.{verb}", kind, extras=extras.get(family, ()))
            for family, kind in _LISTS
        ),
    ]
    if standing == "manager":
        found.append(Scope("shift_requests.manager_list", "shift_request"))
    found += [
        Scope("availabilities.list", "availability"),
        Scope("me.settings", "setting", "settings"),
        Scope("team.settings", "setting", "settings"),
    ]
    if tomatoes:
        found += [
            Scope("tomatoes.list", "tomato", "pages"),
            Scope("projects.list", "project", "pages"),
        ]
    return tuple(found)


def touched(found: Iterable[Scope], table: Table, kinds: Iterable[str]) -> list[Scope]:
    """The scopes whose answer is made of any of these kinds."""
    changed = set(kinds)
    return [scope for scope in found if changed.intersection(table[scope.operation].reads)]


def standing_of(roles: Iterable[str], *, owner: bool) -> Standing:
    """What an account's role names allow to read."""
    names = [name.lower() for name in roles]
    manages = owner or any("admin" in name or "manager" in name for name in names)
    return "manager" if manages else "member"
