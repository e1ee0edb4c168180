from __future__ import annotations

import pytest

from desktop.base.errors import NotFound
from desktop.contract import table
from desktop.server.errors import Malformed, MethodNotAllowed
from desktop.server.routes import ALIASES, Routes


@pytest.fixture(scope="module")
def routes() -> Routes:
    return Routes(table.load())


@pytest.mark.parametrize("row", list(table.load()), ids=lambda row: row.name)
def test_every_operation_is_found_at_its_place(routes: Routes, row) -> None:
    path = row.url
    values = []
    for name in row.path_names:
        value = "2026-11-20" if name == "date" else "17"
        path = path.replace("{" + name + "}", value)
        values.append(value)
    found, given = routes.find(row.method, path)
    assert found.row is row
    assert given == values


@pytest.mark.parametrize(
    ("path", "name", "values"),
    [
        ("/v1/workforce/shifts/active", "shifts.active", []),
        ("/v1/workforce/shifts/7", "shifts.get", ["7"]),
        ("/v1//workforce/shifts//7/", "shifts.get", ["7"]),
        ("//v1/workforce/shifts/7", "shifts.get", ["7"]),
        ("/v1/me/settings/a%2Fb%20c", "me.get_setting", ["a/b c"]),
        ("/v1/me/settings/%C3%BC", "me.get_setting", ["ü"]),
        ("/api/tomatoes.json", "tomatoes.list", []),
        ("/api/tomatoes/5a.json", "tomatoes.get", ["5a"]),
        ("/v1/users/search/ma%20ra", "users.search", ["ma ra"]),
    ],
)
def test_paths_are_read_kindly(routes: Routes, path: str, name: str, values: list[str]) -> None:
    found, given = routes.find("GET", path)
    assert (found.row.name, given) == (name, values)


@pytest.mark.parametrize("alias", ALIASES, ids=lambda alias: alias[0])
def test_older_spellings_are_known(routes: Routes, alias: tuple[str, str]) -> None:
    path, name = alias
    found, _ = routes.find("GET", "/v1" + path.replace("{term}", "x").replace("{pin}", "1"))
    assert found.row.name == name


@pytest.mark.parametrize(
    "path",
    ["/v1", "/", "", "/v1/nothing", "/v1/workforce/shifts/7/nothing", "/v2/me", "/v1/me.json"],
)
def test_an_unknown_path_is_not_found(routes: Routes, path: str) -> None:
    with pytest.raises(NotFound):
        routes.find("GET", path)


def test_a_path_that_is_no_text_is_malformed(routes: Routes) -> None:
    with pytest.raises(Malformed):
        routes.find("GET", "/v1/me/settings/%ff")


def test_a_wrong_method_is_told_the_right_ones(routes: Routes) -> None:
    with pytest.raises(MethodNotAllowed) as refused:
        routes.find("DELETE", "/v1/workforce/shifts/7")
    assert refused.value.allowed == "GET, HEAD, OPTIONS"
    assert routes.methods("/v1/tags") == "GET, HEAD, OPTIONS, POST"


def test_tomatoes_are_updated_by_put_and_by_patch(routes: Routes) -> None:
    for path in ("/api/tomatoes/7", "/api/projects/7", "/api/user"):
        assert routes.find("PATCH", path)[0] is routes.find("PUT", path)[0]


def test_a_get_that_changes_something_is_not_run_by_head(routes: Routes) -> None:
    changing = [row for row in table.load() if row.method == "GET" and row.writes]
    assert len(changing) == 5
    for row in changing:
        path = row.url.replace("{id}", "7").replace("{token}", "x")
        try:
            found = routes.find("HEAD", path)[0].row
        except MethodNotAllowed:
            continue
        assert not found.writes
