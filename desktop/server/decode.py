"""What a request carries, as plain Python values: one decoder a media type, the same limits for all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl, unquote

from desktop.base.errors import Invalid

from .errors import Malformed, Unsupported

DEEPEST, MOST_KEYS = 32, 10_000
LARGEST, SMALLEST = 2**63 - 1, -(2**63)
_INDEX = re.compile(r"\[\d*\]$")


def body(content_type: bytes | None, raw: bytes) -> dict[str, Any]:
    """The fields of a body; an empty body has none. Malformed, Unsupported or Invalid."""
    if not raw.strip():
        return {}
    media = (content_type or b"application/json").split(b";")[0].strip().lower()
    decoder = DECODERS.get(media)
    if decoder is None and media.endswith(b"+json"):
        decoder = _json
    if decoder is None:
        raise Unsupported(f"Send JSON. Bodies of type {media.decode('latin-1')} are not read yet.")
    return decoder(raw)


def _json(raw: bytes) -> dict[str, Any]:
    try:
        value = _decoder.decode(raw.decode())
    except UnicodeDecodeError as error:
        raise Malformed("The body is not UTF-8.") from error
    except RecursionError as error:
        raise Malformed(f"The body is nested deeper than {DEEPEST} levels.") from error
    except ValueError as error:
        raise Malformed("The body is not valid JSON.") from error
    if not isinstance(value, dict):
        raise Invalid("The body must be an object.", {"body": ["must be an object"]})
    escaped = b"\\u" in raw
    keys = len(value)
    if escaped:
        _check_text("".join(value), "body")
    for name, item in value.items():
        keys += _check(item, name, 1, escaped=escaped)
    if keys > MOST_KEYS:
        raise Malformed(f"The body has more than {MOST_KEYS} fields.")
    return value


DECODERS: dict[bytes, Callable[[bytes], dict[str, Any]]] = {b"application/json": _json}
"""A form or a multipart body becomes such a dict too, then passes the same checks."""


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("The body names a field twice.")
    return found


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _check(value: Any, field: str, depth: int, *, escaped: bool) -> int:
    """Numbers must fit 64 bits, text must be writable, nesting has an end. Returns the keys inside."""
    kind = type(value)
    if kind is dict or kind is list:
        if depth >= DEEPEST:
            raise Malformed(f"The body is nested deeper than {DEEPEST} levels.")
        if kind is dict and escaped:
            _check_text("".join(value), field)
        inside = value.values() if kind is dict else value
        keys = len(value) if kind is dict else 0
        return keys + sum(_check(item, field, depth + 1, escaped=escaped) for item in inside)
    if kind is str:
        if escaped:
            _check_text(value, field)
    elif (kind is int and not SMALLEST <= value <= LARGEST) or (
        kind is float and not isfinite(value)
    ):
        raise Invalid(f"{field} is too large", {field: ["is too large"]})
    return 0


def _check_text(text: str, field: str) -> None:
    """A lone half of a surrogate pair is no text: it cannot be stored or sent on."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Malformed(f"{field} is not valid text.") from error


def query(raw: bytes) -> dict[str, str]:
    """Parameters by name. `x[]=1&x[]=2` and repeated names become `x` = `1,2`."""
    if not raw:
        return {}
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise Malformed("The query string cannot be read.") from error
    found: dict[str, str] = {}
    for sent, text in pairs:
        name = _INDEX.sub("", sent)
        found[name] = f"{found[name]},{text}" if name in found else text
    return found


def segment(raw: str) -> str:
    """One part of a path, unescaped."""
    if "%" not in raw:
        return raw
    try:
        return unquote(raw, errors="strict")
    except UnicodeDecodeError as error:
        raise Malformed("The path cannot be read.") from error


def fill(query_of: Mapping[str, str], fields: Mapping[str, Any]) -> dict[str, str]:
    """The query, with what is missing in it taken from plain fields of the body."""
    plain = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in fields.items()
        if isinstance(value, str | int | float)
    }
    return {**plain, **query_of}
