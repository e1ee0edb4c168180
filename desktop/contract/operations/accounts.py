"""Rows of the family `accounts`."""

from __future__ import annotations

from ..models import Account
from ..operation import Access, Operation, query

ROWS = (
    Operation(
        name="accounts.search",
        method="GET",
        path="/accounts/search",
        summary="Search (account)",
        access=Access.SIGNED_IN,
        params=(query("term", required=True),),
        response=list[Account],
        reads=(
            "user",
            "team",
            "member",
        ),
    ),
)
