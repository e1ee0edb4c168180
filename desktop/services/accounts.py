"""The accounts a person can act in: oneself, every team one is in, and a team one administers.

An account is named by type and id: User with the user's id, TeamMember with the membership's,
Team with the team's. The last two act in the same team with the same role.
"""

from __future__ import annotations

from desktop.base.errors import NotFound
from desktop.contract.models import Account
from desktop.store.queries import people
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .context import Principal, Role
from .person import role_of
from .users import full_name

USER, MEMBER, TEAM = "User", "TeamMember", "Team"
BUILT_IN = {
    Role.OWNER: "Team Admin",
    Role.ADMIN: "Team Admin",
    Role.MANAGER: "Team Manager",
    Role.MEMBER: "Team Member",
}
"""The role name by which clients recognise what an account may do."""


def of(reader: Reader, user_id: int) -> list[Account]:
    """All accounts of a person: oneself first, then teams by age of the membership."""
    user = reader.need("user", user_id)
    found = [_personal(user)]
    for member, team in people.memberships(reader, user_id):
        found.append(_membership(user, member, team))
        if role_of(team, member) >= Role.ADMIN:
            found.append(_team(user, member, team))
    return found


def find(reader: Reader, user_id: int, account_id: int, account_type: str) -> Account:
    """The person's account of that name; NotFound for anybody else's."""
    wanted = (account_type.strip().lower(), account_id)
    for account in of(reader, user_id):
        if ((account.type or "").lower(), account.id) == wanted:
            return account
    raise NotFound(f"No {account_type} account {account_id}.")


def stored(reader: Reader, user_id: int) -> Account:
    """The account a person chose last; when it is gone or was never chosen, the oldest team."""
    accounts = of(reader, user_id)
    choice = reader.get("current_account", user_id)
    for account in accounts:
        if choice and (account.type, account.id) == (choice["account_type"], choice["account_id"]):
            return account
    return next((a for a in accounts if a.type == MEMBER), accounts[0])


def current(reader: Reader, principal: Principal) -> Account:
    """The account a caller acts in: the stored choice if it is of the same team."""
    chosen = stored(reader, principal.user_id)
    if (chosen.team_id or 0) == principal.team_id:
        return chosen
    accounts = of(reader, principal.user_id)
    same = (a for a in accounts if (a.team_id or 0) == principal.team_id)
    return next(same, accounts[0])


def choose(uow: UnitOfWork, user_id: int, account: Account) -> None:
    values = {"account_id": account.id, "account_type": account.type}
    if uow.get("current_account", user_id) is None:
        uow.insert("current_account", {"user_id": user_id, **values})
    else:
        uow.update("current_account", user_id, values)


def role_names(team: Row, member: Row) -> list[str]:
    """The names given, and the built-in one of the person's authority."""
    names = [str(name) for name in member["roles"] or []]
    built_in = BUILT_IN.get(role_of(team, member))
    return names if built_in is None or built_in in names else [built_in, *names]


def _personal(user: Row) -> Account:
    name = full_name(user)
    return Account(
        id=user["id"],
        type=USER,
        user_id=user["id"],
        name=name,
        contact_name=name,
        icon_url=user["icon_url"],
        mobile=user["mobile"],
        notification_count=0,
    )


def _membership(user: Row, member: Row, team: Row) -> Account:
    return Account(
        id=member["id"],
        type=MEMBER,
        user_id=user["id"],
        team_id=team["id"],
        name=team["name"],
        contact_name=full_name(user),
        icon_url=team["icon_url"],
        mobile=user["mobile"],
        notification_count=0,
        roles=role_names(team, member),
    )


def _team(user: Row, member: Row, team: Row) -> Account:
    return Account(
        id=team["id"],
        type=TEAM,
        user_id=team["user_id"],
        team_id=team["id"],
        name=team["name"],
        contact_name=full_name(user),
        icon_url=team["icon_url"],
        mobile=team["phone"],
        notification_count=0,
        roles=role_names(team, member),
    )
