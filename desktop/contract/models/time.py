"""Attendances (punches), timesheets and their items."""

from __future__ import annotations

from typing import Literal

from .base import UNSET, Body, Day, Float, Id, Input, Instant, Json, UnsetType
from .shifts import WarningSeverity

TimesheetStatus = Literal["unsubmitted", "submitted", "preapproved", "approved", "denied"]
PunchStatus = Literal["start", "pause", "resume", "stop"]
CorrectionStatus = Literal["open", "applied", "declined"]
BulkResult = Literal["changed", "unchanged", "refused"]
PunchSource = Literal["desk", "mobile", "web", "kiosk", "hub", "manual", "import"]


class TimeWarning(Body, kw_only=True):
    """What whoever punches or reviews should know; it stops nothing. docs/rules say what each means.

    `code` is break_short, no_break, break_late, short_rest, over_schedule, over_daily, over_weekly
    or over_average.
    """

    code: str
    text: str
    severity: WarningSeverity
    date: Day


class TimesheetDay(Body, kw_only=True):
    """The lines of one day added up, exactly (`…_ms`) and as they are shown (`…_minutes`)."""

    date: Day
    work_ms: int
    break_ms: int
    work_minutes: int
    break_minutes: int
    raw_work_ms: int
    raw_break_ms: int
    rounded_ms: int
    overtime_ms: int


class SheetException(Body, kw_only=True):
    """Beyond the contract: what a reviewer should look at (docs/timesheets.md)."""

    code: str
    severity: str
    day: Day
    text: str
    attendance_ids: list[Id] = []
    shift_id: Id | None = None
    overridden_by: Id | None = None
    overridden_at: Instant | None = None
    override_reason: str | None = None


class SheetCorrection(Body, kw_only=True):
    """Beyond the contract: work that came after the sheet was locked, for a person to decide on."""

    attendance_id: Id
    day: Day
    text: str
    status: CorrectionStatus
    asked_at: Instant
    reason: str | None = None
    decided_by: Id | None = None
    decided_at: Instant | None = None


class SheetDecision(Input, kw_only=True):
    """`apply` reopens the sheet, `decline` leaves it and needs a reason."""

    attendance_id: Id
    decision: Literal["apply", "decline"]
    reason: str | UnsetType | None = UNSET


class WorkforceTimesheet(Body, kw_only=True):
    status: TimesheetStatus | None = None
    resource_id: Id | None = None
    resource_type: str | None = None
    start_date: Day | None = None
    end_date: Day | None = None
    manual: bool | None = None
    id: Id | None = None
    user_id: Id | None = None
    team_id: Id | None = None
    # beyond the contract
    locked: bool = False
    work_minutes: int = 0
    break_minutes: int = 0
    items_count: int = 0
    reason: str | None = None
    exceptions: list[SheetException] = []
    corrections: list[SheetCorrection] = []
    override_reason: str | None = None
    result: BulkResult | UnsetType = UNSET
    error: Json | UnsetType = UNSET
    raw_work_minutes: int = 0
    raw_break_minutes: int = 0
    rounded_ms: int = 0
    rounded_won_ms: int = 0
    rounded_lost_ms: int = 0
    overtime_minutes: int | UnsetType = UNSET
    days: list[TimesheetDay] | UnsetType = UNSET
    warnings: list[TimeWarning] | UnsetType = UNSET


class WorkforceTimesheetInput(Input, kw_only=True):
    status: TimesheetStatus | UnsetType | None = UNSET
    resource_id: Id | UnsetType | None = UNSET
    resource_type: str | UnsetType | None = UNSET
    start_date: Day | UnsetType | None = UNSET
    end_date: Day | UnsetType | None = UNSET
    manual: bool | UnsetType | None = UNSET
    # beyond the contract
    user_id: Id | UnsetType | None = UNSET
    team_id: Id | UnsetType | None = UNSET
    reason: str | UnsetType | None = UNSET
    override_reason: str | UnsetType | None = UNSET
    corrections: list[SheetDecision] | UnsetType | None = UNSET


class WorkforceTimesheetBulkInput(Input, kw_only=True):
    status: TimesheetStatus | UnsetType | None = UNSET
    resource_id: Id | UnsetType | None = UNSET
    resource_type: str | UnsetType | None = UNSET
    start_date: Day | UnsetType | None = UNSET
    end_date: Day | UnsetType | None = UNSET
    manual: bool | UnsetType | None = UNSET
    timesheet_ids: list[int] | UnsetType | None = UNSET
    # beyond the contract
    reason: str | UnsetType | None = UNSET
    override_reason: str | UnsetType | None = UNSET


class WorkforceTimesheetItem(Body, kw_only=True):
    shift_id: Id | None = None
    timesheet_id: Id | None = None
    work_hours: Float | None = None
    break_hours: Float | None = None
    address: str | None = None
    manual: bool | None = None
    id: Id | None = None
    user_id: Id | None = None
    team_id: Id | None = None
    active: bool | None = None
    # beyond the contract
    start_date: Day | None = None
    work_minutes: int = 0
    break_minutes: int = 0
    role: str | None = None
    location_name: str | None = None
    attendance_id: Id | None = None
    notes: str | None = None
    work_ms: int | UnsetType = UNSET
    break_ms: int | UnsetType = UNSET
    raw_work_ms: int | UnsetType | None = UNSET
    raw_break_ms: int | UnsetType | None = UNSET
    raw_work_hours: Float | None = None
    raw_break_hours: Float | None = None
    rounded_ms: int | UnsetType | None = UNSET
    basis: Json | UnsetType | None = UNSET


class WorkforceTimesheetItemInput(Input, kw_only=True):
    shift_id: Id | UnsetType | None = UNSET
    timesheet_id: Id | UnsetType | None = UNSET
    work_hours: Float | UnsetType | None = UNSET
    break_hours: Float | UnsetType | None = UNSET
    address: str | UnsetType | None = UNSET
    manual: bool | UnsetType | None = UNSET
    # beyond the contract
    start_date: Day | UnsetType | None = UNSET
    role: str | UnsetType | None = UNSET
    location_name: str | UnsetType | None = UNSET
    user_id: Id | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET


class AttendanceCorrection(Body, kw_only=True):
    """One change of a punch; `after` is null when it was taken away."""

    id: Id
    actor_id: Id | None = None
    at: Instant
    reason: str = ""
    before: Json | None = None
    after: Json | None = None


class WorkforceAttendance(Body, kw_only=True):
    event_id: Id | None = None
    latitude: Float | None = None
    longitude: Float | None = None
    accuracy: Float | None = None
    status: PunchStatus
    address: str | None = None
    location_name: str | None = None
    image: Json | UnsetType = UNSET
    id: Id
    user_id: Id
    # beyond the contract
    timestamp: Instant
    team_id: Id | None = None
    shift_id: Id | None = None
    actor_id: Id | None = None
    time_zone: str | None = None
    source: PunchSource = "desk"
    manual: bool = False
    note: str | None = None
    paid: bool | None = None
    flags: list[str] = []
    warnings: list[TimeWarning] | UnsetType = UNSET
    corrections: list[AttendanceCorrection] | UnsetType = UNSET
    """Oldest first; only where one attendance is asked for."""


class WorkforceAttendanceInput(Input, kw_only=True):
    event_id: Id | UnsetType | None = UNSET
    latitude: Float | UnsetType | None = UNSET
    longitude: Float | UnsetType | None = UNSET
    accuracy: Float | UnsetType | None = UNSET
    status: PunchStatus | UnsetType | None = UNSET
    address: str | UnsetType | None = UNSET
    location_name: str | UnsetType | None = UNSET
    image: Json | UnsetType | None = UNSET
    # beyond the contract
    timestamp: Instant | UnsetType | None = UNSET
    user_id: Id | UnsetType | None = UNSET
    team_id: Id | UnsetType | None = UNSET
    actor_id: Id | UnsetType | None = UNSET
    timesheet_shift_id: Id | UnsetType | None = UNSET
    shift_id: Id | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET
    source: PunchSource | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET
    reason: str | UnsetType | None = UNSET
    flags: list[str] | UnsetType | None = UNSET
    paid: bool | UnsetType | None = UNSET
