"""Rows of the family `invitations`."""

from __future__ import annotations

from ..models import Invitation, InvitationInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="invitations.list",
        method="GET",
        path="/invitations",
        summary="List invitations",
        access=Access.SIGNED_IN,
        response=list[Invitation],
        reads=("invitation",),
    ),
    Operation(
        name="invitations.create",
        method="POST",
        path="/invitations",
        summary="Create invitation",
        access=Access.SIGNED_IN,
        body=InvitationInput,
        response=Invitation,
        status=201,
        offline=Offline.ONLINE,
        repeat=Repeat.NEVER,
        changes=("invitation",),
    ),
    Operation(
        name="invitations.get",
        method="GET",
        path="/invitations/{token}",
        summary="Get invitation",
        access=Access.SIGNED_IN,
        params=(path("token", int),),
        response=Invitation,
        reads=("invitation",),
    ),
    Operation(
        name="invitations.accept",
        method="GET",
        path="/invitations/{token}/accept",
        summary="Accept (invitation)",
        access=Access.SIGNED_IN,
        params=(path("token"),),
        response=Invitation,
        offline=Offline.ONLINE,
        repeat=Repeat.NEVER,
        changes=("invitation",),
    ),
    Operation(
        name="invitations.decline",
        method="GET",
        path="/invitations/{token}/decline",
        summary="Decline (invitation)",
        access=Access.SIGNED_IN,
        params=(path("token"),),
        response=Invitation,
        offline=Offline.ONLINE,
        repeat=Repeat.NEVER,
        changes=("invitation",),
    ),
)
