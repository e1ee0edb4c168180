"""Which fields and parameters name other records, so that their ids can be translated at each hop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .operation import Operation

FIELDS: Mapping[str, str] = {
    "user_id": "user",
    "assignee_id": "user",
    "requestor_id": "user",
    "actor_id": "user",
    "friend_id": "user",
    "team_id": "team",
    "shift_id": "shift",
    "swap_shift_id": "shift",
    "timesheet_shift_id": "shift",
    "shift_question_id": "shift_question",
    "attendance_id": "attendance",
    "event_id": "event",
    "timesheet_id": "timesheet",
    "location_id": "tag",
}
"""Field → kind of the one record it names."""

LISTS: Mapping[str, str] = {
    "tag_ids": "tag",
    "team_ids": "team",
    "user_ids": "user",
    "timesheet_ids": "timesheet",
}
"""Field → kind of the records it lists."""

POLYMORPHIC = (("resource_type", "resource_id"),)
"""(field that names the type, field that holds the id)."""

TYPES: Mapping[str, str] = {
    "User": "user",
    "Team": "team",
    "TeamMember": "member",
    "Event": "event",
    "Shift": "shift",
    "WorkforceShift": "shift",
    "Workforce::Shift": "shift",
    "WorkforceTimesheet": "timesheet",
    "Workforce::Timesheet": "timesheet",
}
"""Type names of polymorphic references → kind; the number of another type is left as it is."""

REFERRING: Mapping[str, tuple[str, ...]] = {
    kind: tuple(field for field, target in FIELDS.items() if target == kind)
    for kind in sorted(set(FIELDS.values()))
}
"""Kind → the single fields that may name it."""

Swap = Callable[[str, Any], Any]
"""(kind, id on one side) → id on the other side."""


def kind_of(row: Operation) -> str:
    """The kind of the one record that an operation's `id`, body and answer are about."""
    kind = row.changes[0] if row.changes else row.reads[0] if row.reads else ""
    return "member" if kind == "employee" else kind


def references(values: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(field, kind, id) of every record that a body or answer names; nulls are left out."""
    for field, value in values.items():
        if value is None:
            continue
        if field in FIELDS:
            yield field, FIELDS[field], value
        elif field in LISTS and isinstance(value, (list, tuple)):
            for item in value:
                yield field, LISTS[field], item
    for type_field, id_field in POLYMORPHIC:
        kind = TYPES.get(str(values.get(type_field)))
        if kind is not None and values.get(id_field) is not None:
            yield id_field, kind, values[id_field]


def translate(values: Mapping[str, Any], swap: Swap) -> dict[str, Any]:
    """The same body with every reference exchanged; order and other fields stay."""
    done = dict(values)
    for field, kind in FIELDS.items():
        if done.get(field) is not None:
            done[field] = swap(kind, done[field])
    for field, kind in LISTS.items():
        if isinstance(done.get(field), (list, tuple)):
            done[field] = [swap(kind, item) for item in done[field]]
    for type_field, id_field in POLYMORPHIC:
        target = TYPES.get(str(done.get(type_field)))
        if target is not None and done.get(id_field) is not None:
            done[id_field] = swap(target, done[id_field])
    return done


def param_kind(row: Operation, name: str) -> str | None:
    """The kind that a path or query parameter names, None for dates, names and pages."""
    if name == "id":
        return "shift" if row.path.startswith("/workforce/shifts/{id}/") else kind_of(row)
    return FIELDS.get(name)
