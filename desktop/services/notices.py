"""Notices: what a person is told by the window and by the system's notifications, once an event.

They are kept on this node and are no records of the API; every node gives its own people theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

SUBMITTED, APPROVED, DENIED = "timesheet_submitted", "timesheet_approved", "timesheet_denied"
PREAPPROVED, REOPENED = "timesheet_preapproved", "timesheet_reopened"
MOST = 200


def give(
    uow: UnitOfWork,
    user_id: int,
    kind: str,
    subject: str,
    subject_id: int,
    key: str,
    *,
    team_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    demo: int | None = None,
) -> Row | None:
    """Tells somebody something, once: None when that person has a notice with this key already.

    `subject` and `subject_id` say which record it is about, `key` names the event (unique per
    person), such as `shift:7:upcoming:2026-11-21T09:00Z`; `data` holds the values that its words
    need (plain JSON, dates and instants are written as text).
    """
    if uow.one("notice", {"user_id": user_id, "key": key}) is not None:
        return None
    return uow.insert(
        "notice",
        {
            "user_id": user_id,
            "team_id": team_id,
            "kind": kind,
            "subject": subject,
            "subject_id": subject_id,
            "key": key,
            "data": msgspec.to_builtins(dict(data or {})),
            "at": uow.now,
            "demo": demo,
        },
    )


def of(reader: Reader, user_id: int, *, unseen: bool = False, limit: int = 50) -> list[Row]:
    """A person's notices, newest first; `unseen` leaves out those that were seen."""
    where: dict[str, Any] = {"user_id": user_id}
    if unseen:
        where["seen_at"] = None
    return reader.find("notice", where, order="at desc, id desc", limit=min(limit, MOST))


def unseen(reader: Reader, user_id: int) -> int:
    """How many the person has not seen."""
    return reader.count("notice", {"user_id": user_id, "seen_at": None})


def see(uow: UnitOfWork, user_id: int, ids: Iterable[int]) -> None:
    """Marks notices of that person as seen; those of others and unknown ones are left alone."""
    for number in ids:
        row = uow.get("notice", number)
        if row is not None and row["user_id"] == user_id and row["seen_at"] is None:
            uow.update("notice", number, {"seen_at": uow.now})


def withdraw(uow: UnitOfWork, subject: str, subject_id: int, kind: str) -> None:
    """Takes back what nobody has seen yet and is no longer so, such as a reminder for a moved shift."""
    where = {"subject": subject, "subject_id": subject_id, "kind": kind, "seen_at": None}
    for row in uow.find("notice", where):
        uow.delete("notice", row["id"])
