"""Rows of the family `sessions`."""

from __future__ import annotations

from ..models import User, UserCredentials
from ..operation import Access, Operation, Repeat

ROWS = (
    Operation(
        name="sessions.create",
        method="POST",
        path="/sessions",
        summary="Create session token",
        access=Access.PUBLIC,
        body=UserCredentials,
        response=User,
        repeat=Repeat.RESEND,
        changes=("session_token",),
    ),
    Operation(
        name="sessions.delete",
        method="DELETE",
        path="/sessions",
        summary="Delete session token",
        access=Access.SIGNED_IN,
        repeat=Repeat.RESEND,
        changes=("session_token",),
    ),
)
