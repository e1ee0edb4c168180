"""Questions asked at the start or end of a shift, and what people answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from desktop.base.errors import NotFound, invalid
from desktop.contract.models import (
    WorkforceShift,
    WorkforceShiftAnswer,
    WorkforceShiftAnswerInput,
    WorkforceShiftQuestion,
    WorkforceShiftQuestionInput,
)
from desktop.domain import identity
from desktop.domain import shifts as rules
from desktop.store.queries import shifts as queries
from desktop.store.queries import time as time_queries
from desktop.store.queries import today as today_queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, rosters
from .context import Call
from .shape import given, shape

Asking = list[tuple[Row, set[str]]]
MOST_MINUTES = 7 * 24 * 60
MOMENTS = ("always", "start_shift", "end_shift")


def create(
    uow: UnitOfWork, call: Call, body: WorkforceShiftQuestionInput
) -> WorkforceShiftQuestion:
    """A question of the team; without `tag_ids` everybody is asked it, without `when` always."""
    text = identity.prose("text", given(body.text))
    if text is None:
        raise invalid("text", "can't be blank")
    offset = given(body.offset_minutes, 0)
    if not -MOST_MINUTES <= offset <= MOST_MINUTES:
        raise invalid("offset_minutes", f"must be between -{MOST_MINUTES} and {MOST_MINUTES}")
    tag_ids = list(dict.fromkeys(given(body.tag_ids, [])))
    known = {row["id"] for row in uow.find("tag", {"team_id": call.team_id, "id in": tag_ids})}
    if set(tag_ids) - known:
        raise invalid("tag_ids", "names tags that this team does not have")
    always = bool(given(body.always, False))
    values = {
        "team_id": call.team_id,
        "text": text,
        "offset_minutes": offset,
        "when": given(body.when, "always"),
        "always": always,
        "enabled": bool(given(body.enabled, True)),
        "optional": bool(given(body.optional, False)),
        "tag_ids": tag_ids,
    }
    row = uow.insert("shift_question", values)
    audit.note(uow, call, "shift_question", row["id"], None, row)
    return _question(row)


def of_shift(
    reader: Reader, call: Call, shift: Row, moment: str | None
) -> list[WorkforceShiftQuestion]:
    """The enabled questions for the shift's person (or the caller), at a moment if one is given."""
    if moment is not None and moment not in MOMENTS:
        raise invalid("when", f"must be one of {', '.join(MOMENTS)}")
    wanted = None if moment == "always" else moment
    user_id = shift["assignee_id"] if shift["assignee_id"] is not None else call.user_id
    labels = rosters.labels_of(reader, call, user_id)
    return [_question(row) for row in asked(reader, shift, labels, wanted)]


def asked(
    reader: Reader, shift: Row, labels: Iterable[Iterable[str]], moment: str | None = None
) -> list[Row]:
    """Rows of the questions that fit the shift, its person's labels and the moment.

    A question with tags is asked when one of them is among the person's roles, places or tags, or
    is the shift's role or place; `always` asks everybody.
    """
    return _matching(asking(reader, shift["team_id"]), shift, labels, moment)


def asking(reader: Reader, team_id: int) -> Asking:
    """The team's enabled questions, each with the names of its tags."""
    return [(row, _tags(reader, row)) for row in queries.questions(reader, team_id)]


def _tags(reader: Reader, row: Row) -> set[str]:
    return queries.tag_names(reader, row["team_id"], row["tag_ids"] or [])


def _matching(
    questions: Asking,
    shift: Row,
    labels: Iterable[Iterable[str]],
    moment: str | None,
) -> list[Row]:
    names = {name for group in labels for name in group}
    names |= {name for name in (shift["role"], shift["location_name"]) if name}
    return [
        row
        for row, tags in questions
        if rules.asks(row["when"] or "always", moment)
        and (row["always"] or not row["tag_ids"] or tags & names)
    ]


def attach(reader: Reader, call: Call, shifts: Iterable[WorkforceShift]) -> None:
    """Puts beside each shift of the caller what is asked about it (`with_questions`)."""
    questions = asking(reader, call.team_id)
    labels = rosters.labels_in(reader, call.user_id, call.team_id)
    for shift in shifts:
        if shift.assignee_id == call.user_id:
            own = {"role": shift.role, "location_name": shift.location_name}
            shift.questions = [_question(row) for row in _matching(questions, own, labels, None)]


def answer(
    uow: UnitOfWork, call: Call, body: WorkforceShiftAnswerInput, shift: Row
) -> WorkforceShiftAnswer:
    """Keeps an answer; a second one to the same question of the same session replaces the first."""
    text = identity.prose("text", given(body.text))
    if text is None:
        raise invalid("text", "can't be blank")
    question_id = given(body.shift_question_id)
    if question_id is None:
        raise invalid("shift_question_id", "can't be blank")
    question = uow.get("shift_question", question_id)
    if question is None or question["team_id"] != call.team_id:
        raise invalid("shift_question_id", "is not a question of this team")
    if given(body.shift_id, shift["id"]) != shift["id"]:
        raise invalid("shift_id", "differs from the shift of the path")
    user_id = given(body.user_id, call.user_id)
    if user_id != call.user_id and not call.principal.manages:
        raise invalid("user_id", "must be your own")
    key = {
        "shift_id": shift["id"],
        "shift_question_id": question_id,
        "user_id": user_id,
        "attendance_id": _attendance(uow, call, user_id, given(body.attendance_id)),
    }
    known = uow.one("shift_answer", key)
    if known is not None:
        row = uow.update("shift_answer", known["id"], {"text": text})
    else:
        row = uow.insert("shift_answer", {**key, "team_id": call.team_id, "text": text})
    return shape(WorkforceShiftAnswer, "shift_answer", row)


def _attendance(uow: UnitOfWork, call: Call, user_id: int, named: int | None) -> int | None:
    """The punch an answer belongs to: as named, else the start of the running session."""
    if named is None:
        running = time_queries.open_session(uow, user_id, team_id=call.team_id, now=call.now)
        return None if running is None else running.id
    row = uow.get("attendance", named)
    if row is None or row["team_id"] != call.team_id or row["user_id"] != user_id:
        raise NotFound(f"No attendance {named}.")
    return named


def _question(row: Row) -> WorkforceShiftQuestion:
    optional, tag_ids = bool(row["optional"]), row["tag_ids"] or []
    return shape(WorkforceShiftQuestion, "shift_question", row, tag_ids=tag_ids, optional=optional)


def unanswered(
    reader: Reader,
    shift: Row,
    labels: Iterable[Iterable[str]],
    moment: str,
    now: dt.datetime,
    questions: Asking | None = None,
) -> list[Row]:
    """The questions of a moment that are due and that the shift's person left open, for review.

    Optional ones may stay open. Whoever asks knows that the moment came: that the shift was begun
    for start_shift, and left for end_shift.
    """
    known = today_queries.answered(reader, shift["assignee_id"], shift["id"])
    if questions is None:
        questions = asking(reader, shift["team_id"])
    return [
        row
        for row in _matching(questions, shift, labels, moment)
        if row["id"] not in known and not row["optional"] and rules.due_at(row, shift) <= now
    ]
