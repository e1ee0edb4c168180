"""The workforce account of a team, its employees and their availability."""

from __future__ import annotations

from typing import Literal

from .base import UNSET, Binary, Body, Day, Id, Input, Json, UnsetType
from .people import AddonLink

WeekStart = Literal[
    "monday", "tuesday", "turesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]
RoundingMethod = Literal["none", "up", "down", "nearest"]
TimePeriod = Literal["weekly", "fortnightly", "monthly"]


class Workforce(Body, kw_only=True):
    name: str | None = None
    week_start: WeekStart | None = None
    timeclock_require_gps: bool | None = None
    timeclock_require_photo: bool | None = None
    timeclock_enable_mobile: bool | None = None
    timeclock_enable_web: bool | None = None
    timeclock_enable_kiosk: bool | None = None
    timesheets_rounding_method: RoundingMethod | None = None
    timesheets_rounding_minutes: int | None = None
    timesheets_enable_break_rounding: bool | None = None
    shift_upcoming_notification_minutes: int | None = None
    shift_forgot_clockin_minutes: int | None = None
    shift_forgot_clockout_minutes: int | None = None
    shift_notifications_enabled: bool | None = None
    event_notifications_enabled: bool | None = None
    data: Json | None = None
    id: Id | None = None
    # beyond the contract
    time_period: TimePeriod = "weekly"
    payroll_period: list[Day] = []
    time_zone: str = "UTC"


class WorkforceInput(Input, kw_only=True):
    name: str | UnsetType | None = UNSET
    week_start: WeekStart | UnsetType | None = UNSET
    timeclock_require_gps: bool | UnsetType | None = UNSET
    timeclock_require_photo: bool | UnsetType | None = UNSET
    timeclock_enable_mobile: bool | UnsetType | None = UNSET
    timeclock_enable_web: bool | UnsetType | None = UNSET
    timeclock_enable_kiosk: bool | UnsetType | None = UNSET
    timesheets_rounding_method: RoundingMethod | UnsetType | None = UNSET
    timesheets_rounding_minutes: int | UnsetType | None = UNSET
    timesheets_enable_break_rounding: bool | UnsetType | None = UNSET
    shift_upcoming_notification_minutes: int | UnsetType | None = UNSET
    shift_forgot_clockin_minutes: int | UnsetType | None = UNSET
    shift_forgot_clockout_minutes: int | UnsetType | None = UNSET
    shift_notifications_enabled: bool | UnsetType | None = UNSET
    event_notifications_enabled: bool | UnsetType | None = UNSET
    data: Json | UnsetType | None = UNSET
    # beyond the contract
    time_period: TimePeriod | UnsetType | None = UNSET
    payroll_period: list[Day] | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET


class WorkforceEmployee(Body, kw_only=True):
    user_id: Id
    team_id: Id
    favorite: bool | None = None
    mute: bool | None = None
    photo: Binary | None = None
    roles: list[str] | None = None
    locations: list[str] | None = None
    tags: list[str] | None = None
    id: Id | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    mobile: str | None = None
    manager: bool | None = None
    member: bool | None = None
    status: str | None = None
    icon_url: str | None = None
    addon_links: list[AddonLink] | None = None
    # beyond the contract
    has_vehicle: bool | None = None
    compliance_check: str | None = None
    notes: str | None = None


class WorkforceEmployeeInput(Input, kw_only=True):
    required = frozenset({"user_id", "team_id"})
    tolerated = frozenset({"user_id", "team_id"})

    user_id: Id | UnsetType | None = UNSET
    team_id: Id | UnsetType | None = UNSET
    favorite: bool | UnsetType | None = UNSET
    mute: bool | UnsetType | None = UNSET
    photo: Binary | UnsetType | None = UNSET
    roles: list[str] | UnsetType | None = UNSET
    locations: list[str] | UnsetType | None = UNSET
    tags: list[str] | UnsetType | None = UNSET
    has_vehicle: bool | UnsetType | None = UNSET
    compliance_check: str | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET


class WorkforceAvailability(Body, kw_only=True):
    am: int | None = None
    pm: int | None = None
    nd: int | None = None
    am_locked: bool | None = None
    pm_locked: bool | None = None
    nd_locked: bool | None = None
    date: Day | None = None
    id: Id | None = None
    user_id: Id | None = None
    team_id: Id | None = None
    employee_id: Id | None = None


class WorkforceAvailabilityInput(Input, kw_only=True):
    am: int | UnsetType | None = UNSET
    pm: int | UnsetType | None = UNSET
    nd: int | UnsetType | None = UNSET
    am_locked: bool | UnsetType | None = UNSET
    pm_locked: bool | UnsetType | None = UNSET
    nd_locked: bool | UnsetType | None = UNSET
    date: Day | UnsetType | None = UNSET
    # beyond the contract
    user_id: Id | UnsetType | None = UNSET
    actor_id: Id | UnsetType | None = UNSET


class WlsChart(Body, kw_only=True):
    labels: list[str] | None = None
    values: list[float] | None = None
    team_values: Json | None = None
    feedback: list[str] | None = None
