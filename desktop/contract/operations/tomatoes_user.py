"""Rows of the Tomatoes profile."""

from __future__ import annotations

from ..models.tomatoes import TomatoUser, TomatoUserInput
from ..operation import Access, Offline, Operation, Repeat, query

ROWS = (
    Operation(
        name="tomatoes_user.get",
        method="GET",
        path="/user",
        summary="Get the profile and its counters",
        access=Access.SIGNED_IN,
        params=(query("time_zone"),),
        response=TomatoUser,
        reads=("user", "tomato"),
        volatile=True,
        api="tomatoes",
    ),
    Operation(
        name="tomatoes_user.update",
        method="PUT",
        path="/user",
        summary="Update the profile",
        access=Access.SIGNED_IN,
        params=(query("time_zone"),),
        body=TomatoUserInput,
        response=TomatoUser,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("user",),
        api="tomatoes",
    ),
)
