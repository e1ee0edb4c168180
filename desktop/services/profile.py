"""Whose window it is: the name and place that the rail shows."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store.uow import Reader

from .context import Principal


@dataclass(frozen=True, slots=True)
class Profile:
    """`place` is the first location of the membership, else the team's name."""

    user_id: int
    name: str
    place: str = ""


def profile(reader: Reader, principal: Principal) -> Profile:
    user = reader.get("user", principal.user_id) or {}
    team = reader.get("team", principal.team_id) or {}
    member = reader.one("member", {"user_id": principal.user_id, "team_id": principal.team_id})
    names = (user.get("first_name"), user.get("last_name"))
    locations = [str(each) for each in (member or {}).get("locations") or []]
    return Profile(
        user_id=principal.user_id,
        name=" ".join(str(part) for part in names if part),
        place=locations[0] if locations else str(team.get("name") or ""),
    )
