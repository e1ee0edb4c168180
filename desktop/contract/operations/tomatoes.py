"""Rows of the finished pomodoros."""

from __future__ import annotations

from ..models.tomatoes import Tomato, TomatoInput, TomatoPage
from ..operation import Access, Offline, Operation, Repeat, path, query

ROWS = (
    Operation(
        name="tomatoes.list",
        method="GET",
        path="/tomatoes",
        summary="List tomatoes, newest first",
        access=Access.SIGNED_IN,
        params=(query("page"), query("from"), query("to"), query("time_zone")),
        response=TomatoPage,
        reads=("tomato",),
        api="tomatoes",
    ),
    Operation(
        name="tomatoes.get",
        method="GET",
        path="/tomatoes/{id}",
        summary="Get one tomato",
        access=Access.SIGNED_IN,
        params=(path("id"), query("time_zone")),
        response=Tomato,
        reads=("tomato",),
        api="tomatoes",
    ),
    Operation(
        name="tomatoes.create",
        method="POST",
        path="/tomatoes",
        summary="Create a tomato",
        access=Access.SIGNED_IN,
        params=(query("time_zone"),),
        body=TomatoInput,
        response=Tomato,
        status=201,
        offline=Offline.QUEUE,
        repeat=Repeat.PROBE,
        changes=("tomato",),
        api="tomatoes",
    ),
    Operation(
        name="tomatoes.update",
        method="PUT",
        path="/tomatoes/{id}",
        summary="Update a tomato",
        access=Access.SIGNED_IN,
        params=(path("id"), query("time_zone")),
        body=TomatoInput,
        response=Tomato,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("tomato",),
        api="tomatoes",
    ),
    Operation(
        name="tomatoes.delete",
        method="DELETE",
        path="/tomatoes/{id}",
        summary="Delete a tomato",
        access=Access.SIGNED_IN,
        params=(path("id"),),
        status=204,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("tomato",),
        api="tomatoes",
    ),
)
