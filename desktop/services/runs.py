"""Runs of the engine as records of the API: what was sent is an export, what came an import."""

from __future__ import annotations

from desktop.store.queries import sync as queries
from desktop.store.uow import UnitOfWork

from . import syncs

ITEM_TYPE = "records"


def note(
    uow: UnitOfWork, *, sent: int, refused: int, received: int, message: str | None, ok: bool
) -> None:
    """Records what moved, and when it went well. For a look that found nothing new nobody asks."""
    remote = queries.remote(uow)
    if remote is None:
        return
    state = remote["state"] or {}
    whose = {"team_id": state.get("team_id"), "user_id": state.get("user_id")}
    for direction, good, bad in (("export", sent, refused), ("import", received, 0)):
        if good or bad:
            row = syncs.begin(
                uow,
                **whose,
                item_type=ITEM_TYPE,
                direction="export" if direction == "export" else "import",
                total=good + bad,
                options={"remote": remote["base_url"]},
            )
            syncs.progress(uow, row["id"], success=good, failed=bad)
            syncs.finish(
                uow, row["id"], status="failed" if bad and not good else "complete", message=message
            )
    if ok:
        queries.keep_last_ok(uow, uow.now)
