"""Rows of the family `devices`."""

from __future__ import annotations

from ..models import Device, DeviceInput
from ..operation import Access, Operation, Repeat, path

ROWS = (
    Operation(
        name="devices.create",
        method="POST",
        path="/devices",
        summary="Create device",
        access=Access.SIGNED_IN,
        body=DeviceInput,
        response=Device,
        repeat=Repeat.RESEND,
        changes=("device",),
    ),
    Operation(
        name="devices.delete",
        method="DELETE",
        path="/devices/{id}",
        summary="Delete device",
        access=Access.SIGNED_IN,
        params=(path("id", int),),
        repeat=Repeat.RESEND,
        changes=("device",),
    ),
)
