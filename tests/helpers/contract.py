"""The published contract beside our table: both as JSON schemas that can be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from desktop.base.paths import resource
from desktop.contract import table
from desktop.contract.models import Input
from desktop.contract.operation import Operation

Json = dict[str, Any]


@cache
def contract() -> Json:
    return json.loads(resource("contract/workforce-v1.openapi.json").read_bytes())


def published() -> Iterator[tuple[str, str, Json]]:
    """(method, path, description) of every operation of the contract."""
    for path, methods in contract()["paths"].items():
        for method, described in methods.items():
            yield method.upper(), path, described


@cache
def rows() -> dict[tuple[str, str], Operation]:
    return {
        (row.method, row.path): row for row in table.load() if row.api == "v1" and not row.beyond
    }


def theirs(schema: Json) -> Json:
    """A schema of the contract without references at its top."""
    while "$ref" in schema:
        schema = contract()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


class Ours:
    """The JSON schema of one of our types, as the server publishes it."""

    def __init__(self, kind: Any) -> None:
        (self.schema,), self.named = msgspec.json.schema_components([kind], ref_template="#/{name}")

    def plain(self, schema: Json) -> tuple[Json, bool]:
        """(the schema without references and without null, whether it may be null)."""
        while "$ref" in schema:
            schema = self.named[schema["$ref"][2:]]
        if "anyOf" not in schema:
            return schema, False
        options = [option for option in schema["anyOf"] if option != {"type": "null"}]
        nullable = len(options) < len(schema["anyOf"])
        if len(options) == 1:
            return self.plain(options[0])[0], nullable
        return {"anyOf": options}, nullable


def differences(ours: Ours, mine: Json, contract_schema: Json, where: str) -> Iterator[str]:
    """What the contract promises that our schema does not keep; superset enums and fields may be."""
    wanted = theirs(contract_schema)
    found, _ = ours.plain(mine)
    if not found or set(found) <= {"description"}:
        return  # any JSON at all
    kind = found.get("type") or ("string" if "enum" in found else None)
    if wanted.get("type") != kind:
        yield f"{where}: {wanted.get('type')} in the contract, {kind} here"
        return
    if wanted.get("format") not in {None, found.get("format")}:
        yield f"{where}: format {wanted['format']} in the contract, {found.get('format')} here"
    missing = set(wanted.get("enum", ())) - set(found.get("enum", wanted.get("enum", ())))
    if missing:
        yield f"{where}: lacks the values {sorted(missing)}"
    for limit in ("minimum", "maximum"):
        if limit in wanted and wanted[limit] != found.get(limit):
            yield f"{where}: {limit} is {wanted[limit]} in the contract"
    if "items" in wanted:
        yield from differences(ours, found["items"], wanted["items"], f"{where}[]")
    mine_fields = found.get("properties", {})
    for name, schema in wanted.get("properties", {}).items():
        if name not in mine_fields:
            yield f"{where}.{name}: missing"
        else:
            yield from differences(ours, mine_fields[name], schema, f"{where}.{name}")


def response_differences(row: Operation, described: Json) -> Iterator[str]:
    good = {status: r for status, r in described["responses"].items() if status[0] == "2"}
    reply = good.get(str(row.status))
    if reply is None:
        yield f"status {sorted(good)} in the contract, {row.status} here"
        return
    content = reply.get("content", {})
    if not content:
        if row.response is not None:
            yield "the contract promises no body"
        return
    ((media, described_body),) = content.items()
    if row.response is None or media != row.media:
        yield f"{media} in the contract, {row.media if row.response else 'no body'} here"
        return
    if row.response is bytes:
        return
    ours = Ours(row.response)
    schema = described_body["schema"]
    name = schema.get("$ref", "").rpartition("/")[2] or "reply"
    yield from differences(ours, ours.schema, schema, name)
    yield from _promised(ours, ours.schema, schema, name)


def _promised(ours: Ours, mine: Json, contract_schema: Json, where: str) -> Iterator[str]:
    """A field that the contract requires is always there and never null."""
    wanted, (found, _) = theirs(contract_schema), ours.plain(mine)
    if "items" in wanted:
        yield from _promised(ours, found.get("items", {}), wanted["items"], f"{where}[]")
    for name in wanted.get("required", ()):
        if name not in found.get("required", ()):
            yield f"{where}.{name}: required in the contract, optional here"
        elif ours.plain(found["properties"][name])[1]:
            yield f"{where}.{name}: required in the contract, may be null here"


def request_differences(row: Operation, described: Json) -> Iterator[str]:
    content = described.get("requestBody", {}).get("content", {})
    if not content:
        return
    if row.body is None:
        yield "the contract has a request body"
        return
    schema = content["application/json"]["schema"]
    ours = Ours(row.body)
    name = schema.get("$ref", "").rpartition("/")[2] or "body"
    yield from differences(ours, ours.schema, schema, name)
    required = set(theirs(schema).get("required", ()))
    declared = set(row.body.required) if issubclass(row.body, Input) else set()
    if required != declared:
        yield f"{name}: requires {sorted(required)} in the contract, {sorted(declared)} here"
