"""Errors as each API words them; every one carries the request's id."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import msgspec

from desktop.base.errors import (
    Forbidden,
    Invalid,
    NotFound,
    PomoclockError,
    Prescribed,
    Rejected,
    TooMany,
    Unauthorized,
    Unavailable,
)
from desktop.contract.models import Error
from desktop.contract.operation import Api

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
Headers = list[tuple[bytes, bytes]]


class MethodNotAllowed(Rejected):
    status = 405
    code = "METHOD_NOT_ALLOWED"

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = ", ".join(sorted(allowed))
        super().__init__(f"This path answers to {self.allowed}.")


class TooLarge(Rejected):
    status = 413
    code = "TOO_LARGE"


class Unsupported(Rejected):
    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"


class Malformed(Rejected):
    """The body or the address cannot be read at all."""

    status = 400
    code = "MALFORMED"


def answer(error: BaseException, api: Api, request_id: str) -> tuple[int, bytes, Headers]:
    """(status, JSON body, headers) of any error; what is not the caller's fault is logged."""
    known = _known(error, request_id)
    headers = _headers(known)
    if api == "tomatoes":
        return _status(known), _encode(_tomatoes(known)), headers
    shape = Error(
        error=True,
        code=known.code if isinstance(known, Rejected) else _code(known),
        message=known.message,
        request_id=request_id,
        details=dict(known.details) if isinstance(known, Rejected) else {},
    )
    return _status(known), _encode(shape), headers


def _known(error: BaseException, request_id: str) -> PomoclockError:
    if isinstance(error, Rejected):
        return error
    if isinstance(error, Unavailable):
        log.warning("request %s: %s", request_id, error.message)
        # its own text names files of this machine
        return Unavailable(error.public)
    log.error("request %s failed", request_id, exc_info=error)
    return PomoclockError("Something went wrong on our side; nothing was changed.")


def _status(error: PomoclockError) -> int:
    if isinstance(error, Rejected):
        return error.status
    return 503 if isinstance(error, Unavailable) else 500


def _code(error: PomoclockError) -> str:
    return "UNAVAILABLE" if isinstance(error, Unavailable) else "INTERNAL_ERROR"


def _headers(error: PomoclockError) -> Headers:
    match error:
        case MethodNotAllowed():
            return [(b"allow", error.allowed.encode())]
        case TooMany():
            return [(b"retry-after", b"%d" % error.retry_after)]
        case TooLarge():
            return [(b"connection", b"close")]  # the rest of the body is not worth reading
        case Unauthorized():
            return [(b"www-authenticate", b'Token realm="Pomoclock"')]
        case Unavailable():
            return [(b"retry-after", b"5")]
    return []


_WORDS = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    500: "Internal Server Error",
}


def _tomatoes(error: PomoclockError) -> dict[str, Any]:
    match error:
        case Prescribed():
            return error.body
        case Unauthorized():
            return {"error": "authentication failed"}
        case Invalid():
            return dict(error.details) if error.details else {"base": [error.message]}
        case NotFound() | MethodNotAllowed() | Malformed():
            return {"status": error.status, "error": _WORDS[error.status]}
        case Forbidden() | Rejected() | Unavailable():
            return {"error": error.message}
    return {"status": 500, "error": _WORDS[500]}
