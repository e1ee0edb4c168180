"""Tags of a team: roles, locations, tags and members that records are labelled with."""

from __future__ import annotations

from desktop.base.errors import Forbidden
from desktop.contract.models import Tag, TaggingInput
from desktop.domain import identity
from desktop.store.queries import people
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, filters
from .context import Call
from .shape import given, shape

FREE = frozenset({"tags"})
"""Contexts in which every member may make a tag; the others name roles, places and people."""


def list_(reader: Reader, call: Call) -> list[Tag]:
    """The team's tags by name, of one context when `context` is sent."""
    where: dict[str, object] = {"team_id": call.team_id}
    if context := filters.text(call, "context"):
        where["context"] = context
    counts = people.taggings(reader, call.team_id)
    return [_tag(row, counts) for row in reader.find("tag", where, order="name, id")]


def get(reader: Reader, call: Call, *, id: int) -> Tag:
    row = reader.need("tag", id, team_id=call.team_id)
    return _tag(row, people.taggings(reader, call.team_id))


def create(uow: UnitOfWork, call: Call, body: TaggingInput) -> None:
    """Adds a tag unless the team already has it in that context: the outcome is the same."""
    name = identity.line("name", given(body.name), needed=True) or ""
    context = given(body.context, "tags")
    if context not in FREE:
        _needs_manager(call)
    ensure(uow, call.team_id, context, name)


def delete(uow: UnitOfWork, call: Call, *, id: int) -> None:
    """Takes a tag out of the pickers; records that carry its name keep it."""
    row = uow.need("tag", id, team_id=call.team_id)
    _needs_manager(call)
    uow.delete("tag", id)
    audit.note(uow, call, "tag", id, row, None)


def ensure(uow: UnitOfWork, team_id: int, context: str, name: str, **more: object) -> Row:
    """The team's tag of that name, made when it is missing."""
    known = uow.one("tag", {"team_id": team_id, "context": context, "name": name})
    if known is not None:
        return known
    values = {"team_id": team_id, "context": context, "name": name, "taggings_count": 0, **more}
    return uow.insert("tag", values)


def _needs_manager(call: Call) -> None:
    if not call.principal.manages:
        raise Forbidden("Not authorized. A manager of the team can do this.")


def _tag(row: Row, counts: dict[tuple[str, str], int]) -> Tag:
    """`taggings_count` is counted from what carries the name, so it never drifts."""
    context = "tags" if row["context"] == "members" else row["context"]
    return shape(Tag, "tag", row, taggings_count=counts.get((context, row["name"]), 0))
