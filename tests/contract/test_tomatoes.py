from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from desktop.contract import table
from desktop.contract.models import tomatoes as models
from desktop.contract.operation import Access, Operation

ROUTES: dict[tuple[str, str], tuple[int, bool]] = {
    ("POST", "/session"): (200, False),
    ("DELETE", "/session"): (204, True),
    ("GET", "/user"): (200, True),
    ("PUT", "/user"): (200, True),
    ("GET", "/tomatoes"): (200, True),
    ("GET", "/tomatoes/{id}"): (200, True),
    ("POST", "/tomatoes"): (201, True),
    ("PUT", "/tomatoes/{id}"): (200, True),
    ("DELETE", "/tomatoes/{id}"): (204, True),
    ("GET", "/projects"): (200, True),
    ("GET", "/projects/{id}"): (200, True),
    ("POST", "/projects"): (201, True),
    ("PUT", "/projects/{id}"): (200, True),
    ("DELETE", "/projects/{id}"): (204, True),
    ("GET", "/leaderboard/{period}"): (200, False),
}
"""Method and path → success status, whether a token is needed."""

SHAPES: dict[type[msgspec.Struct], tuple[str, ...]] = {
    models.TomatoSession: ("token",),
    models.Tomato: ("id", "created_at", "updated_at", "tags"),
    models.Project: (
        "id",
        "created_at",
        "updated_at",
        "tags",
        "name",
        "money_budget",
        "time_budget",
    ),
    models.TomatoUser: (
        "id",
        "name",
        "email",
        "image",
        "time_zone",
        "color",
        "volume",
        "ticking",
        "work_hours_per_day",
        "average_hourly_rate",
        "currency",
        "currency_unit",
        "tomatoes_counters",
        "authorizations",
        "created_at",
        "updated_at",
    ),
    models.TomatoCounters: ("day", "week", "month"),
    models.TomatoAuthorization: ("provider", "uid", "nickname", "image"),
    models.Pagination: ("current_page", "total_pages", "total_count"),
    models.TomatoPage: ("tomatoes", "pagination"),
    models.ProjectPage: ("projects", "pagination"),
    models.ScorePage: ("scores", "pagination"),
    models.Score: ("user", "score"),
    models.ScoreUser: ("id", "name", "image"),
}
RESPONSES: dict[str, Any] = {
    "/session": models.TomatoSession,
    "/user": models.TomatoUser,
    "/tomatoes": models.TomatoPage,
    "/tomatoes/{id}": models.Tomato,
    "/projects": models.ProjectPage,
    "/projects/{id}": models.Project,
    "/leaderboard/{period}": models.ScorePage,
}


def tomato_rows() -> dict[tuple[str, str], Operation]:
    return {(row.method, row.path): row for row in table.load() if row.api == "tomatoes"}


def test_the_table_holds_exactly_the_fifteen_operations() -> None:
    assert set(tomato_rows()) == set(ROUTES)
    assert len(ROUTES) == 15


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_has_its_status_and_its_lock(method: str, path: str) -> None:
    row = tomato_rows()[method, path]
    status, locked = ROUTES[method, path]
    assert row.status == status
    assert (row.access is not Access.PUBLIC) is locked
    assert (row.response is None) is (status == 204)


@pytest.mark.parametrize(("method", "path"), [key for key in ROUTES if key[0] != "DELETE"])
def test_a_route_answers_with_its_shape(method: str, path: str) -> None:
    row = tomato_rows()[method, path]
    expected = RESPONSES[path]
    if method == "POST" and path in {"/tomatoes", "/projects"}:
        expected = RESPONSES[f"{path}/{{id}}"]
    assert row.response is expected


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_shape_has_its_keys_in_the_order_they_are_sent(shape: type[msgspec.Struct]) -> None:
    promised = SHAPES[shape]
    assert shape.__struct_fields__[: len(promised)] == promised
    beyond = msgspec.structs.fields(shape)[len(promised) :]
    assert all(field.default is msgspec.UNSET for field in beyond), "extras stay out when unused"


def test_lists_take_a_page_and_tomatoes_a_span_of_time() -> None:
    rows = tomato_rows()
    for path in ("/tomatoes", "/projects", "/leaderboard/{period}"):
        assert "page" in {param.name for param in rows["GET", path].params}
    assert {"from", "to"} <= {param.name for param in rows["GET", "/tomatoes"].params}
    assert "tag_list" in {param.name for param in rows["GET", "/projects"].params}


def test_ids_are_text() -> None:
    for shape in (models.Tomato, models.Project, models.TomatoUser):
        assert msgspec.structs.fields(shape)[0].type is str
    assert str in get_args(msgspec.structs.fields(models.ScoreUser)[0].type)
