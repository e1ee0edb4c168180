"""Devices, tags, syncs, demo data and the error shape."""

from __future__ import annotations

from typing import Annotated, Literal

from .base import UNSET, Body, Float, Id, Input, Instant, Json, Meta, UnsetType

SyncStatus = Literal["pending", "processing", "failed", "canceled", "complete"]
SyncDirection = Literal["import", "export"]
TagContext = Literal["members", "tags", "roles", "locations"]
Platform = Literal["ios", "android"]
DeviceEnvironment = Literal["development", "production"]
SeedType = Literal[
    "workforce",
    "aged_care",
    "hospitality",
    "nursing",
    "partner",
    "retail",
    "construction",
    "load_testing",
]
Rate = Annotated[float, Meta(ge=0, le=1, extra_json_schema={"format": "float"})]


class Device(Body, kw_only=True):
    id: Id | None = None
    user_id: Id
    platform: Platform
    environment: DeviceEnvironment | None = None
    uuid: str
    token: str | None = None
    # beyond the contract
    name: str | None = None
    locked: bool = False


class DeviceInput(Input, kw_only=True):
    required = frozenset({"user_id", "platform", "uuid"})
    tolerated = frozenset({"user_id"})

    id: Id | UnsetType | None = UNSET
    user_id: Id | UnsetType | None = UNSET
    platform: Platform | UnsetType | None = UNSET
    environment: DeviceEnvironment | UnsetType | None = UNSET
    uuid: str | UnsetType | None = UNSET
    token: str | UnsetType | None = UNSET
    # beyond the contract
    name: str | UnsetType | None = UNSET
    locked: bool | UnsetType | None = UNSET


class Tag(Body, kw_only=True):
    id: Id
    name: str | None = None
    taggings_count: int | None = None
    # beyond the contract
    context: TagContext | None = None


class Tagging(Body, kw_only=True):
    context: TagContext | None = None
    name: str | None = None
    id: Id | None = None


class TaggingInput(Input, kw_only=True):
    context: TagContext | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET


class SyncUser(Body, kw_only=True):
    id: Id | None = None
    name: str | None = None
    email: str | None = None


class Sync(Body, kw_only=True):
    id: Id
    team_id: Id | None = None
    user_id: Id | None = None
    integration_id: Id | None = None
    status: SyncStatus
    direction: SyncDirection | None = None
    item_type: str
    progress_percentage: Float | None = None
    total_items: Id | None = None
    success_items: Id | None = None
    failed_items: Id | None = None
    options: Json | None = None
    message: str | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    created_at: Instant | None = None
    updated_at: Instant | None = None
    user: SyncUser | None = None


class Error(Body, kw_only=True):
    error: bool
    code: str
    message: str
    request_id: str
    details: Json | None = None


class DemoDataOptions(Input, kw_only=True):
    number_of_team_members: int | UnsetType | None = UNSET
    number_of_locations: int | UnsetType | None = UNSET
    number_of_pay_templates: int | UnsetType | None = UNSET
    number_of_shifts: int | UnsetType | None = UNSET
    number_of_timesheets: int | UnsetType | None = UNSET
    total_team_members: int | UnsetType | None = UNSET
    locations_count: int | UnsetType | None = UNSET
    pay_templates_count: int | UnsetType | None = UNSET
    chats_count: int | UnsetType | None = UNSET
    leave_requests_count: int | UnsetType | None = UNSET
    shifts_per_member_per_week: int | UnsetType | None = UNSET
    weeks_back: int | UnsetType | None = UNSET
    weeks_forward: int | UnsetType | None = UNSET
    attendance_rate: Rate | UnsetType | None = UNSET


class DemoDataInput(Input, kw_only=True):
    refusal = 400

    seed_type: SeedType | UnsetType | None = UNSET
    options: DemoDataOptions | UnsetType | None = UNSET


class DemoDataResult(Body, kw_only=True):
    success: bool | None = None
    message: str | None = None
    sync_id: Id | None = None
    team_id: Id | None = None
