"""Rows of the family `workforce`."""

from __future__ import annotations

from ..models import Workforce, WorkforceInput
from ..operation import Access, Offline, Operation, Repeat

ROWS = (
    Operation(
        name="workforce.get",
        method="GET",
        path="/workforce",
        summary="Get workforce",
        access=Access.MEMBER,
        response=Workforce,
        reads=("workforce",),
    ),
    Operation(
        name="workforce.update",
        method="PUT",
        path="/workforce",
        summary="Update workforce",
        access=Access.ADMIN,
        body=WorkforceInput,
        response=Workforce,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("workforce", "availability"),
    ),
)
