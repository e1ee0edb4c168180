"""The eight kinds of demo data that the API offers: what each calls its jobs, places and hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from desktop.base.errors import BadRequest
from desktop.contract.models import UNSET
from desktop.contract.models.system import DemoDataInput, DemoDataOptions

from .roster import Hours

EARLY, LATE, NIGHT = ("6:00", "14:00"), ("14:00", "22:00"), ("22:00", "6:00")
DAYTIME: Hours = ("9:00", "17:00")
MOST: Mapping[str, int] = {"members": 1000, "places": 100, "weeks_back": 26, "weeks_ahead": 26}
MOST_PER_WEEK = 7
MOST_ROWS = 60_000
"""Of shifts and sheets together; more would keep everybody else's punches waiting too long."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How much to make. `shifts` and `sheets` are totals, None means as many as follow."""

    members: int = 10
    places: int = 3
    weeks_back: int = 2
    weeks_ahead: int = 2
    per_week: int = 4
    rate: float = 0.95
    shifts: int | None = None
    sheets: int | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """Templates and roles of a line of business (the vendor's solution defaults)."""

    jobs: tuple[str, ...]
    hours: tuple[Hours, ...]
    places: tuple[str, ...]
    wish: Wish = Wish()


SOLUTIONS: Mapping[str, Solution] = {
    "workforce": Solution(
        ("Team Lead", "Coordinator", "Assistant"),
        (EARLY, LATE, DAYTIME),
        ("Head Office", "North Branch", "South Branch"),
    ),
    "aged_care": Solution(
        ("Support Worker", "Team Leader", "Care Assistant"),
        (EARLY, LATE, NIGHT, ("9:00", "15:00")),
        ("Elm House", "Willow House", "Garden Wing"),
    ),
    "nursing": Solution(
        ("Registered Nurse", "Enrolled Nurse", "Nurse Manager"),
        (DAYTIME, EARLY, LATE),
        ("Ward A", "Ward B", "Day Clinic"),
    ),
    "hospitality": Solution(
        ("Barista", "Cook", "Waiter"),
        (EARLY, ("10:00", "18:00"), ("15:00", "23:00")),
        ("Main Bar", "Terrace", "Kitchen"),
    ),
    "partner": Solution(
        ("Consultant", "Field Worker", "Account Manager"),
        (DAYTIME, EARLY, LATE),
        ("City Office", "Client Site", "Depot"),
    ),
    "retail": Solution(
        ("Sales Assistant", "Cashier", "Floor Manager"),
        (("8:00", "14:00"), ("14:00", "21:00"), ("9:00", "17:30")),
        ("High Street", "Arcade", "Outlet"),
    ),
    "construction": Solution(
        ("Labourer", "Carpenter", "Site Supervisor"),
        (("6:00", "14:30"), ("6:00", "16:30")),
        ("Site One", "Site Two", "Yard"),
    ),
    "load_testing": Solution(
        ("Team Lead", "Coordinator", "Assistant"),
        (EARLY, LATE, DAYTIME),
        ("Head Office", "North Branch", "South Branch"),
        Wish(members=50, places=5, weeks_back=4, weeks_ahead=4, per_week=5),
    ),
}
NOT_MADE = ("pay_templates_count", "number_of_pay_templates", "chats_count", "leave_requests_count")
"""Options for records that this version does not keep: accepted, and said so in the answer."""

_SPELLINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("members", ("number_of_team_members", "total_team_members")),
    ("places", ("number_of_locations", "locations_count")),
    ("weeks_back", ("weeks_back",)),
    ("weeks_ahead", ("weeks_forward",)),
    ("per_week", ("shifts_per_member_per_week",)),
    ("rate", ("attendance_rate",)),
    ("shifts", ("number_of_shifts",)),
    ("sheets", ("number_of_timesheets",)),
)


def read(body: DemoDataInput) -> tuple[Solution, Wish, tuple[str, ...]]:
    """(the solution, how much of it, the options that make nothing here).

    BadRequest names an unknown seed type, and an option that is negative, out of bounds, or given
    in both of its spellings with different values.
    """
    solution = SOLUTIONS.get(str(body.seed_type))
    if solution is None:
        raise BadRequest(
            f"seed_type must be one of {', '.join(SOLUTIONS)}",
            {"seed_type": ["is not included in the list"]},
        )
    options = body.options if isinstance(body.options, DemoDataOptions) else DemoDataOptions()
    given = {field: _given(options, names) for field, names in _SPELLINGS}
    chosen: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    wish = replace(solution.wish, **chosen)
    _check(wish)
    idle = tuple(name for name in NOT_MADE if _given(options, (name,)))
    return solution, wish, idle


def _given(options: DemoDataOptions, names: tuple[str, ...]) -> float | None:
    values = {getattr(options, name) for name in names} - {UNSET, None}
    if len(values) > 1:
        text = f"differs from {names[1]}"
        raise BadRequest(f"{names[0]} {text}", {names[0]: [text]})
    value: float | None = next(iter(values), None)
    if value is not None and value < 0:
        name = next(name for name in names if getattr(options, name) == value)
        raise BadRequest(f"{name} must not be negative", {name: ["must not be negative"]})
    return value


def _check(wish: Wish) -> None:
    names = dict(_SPELLINGS)
    for field, most in (*MOST.items(), ("per_week", MOST_PER_WEEK)):
        if getattr(wish, field) > most:
            text = f"must be at most {most}"
            raise BadRequest(f"{names[field][0]} {text}", {names[field][0]: [text]})
    weeks = wish.weeks_back + wish.weeks_ahead + 1
    shifts = wish.members * weeks * wish.per_week if wish.shifts is None else wish.shifts
    if shifts + (wish.sheets or 0) > MOST_ROWS:
        raise BadRequest(
            f"That is {shifts} shifts. Ask for at most {MOST_ROWS} in one go.",
            {"options": [f"ask for more than {MOST_ROWS} shifts and timesheets"]},
        )
