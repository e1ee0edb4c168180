"""Rows of the family `fragments`."""

from __future__ import annotations

from ..models import Fragment, FragmentInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="fragments.list",
        method="GET",
        path="/fragments",
        summary="List fragments",
        access=Access.SIGNED_IN,
        response=list[Fragment],
        reads=("fragment",),
    ),
    Operation(
        name="fragments.create",
        method="POST",
        path="/fragments",
        summary="Create fragment",
        access=Access.SIGNED_IN,
        body=FragmentInput,
        response=Fragment,
        status=201,
        offline=Offline.ONLINE,
        repeat=Repeat.PROBE,
        changes=("fragment",),
    ),
    Operation(
        name="fragments.get",
        method="GET",
        path="/fragments/{id}",
        summary="Get fragment",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        response=Fragment,
        reads=("fragment",),
    ),
    Operation(
        name="fragments.update",
        method="PUT",
        path="/fragments/{id}",
        summary="Update fragment",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        body=FragmentInput,
        response=Fragment,
        offline=Offline.ONLINE,
        repeat=Repeat.RESEND,
        changes=("fragment",),
    ),
    Operation(
        name="fragments.delete",
        method="DELETE",
        path="/fragments/{id}",
        summary="Delete fragment",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        response=Fragment,
        offline=Offline.ONLINE,
        repeat=Repeat.RESEND,
        changes=("fragment",),
    ),
)
