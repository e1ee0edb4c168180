"""Tags of a team: roles, locations, tags and members that records are labelled with."""

from __future__ import annotations

from desktop.base.errors import invalid
from desktop.contract.models import Tag, TaggingInput
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .context import Call
from .shape import given, shape

LONGEST = 100


def list_(reader: Reader, call: Call) -> list[Tag]:
    where: dict[str, object] = {"team_id": call.team_id}
    if call.query.get("context"):
        where["context"] = call.query["context"]
    return [_tag(row) for row in reader.find("tag", where, order="name, id")]


def get(reader: Reader, call: Call, *, id: int) -> Tag:
    return _tag(reader.need("tag", id, team_id=call.team_id))


def create(uow: UnitOfWork, call: Call, body: TaggingInput) -> None:
    """Adds a tag unless the team already has it in that context: the outcome is the same."""
    name = str(given(body.name, "")).strip()
    if not name:
        raise invalid("name", "can't be blank")
    if len(name) > LONGEST:
        raise invalid("name", f"is too long (maximum is {LONGEST} characters)")
    ensure(uow, call.team_id, given(body.context, "tags"), name)


def delete(uow: UnitOfWork, call: Call, *, id: int) -> None:
    uow.need("tag", id, team_id=call.team_id)
    uow.delete("tag", id)


def ensure(uow: UnitOfWork, team_id: int, context: str, name: str, **more: object) -> Row:
    """The team's tag of that name, made when it is missing."""
    known = uow.one("tag", {"team_id": team_id, "context": context, "name": name})
    if known is not None:
        return known
    values = {"team_id": team_id, "context": context, "name": name, "taggings_count": 0, **more}
    return uow.insert("tag", values)


def _tag(row: Row) -> Tag:
    return shape(Tag, "tag", row)
