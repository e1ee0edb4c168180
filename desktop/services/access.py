"""The one place that decides whether a caller may use an operation at all.

Which records they then see is the scope of the queries: own, team or nothing.
"""

from __future__ import annotations

from desktop.base.errors import Forbidden, Unauthorized
from desktop.contract.operation import Access, Operation

from .context import Principal, Role

# a shared clock stands where everybody can reach it: it may do this and nothing else
KIOSK_OPERATIONS = frozenset(
    {
        "attendances.manager_active",
        "attendances.manager_create",
        "attendances.manager_list",
        "me.accounts",
        "me.current_account",
        "me.get",
        "members.list",
        "sessions.delete",
        "team.get",
        "workforce.get",
    }
)
_NEEDED = {Access.MEMBER: Role.MEMBER, Access.MANAGER: Role.MANAGER, Access.ADMIN: Role.ADMIN}


def authorise(row: Operation, principal: Principal) -> None:
    """Returns when allowed; Unauthorized without a user, Forbidden below the needed role."""
    if row.access is Access.PUBLIC:
        return
    if not principal.user_id:
        raise Unauthorized("Not authenticated. Log in or send an api_key.")
    if principal.role is Role.KIOSK:
        if row.name not in KIOSK_OPERATIONS:
            raise Forbidden("Not authorized. A shared clock can only record time.")
        return
    if row.access is Access.SIGNED_IN:
        return
    if principal.role < _NEEDED[row.access]:
        raise Forbidden("Not authorized. A manager or admin of the team can do this.")
