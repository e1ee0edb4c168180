"""What a row of the shift list shows: words and kinds, no widgets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.domain.today import Question, ShiftRow

from ... import format as fmt

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Shown:
    """One row. `heading` is empty when the row above has the same; `act` is "" for none."""

    id: int
    group: str
    heading: str
    when: str
    role: str
    place: str
    mark: str
    mark_words: str
    unsent: bool
    questions: tuple[Question, ...]
    act: str
    act_words: str
    act_kind: str
    request_id: int | None
    spoken: str


def headings() -> dict[str, str]:
    return {
        "now": translate("Shifts", "Now"),
        "today": translate("Shifts", "Today"),
        "tomorrow": translate("Shifts", "Tomorrow"),
        "week": translate("Shifts", "This week"),
        "next": translate("Shifts", "Next week"),
        "later": translate("Shifts", "Later"),
    }


def shown(rows: Sequence[ShiftRow], now: dt.datetime, zone: dt.tzinfo) -> list[Shown]:
    """The rows in their order, a heading on the first of each group."""
    found: list[Shown] = []
    before = ""
    for row in rows:
        found.append(_row(row, now, zone, first=row.group != before))
        before = row.group
    return found


MARKS = {
    "assigned": "assigned",
    "open": "open",
    "requested": "requested",
    "shortlisted": "requested",
    "rejected": "declined",
}


def _row(row: ShiftRow, now: dt.datetime, zone: dt.tzinfo, *, first: bool) -> Shown:
    heading = headings()[row.group]
    when = fmt.time_range(row.start, row.end, zone)
    day = row.start.astimezone(zone).date()
    if row.group in {"week", "next"}:
        when = f"{fmt.weekday_name(day)} {when}"
    elif row.group == "later":
        when = f"{fmt.day_short(day)} {when}"
    mark = {
        "assigned": translate("Shifts", "Assigned"),
        "open": translate("Shifts", "Open"),
        "requested": translate("Shifts", "Requested"),
        "shortlisted": translate("Shifts", "Shortlisted"),
        "rejected": translate("Shifts", "Not chosen"),
    }[row.mark]
    act_words, act_kind = {
        "answer": (translate("Shifts", "Answer"), "secondary"),
        "request": (translate("Shifts", "Request"), "soft"),
        "withdraw": (translate("Shifts", "Withdraw"), "ghost"),
        None: ("", ""),
    }[row.act]
    due = tuple(question for question in row.questions if question.due_at <= now)
    spoken = [heading, when, row.role, row.place, mark]
    if row.unsent:
        spoken.append(translate("Shifts", "not sent yet"))
    if due:
        spoken.append(translate("Shifts", "%n question(s) to answer", "", len(due)))
    return Shown(
        id=row.id,
        group=row.group,
        heading=heading if first else "",
        when=when,
        role=row.role or translate("Shifts", "Shift"),
        place=row.place,
        mark=MARKS[row.mark],
        mark_words=mark,
        unsent=row.unsent,
        questions=due,
        act=row.act or "",
        act_words=act_words,
        act_kind=act_kind,
        request_id=row.request_id,
        spoken=", ".join(part for part in spoken if part),
    )
