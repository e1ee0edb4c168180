"""Projects of a person: names for tags, with budgets, and what the pomodoros add up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.base.errors import Prescribed
from desktop.contract.models.tomatoes import Project, ProjectInput, ProjectPage
from desktop.domain import tomatoes as rules
from desktop.store.queries import focus as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .context import Call
from .tomatoes import need, pagination, root, tag_list, zone_of

WRITABLE = ("name", "tag_list", "money_budget", "time_budget")
BUDGETS = ("money_budget", "time_budget")
LOOSE = ("name", *BUDGETS)
"""What a request may state without the root key."""


@dataclass(frozen=True, slots=True)
class ProjectSum:
    """What a project has taken so far. `money` is worth by the person's hourly rate, or by the rate
    that the project's own budgets imply; None when neither says.
    """

    project_id: int
    name: str
    tags: tuple[str, ...]
    pomodoros: int
    spent: dt.timedelta
    time_budget: int | None
    money: float | None
    money_budget: int | None


def list_(
    reader: Reader, call: Call, *, page: str | None, tag_list: str | None, time_zone: str | None
) -> ProjectPage:
    zone = zone_of(reader, call, time_zone)
    number = rules.page_number(page)
    total, rows = queries.projects(
        reader,
        call.user_id,
        None if tag_list is None else rules.split_tags(tag_list),
        limit=rules.PER_PAGE,
        offset=rules.Page(number, 0).offset,
    )
    return ProjectPage(
        projects=[_shown(row, zone) for row in rows], pagination=pagination(number, total)
    )


def get(reader: Reader, call: Call, *, id: str, time_zone: str | None) -> Project:
    return _shown(need(reader, call, "project", id), zone_of(reader, call, time_zone))


def create(uow: UnitOfWork, call: Call, body: ProjectInput, *, time_zone: str | None) -> Project:
    values = _checked(_sent(body), new=True)
    person = uow.get("user", call.user_id)
    mark = None if person is None else person["demo"]
    row = uow.insert("project", {"tags": [], **values, "user_id": call.user_id, "demo": mark})
    return _shown(row, zone_of(uow, call, time_zone, body.time_zone))


def update(
    uow: UnitOfWork, call: Call, body: ProjectInput, *, id: str, time_zone: str | None
) -> Project:
    row = need(uow, call, "project", id)
    values = _checked(_sent(body), new=False)
    if values:
        row = uow.update("project", row["id"], values)
    return _shown(row, zone_of(uow, call, time_zone, body.time_zone))


def delete(uow: UnitOfWork, call: Call, *, id: str) -> None:
    uow.delete("project", need(uow, call, "project", id)["id"])


def sums(reader: Reader, user_id: int) -> list[ProjectSum]:
    """Every project of the person, newest first, with all pomodoros that share a tag with it."""
    person = reader.get("user", user_id)
    rate = person["average_hourly_rate"] if person else None
    sets = queries.tag_sets(reader, user_id)
    rows = reader.find("project", {"user_id": user_id}, order="created_at desc, id desc")
    return [_sum(row, sets, rate) for row in rows]


def _sum(
    row: Row, sets: list[tuple[frozenset[str], int, dt.timedelta]], rate: float | None
) -> ProjectSum:
    tags = tuple(row["tags"] or ())
    mine = [(count, spent) for worn, count, spent in sets if not worn.isdisjoint(tags)]
    spent = sum((time for _, time in mine), dt.timedelta())
    if rate is None and row["money_budget"] and row["time_budget"]:
        rate = row["money_budget"] / row["time_budget"]
    return ProjectSum(
        project_id=row["id"],
        name=row["name"],
        tags=tags,
        pomodoros=sum(count for count, _ in mine),
        spent=spent,
        time_budget=row["time_budget"],
        money=None if rate is None else spent / dt.timedelta(hours=1) * rate,
        money_budget=row["money_budget"],
    )


def _sent(body: ProjectInput) -> dict[str, Any]:
    loose = {field: getattr(body, field) for field in LOOSE}
    return root(body.project, "project", WRITABLE, loose)


def _checked(sent: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    """The columns to write; 422 with everything that is wrong at once."""
    faults: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    if "name" in sent or new:
        name = sent.get("name")
        values["name"] = "" if name is None else str(name)
        if not values["name"].strip():
            faults["name"] = ["can't be blank"]
    for field in BUDGETS:
        if field in sent:
            number, fault = rules.number(sent[field], above=0)
            values[field] = None if number is None else int(number)
            if fault:
                faults[field] = [fault]
    if faults:
        raise Prescribed(422, faults)
    tags = tag_list(dict(sent))
    if tags is not None:
        values["tags"] = tags
    return values


def _shown(row: Row, zone: dt.tzinfo) -> Project:
    return Project(
        id=rules.wire_id(row["id"]),
        created_at=rules.stamp(row["created_at"], zone),
        updated_at=rules.stamp(row["updated_at"], zone),
        tags=row["tags"] or [],
        name=row["name"],
        money_budget=row["money_budget"],
        time_budget=row["time_budget"],
    )
