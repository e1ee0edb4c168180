"""Rows of the family `messages`."""

from __future__ import annotations

from ..models import Message, MessageChange, MessageInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="messages.create",
        method="POST",
        path="/messages",
        summary="Create message",
        access=Access.SIGNED_IN,
        body=MessageInput,
        response=Message,
        status=201,
        offline=Offline.ONLINE,
        repeat=Repeat.PROBE,
        changes=("message",),
    ),
    Operation(
        name="messages.recent",
        method="GET",
        path="/messages/recent",
        summary="Recent (message)",
        access=Access.SIGNED_IN,
        response=list[Message],
        reads=("message",),
    ),
    Operation(
        name="messages.favorite",
        method="GET",
        path="/messages/favorite",
        summary="Favorite (message)",
        access=Access.SIGNED_IN,
        response=list[Message],
        reads=("message",),
    ),
    Operation(
        name="messages.update",
        method="PUT",
        path="/messages/{id}",
        summary="Update message",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        body=MessageInput,
        response=Message,
        offline=Offline.ONLINE,
        repeat=Repeat.RESEND,
        changes=("message",),
    ),
    Operation(
        name="messages.delete",
        method="DELETE",
        path="/messages/{id}",
        summary="Delete message",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        body=MessageChange,
        response=Message,
        offline=Offline.ONLINE,
        repeat=Repeat.RESEND,
        changes=("message",),
    ),
)
