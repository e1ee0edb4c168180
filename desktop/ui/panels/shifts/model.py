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
    }


def shown(rows: Sequence[ShiftRow], now: dt.datetime, zone: dt.tzinfo) -> list[Shown]:
    """The rows in their order, a heading on the first of each group."""
    found: list[Shown] = []
    before = ""
    for row in rows:
        found.append(_row(row, now, zone, first=row.group != before))
        before = row.group
    return found


MARKS = {"assigned": "assigned", "open": "open", "requested": "requested"}


def _row(row: ShiftRow, now: dt.datetime, zone: dt.tzinfo, *, first: bool) -> Shown:
    heading = headings()[row.group]
    when = fmt.time_range(row.start, row.end, zone)
    if row.group == "week":
        day = fmt.weekday_name(row.start.astimezone(zone).date())
        when = f"{day} {when}"
    mark = {
        "assigned": translate("Shifts", "Assigned"),
        "open": translate("Shifts", "Open"),
        "requested": translate("Shifts", "Requested"),
        "shortlisted": translate("Shifts", "Shortlisted"),
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
        spoken.append(_questions(len(due)))
    return Shown(
        id=row.id,
        group=row.group,
        heading=heading if first else "",
        when=when,
        role=row.role or translate("Shifts", "Shift"),
        place=row.place,
        mark=MARKS.get(row.mark, "requested"),
        mark_words=mark,
        unsent=row.unsent,
        questions=due,
        act=row.act or "",
        act_words=act_words,
        act_kind=act_kind,
        request_id=row.request_id,
        spoken=", ".join(part for part in spoken if part),
    )


def _questions(count: int) -> str:
    if count == 1:
        return translate("Shifts", "1 question to answer")
    return translate("Shifts", "%1 questions to answer").replace("%1", str(count))
