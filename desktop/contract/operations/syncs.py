"""Rows of the family `syncs`."""

from __future__ import annotations

from ..models import Sync
from ..operation import Access, Operation, path, query

ROWS = (
    Operation(
        name="syncs.list",
        method="GET",
        path="/syncs",
        summary="List syncs",
        access=Access.SIGNED_IN,
        params=(
            query("page", int),
            query("per", int),
        ),
        response=list[Sync],
        reads=("sync",),
    ),
    Operation(
        name="syncs.get",
        method="GET",
        path="/syncs/{id}",
        summary="Get sync",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        response=Sync,
        reads=("sync",),
    ),
)
