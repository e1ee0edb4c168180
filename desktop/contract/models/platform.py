"""Settings, permissions, addons, actions and fragments."""

from __future__ import annotations

from .base import UNSET, AnyJson, Body, Float, Id, Input, Instant, Json, UnsetType
from .chat import Attachment


class Setting(Body, kw_only=True):
    user_id: Id | None = None
    team_id: Id | None = None
    addon_install_id: Id | None = None
    resource_id: Id | None = None
    resource_type: str | None = None
    context: str | None = None
    format: str | None = None
    data: AnyJson
    # beyond the contract
    id: Id | None = None
    name: str | None = None


class SettingInput(Input, kw_only=True):
    required = frozenset({"data"})
    tolerated = frozenset({"data"})

    user_id: Id | UnsetType | None = UNSET
    team_id: Id | UnsetType | None = UNSET
    addon_install_id: Id | UnsetType | None = UNSET
    resource_id: Id | UnsetType | None = UNSET
    resource_type: str | UnsetType | None = UNSET
    context: str | UnsetType | None = UNSET
    format: str | UnsetType | None = UNSET
    data: Json | UnsetType | None = UNSET


class SettingData(Input, kw_only=True):
    required = frozenset({"data"})
    tolerated = frozenset({"data"})  # a null is a value here; the service refuses an absent one

    data: AnyJson = UNSET
    context: str | UnsetType | None = UNSET
    _format: str | UnsetType | None = UNSET


class Permission(Body, kw_only=True):
    user_id: Id | None = None
    team_id: Id | None = None
    name: str | None = None
    title: str | None = None
    hint: str | None = None
    resource_type: str | None = None
    resource_kind: str | None = None
    operations: list[str] | None = None


class PermissionInput(Input, kw_only=True):
    user_id: Id | UnsetType | None = UNSET
    team_id: Id | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    hint: str | UnsetType | None = UNSET
    resource_type: str | UnsetType | None = UNSET
    resource_kind: str | UnsetType | None = UNSET
    operations: list[str] | UnsetType | None = UNSET


class AddonView(Body, kw_only=True):
    id: str | None = None
    title: str | None = None
    type: str | None = None
    path: str | None = None
    index: bool | None = None
    icon_url: str | None = None


class Addon(Body, kw_only=True):
    id: Id
    user_id: Id
    developer_id: Id | None = None
    package: str
    title: str | None = None
    author: str | None = None
    environment: str | None = None
    version: str | None = None
    description: str | None = None
    homepage: str | None = None
    icon_url: str | None = None
    file_base_url: str | None = None
    installed: bool | None = None
    updated_at: Instant | None = None
    roles: list[str] | None = None
    permissions: list[Json] | None = None
    input_devices: list[Json] | None = None
    locales: list[str] | None = None
    views: list[AddonView] | None = None


class AddonInput(Input, kw_only=True):
    required = frozenset({"id", "user_id", "package"})
    tolerated = frozenset({"id", "user_id", "package"})

    id: Id | UnsetType | None = UNSET
    user_id: Id | UnsetType | None = UNSET
    developer_id: Id | UnsetType | None = UNSET
    package: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    author: str | UnsetType | None = UNSET
    environment: str | UnsetType | None = UNSET
    version: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    homepage: str | UnsetType | None = UNSET
    icon_url: str | UnsetType | None = UNSET
    file_base_url: str | UnsetType | None = UNSET
    installed: bool | UnsetType | None = UNSET
    updated_at: Instant | UnsetType | None = UNSET
    roles: list[str] | UnsetType | None = UNSET
    permissions: list[Json] | UnsetType | None = UNSET
    input_devices: list[Json] | UnsetType | None = UNSET
    locales: list[str] | UnsetType | None = UNSET
    views: list[AddonView] | UnsetType | None = UNSET


class AuditLog(Body, kw_only=True):
    user_id: Id | None = None
    team_id: Id | None = None
    name: str | None = None
    message: str | None = None


class Activity(Body, kw_only=True):
    id: Id | None = None
    action_version_id: Id | None = None
    name: str | None = None
    description: str | None = None


class Trigger(Body, kw_only=True):
    id: Id | None = None
    action_version_id: Id | None = None
    name: str | None = None
    description: str | None = None


class Action(Body, kw_only=True):
    id: Id | None = None
    user_id: Id | None = None
    developer_id: Id | None = None
    action_version_id: Id | None = None
    author: str | None = None
    trigger: Trigger | None = None
    activity: Activity | None = None
    dependencies: Json | None = None
    name: str | None = None
    summary: str | None = None
    description: str | None = None
    icon_url: str | None = None
    installed: bool | None = None
    kind: str | None = None
    unique: bool | None = None


class ActionInput(Input, kw_only=True):
    id: Id | UnsetType | None = UNSET
    user_id: Id | UnsetType | None = UNSET
    developer_id: Id | UnsetType | None = UNSET
    action_version_id: Id | UnsetType | None = UNSET
    author: str | UnsetType | None = UNSET
    trigger: Trigger | UnsetType | None = UNSET
    activity: Activity | UnsetType | None = UNSET
    dependencies: Json | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET
    summary: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    icon_url: str | UnsetType | None = UNSET
    installed: bool | UnsetType | None = UNSET
    kind: str | UnsetType | None = UNSET
    unique: bool | UnsetType | None = UNSET


class ActionInstall(Body, kw_only=True):
    id: Id | None = None
    action_id: Id | None = None
    addon_install_id: Id | None = None
    title: str | None = None
    summary: str | None = None
    description: str | None = None
    schedule: Json | None = None
    installed: bool | None = None
    deleted_at: Instant | None = None
    updated_at: Instant | None = None
    tag_ids: list[int] | None = None
    tags_list: list[str] | None = None
    trigger: Trigger | None = None
    activity: Activity | None = None
    settings: Json | None = None


class ActionInstallInput(Input, kw_only=True):
    id: Id | UnsetType | None = UNSET
    action_id: Id | UnsetType | None = UNSET
    addon_install_id: Id | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    summary: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    schedule: Json | UnsetType | None = UNSET
    installed: bool | UnsetType | None = UNSET
    deleted_at: Instant | UnsetType | None = UNSET
    updated_at: Instant | UnsetType | None = UNSET
    tag_ids: list[int] | UnsetType | None = UNSET
    tags_list: list[str] | UnsetType | None = UNSET
    trigger: Trigger | UnsetType | None = UNSET
    activity: Activity | UnsetType | None = UNSET
    settings: Json | UnsetType | None = UNSET


class TriggerData(Input, kw_only=True):
    trigger_data: Json | UnsetType | None = UNSET


class Solution(Body, kw_only=True):
    id: Id | None = None
    user_id: Id | None = None
    developer_id: Id | None = None
    name: str | None = None
    summary: str | None = None
    description: str | None = None


class Developer(Body, kw_only=True):
    name: str | None = None
    details: str | None = None
    icon_url: str | None = None
    addons: list[Addon] | None = None
    actions: list[Action] | None = None
    solutions: list[Solution] | None = None


class DeveloperInput(Input, kw_only=True):
    name: str | UnsetType | None = UNSET
    details: str | UnsetType | None = UNSET


class Fragment(Body, kw_only=True):
    id: Id | None = None
    user_id: Id
    team_id: Id | None = None
    addons_install_id: Id | None = None
    kind: str | None = None
    name: str | None = None
    data: Json | None = None
    start_at: Instant | None = None
    end_at: Instant | None = None
    parent_id: Id | None = None
    resource_id: Id | None = None
    resource_type: str | None = None
    attachments: list[Attachment] | None = None


class FragmentInput(Input, kw_only=True):
    kind: str | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET
    data: str | UnsetType | None = UNSET
    time: Instant | UnsetType | None = UNSET
    parent_id: Id | UnsetType | None = UNSET
    attachments: list[str] | UnsetType | None = UNSET


class Geolocation(Body, kw_only=True):
    latitude: Float | None = None
    longitude: Float | None = None
    accuracy: Float | None = None
    timestamp: Instant | None = None
    kind: str | None = None
    title: str | None = None
    details: str | None = None
    id: Id | None = None
    user_id: Id | None = None
    team_id: Id | None = None
    addons_install_id: Id | None = None


class GeolocationInput(Input, kw_only=True):
    latitude: Float | UnsetType | None = UNSET
    longitude: Float | UnsetType | None = UNSET
    accuracy: Float | UnsetType | None = UNSET
    timestamp: Instant | UnsetType | None = UNSET
    kind: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    details: str | UnsetType | None = UNSET
