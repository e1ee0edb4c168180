"""Rows of the family `availabilities`."""

from __future__ import annotations

from datetime import date

from ..models import WorkforceAvailability, WorkforceAvailabilityInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="availabilities.list",
        method="GET",
        path="/workforce/availabilities",
        summary="List availabilitys",
        access=Access.MEMBER,
        response=list[WorkforceAvailability],
        reads=("availability",),
    ),
    Operation(
        name="availabilities.get",
        method="GET",
        path="/workforce/availabilities/{date}",
        summary="Get availability",
        access=Access.MEMBER,
        params=(path("date", date),),
        response=WorkforceAvailability,
        reads=("availability",),
    ),
    Operation(
        name="availabilities.update",
        method="PUT",
        path="/workforce/availabilities/{date}",
        summary="Update availability",
        access=Access.MEMBER,
        params=(path("date", date),),
        body=WorkforceAvailabilityInput,
        response=WorkforceAvailability,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("availability",),
    ),
)
