"""The team the caller acts in: its profile, features, settings and demo data."""

from __future__ import annotations

from typing import Any

import msgspec

from desktop.base.errors import NotFound, invalid
from desktop.contract.models import (
    UNSET,
    DemoDataInput,
    DemoDataResult,
    Setting,
    SettingData,
    Team,
    TeamFeatures,
    TeamFeaturesInput,
    TeamInput,
)
from desktop.domain import identity
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, person, users
from . import settings as setting_rules
from .context import Call, Role
from .shape import given, sent, shape

FLAGS = TeamFeatures.__struct_fields__
ON_AT_FIRST = frozenset({"timesheets", "timeclock", "availability", "scheduling"})
CHECKS: dict[str, Any] = {
    "email": identity.email,
    "phone": identity.mobile,
    "icon_url": identity.url,
    "background_url": identity.url,
}


def create(uow: UnitOfWork, call: Call, body: TeamInput) -> Team:
    """A new team that the caller owns; they act in it once they switch to it."""
    values = _checked(body)
    name = identity.line("name", given(body.name), needed=True) or ""
    zone = call.time_zone or _zone_of(uow, call.user_id) or "UTC"
    more = {**values, "slug": users.free_slug(uow, "team", name)}
    row = person.found_team(uow, call.user_id, name, zone, **more)
    audit.note(uow, call, "team", row["id"], None, row)
    return team(row)


def get(reader: Reader, call: Call) -> Team:
    return team(reader.need("team", call.team_id))


def get_by_id(reader: Reader, call: Call, *, id: int) -> Team:
    """Any team the caller has access to, whichever they act in now."""
    if person.role_in(reader, call.user_id, id) is Role.NONE:
        raise NotFound(f"No team {id}.")
    return team(reader.need("team", id))


def update(uow: UnitOfWork, call: Call, body: TeamInput) -> Team:
    """Changes what was sent. Owner, status and slug stay; an empty picture address removes it."""
    values = _checked(body)
    if body.name is not UNSET:
        values["name"] = identity.line("name", body.name, needed=True)
    return team(_change(uow, call, values))


def update_features(uow: UnitOfWork, call: Call, body: TeamFeaturesInput) -> TeamFeaturesInput:
    """Merges the flags that were sent; returns all thirteen."""
    if not given(body.features):
        raise invalid("features", "can't be blank")
    after = _change(uow, call, {"features": _sent_flags(body.features)})
    return TeamFeaturesInput(features=features(after))


def settings(reader: Reader, call: Call) -> Setting:
    return setting_rules.all_(reader, setting_rules.of_team(call.team_id))


def get_setting(reader: Reader, call: Call, *, name: str) -> Setting:
    return setting_rules.get(reader, setting_rules.of_team(call.team_id), name)


def put_setting(uow: UnitOfWork, call: Call, body: SettingData, *, name: str) -> Setting:
    before, after = setting_rules.put(uow, setting_rules.of_team(call.team_id), name, body)
    audit.note(uow, call, "setting", after["id"], before, after)
    return setting_rules.setting(after)


def delete_setting(uow: UnitOfWork, call: Call, *, name: str) -> None:
    """Also when there is none: what was asked for is so."""
    gone = setting_rules.delete(uow, setting_rules.of_team(call.team_id), name)
    if gone is not None:
        audit.note(uow, call, "setting", gone["id"], gone, None)


def apply_demo_data(uow: UnitOfWork, call: Call, body: DemoDataInput) -> DemoDataResult:
    from . import demo

    return demo.apply(uow, call, body)


def reset_demo_data(uow: UnitOfWork, call: Call) -> DemoDataResult:
    from . import demo

    return demo.reset(uow, call)


def features(row: Row) -> TeamFeatures:
    """All thirteen flags of a team row."""
    return TeamFeatures(**_flags(row))


def _checked(body: TeamInput) -> dict[str, Any]:
    users.refuse_photo(body.photo)
    values = {field: CHECKS[field](field, value) for field, value in sent(body, CHECKS).items()}
    if given(body.features):
        values["features"] = _sent_flags(body.features)
    return values


def _change(uow: UnitOfWork, call: Call, values: dict[str, Any]) -> Row:
    before = uow.need("team", call.team_id)
    if "features" in values:
        values["features"] = {**_flags(before), **values["features"]}
    changes = {name: value for name, value in values.items() if before[name] != value}
    if not changes:
        return before
    after = uow.update("team", call.team_id, changes)
    audit.note(uow, call, "team", call.team_id, before, after)
    return after


def _zone_of(reader: Reader, user_id: int) -> str | None:
    user = reader.get("user", user_id)
    return None if user is None else user["time_zone"]


def _flags(row: Row) -> dict[str, bool]:
    kept = row["features"] or {}
    return {name: bool(kept.get(name, name in ON_AT_FIRST)) for name in FLAGS}


def _sent_flags(sent_features: Any) -> dict[str, bool]:
    return {
        name: on for name, on in msgspec.structs.asdict(sent_features).items() if on is not None
    }


def team(row: Row) -> Team:
    return shape(Team, "team", row, features=features(row))
