"""Rows of the Tomatoes sessions: trade a provider token for an API token."""

from __future__ import annotations

from ..models.tomatoes import TomatoSession, TomatoSessionInput
from ..operation import Access, Operation, Repeat

ROWS = (
    Operation(
        name="tomatoes_session.create",
        method="POST",
        path="/session",
        summary="Trade a provider token for an API token",
        access=Access.PUBLIC,
        body=TomatoSessionInput,
        response=TomatoSession,
        repeat=Repeat.NEVER,
        changes=("session_token",),
        api="tomatoes",
    ),
    Operation(
        name="tomatoes_session.delete",
        method="DELETE",
        path="/session",
        summary="Forget every API token of the user",
        access=Access.SIGNED_IN,
        status=204,
        repeat=Repeat.RESEND,
        changes=("session_token",),
        api="tomatoes",
    ),
)
