"""Inputs as they arrive, JSON values and text, turned into what a row declares; 422 names the field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from desktop.base.errors import BadRequest, Invalid, invalid
from desktop.contract.models import Input
from desktop.contract.operation import Operation, Param

from .registry import safe

ABSENT = frozenset({"", "undefined", "null", "NaN"})
"""What real clients send for a query parameter they have no value for."""
SPELT_OUT = ("undefined", "null", "NaN")
"""The same in a body."""
LARGEST = 2**63 - 1


def params_of(row: Operation, given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """(the declared parameters as keywords, typed; everything else that was sent, as text)."""
    # to the Tomatoes API an empty text is a value like any other
    absent = ABSENT if row.api == "v1" else frozenset[str]()
    declared = {safe(p.name): _typed(p, given.get(p.name), absent) for p in row.params}
    known = {p.name for p in row.params}
    return declared, {name: text for name, text in given.items() if name not in known}


def _typed(param: Param, text: str | None, absent: frozenset[str]) -> Any:
    if text is None or (param.where == "query" and text in absent):
        if param.required:
            raise invalid(param.name, "can't be blank")
        return None
    try:
        return _READ[param.type](text)
    except (ValueError, KeyError) as error:
        raise invalid(param.name, f"is not {_WORD.get(param.type, 'valid')}") from error


def _int(text: str) -> int:
    # the interpreter's own guard against huge digit strings is an error of another kind
    if len(text) > 20 or abs(value := int(text)) > LARGEST:
        raise ValueError
    return value


def _bool(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.lower()]


_READ: dict[type, Any] = {
    str: str,
    int: _int,
    float: float,
    bool: _bool,
    dt.date: dt.date.fromisoformat,
}
_WORD = {int: "a whole number", float: "a number", bool: "true or false", dt.date: "a date"}


def body_of(row: Operation, raw: Any) -> Any:
    """Plain Python values (from JSON or a form) as the row's request struct."""
    if row.body is None:
        return None
    try:
        body = _converted(raw if raw is not None else {}, row.body)
    except msgspec.ValidationError as error:
        fault = refused(str(error))
        if getattr(row.body, "refusal", fault.status) == BadRequest.status:
            raise BadRequest(fault.message, fault.details) from error
        raise fault from error
    check_required(body)
    return body


def _converted(raw: Any, kind: Any) -> Any:
    """The struct; a field that is no text but says `undefined` or `null` counts as not sent."""
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        field = _field(str(error))
        if not isinstance(raw, dict) or raw.get(field) not in SPELT_OUT:
            raise
        return _converted({name: raw[name] for name in raw if name != field}, kind)


def check_required(body: Any) -> None:
    if not isinstance(body, Input):
        return
    required = body.required - body.tolerated
    missing = sorted(f for f in required if getattr(body, f) in (msgspec.UNSET, None))
    if missing:
        raise Invalid(
            f"{', '.join(missing)} is missing", {field: ["can't be blank"] for field in missing}
        )


def refused(text: str) -> Invalid:
    """Msgspec's message, e.g. "Expected `int`, got `str` - at `$.user_id`", as our 422."""
    field = _field(text) or "body"
    readable = text.partition(" - at ")[0].replace("`", "")
    return Invalid(f"{field}: {readable}", {field: [readable]})


def _field(text: str) -> str:
    where = text.partition(" - at ")[2]
    return where.strip("`").removeprefix("$").lstrip(".").split("[")[0]
