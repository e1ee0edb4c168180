"""Rows of the family `tags`."""

from __future__ import annotations

from ..models import Tag, TaggingInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="tags.list",
        method="GET",
        path="/tags",
        summary="List tags",
        access=Access.MEMBER,
        response=list[Tag],
        reads=(
            "tag",
            "member",
            "shift",
        ),
    ),
    Operation(
        name="tags.create",
        method="POST",
        path="/tags",
        summary="Create tag",
        access=Access.MEMBER,
        body=TaggingInput,
        status=201,
        offline=Offline.QUEUE,
        repeat=Repeat.PROBE,
        changes=("tag",),
    ),
    Operation(
        name="tags.get",
        method="GET",
        path="/tags/{id}",
        summary="Get tag",
        access=Access.MEMBER,
        params=(path("id", int),),
        response=Tag,
        reads=(
            "tag",
            "member",
            "shift",
        ),
    ),
    Operation(
        name="tags.delete",
        method="DELETE",
        path="/tags/{id}",
        summary="Delete tag",
        access=Access.MEMBER,
        params=(path("id", int),),
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("tag",),
    ),
)
