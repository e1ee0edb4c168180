"""Rows of the family `shift_questions`."""

from __future__ import annotations

from ..models import WorkforceShiftQuestion, WorkforceShiftQuestionInput
from ..operation import Access, Offline, Operation, Repeat

ROWS = (
    Operation(
        name="shift_questions.create",
        method="POST",
        path="/workforce/manager/shift_questions",
        summary="Create shift question",
        access=Access.MANAGER,
        body=WorkforceShiftQuestionInput,
        response=WorkforceShiftQuestion,
        status=201,
        offline=Offline.QUEUE,
        repeat=Repeat.PROBE,
        changes=("shift_question",),
    ),
)
