"""Who may change what of a membership: the rules that members and employees share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.base.errors import Forbidden, invalid
from desktop.domain import identity
from desktop.store.queries import people
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, tags, users
from .context import Call, Role
from .person import role_of

STATUSES = ("pending", "active", "inactive", "archived")
LABELS = ("roles", "locations", "tags")
FLAGS = ("favorite", "mute", "manager")
AUTHORITY = frozenset({"roles", "manager", "status"})
"""What decides over access: only somebody above the person may change it."""
MANAGED = AUTHORITY | {"locations", "has_vehicle", "compliance_check", "notes"}
"""What a member may not change of their own membership."""
IDENTITY = ("first_name", "last_name", "email", "mobile", "icon_url")


def change(
    uow: UnitOfWork, call: Call, member: Row, user: Row, sent: Mapping[str, Any]
) -> tuple[Row, Row]:
    """Stores the sent fields that differ; returns the member and the user after it.

    Forbidden names the fields that are above the caller; an unchanged field may always be sent.
    """
    fixed = {name: member[name] for name in ("user_id", "team_id") if name in sent}
    for name, value in fixed.items():
        if sent[name] not in (None, value):
            raise invalid(name, "cannot be changed")
    values = _differing(member, checked(sent))
    named = {name: value for name, value in sent.items() if name in IDENTITY}
    person = _differing(user, identity.person(named))
    _may(uow, call, member, values)
    _may_claim(call, member, user, values, person)
    _may_rename(uow, call, member, person)
    if values:
        make_tags(uow, call.team_id, values)
        after = uow.update("member", member["id"], values)
        audit.note(uow, call, "member", member["id"], member, after)
        member = after
    if person:
        after = users.change(uow, user, person)
        audit.note(uow, call, "user", user["id"], user, after)
        user = after
    return member, user


def checked(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a membership among the sent fields, each checked."""
    values: dict[str, Any] = {}
    for name, value in sent.items():
        if name in LABELS:
            values[name] = identity.labels(name, value)
        elif name in FLAGS:
            values[name] = bool(value)
        elif name == "status":
            if value not in STATUSES:
                raise invalid(name, f"is not one of {', '.join(STATUSES)}")
            values[name] = value
        elif name == "notes":
            values[name] = identity.prose(name, value)
        elif name == "compliance_check":
            values[name] = identity.line(name, value)
        elif name == "has_vehicle":
            values[name] = value
    return values


def may_grant(reader: Reader, call: Call, member: Row) -> None:
    """Forbidden when the membership as it would be has more authority than the caller may give."""
    most = call.principal.role if call.principal.administers else Role.MEMBER
    if role_of(reader.get("team", call.team_id), member) > most:
        raise _forbidden("Only an admin of the team gives this role.", {"roles"})


def make_tags(uow: UnitOfWork, team_id: int, values: Mapping[str, Any]) -> None:
    """Every name that a member carries is among the team's tags, for pickers."""
    for context in LABELS:
        for name in values.get(context, ()):
            tags.ensure(uow, team_id, context, name)


def _may(uow: UnitOfWork, call: Call, member: Row, values: Mapping[str, Any]) -> None:
    own = member["user_id"] == call.user_id
    if not call.principal.manages:
        if not own:
            raise Forbidden("Not authorized. A manager of the team can do this.")
        if above := MANAGED & set(values):
            raise _forbidden("Not authorized. A manager of the team changes this.", above)
    changed = AUTHORITY & set(values)
    if not changed:
        return
    if own and values.get("status", "active") != "active":
        raise invalid("status", "of your own membership cannot be changed")
    team = uow.get("team", call.team_id)
    # of somebody who has left, the authority they had counts, not the access that is off now
    role = role_of(team, {**member, "status": "active"})
    if not own and role >= call.principal.role:
        raise _forbidden("Not authorized. Only somebody above this person changes this.", changed)
    proposed = {**member, **values, "status": "active"}
    if changed & {"roles", "manager"} and role_of(team, proposed) > role:
        may_grant(uow, call, proposed)


def _may_claim(
    call: Call, member: Row, user: Row, values: Mapping[str, Any], person: Mapping[str, Any]
) -> None:
    """Somebody with a password of their own joins a team themselves; until then they are nobody's."""
    if member["member"] or user["password_hash"] is None or member["user_id"] == call.user_id:
        return
    claimed = {*person, *({"status"} if values.get("status") == "active" else ())}
    if claimed:
        raise _forbidden("Not authorized. This person has not joined the team yet.", claimed)


def _may_rename(uow: UnitOfWork, call: Call, member: Row, person: Mapping[str, Any]) -> None:
    """A name and a login belong to the person; a manager fills them in for people of this team only."""
    if not person or member["user_id"] == call.user_id:
        return
    role = role_of(uow.get("team", call.team_id), {**member, "status": "active"})
    elsewhere = people.belongs_elsewhere(uow, member["user_id"], call.team_id)
    if role >= call.principal.role or elsewhere:
        raise _forbidden("Not authorized. Only this person changes it.", set(person))


def _differing(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if _kept(name, row[name]) != value}


def _kept(name: str, value: Any) -> Any:
    """A stored value as `checked` would give it: flags and lists are never null there."""
    if name in FLAGS:
        return bool(value)
    return list(value or ()) if name in LABELS else value


def _forbidden(text: str, fields: set[str] | frozenset[str]) -> Forbidden:
    return Forbidden(text, {field: ["is not yours to change"] for field in sorted(fields)})
