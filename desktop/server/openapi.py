"""The OpenAPI 3.1 description of both APIs, made from the table."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from desktop.contract.models import Error, Input
from desktop.contract.operation import Access, Operation, Param
from desktop.contract.table import Table
from desktop.services.registry import is_built

Json = dict[str, Any]
_REF = "#/components/schemas/{name}"
_TYPES: dict[type, Json] = {
    int: {"type": "integer", "format": "int64"},
    str: {"type": "string"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
}
_SCHEMES: Json = {
    "api_key": {"type": "apiKey", "in": "header", "name": "api_key"},
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Token ` followed by the token of POST /v1/sessions, or by an API key.",
    },
    "basic": {"type": "http", "scheme": "basic"},
    "tomatoes_token": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "The raw token of POST /api/session.",
    },
    "tomatoes_parameter": {"type": "apiKey", "in": "query", "name": "token"},
}
_SECURITY: dict[str, list[Json]] = {
    "v1": [{"api_key": []}, {"token": []}, {"basic": []}],
    "tomatoes": [{"tomatoes_token": []}, {"tomatoes_parameter": []}],
}
_ERRORS = {
    "BadRequest": "The request cannot be read.",
    "Unauthorized": "The credentials are missing or wrong.",
    "Forbidden": "The caller may not do this.",
    "NotFound": "There is no such record, or it is somebody else's.",
    "Conflict": "The record is not in a state that allows this.",
    "TooLarge": "The body is larger than 1 MiB.",
    "UnsupportedMediaType": "The body is of a type that is not read.",
    "Invalid": "A field is wrong; `details` names it.",
    "TooManyRequests": "Try again after the seconds of Retry-After.",
    "NotImplemented": "Declared, not built yet.",
    "Unavailable": "Try again later; nothing was changed.",
    "Fault": "A fault of the server.",
}
_STATUS = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "NotFound",
    "409": "Conflict",
    "413": "TooLarge",
    "415": "UnsupportedMediaType",
    "422": "Invalid",
    "429": "TooManyRequests",
    "501": "NotImplemented",
    "503": "Unavailable",
    "default": "Fault",
}


class TomatoesError(msgspec.Struct):
    """Errors of /api come in several shapes; this one names what they share."""

    error: str | msgspec.UnsetType = msgspec.UNSET
    status: int | msgspec.UnsetType = msgspec.UNSET
    missing_param: str | msgspec.UnsetType = msgspec.UNSET
    base: list[str] | msgspec.UnsetType = msgspec.UNSET


def describe(table: Table, version: str) -> Json:
    """The whole document as plain values."""
    rows = list(table)
    types = {_key(kind): kind for row in rows for kind in (row.body, row.response) if kind}
    types |= {_key(kind): kind for kind in (Error, TomatoesError)}
    made, components = msgspec.json.schema_components(list(types.values()), ref_template=_REF)
    schemas = dict(zip(types, made, strict=True))
    for kind in types.values():
        if isinstance(kind, type) and issubclass(kind, Input) and kind.required:
            components[kind.__name__]["required"] = sorted(kind.required)
    paths: dict[str, Json] = {}
    for row in rows:
        item = paths.setdefault(row.url, {})
        item[row.method.lower()] = _operation(row, schemas)
        if row.api == "tomatoes" and row.method == "PUT":
            item["patch"] = _operation(row, schemas) | {"operationId": f"{row.name}.patch"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pomoclock",
            "version": version,
            "summary": "The Workforce API (/v1) and the Tomatoes API (/api) of one node.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in sorted({row.family for row in rows})],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": _SCHEMES,
            "responses": {f"{name}": _error(name, Error) for name in _ERRORS}
            | {f"Tomatoes{name}": _error(name, TomatoesError) for name in _ERRORS},
        },
    }


def _operation(row: Operation, schemas: dict[str, Json]) -> Json:
    described: Json = {
        "operationId": row.name,
        "summary": row.summary,
        "tags": [row.family],
        "parameters": [_parameter(param) for param in row.params] + _headers(row),
        "responses": _responses(row, schemas),
        "security": [] if row.access is Access.PUBLIC else _SECURITY[row.api],
    }
    if row.body is not None:
        content = {"application/json": {"schema": schemas[_key(row.body)]}}
        described["requestBody"] = {"content": content}
    return described


def _parameter(param: Param) -> Json:
    return {
        "name": param.name,
        "in": param.where,
        "required": param.required,
        "schema": _TYPES[param.type],
    }


def _headers(row: Operation) -> list[Json]:
    names = ["Idempotency-Key"] if row.writes else ["If-None-Match"]
    if row.api == "tomatoes":
        names.append("Time-Zone")
    elif row.access is not Access.PUBLIC:
        names += ["X-Account-Id", "X-Account-Type"]
    return [
        {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
        for name in names
    ]


def _responses(row: Operation, schemas: dict[str, Json]) -> Json:
    good: Json = {"description": "Done."}
    if row.response is not None:
        schema = schemas[_key(row.response)] if row.media == "application/json" else {}
        good["content"] = {row.media: {"schema": schema}}
    prefix = "Tomatoes" if row.api == "tomatoes" else ""
    errors = {
        status: {"$ref": f"#/components/responses/{prefix}{name}"}
        for status, name in _STATUS.items()
        if status != "501" or not is_built(row)
    }
    unchanged = {"304": {"description": "Not changed since that ETag."}}
    return {str(row.status): good, **({} if row.writes else unchanged), **errors}


def _error(name: str, shape: type) -> Json:
    schema = {"$ref": _REF.format(name=shape.__name__)}
    return {"description": _ERRORS[name], "content": {"application/json": {"schema": schema}}}


def _key(kind: Any) -> str:
    """A name for a type: two spellings of one type are one entry."""
    return kind.__name__ if isinstance(kind, type) and not hasattr(kind, "__args__") else str(kind)
