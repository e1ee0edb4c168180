"""The kinds that are kept in step with a remote: how their records and columns translate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType

from desktop.contract import models, refs
from desktop.contract.models.base import Body, Instant, Json
from desktop.contract.models.tomatoes import Project, Tomato
from desktop.domain.merge import Rules
from desktop.store.schema import Row, layout

from .identity import Ids

HOUR, MINUTE, SECOND = 3_600_000, 60_000, 1000
TIMES = ("start_at", "end_at")
PLACE = ("latitude", "longitude", "accuracy", "address", "location_name")


class SettingRecord(Body, kw_only=True):
    """One name of the settings map, as a record of its own."""

    pk: str
    owner: str
    name: str
    data: Any = None


@dataclass(frozen=True)
class Replica:
    """One kind. `record` is its wire struct, `key` the wire field that identifies a record.

    `natural` are the columns by which a record is joined with a row that this node made by itself.
    `item` names the operations that get one record, for a member and for a manager. `spelled`
    gives types of fields that are stored in another type than they are sent in.
    """

    kind: str
    model: type[msgspec.Struct]
    key: str = "id"
    natural: tuple[str, ...] = ()
    rules: Rules = field(default_factory=Rules)
    item: tuple[str | None, str | None] = (None, None)
    spelled: Mapping[str, Any] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()

    @cached_property
    def record(self) -> type[msgspec.Struct]:
        """The struct with every field allowed to be absent: another server may send fewer."""
        hints = {**get_type_hints(self.model, include_extras=True), **self.spelled}
        fields = [
            (name, hints[name] | None | UnsetType, UNSET) for name in self.model.__struct_fields__
        ]
        return msgspec.defstruct(f"{self.model.__name__}Record", fields, kw_only=True)

    @cached_property
    def decoder(self) -> msgspec.json.Decoder[Any]:
        return msgspec.json.Decoder(self.record, strict=False)

    @cached_property
    def fields(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """(name, kind it refers to, kind its list refers to) of fields that are columns too."""
        known = layout(self.kind).codecs
        own = {"id"} | self.skipped
        return tuple(
            (name, refs.FIELDS.get(name), refs.LISTS.get(name))
            for name in self.model.__struct_fields__
            if name in known and name not in own
        )

    @cached_property
    def defaults(self) -> Row:
        """What columns hold when the remote says nothing about them."""
        names = {name for name, _, _ in self.fields}
        return {
            info.name: info.default
            for info in msgspec.structs.fields(self.model)
            if info.name in names and info.default not in (msgspec.NODEFAULT, UNSET, None)
        }

    def pk(self, record: msgspec.Struct) -> str | None:
        """The record's key as text, None when it has none."""
        value = getattr(record, self.key)
        return None if value is None or value is UNSET else str(value)

    def keeps(self, record: Any) -> bool:
        """False for what a list shows and another kind holds: a shift among the events."""
        return not (self.kind == "event" and record.kind == "shift")

    def columns(self, record: msgspec.Struct, ids: Ids) -> Row:
        """The record's fields as columns of this node: references translated, absent ones left out."""
        found: Row = {}
        for name, kind, list_kind in self.fields:
            value = getattr(record, name)
            if value is UNSET:
                continue
            if value is not None:
                if kind is not None:
                    value = ids.local(kind, value)
                elif list_kind is not None:
                    value = [ids.local(list_kind, item) for item in value]
            found[name] = value
        _polymorphic(found, ids)
        adjust = _READ.get(self.kind)
        if adjust is not None:
            adjust(record, found)
        return found

    def wire(self, columns: Mapping[str, Any], ids: Ids) -> dict[str, Any]:
        """Columns as a request's fields, references as the remote calls them."""
        adjust = _WRITE.get(self.kind)
        told = adjust(columns) if adjust is not None else dict(columns)
        return refs.translate(told, lambda kind, row_id: ids.reference(kind, int(row_id)))


def _polymorphic(columns: Row, ids: Ids) -> None:
    for type_field, id_field in refs.POLYMORPHIC:
        target = refs.TYPES.get(str(columns.get(type_field)))
        if target is not None and columns.get(id_field) is not None:
            columns[id_field] = ids.local(target, columns[id_field])


def _hours(record: Any, columns: Row) -> None:
    for part in ("work", "break"):
        if getattr(record, f"{part}_ms") not in (UNSET, None):
            continue  # a node of ours, which tells them exactly
        minutes, hours = getattr(record, f"{part}_minutes"), getattr(record, f"{part}_hours")
        if minutes not in (UNSET, None):
            columns[f"{part}_ms"] = int(minutes) * MINUTE
        elif hours not in (UNSET, None):
            columns[f"{part}_ms"] = round(hours * HOUR)


_COMPUTED = frozenset({"work_ms", "break_ms", "raw_work_ms", "raw_break_ms", "rounded_ms", "basis"})
"""What a line holds in other words or works out by itself."""


def _told_hours(columns: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in columns.items() if name not in _COMPUTED}
    for part in ("work", "break"):
        ms = columns.get(f"{part}_ms")
        if ms is not None:
            told[f"{part}_hours"] = ms / HOUR
    return told


def _focus(record: Any, columns: Row) -> None:
    seconds = record.duration
    columns["focus_ms"] = None if seconds in (UNSET, None) else int(seconds) * SECOND
    for name in ("task", "flags"):
        columns.setdefault(name, None)


def _told_focus(columns: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in columns.items():
        if name == "tags":
            told["tag_list"] = ", ".join(value or [])
        elif name == "focus_ms":
            told["duration"] = None if value is None else value // SECOND
        elif name in {"task", "created_at", "name", "money_budget", "time_budget"}:
            told[name] = value
    return told


def _wrapped(root: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    return lambda columns: {root: _told_focus(columns)}


_READ: Mapping[str, Callable[[Any, Row], None]] = {"timesheet_item": _hours, "tomato": _focus}
_WRITE: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "timesheet_item": _told_hours,
    "tomato": _wrapped("tomato"),
    "project": _wrapped("project"),
}

FIELD_COLUMNS: Mapping[str, str] = {
    "work_hours": "work_ms",
    "break_hours": "break_ms",
    "tag_list": "tags",
    "duration": "focus_ms",
    "timesheet_shift_id": "shift_id",
    "corrections": "status",
}
"""Request fields that are stored under another name, or that show in another column."""

_STAMPED = {"created_at": Instant, "updated_at": Instant}

_REPLICAS = (
    Replica(kind="user", model=models.User),
    Replica(kind="team", model=models.Team, spelled={"features": Json}),
    Replica(kind="workforce", model=models.Workforce, natural=("team_id",)),
    Replica(
        kind="member",
        model=models.WorkforceEmployee,
        key="user_id",
        natural=("team_id", "user_id"),
        rules=Rules(theirs=frozenset({"status"}), sets=frozenset({"roles", "locations", "tags"})),
        item=("members.get", "employees.get"),
    ),
    Replica(
        kind="tag", model=models.Tag, natural=("team_id", "context", "name"), item=("tags.get",) * 2
    ),
    Replica(
        kind="event",
        model=models.Event,
        rules=Rules(groups=(TIMES,), ask=frozenset(TIMES)),
        item=("events.get",) * 2,
    ),
    Replica(
        kind="shift",
        model=models.WorkforceShift,
        # ours, and no columns: whatever another server means by these names, it is not read
        spelled={"warnings": Any, "requests": Any, "questions": Any},
        rules=Rules(
            groups=(TIMES,),
            theirs=frozenset({"status", "published", "canceled"}),
            ask=frozenset(TIMES),
        ),
        item=("shifts.get", "shifts.manager_get"),
    ),
    Replica(
        kind="shift_question",
        model=models.WorkforceShiftQuestion,
        rules=Rules(sets=frozenset({"tag_ids"})),
    ),
    Replica(kind="shift_answer", model=models.WorkforceShiftAnswer),
    Replica(
        kind="shift_request",
        model=models.WorkforceShiftRequest,
        rules=Rules(theirs=frozenset({"status"})),
        item=(None, "shift_requests.manager_get"),
    ),
    Replica(
        kind="attendance",
        model=models.WorkforceAttendance,
        rules=Rules(groups=(PLACE,), ask=frozenset({"timestamp"})),
        item=("attendances.get", "attendances.manager_get"),
    ),
    Replica(
        kind="timesheet",
        model=models.WorkforceTimesheet,
        natural=("team_id", "user_id", "start_date"),
        rules=Rules(
            groups=(("resource_type", "resource_id"), ("start_date", "end_date")),
            theirs=frozenset({"status", "locked", "reason", "override_reason"}),
        ),
        item=("timesheets.get", "timesheets.manager_get"),
        skipped=frozenset({"exceptions", "corrections"}),  # every node finds its own
    ),
    Replica(
        kind="timesheet_item",
        model=models.WorkforceTimesheetItem,
        natural=("attendance_id",),
        rules=Rules(
            groups=(("work_ms", "break_ms", "manual"),), ask=frozenset({"work_ms", "break_ms"})
        ),
        item=("timesheet_items.get", "timesheet_items.manager_get"),
    ),
    Replica(
        kind="availability",
        model=models.WorkforceAvailability,
        natural=("team_id", "user_id", "date"),
        rules=Rules(theirs=frozenset({"am_locked", "pm_locked", "nd_locked"})),
    ),
    Replica(
        kind="setting",
        model=SettingRecord,
        key="pk",
        natural=("owner", "user_id", "team_id", "name"),
    ),
    Replica(
        kind="tomato",
        model=Tomato,
        rules=Rules(sets=frozenset({"tags"})),
        item=("tomatoes.get",) * 2,
        spelled=_STAMPED,
    ),
    Replica(
        kind="project",
        model=Project,
        rules=Rules(sets=frozenset({"tags"})),
        item=("projects.get",) * 2,
        spelled=_STAMPED,
    ),
)
BY_KIND: Mapping[str, Replica] = {replica.kind: replica for replica in _REPLICAS}
