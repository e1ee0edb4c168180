"""Rows of the family `developers`."""

from __future__ import annotations

from ..models import Action, Addon, Developer
from ..operation import Access, Operation, path

ROWS = (
    Operation(
        name="developers.list",
        method="GET",
        path="/developers",
        summary="List developers",
        access=Access.SIGNED_IN,
        response=list[Developer],
        reads=("developer",),
    ),
    Operation(
        name="developers.get",
        method="GET",
        path="/developers/{id}",
        summary="Get developer",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        response=Developer,
        reads=("developer",),
    ),
    Operation(
        name="developers.addons",
        method="GET",
        path="/developers/{id}/addons",
        summary="Addons (developer)",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        response=list[Addon],
        reads=("developer",),
    ),
    Operation(
        name="developers.actions",
        method="GET",
        path="/developers/{id}/actions",
        summary="Actions (developer)",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        response=list[Action],
        reads=("developer",),
    ),
)
