"""The Tomatoes API: pomodoros, projects, counters and leaderboards."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from .base import UNSET, Body, Input, Instant, Meta, UnsetType

Stamp: TypeAlias = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
"""An instant as this API words it: three decimals, offset of the request's zone (Z for UTC)."""


class TomatoSession(Body, kw_only=True):
    token: str


class TomatoSessionInput(Input, kw_only=True):
    provider: str | UnsetType | None = UNSET
    access_token: str | UnsetType | None = UNSET
    secret: str | UnsetType | None = UNSET


class Pagination(Body, kw_only=True):
    current_page: int
    total_pages: int
    total_count: int


class Tomato(Body, kw_only=True):
    id: str
    created_at: Stamp
    updated_at: Stamp
    tags: list[str]
    # beyond the contract, present only when they say something
    task: str | UnsetType = UNSET
    duration: int | UnsetType = UNSET
    flags: list[str] | UnsetType = UNSET


class TomatoPage(Body, kw_only=True):
    tomatoes: list[Tomato]
    pagination: Pagination


class TomatoAttributes(Input, kw_only=True):
    tag_list: Any = UNSET
    # beyond the contract: when a pomodoro really ended, read only beside an Idempotency-Key;
    # what it was spent on; its length in seconds when that was not 25 minutes
    created_at: Instant | UnsetType | None = UNSET
    task: str | UnsetType | None = UNSET
    duration: int | UnsetType | None = UNSET


class TomatoInput(Input, kw_only=True):
    tomato: Any = UNSET
    time_zone: Any = UNSET


class Project(Body, kw_only=True):
    id: str
    created_at: Stamp
    updated_at: Stamp
    tags: list[str]
    name: str
    money_budget: int | None = None
    time_budget: int | None = None


class ProjectPage(Body, kw_only=True):
    projects: list[Project]
    pagination: Pagination


class ProjectInput(Input, kw_only=True):
    project: Any = UNSET
    time_zone: Any = UNSET
    # a request without the root key may state the model's own fields
    name: Any = UNSET
    money_budget: Any = UNSET
    time_budget: Any = UNSET


class TomatoCounters(Body, kw_only=True):
    day: int
    week: int
    month: int


class TomatoAuthorization(Body, kw_only=True):
    provider: str
    uid: str
    nickname: str | None = None
    image: str | None = None


class TomatoUser(Body, kw_only=True):
    id: str
    name: str | None
    email: str | None
    image: str
    time_zone: str | None
    color: str
    volume: int
    ticking: bool
    work_hours_per_day: int | None
    average_hourly_rate: float | None
    currency: str
    currency_unit: str
    tomatoes_counters: TomatoCounters
    authorizations: list[TomatoAuthorization]
    created_at: Stamp
    updated_at: Stamp


class TomatoUserInput(Input, kw_only=True):
    user: Any = UNSET
    time_zone: Any = UNSET
    # a request without the root key may state the model's own fields
    name: Any = UNSET
    email: Any = UNSET
    image: Any = UNSET
    color: Any = UNSET
    volume: Any = UNSET
    ticking: Any = UNSET
    work_hours_per_day: Any = UNSET
    average_hourly_rate: Any = UNSET
    currency: Any = UNSET


class ScoreUser(Body, kw_only=True):
    id: str | None
    name: str | None
    image: str | None


class Score(Body, kw_only=True):
    user: ScoreUser
    score: int


class ScorePage(Body, kw_only=True):
    scores: list[Score]
    pagination: Pagination
