"""A team of people with different authority, written straight into a store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop.app import Node
from desktop.services import person
from desktop.services.context import Principal
from desktop.store.uow import UnitOfWork


class Cast:
    """Makes people; `as_` reads a person's authority anew, as every call does."""

    def __init__(self, node: Node, team_id: int) -> None:
        self.node, self.team_id = node, team_id

    def person(self, first_name: str, **more: Any) -> int:
        """Somebody without a team; returns the user's id."""
        values = {
            "first_name": first_name,
            "last_name": "Test",
            "email": f"{first_name.lower()}@example.com",
            "status": "active",
            "dob": "1990-02-03",
            **more,
        }
        return self._row(lambda uow: uow.insert("user", values))

    def join(self, user_id: int, *roles: str, team_id: int | None = None, **more: Any) -> int:
        """A membership; returns its id."""
        values = {
            "user_id": user_id,
            "team_id": team_id or self.team_id,
            "roles": list(roles),
            "locations": [],
            "tags": [],
            "manager": False,
            "member": True,
            "favorite": False,
            "mute": False,
            "status": "active",
            **more,
        }
        return self._row(lambda uow: uow.insert("member", values))

    def member(self, first_name: str, *roles: str, **more: Any) -> Principal:
        user_id = self.person(first_name)
        self.join(user_id, *(roles or ("Team Member",)), **more)
        return self.as_(user_id)

    def as_(self, user_id: int, team_id: int | None = None) -> Principal:
        team = team_id or self.team_id
        role = self.node.store.read(lambda reader: person.role_in(reader, user_id, team))
        return Principal(user_id, team, role, "http")

    def other_team(self, owner: str = "Olga") -> Principal:
        """The owner of a team that shares nobody with this one."""
        user_id = self.person(owner)

        def work(uow: UnitOfWork) -> dict[str, Any]:
            return person.found_team(uow, user_id, f"{owner}'s team", "Asia/Tokyo")

        return self.as_(user_id, self._row(work))

    def _row(self, work: Callable[[UnitOfWork], dict[str, Any]]) -> int:
        return int(self.node.store.write(work).result()["id"])


def audited(node: Node, kind: str) -> list[dict[str, Any]]:
    return node.store.read(lambda reader: reader.find("audit", {"kind": kind}, order="id"))
