"""Rows of the family `vendors`."""

from __future__ import annotations

from ..models import VendorOrder, VendorOrderInput
from ..operation import Access, Offline, Operation, Repeat, path

ROWS = (
    Operation(
        name="vendors.list_orders",
        method="GET",
        path="/vendors/{vendor_team_id}/orders",
        summary="List orders",
        access=Access.SIGNED_IN,
        params=(path("vendor_team_id", int),),
        response=list[VendorOrder],
        reads=("order",),
    ),
    Operation(
        name="vendors.create_order",
        method="POST",
        path="/vendors/{vendor_team_id}/orders",
        summary="Create order",
        access=Access.SIGNED_IN,
        params=(path("vendor_team_id", int),),
        body=VendorOrderInput,
        response=VendorOrder,
        status=201,
        offline=Offline.ONLINE,
        repeat=Repeat.PROBE,
        changes=("order",),
    ),
    Operation(
        name="vendors.get_order",
        method="GET",
        path="/vendors/{vendor_team_id}/orders/{id}",
        summary="Get order",
        access=Access.SIGNED_IN,
        params=(
            path("vendor_team_id", int),
            path("id", int),
        ),
        response=VendorOrder,
        reads=("order",),
    ),
    Operation(
        name="vendors.update_order",
        method="PUT",
        path="/vendors/{vendor_team_id}/orders/{id}",
        summary="Update order",
        access=Access.SIGNED_IN,
        params=(
            path("vendor_team_id", int),
            path("id", int),
        ),
        body=VendorOrderInput,
        response=VendorOrder,
        offline=Offline.ONLINE,
        repeat=Repeat.RESEND,
        changes=("order",),
    ),
    Operation(
        name="vendors.delete_order",
        method="DELETE",
        path="/vendors/{vendor_team_id}/orders/{id}",
        summary="Delete order",
        access=Access.SIGNED_IN,
        params=(
            path("vendor_team_id", int),
            path("id", int),
        ),
        response=VendorOrder,
        offline=Offline.ONLINE,
        repeat=Repeat.RESEND,
        changes=("order",),
    ),
)
