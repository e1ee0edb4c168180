"""The people of a team: listing, changing, inviting, deactivating."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from desktop.base.errors import NotFound, invalid
from desktop.contract.models import UNSET, TeamMember, TeamMemberChange
from desktop.domain import availability, identity
from desktop.store.queries import people
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, filters, membership, users, workforce
from .context import Call
from .shape import given, sent, shape

SHOWN = frozenset({"active", "pending"})
"""Statuses that every member of the team sees; the others are for managers."""
DEFAULT_ROLE = "Team Member"
WRITTEN = (
    "user_id",
    "team_id",
    "favorite",
    "mute",
    "roles",
    "locations",
    "tags",
    "manager",
    "status",
    *membership.IDENTITY,
)
OFFSET_MOST = 14 * 60
"""Minutes that local time lies behind UTC, as browsers count them: Berlin in winter is -60."""
Pair = tuple[Row, Row]


def list_(reader: Reader, call: Call) -> list[TeamMember]:
    """By name. Narrowed by `search`, `status`, `roles[]`, `locations[]`, `tags[]` when sent.

    `is_available_between[]` with two times (and `timezone_offset`) adds `is_available`.
    """
    search = filters.text(call, "search")
    ids = people.search_team(reader, call.team_id, search) if search else None
    pairs = [pair for pair in people.team_people(reader, call.team_id, ids) if _wanted(call, pair)]
    free = _availability(reader, call, [user["id"] for _, user in pairs])
    return [team_member(*pair, **free.get(pair[1]["id"], {})) for pair in pairs]


def get(reader: Reader, call: Call, *, user_id: int) -> TeamMember:
    member, user = of(reader, call.team_id, user_id)
    if member["status"] not in SHOWN and not call.principal.manages:
        raise NotFound(f"No member {user_id}.")
    return team_member(member, user, **_availability(reader, call, [user_id]).get(user_id, {}))


def update(uow: UnitOfWork, call: Call, body: TeamMemberChange, *, user_id: int) -> TeamMember:
    """Changes what was sent: of anybody for managers within their authority, else of oneself."""
    users.refuse_photo(body.photo)
    member, user = of(uow, call.team_id, user_id)
    if member["status"] not in SHOWN and not call.principal.manages:
        raise NotFound(f"No member {user_id}.")
    return team_member(*membership.change(uow, call, member, user, sent(body, WRITTEN)))


def invite(uow: UnitOfWork, call: Call, body: TeamMemberChange) -> TeamMember:
    """Adds a pending member: a person of this node by e-mail, mobile or user_id, or a new one."""
    users.refuse_photo(body.photo)
    if body.team_id not in (UNSET, None, call.team_id):
        raise invalid("team_id", "is not the current team")
    values = membership.checked(sent(body, (*membership.LABELS, "favorite", "mute", "manager")))
    values["roles"] = values.get("roles") or [DEFAULT_ROLE]
    user, field = _invited(uow, call, body)
    if uow.one("member", {"user_id": user["id"], "team_id": call.team_id}) is not None:
        raise invalid(field, "belongs to a member of this team")
    row = {
        "user_id": user["id"],
        "team_id": call.team_id,
        "favorite": False,
        "mute": False,
        "manager": False,
        "locations": [],
        "tags": [],
        **values,
        "member": False,
        "status": "pending",
    }
    membership.may_grant(uow, call, row)
    membership.make_tags(uow, call.team_id, row)
    member = uow.insert("member", row)
    audit.note(uow, call, "member", member["id"], None, member)
    return team_member(member, user)


def of(reader: Reader, team_id: int, user_id: int) -> Pair:
    """(member, user) of the team; NotFound for people of no or another team."""
    found = people.team_people(reader, team_id, [user_id])
    if not found:
        raise NotFound(f"No member {user_id}.")
    return found[0]


def team_member(member: Row, user: Row, **more: Any) -> TeamMember:
    named = {name: user[name] for name in membership.IDENTITY}
    return shape(TeamMember, "member", member, addon_links=[], **named, **more)


def _wanted(call: Call, pair: Pair) -> bool:
    member, _ = pair
    status = filters.text(call, "status")
    if not call.principal.manages and member["status"] not in SHOWN:
        return False
    if member["status"] != status if status else member["status"] == "archived":
        return False
    for name in membership.LABELS:
        asked = filters.several(call, name)
        if asked and not set(asked) & set(member[name] or ()):
            return False
    return True


def _invited(uow: UnitOfWork, call: Call, body: TeamMemberChange) -> tuple[Row, str]:
    """The person meant, made when unknown, and the field that named them."""
    values = identity.person(sent(body, membership.IDENTITY))
    if not values.get("email") and not values.get("mobile"):
        return _by_number(uow, call, given(body.user_id)), "user_id"
    known = _by_login(uow, values)
    if known is not None:
        return known
    if not values.get("first_name"):
        values["first_name"] = str(values.get("email") or "").partition("@")[0] or "New member"
    user = users.add(uow, values)
    audit.note(uow, call, "user", user["id"], None, user)
    return user, "email"


def _by_number(uow: UnitOfWork, call: Call, user_id: int | None) -> Row:
    if user_id is None:
        raise invalid("email", "can't be blank (give an e-mail address or a mobile number)")
    if user_id != call.user_id and not people.shares_team(uow, call.user_id, user_id):
        raise invalid("user_id", "is nobody you know")
    return uow.need("user", user_id)


def _by_login(uow: UnitOfWork, values: dict[str, Any]) -> tuple[Row, str] | None:
    found = {
        "email": people.owner_of_email(uow, values["email"]) if values.get("email") else None,
        "mobile": people.owner_of_mobile(uow, values["mobile"]) if values.get("mobile") else None,
    }
    owners = {field: owner for field, owner in found.items() if owner is not None}
    if not owners:
        return None
    if len(set(owners.values())) > 1:
        raise invalid("mobile", "belongs to somebody other than the e-mail")
    field, owner = next(iter(owners.items()))
    return uow.need("user", owner), field


def _availability(reader: Reader, call: Call, user_ids: list[int]) -> dict[int, dict[str, Any]]:
    """`is_available` by user, when the caller asked for it."""
    asked = _asked(reader, call)
    if asked is None:
        return {}
    parts = list(asked)
    dates = sorted(date for date, _ in parts)
    stored: dict[int, dict[dt.date, Row]] = {}
    where = {"team_id": call.team_id, "date >=": dates[0], "date <=": dates[-1]}
    for row in reader.find("availability", where):
        stored.setdefault(row["user_id"], {})[row["date"]] = row
    return {
        user_id: {"is_available": availability.is_available(stored.get(user_id, {}), iter(parts))}
        for user_id in user_ids
    }


def _asked(reader: Reader, call: Call) -> Iterator[availability.Asked] | None:
    name = "is_available_between"
    values = filters.several(call, name)
    if not values:
        return None
    if len(values) != 2:
        raise invalid(name, "needs two times")
    zone: dt.tzinfo = workforce.zone(reader, call.team_id)
    offset = filters.number(call, "timezone_offset")
    if offset is not None:
        if abs(offset) > OFFSET_MOST:
            raise invalid("timezone_offset", f"must be between -{OFFSET_MOST} and {OFFSET_MOST}")
        zone = dt.timezone(dt.timedelta(minutes=-offset))
    start, end = (filters.instant(name, value, zone).astimezone(zone) for value in values)
    if end < start:
        raise invalid(name, "ends before it starts")
    return availability.parts_between(start, end)
