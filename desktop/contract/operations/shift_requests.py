"""Rows of the family `shift_requests`."""

from __future__ import annotations

from ..models import WorkforceShiftRequest, WorkforceShiftRequestInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="shift_requests.create",
        method="POST",
        path="/workforce/shift_requests",
        summary="Create shift request",
        access=Access.MEMBER,
        body=WorkforceShiftRequestInput,
        response=WorkforceShiftRequest,
        status=201,
        offline=Offline.QUEUE,
        repeat=Repeat.PROBE,
        changes=(
            "shift_request",
            "shift",
        ),
    ),
    Operation(
        name="shift_requests.update",
        method="PUT",
        path="/workforce/shift_requests/{id}",
        summary="Update shift request",
        access=Access.MEMBER,
        params=(path("id", int),),
        body=WorkforceShiftRequestInput,
        response=WorkforceShiftRequest,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=(
            "shift_request",
            "shift",
            "availability",
        ),
    ),
    Operation(
        name="shift_requests.delete",
        method="DELETE",
        path="/workforce/shift_requests/{id}",
        summary="Delete shift request",
        access=Access.MEMBER,
        params=(path("id", int),),
        response=WorkforceShiftRequest,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=(
            "shift_request",
            "shift",
        ),
    ),
    Operation(
        name="shift_requests.manager_list",
        method="GET",
        path="/workforce/manager/shift_requests",
        summary="List shift requests, as a manager",
        access=Access.MANAGER,
        response=list[WorkforceShiftRequest],
        reads=("shift_request",),
    ),
    Operation(
        name="shift_requests.manager_create",
        method="POST",
        path="/workforce/manager/shift_requests",
        summary="Create shift request, as a manager",
        access=Access.MANAGER,
        body=WorkforceShiftRequestInput,
        response=WorkforceShiftRequest,
        status=201,
        offline=Offline.QUEUE,
        repeat=Repeat.PROBE,
        changes=(
            "shift_request",
            "shift",
        ),
    ),
    Operation(
        name="shift_requests.manager_get",
        method="GET",
        path="/workforce/manager/shift_requests/{id}",
        summary="Get shift request, as a manager",
        access=Access.MANAGER,
        params=(path("id", int),),
        response=WorkforceShiftRequest,
        reads=("shift_request",),
    ),
    Operation(
        name="shift_requests.manager_update",
        method="PUT",
        path="/workforce/manager/shift_requests/{id}",
        summary="Update shift request, as a manager",
        access=Access.MANAGER,
        params=(path("id", int),),
        body=WorkforceShiftRequestInput,
        response=WorkforceShiftRequest,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=(
            "shift_request",
            "shift",
            "availability",
        ),
    ),
)
