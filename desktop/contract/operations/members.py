"""Rows of the family `members`."""

from __future__ import annotations

from ..models import TeamMember, TeamMemberChange
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="members.list",
        method="GET",
        path="/team/members",
        summary="List members",
        access=Access.MEMBER,
        response=list[TeamMember],
        reads=(
            "member",
            "user",
            "availability",
        ),
    ),
    Operation(
        name="members.get",
        method="GET",
        path="/team/members/{user_id}",
        summary="Get member",
        access=Access.MEMBER,
        params=(path("user_id", int),),
        response=TeamMember,
        reads=(
            "member",
            "user",
        ),
    ),
    Operation(
        name="members.update",
        method="PUT",
        path="/team/members/{user_id}",
        summary="Update member",
        access=Access.MEMBER,
        params=(path("user_id", int),),
        body=TeamMemberChange,
        response=TeamMember,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=(
            "member",
            "user",
        ),
    ),
    Operation(
        name="members.invite",
        method="POST",
        path="/team/members/invite",
        summary="Invite (member)",
        access=Access.MANAGER,
        body=TeamMemberChange,
        response=TeamMember,
        offline=Offline.QUEUE,
        repeat=Repeat.PROBE,
        changes=(
            "member",
            "user",
        ),
    ),
)
