"""Rows of the public leaderboards."""

from __future__ import annotations

from ..models.tomatoes import ScorePage
from ..operation import Access, Operation, path, query

ROWS = (
    Operation(
        name="leaderboards.get",
        method="GET",
        path="/leaderboard/{period}",
        summary="Get a leaderboard: daily, weekly, monthly or overall",
        access=Access.PUBLIC,
        params=(path("period"), query("page")),
        response=ScorePage,
        reads=("tomato", "user"),
        volatile=True,
        api="tomatoes",
    ),
)
