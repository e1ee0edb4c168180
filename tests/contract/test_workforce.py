from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.contract.operation import Operation
from tests.helpers.contract import published, request_differences, response_differences, rows

TYPES: dict[tuple[str, str | None], type] = {
    ("string", None): str,
    ("string", "date"): dt.date,
    ("integer", "int64"): int,
    ("integer", "int32"): int,
}
OPERATIONS = [
    pytest.param(method, path, described, id=f"{method} {path}")
    for method, path, described in published()
]


def test_the_table_holds_exactly_the_operations_of_the_contract() -> None:
    assert {(method, path) for method, path, _ in published()} == set(rows())
    assert len(rows()) == 191


@pytest.mark.parametrize(("method", "path", "described"), OPERATIONS)
def test_an_operation_keeps_what_the_contract_promises(
    method: str, path: str, described: dict[str, Any]
) -> None:
    row = rows()[method, path]
    found = [
        *parameter_differences(row, described),
        *request_differences(row, described),
        *response_differences(row, described),
    ]
    assert found == []


def parameter_differences(row: Operation, described: dict[str, Any]) -> list[str]:
    declared = {param.name: param for param in row.params}
    found = []
    for param in described.get("parameters", ()):
        name, schema = param["name"], param["schema"]
        ours = declared.get(name)
        if ours is None:
            found.append(f"parameter {name} is missing")
            continue
        if ours.where != param["in"] or ours.required != param["required"]:
            found.append(f"parameter {name} is {ours.where}, required {ours.required}")
        wanted = TYPES[schema["type"], schema.get("format")]
        # some paths call an id text though the records they name have whole numbers
        numbered = param["in"] == "path" and name.endswith("id") and ours.type is int
        if ours.type is not wanted and not numbered:
            found.append(f"parameter {name}: {wanted} in the contract, {ours.type} here")
    return found
