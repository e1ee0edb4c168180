"""What can go wrong, split by who can act.

PomoclockError
├── Rejected          the caller can act: bad input, wrong order, not allowed, not found
│   ├── Invalid       422, `details` names the fields
│   ├── BadRequest    400
│   ├── Unauthorized  401
│   ├── Forbidden     403
│   ├── NotFound      404, also for records that belong to somebody else
│   ├── Conflict      409
│   ├── NotYet        501, documented in the README
│   ├── TooMany       429, `retry_after` seconds
│   └── Prescribed    any status, with a `body` that an API prescribes word for word
├── Unavailable       the world's fault, try later: network, disk, another owner of the directory
└── Bug               ours: report it
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

Details = dict[str, list[str]]


class PomoclockError(Exception):
    """Root. `message` is for people and says what happened and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Rejected(PomoclockError):
    """The request cannot be done; `code` and `status` are those of the contract's Error."""

    status: int = 422
    code: ClassVar[str] = "REJECTED"

    def __init__(self, message: str, details: Details | None = None) -> None:
        super().__init__(message)
        self.details: Details = details or {}


class Invalid(Rejected):
    code = "VALIDATION_ERROR"


def invalid(field: str, text: str) -> Invalid:
    """One field is wrong: message and details both name it."""
    return Invalid(f"{field} {text}", {field: [text]})


class BadRequest(Rejected):
    status = 400
    code = "BAD_REQUEST"


class Unauthorized(Rejected):
    status = 401
    code = "NOT_AUTHENTICATED"


class Forbidden(Rejected):
    status = 403
    code = "NOT_AUTHORIZED"


class NotFound(Rejected):
    status = 404
    code = "NOT_FOUND"


class Conflict(Rejected):
    status = 409
    code = "CONFLICT"


class NotYet(Rejected):
    status = 501
    code = "NOT_IMPLEMENTED"


class TooMany(Rejected):
    status = 429
    code = "TOO_MANY_REQUESTS"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Prescribed(Rejected):
    """Tomatoes words some refusals itself: `body` is sent as it is, e.g. {"missing_param": "tomato"}."""

    code = "PRESCRIBED"

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__("; ".join(f"{name}: {value}" for name, value in body.items()))
        self.status = status
        self.body = dict(body)


class Unavailable(PomoclockError):
    """Try later; nothing was changed. `public` is what others may be told: it names no files."""

    public: ClassVar[str] = "This cannot be done at the moment; nothing was changed. Try again."


class Bug(PomoclockError):
    """Ours. The request that met it was rolled back."""
