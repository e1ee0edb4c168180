"""The caller as a person: profile, accounts and settings."""

from __future__ import annotations

from desktop.contract.models import Account, Setting, SettingData, User, UserInput, WlsChart
from desktop.domain import identity
from desktop.store.uow import Reader, UnitOfWork

from . import accounts as account_rules
from . import audit, person, users
from . import settings as setting_rules
from . import wls as score
from .context import Call
from .passwords import hash_password
from .shape import given, sent


def get(reader: Reader, call: Call) -> User:
    return users.user(reader.need("user", call.user_id))


def prepare_update(_: Reader, __: Call, body: UserInput) -> str | None:
    password = given(body.password)
    return hash_password(password) if password else None


def update(uow: UnitOfWork, call: Call, body: UserInput) -> User:
    """Changes what was sent of one's own fields; id, status and slug are not theirs to change."""
    users.refuse_photo(body.photo)
    before = uow.need("user", call.user_id)
    values = identity.person(sent(body, users.OWN))
    more = {"password_hash": call.prepared} if call.prepared else {}
    return users.user(users.change(uow, before, values, **more))


def accounts(reader: Reader, call: Call) -> list[Account]:
    return account_rules.of(reader, call.user_id)


def current_account(reader: Reader, call: Call) -> Account:
    return account_rules.current(reader, call.principal)


def switch_account(
    uow: UnitOfWork, call: Call, *, current_account_id: int, current_account_type: str
) -> Account:
    """From now on calls that name no account act in this one. Joins a team that invited."""
    account = account_rules.find(uow, call.user_id, current_account_id, current_account_type)
    account_rules.choose(uow, call.user_id, account)
    if account.team_id:
        _join(uow, call, account.team_id)
    if call.principal.via in {"window", "cli"}:
        person.settle(uow, call.user_id, account.team_id or 0)
    return account


def wls(reader: Reader, call: Call) -> WlsChart:
    """The work-life score of the last twelve complete weeks (docs/rules/work-life-score.md)."""
    return score.chart(reader, call)


def settings(reader: Reader, call: Call) -> Setting:
    return setting_rules.all_(reader, setting_rules.of_user(call.user_id))


def get_setting(reader: Reader, call: Call, *, name: str) -> Setting:
    return setting_rules.get(reader, setting_rules.of_user(call.user_id), name)


def put_setting(uow: UnitOfWork, call: Call, body: SettingData, *, name: str) -> Setting:
    _, after = setting_rules.put(uow, setting_rules.of_user(call.user_id), name, body)
    return setting_rules.setting(after)


def delete_setting(uow: UnitOfWork, call: Call, *, name: str) -> None:
    """Also when there is none: what was asked for is so."""
    setting_rules.delete(uow, setting_rules.of_user(call.user_id), name)


def _join(uow: UnitOfWork, call: Call, team_id: int) -> None:
    member = uow.one("member", {"user_id": call.user_id, "team_id": team_id})
    if member is None or member["status"] != "pending":
        return
    after = uow.update("member", member["id"], {"status": "active", "member": True})
    audit.note(uow, call, "member", member["id"], member, after, "joined")
