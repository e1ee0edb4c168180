"""Rows of the family `timesheets`."""

from __future__ import annotations

from ..models import WorkforceTimesheet, WorkforceTimesheetBulkInput, WorkforceTimesheetInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="timesheets.list",
        method="GET",
        path="/workforce/timesheets",
        summary="List timesheets",
        access=Access.MEMBER,
        response=list[WorkforceTimesheet],
        reads=(
            "timesheet",
            "timesheet_item",
            "workforce",
        ),
    ),
    Operation(
        name="timesheets.get",
        method="GET",
        path="/workforce/timesheets/{id}",
        summary="Get timesheet",
        access=Access.MEMBER,
        params=(path("id", int),),
        response=WorkforceTimesheet,
        reads=(
            "timesheet",
            "timesheet_item",
        ),
    ),
    Operation(
        name="timesheets.update",
        method="PUT",
        path="/workforce/timesheets/{id}",
        summary="Update timesheet",
        access=Access.MEMBER,
        params=(path("id", int),),
        body=WorkforceTimesheetInput,
        response=WorkforceTimesheet,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=(
            "timesheet",
            "timesheet_item",
        ),
    ),
    Operation(
        name="timesheets.delete",
        method="DELETE",
        path="/workforce/timesheets/{id}",
        summary="Delete timesheet",
        access=Access.MEMBER,
        params=(path("id", int),),
        status=204,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=(
            "timesheet",
            "timesheet_item",
        ),
    ),
    Operation(
        name="timesheets.manager_list",
        method="GET",
        path="/workforce/manager/timesheets",
        summary="List timesheets, as a manager",
        access=Access.MANAGER,
        response=list[WorkforceTimesheet],
        reads=(
            "timesheet",
            "timesheet_item",
            "workforce",
        ),
    ),
    Operation(
        name="timesheets.manager_create",
        method="POST",
        path="/workforce/manager/timesheets",
        summary="Create timesheet, as a manager",
        access=Access.MEMBER,
        body=WorkforceTimesheetInput,
        response=WorkforceTimesheet,
        status=201,
        offline=Offline.QUEUE,
        repeat=Repeat.PROBE,
        changes=(
            "timesheet",
            "timesheet_item",
        ),
    ),
    Operation(
        name="timesheets.manager_get",
        method="GET",
        path="/workforce/manager/timesheets/{id}",
        summary="Get timesheet, as a manager",
        access=Access.MANAGER,
        params=(path("id", int),),
        response=WorkforceTimesheet,
        reads=(
            "timesheet",
            "timesheet_item",
        ),
    ),
    Operation(
        name="timesheets.manager_update",
        method="PUT",
        path="/workforce/manager/timesheets/{id}",
        summary="Update timesheet, as a manager",
        access=Access.MANAGER,
        params=(path("id", int),),
        body=WorkforceTimesheetInput,
        response=WorkforceTimesheet,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=(
            "timesheet",
            "timesheet_item",
        ),
    ),
    Operation(
        name="timesheets.manager_bulk_update",
        method="PUT",
        path="/workforce/manager/timesheets/bulk_update",
        summary="Bulk update (timesheet), as a manager",
        access=Access.MANAGER,
        body=WorkforceTimesheetBulkInput,
        response=list[WorkforceTimesheet],
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=(
            "timesheet",
            "timesheet_item",
        ),
    ),
)
