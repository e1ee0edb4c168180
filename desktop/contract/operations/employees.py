"""Rows of the family `employees`."""

from __future__ import annotations

from ..models import WorkforceEmployee, WorkforceEmployeeInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="employees.list",
        method="GET",
        path="/workforce/manager/employees",
        summary="List employees",
        access=Access.MANAGER,
        response=list[WorkforceEmployee],
        reads=(
            "employee",
            "member",
            "user",
        ),
    ),
    Operation(
        name="employees.get",
        method="GET",
        path="/workforce/manager/employees/{user_id}",
        summary="Get employee",
        access=Access.MANAGER,
        params=(path("user_id", int),),
        response=WorkforceEmployee,
        reads=(
            "employee",
            "member",
            "user",
        ),
    ),
    Operation(
        name="employees.update",
        method="PUT",
        path="/workforce/manager/employees/{user_id}",
        summary="Update employee",
        access=Access.MANAGER,
        params=(path("user_id", int),),
        body=WorkforceEmployeeInput,
        response=WorkforceEmployee,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("employee",),
    ),
)
