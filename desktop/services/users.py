"""People: signing up, looking somebody up, and the one place where a person's own fields change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.base.errors import NotFound, invalid
from desktop.contract.models import User, UserInput
from desktop.domain import identity
from desktop.store.queries import people
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import filters
from .context import Call
from .passwords import hash_password
from .shape import given, sent, shape

FOUND, MOST_FOUND = 50, 200
OWN = tuple(identity.PERSON)
"""Fields of a user that the person may change."""


def prepare_create(_: Reader, __: Call, body: UserInput) -> str:
    password = given(body.password)
    if not password:
        raise invalid("password", "can't be blank")
    return hash_password(password)


def create(uow: UnitOfWork, call: Call, body: UserInput) -> User:
    """Signing up: a first name, an e-mail or a mobile, and a password; nobody's team yet."""
    refuse_photo(body.photo)
    values = identity.person(sent(body, OWN))
    if not values.get("first_name"):
        raise invalid("first_name", "can't be blank")
    row = add(uow, values, password_hash=call.prepared, time_zone=call.time_zone or None)
    return user(row)


def get(reader: Reader, call: Call, *, id: int) -> User:
    """Oneself or somebody one shares a team with; everybody else is not there."""
    if id == call.user_id:
        return user(reader.need("user", id))
    if not people.shares_team(reader, call.user_id, id):
        raise NotFound(f"No user {id}.")
    return seen_by(call, reader.need("user", id))


def search(reader: Reader, call: Call, *, term: str) -> list[User]:
    """Beginnings of words of names, e-mail and mobile; `limit` 50, at most 200."""
    limit = filters.number(call, "limit")
    if limit is not None and limit < 1:
        raise invalid("limit", "must be at least 1")
    rows = people.search_users(reader, call.user_id, term, min(limit or FOUND, MOST_FOUND))
    return [seen_by(call, row) for row in rows]


def add(uow: UnitOfWork, values: Mapping[str, Any], **more: Any) -> Row:
    """A new person from checked values; refuses an e-mail or mobile that somebody has."""
    if not values.get("email") and not values.get("mobile"):
        raise invalid("email", "can't be blank (give an e-mail address or a mobile number)")
    check_free(uow, values)
    slug = free_slug(uow, "user", values.get("first_name"), values.get("last_name"))
    return uow.insert("user", {"status": "active", "slug": slug, **values, **more})


def change(uow: UnitOfWork, row: Row, values: Mapping[str, Any], **more: Any) -> Row:
    """Stores checked fields that differ. Nobody is left without a name or a way to log in."""
    changes = {name: value for name, value in values.items() if row[name] != value}
    if "first_name" in changes and not changes["first_name"]:
        raise invalid("first_name", "can't be blank")
    reach = {**row, **changes}
    for field in ("email", "mobile"):
        if field in changes and not reach["email"] and not reach["mobile"]:
            raise invalid(field, "can't be blank (keep an e-mail address or a mobile number)")
    check_free(uow, changes, but=row["id"])
    changes |= more
    return uow.update("user", row["id"], changes) if changes else row


def check_free(reader: Reader, values: Mapping[str, Any], *, but: int = 0) -> None:
    """Invalid naming the field when somebody other than `but` has that e-mail or mobile."""
    owners = {"email": people.owner_of_email, "mobile": people.owner_of_mobile}
    for field, owner in owners.items():
        if values.get(field) and owner(reader, values[field]) not in (None, but):
            raise invalid(field, "has already been taken")


def free_slug(reader: Reader, kind: str, *names: str | None) -> str:
    """A readable name for addresses that nobody else of the kind has on this node."""
    base = identity.slug(*names) or kind
    slug, number = base, 1
    while people.owner_of_slug(reader, kind, slug) is not None:
        number += 1
        slug = f"{base}-{number}"
    return slug


def refuse_photo(photo: Any) -> None:
    """Pictures are not kept by this version: saying so beats losing one in silence."""
    if given(photo):
        raise invalid("photo", "is not kept by this version; send icon_url")


def user(row: Row) -> User:
    """Everything of it: for the person, or a manager."""
    return shape(User, "user", row)


def seen_by(call: Call, row: Row) -> User:
    """A team mate sees no date of birth."""
    shown = user(row)
    if row["id"] != call.user_id and not call.principal.manages:
        shown.dob = None
    return shown


def full_name(row: Mapping[str, Any]) -> str:
    return " ".join(part for part in (row["first_name"], row["last_name"]) if part)
