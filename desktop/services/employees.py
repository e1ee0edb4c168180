"""Members as their manager sees them: with vehicle, compliance check and notes."""

from __future__ import annotations

from desktop.contract.models import WorkforceEmployee, WorkforceEmployeeInput
from desktop.store.queries import people
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import filters, members, membership, users
from .context import Call
from .shape import sent, shape

WRITTEN = (
    "user_id",
    "team_id",
    "favorite",
    "mute",
    "roles",
    "locations",
    "tags",
    "has_vehicle",
    "compliance_check",
    "notes",
)


def list_(reader: Reader, call: Call) -> list[WorkforceEmployee]:
    """By name, without archived people unless `status` asks for them."""
    status = filters.text(call, "status")
    pairs = people.team_people(reader, call.team_id)
    return [
        _employee(member, user)
        for member, user in pairs
        if (member["status"] == status if status else member["status"] != "archived")
    ]


def get(reader: Reader, call: Call, *, user_id: int) -> WorkforceEmployee:
    return _employee(*members.of(reader, call.team_id, user_id))


def update(
    uow: UnitOfWork, call: Call, body: WorkforceEmployeeInput, *, user_id: int
) -> WorkforceEmployee:
    users.refuse_photo(body.photo)
    member, user = members.of(uow, call.team_id, user_id)
    return _employee(*membership.change(uow, call, member, user, sent(body, WRITTEN)))


def _employee(member: Row, user: Row) -> WorkforceEmployee:
    named = {name: user[name] for name in membership.IDENTITY}
    return shape(WorkforceEmployee, "member", member, addon_links=[], **named)
