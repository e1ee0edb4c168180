"""The Tomatoes API: pomodoros, projects, counters and leaderboards."""

from __future__ import annotations

from typing import Any

from .base import UNSET, Body, Input, Instant, UnsetType


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
    created_at: Instant
    updated_at: Instant
    tags: list[str]


class TomatoPage(Body, kw_only=True):
    tomatoes: list[Tomato]
    pagination: Pagination


class TomatoAttributes(Input, kw_only=True):
    tag_list: Any = UNSET
    # beyond the contract: when a pomodoro really ended; read only beside an Idempotency-Key
    created_at: Instant | UnsetType | None = UNSET


class TomatoInput(Input, kw_only=True):
    tomato: Any = UNSET


class Project(Body, kw_only=True):
    id: str
    created_at: Instant
    updated_at: Instant
    tags: list[str]
    name: str
    money_budget: int | None = None
    time_budget: int | None = None


class ProjectPage(Body, kw_only=True):
    projects: list[Project]
    pagination: Pagination


class ProjectInput(Input, kw_only=True):
    project: Any = UNSET


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
    created_at: Instant
    updated_at: Instant


class TomatoUserInput(Input, kw_only=True):
    user: Any = UNSET


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
