"""Shifts, their events, questions, answers and requests."""

from __future__ import annotations

from typing import Literal

from .base import UNSET, Body, Id, Input, Instant, Json, UnsetType

QuestionWhen = Literal["always", "start_shift", "end_shift"]
RequestStatus = Literal["requested", "shortlisted", "approved", "rejected", "canceled"]
ShiftStatus = Literal["open", "assigned", "published"]
RequestKind = Literal["request", "swap", "drop", "offer"]
WarningSeverity = Literal["info", "low", "high"]


class ShiftWarning(Body, kw_only=True):
    """What a planner should know; it stops nothing. `code` is availability, rest, hours, coverage
    or same_day.
    """

    code: str
    text: str
    severity: WarningSeverity


class WorkforceShiftRequest(Body, kw_only=True):
    user_id: Id | None = None
    shift_id: Id | None = None
    status: RequestStatus | None = None
    id: Id | None = None
    team_id: Id | None = None
    requestor_id: Id | None = None
    # beyond the contract
    kind: RequestKind = "request"
    swap_shift_id: Id | None = None
    message: str | None = None
    warnings: list[ShiftWarning] | UnsetType = UNSET


class WorkforceShiftQuestion(Body, kw_only=True):
    team_id: Id | None = None
    text: str | None = None
    offset_minutes: Id | None = None
    when: QuestionWhen | None = None
    always: bool | None = None
    enabled: bool | None = None
    tag_ids: list[int] | None = None
    # beyond the contract
    id: Id | None = None
    optional: bool = False


class WorkforceShift(Body, kw_only=True):
    id: Id | None = None
    user_id: Id | None = None
    team_id: Id | None = None
    assignee_id: Id | None = None
    event_id: Id | None = None
    shift_on_same_day: bool | None = None
    shift_requested: bool | None = None
    # beyond the contract
    title: str | None = None
    start_at: Instant | None = None
    end_at: Instant | None = None
    status: ShiftStatus | None = None
    location_id: Id | None = None
    location_name: str | None = None
    location: str | None = None
    role: str | None = None
    department: str | None = None
    details: str | None = None
    data: Json | None = None
    published: bool = False
    canceled: bool = False
    cancel_reason: str | None = None
    warnings: list[ShiftWarning] | UnsetType = UNSET
    requests: list[WorkforceShiftRequest] | UnsetType = UNSET
    questions: list[WorkforceShiftQuestion] | UnsetType = UNSET


class WorkforceShiftInput(Input, kw_only=True):
    title: str | UnsetType | None = UNSET
    start_at: Instant | UnsetType | None = UNSET
    end_at: Instant | UnsetType | None = UNSET
    status: ShiftStatus | UnsetType | None = UNSET
    location_id: Id | UnsetType | None = UNSET
    location_name: str | UnsetType | None = UNSET
    role: str | UnsetType | None = UNSET
    department: str | UnsetType | None = UNSET
    details: str | UnsetType | None = UNSET
    data: Json | UnsetType | None = UNSET
    # beyond the contract
    assignee_id: Id | UnsetType | None = UNSET
    user_id: Id | UnsetType | None = UNSET
    canceled: bool | UnsetType | None = UNSET
    cancel_reason: str | UnsetType | None = UNSET


class WorkforceShiftQuestionInput(Input, kw_only=True):
    team_id: Id | UnsetType | None = UNSET
    text: str | UnsetType | None = UNSET
    offset_minutes: Id | UnsetType | None = UNSET
    when: QuestionWhen | UnsetType | None = UNSET
    always: bool | UnsetType | None = UNSET
    enabled: bool | UnsetType | None = UNSET
    tag_ids: list[int] | UnsetType | None = UNSET
    # beyond the contract
    optional: bool | UnsetType | None = UNSET


class WorkforceShiftAnswer(Body, kw_only=True):
    team_id: Id | None = None
    shift_id: Id | None = None
    shift_question_id: Id | None = None
    attendance_id: Id | None = None
    user_id: Id | None = None
    text: str | None = None
    # beyond the contract
    id: Id | None = None


class WorkforceShiftAnswerInput(Input, kw_only=True):
    team_id: Id | UnsetType | None = UNSET
    shift_id: Id | UnsetType | None = UNSET
    shift_question_id: Id | UnsetType | None = UNSET
    attendance_id: Id | UnsetType | None = UNSET
    user_id: Id | UnsetType | None = UNSET
    text: str | UnsetType | None = UNSET


class WorkforceShiftRequestInput(Input, kw_only=True):
    user_id: Id | UnsetType | None = UNSET
    shift_id: Id | UnsetType | None = UNSET
    status: RequestStatus | UnsetType | None = UNSET
    # beyond the contract
    kind: RequestKind | UnsetType | None = UNSET
    swap_shift_id: Id | UnsetType | None = UNSET
    message: str | UnsetType | None = UNSET


class EventInput(Input, kw_only=True):
    kind: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    details: str | UnsetType | None = UNSET
    location_name: str | UnsetType | None = UNSET
    color: str | UnsetType | None = UNSET
    start_at: Instant | UnsetType | None = UNSET
    end_at: Instant | UnsetType | None = UNSET
    # beyond the contract
    address: str | UnsetType | None = UNSET


class Event(Body, kw_only=True):
    kind: str | None = None
    title: str | None = None
    details: str | None = None
    location_name: str | None = None
    color: str | None = None
    start_at: Instant | None = None
    end_at: Instant | None = None
    id: Id | None = None
    user_id: Id | None = None
    team_id: Id | None = None
    addons_install_id: Id | None = None
    # beyond the contract
    address: str | None = None
