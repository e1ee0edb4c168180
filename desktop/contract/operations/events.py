"""Rows of the family `events`."""

from __future__ import annotations

from ..models import Event, EventInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="events.list",
        method="GET",
        path="/events",
        summary="List events",
        access=Access.SIGNED_IN,
        response=list[Event],
        reads=(
            "event",
            "shift",
        ),
    ),
    Operation(
        name="events.create",
        method="POST",
        path="/events",
        summary="Create event",
        access=Access.SIGNED_IN,
        body=EventInput,
        response=Event,
        status=201,
        offline=Offline.QUEUE,
        repeat=Repeat.PROBE,
        changes=("event",),
    ),
    Operation(
        name="events.get",
        method="GET",
        path="/events/{id}",
        summary="Get event",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        response=Event,
        reads=(
            "event",
            "shift",
        ),
    ),
    Operation(
        name="events.update",
        method="PUT",
        path="/events/{id}",
        summary="Update event",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        body=EventInput,
        response=Event,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("event", "shift"),
    ),
    Operation(
        name="events.delete",
        method="DELETE",
        path="/events/{id}",
        summary="Delete event",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        response=Event,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("event",),
    ),
)
