from __future__ import annotations

from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.contract.models import (
    TaggingInput,
    WorkforceShiftAnswerInput,
    WorkforceShiftQuestionInput,
)
from desktop.services import shift_questions
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.day import Day, at
from tests.helpers.punching import punch, rows
from tests.helpers.team import Cast


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def ask(node: Node, who: Principal, text: str | None, **fields: Any) -> Any:
    body = WorkforceShiftQuestionInput(text=text, **fields)
    return node.bus.call("shift_questions.create", principal=who, body=body)


def tag(node: Node, who: Principal, name: str, context: str = "roles") -> int:
    node.bus.call("tags.create", principal=who, body=TaggingInput(name=name, context=context))
    return int(rows(node, "tag", name=name)[0]["id"])


def answer(node: Node, who: Principal, shift: int, **fields: Any) -> Any:
    body = WorkforceShiftAnswerInput(**fields)
    return node.bus.call("shifts.answer", principal=who, id=shift, body=body)


def asked(node: Node, who: Principal, shift: int, **query: Any) -> list[str]:
    found = node.bus.call("shifts.questions", principal=who, id=shift, **query)
    return [question.text for question in found]


def todays(node: Node, who: Principal, boss: Principal, **more: Any) -> int:
    start, end = "2026-11-20 08:00", "2026-11-20 17:00"
    return Day(node, boss).shift(start, end, assignee_id=who.user_id, **more)


def test_a_question_has_its_defaults_and_is_a_managers(
    node: Node, me: Principal, cast: Cast
) -> None:
    made = ask(node, me, " Keys returned? ")
    assert (made.text, made.when, made.enabled, made.always) == (
        "Keys returned?",
        "always",
        True,
        False,
    )
    assert (made.offset_minutes, made.tag_ids, made.team_id) == (0, [], me.team_id)
    with pytest.raises(Forbidden):
        ask(node, cast.member("Bo"), "Why?")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": None}, "text"),
        ({"tag_ids": [4711]}, "tag_ids"),
        ({"offset_minutes": 10_081}, "offset_minutes"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_named(
    node: Node, me: Principal, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(node, me, **{"text": "Why?", **fields})
    assert set(refused.value.details) == {field}


def test_questions_match_by_moment_and_by_tags_of_person_or_shift(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo", "Barista")
    barista, cook, bondi = (
        tag(node, me, "Barista"),
        tag(node, me, "Cook"),
        tag(node, me, "Bondi", "locations"),
    )
    ask(node, me, "all")
    ask(node, me, "in", when="start_shift", tag_ids=[barista])
    ask(node, me, "out", when="end_shift", tag_ids=[cook, bondi])
    ask(node, me, "cooks", tag_ids=[cook])
    ask(node, me, "truly all", tag_ids=[cook], always=True)
    ask(node, me, "off", enabled=False)
    shift = todays(node, bo, me, role=None, location_name="Bondi")
    assert asked(node, bo, shift) == ["all", "in", "out", "truly all"]
    assert asked(node, bo, shift, when="start_shift") == ["all", "in", "truly all"]
    assert asked(node, bo, shift, when="end_shift") == ["all", "out", "truly all"]
    with pytest.raises(Invalid):
        asked(node, bo, shift, when="noon")
    with pytest.raises(NotFound):
        asked(node, cast.member("Cy"), shift)


def test_an_answer_is_bound_to_shift_person_and_running_session(
    node: Node, me: Principal, cast: Cast
) -> None:
    bo = cast.member("Bo")
    shift, question = todays(node, bo, me), ask(node, me, "Fit?")
    start = punch(node, bo, "start")
    first = answer(node, bo, shift, shift_question_id=question.id, text="yes")
    assert (first.shift_id, first.user_id, first.attendance_id, first.text) == (
        shift,
        bo.user_id,
        start.id,
        "yes",
    )
    second = answer(node, bo, shift, shift_question_id=question.id, text="no")
    assert (second.id, second.text) == (first.id, "no")
    assert len(rows(node, "shift_answer")) == 1


def test_a_wrong_answer_is_refused_and_named(node: Node, me: Principal, cast: Cast) -> None:
    bo, cy = cast.member("Bo"), cast.member("Cy")
    shift, question = todays(node, bo, me), ask(node, me, "Fit?")
    good = {"shift_question_id": question.id, "text": "yes"}
    foreign = punch(node, cy, "start")
    for field, value in (
        ("text", " "),
        ("shift_question_id", None),
        ("shift_question_id", 4711),
        ("shift_id", 4711),
        ("user_id", cy.user_id),
    ):
        with pytest.raises(Invalid) as refused:
            answer(node, bo, shift, **{**good, field: value})
        assert set(refused.value.details) == {field}
    with pytest.raises(NotFound):
        answer(node, bo, shift, **good, attendance_id=foreign.id)
    with pytest.raises(NotFound):
        answer(node, cy, shift, **good)
    assert answer(node, me, shift, **good, user_id=bo.user_id).user_id == bo.user_id


def test_what_review_misses_is_due_not_optional_and_unanswered(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    shift = todays(node, bo, me)  # 08:00 to 17:00 in Berlin
    fit = ask(node, me, "Fit?", when="start_shift")
    ask(node, me, "Break taken?", when="start_shift", offset_minutes=4 * 60)
    ask(node, me, "Any wishes?", optional=True)
    ask(node, me, "Keys back?", when="end_shift", offset_minutes=-30)

    def missing(moment: str, local: str) -> list[str]:
        def look(reader: Any) -> list[str]:
            row = reader.need("shift", shift)
            rows = shift_questions.unanswered(reader, row, [[], [], []], moment, at(local))
            return [row["text"] for row in rows]

        return node.store.read(look)

    assert missing("start_shift", "2026-11-20 07:59") == []
    assert missing("start_shift", "2026-11-20 08:00") == ["Fit?"]
    assert missing("start_shift", "2026-11-20 12:00") == ["Fit?", "Break taken?"]
    assert missing("end_shift", "2026-11-20 16:29") == []
    assert missing("end_shift", "2026-11-20 16:30") == ["Keys back?"]
    answer(node, bo, shift, shift_question_id=fit.id, text="yes")
    assert missing("start_shift", "2026-11-20 12:00") == ["Break taken?"]


def test_a_question_says_whether_it_may_stay_open(node: Node, me: Principal) -> None:
    assert ask(node, me, "Fit?").optional is False
    assert ask(node, me, "Wishes?", optional=True).optional is True
