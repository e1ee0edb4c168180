"""The pages of docs/rules about the roster, tried against the code example by example."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid
from desktop.contract.models import (
    TaggingInput,
    WorkforceAvailabilityInput,
    WorkforceShiftAnswerInput,
    WorkforceShiftQuestionInput,
)
from desktop.services import rosters, shift_questions
from desktop.services.context import Principal
from tests.helpers import worked
from tests.helpers.day import BERLIN, at
from tests.helpers.punching import rows
from tests.helpers.roster import HOUR, Roster
from tests.helpers.team import Cast
from tests.helpers.worked import Example

SHIFTS = worked.page("rules/shifts")
REQUESTS = worked.page("rules/shift-requests")
QUESTIONS = worked.page("rules/shift-questions")
AVAILABILITY = worked.page("rules/availability")


class Stage:
    """People by name, as the lines of a page need them; `boss` plans."""

    def __init__(self, node: Node, me: Principal) -> None:
        self.node, self.roster, self.cast = node, Roster(node, me), Cast(node, me.team_id)
        self.people: dict[str, Principal] = {"boss": me}
        self.shifts: list[int] = []

    def __getitem__(self, name: str) -> Principal:
        if name not in self.people:
            self.people[name] = self.cast.member(name)
        return self.people[name]

    def plan(self, line: str, **more: Any) -> int:
        """`Bo 2026-11-23 09:00-17:00`; `open` is nobody."""
        name, day, hours = line.split()
        start, length = times(day, hours)
        who = None if name == "open" else self[name]
        made = self.roster.shift(start, length / HOUR, who, **more)
        self.shifts.append(made)
        return made

    def name(self, user_id: int | None) -> str:
        found = {who.user_id: name for name, who in self.people.items()}
        return "open" if user_id is None else found[user_id]


def times(day: str, hours: str) -> tuple[str, dt.timedelta]:
    begins, ends = hours.split("-")
    start, end = at(f"{day} {begins}"), at(f"{day} {ends}")
    if end <= start:
        end = at(f"{dt.date.fromisoformat(day) + dt.timedelta(days=1)} {ends}")
    return f"{day} {begins}", end - start


@pytest.fixture
def stage(node: Node, me: Principal) -> Stage:
    return Stage(node, me)


def kind(examples: list[Example], key: str) -> list[Example]:
    """The examples of a page that are told with this line, all of which must be tried somewhere."""
    return [example for example in examples if key in example.keys]


@worked.each(kind(SHIFTS, "refused"))
def test_the_page_names_the_other_shift(example: Example, stage: Stage) -> None:
    for line in example.all("plan"):
        stage.plan(line)
    with pytest.raises(Invalid) as refused:
        stage.plan(example["refused"])
    number = str(stage.shifts[0])
    assert refused.value.details == {
        "start_at": [example["text"].replace("shift 1", f"shift {number}")]
    }


@worked.each([e for e in SHIFTS if not e.keys & {"refused", "copy week"}])
def test_the_page_tells_the_warnings(example: Example, stage: Stage) -> None:
    for line in example.all("availability"):
        answer(stage, line)
    for line in example.all("plan"):
        last = stage.plan(line, status="assigned")
    shift = stage.node.bus.call("shifts.manager_get", principal=stage["boss"], id=last)
    assert [{"code": w.code, "severity": w.severity, "text": w.text} for w in shift.warnings] == [
        *example.rows
    ]


@worked.each(kind(SHIFTS, "copy week"))
def test_the_page_copies_a_week(example: Example, stage: Stage) -> None:
    for line in example.all("plan"):
        stage.plan(line)
    known = set(stage.shifts)
    found = stage.roster.copy(example["to"], first=example["copy week"], week=True)
    told = [row_of(stage, row) for row in rows(stage.node, "shift") if row["id"] not in known]
    told += [left_of(stage, one) for one in found.left]
    assert sorted(told, key=lambda row: row["day"]) == list(example.rows)


def row_of(stage: Stage, row: Any) -> dict[str, str]:
    start, end = (row[edge].astimezone(BERLIN) for edge in ("start_at", "end_at"))
    assert not row["published"]
    return {
        "who": stage.name(row["assignee_id"]),
        "day": start.date().isoformat(),
        "times": f"{start:%H:%M}-{end:%H:%M}",
        "hours": f"{(row['end_at'] - row['start_at']) / HOUR:g}",
        "told": "draft",
    }


def left_of(stage: Stage, one: Any) -> dict[str, str]:
    source = row_of(stage, {**stage.roster.row(one.shift_id), "published": False})
    return {**source, "day": one.day.isoformat(), "told": one.code}


@worked.each(REQUESTS)
def test_the_page_settles_requests(example: Example, stage: Stage) -> None:
    shifts: dict[str, int] = {}
    asked: dict[str, Any] = {}

    def decide(line: str) -> None:
        by, whose, to = line.split()
        request = asked[by if whose == "request" else whose]
        stage.roster.decide(stage[by], request, to)

    for key, line in example.lines:
        if key == "policy":
            stage.roster.setting(swap_policy=line)
        elif key == "shift":
            name, rest = line.split(" ", 1)
            shifts[name] = stage.plan(rest)
        elif key == "ask":
            who, what, name, *other = line.split()
            more = {"swap_shift_id": shifts[other[0]]} if other else {}
            asked[who] = stage.roster.ask(stage[who], shifts[name], kind=what, **more)
        elif key == "decide":
            decide(line)
        else:
            assert key == "refused"
            with pytest.raises(Invalid):
                decide(line)
    told = {
        who: rows(stage.node, "shift_request", id=r.id)[0]["status"] for who, r in asked.items()
    }
    told |= {
        name: stage.name(stage.roster.row(number)["assignee_id"])
        for name, number in shifts.items()
        if name in {row["who"] for row in example.rows}
    }
    assert told == {row["who"]: row["status"] for row in example.rows}


@worked.each(QUESTIONS)
def test_the_page_tells_what_is_missing(example: Example, stage: Stage) -> None:
    boss, who = stage["boss"], stage["Bo"]
    role, hours = example["shift"].split()
    shift = stage.plan(f"Bo 2026-11-20 {hours}", role=role)
    made: dict[str, int] = {}
    for line in example.all("question"):
        made.update([question(stage, *map(str.strip, line.split("|")))])
    for text in example.all("answered"):
        body = WorkforceShiftAnswerInput(text="Yes", shift_question_id=made[text])
        stage.node.bus.call("shifts.answer", principal=who, id=shift, body=body)

    def missing(moment: str, local: str) -> str:
        def look(reader: Any) -> str:
            labels = rosters.labels_in(reader, who.user_id, boss.team_id)
            now, row = at(f"2026-11-20 {local}"), reader.need("shift", shift)
            found = shift_questions.unanswered(reader, row, labels, moment, now)
            return ", ".join(one["text"] for one in found) or "-"

        return stage.node.store.read(look)

    assert [missing(row["moment"], row["at"]) for row in example.rows] == [
        row["missing"] for row in example.rows
    ]


def question(
    stage: Stage, text: str, when: str, offset: str = "0", only: str = ""
) -> tuple[str, int]:
    boss, tags = stage["boss"], []
    if only and only != "optional":
        stage.node.bus.call(
            "tags.create", principal=boss, body=TaggingInput(name=only, context="roles")
        )
        tags = [rows(stage.node, "tag", name=only)[0]["id"]]
    body = WorkforceShiftQuestionInput(
        text=text,
        when=when,  # type: ignore[arg-type]  # one of the contract's
        offset_minutes=int(offset),
        tag_ids=tags,
        optional=only == "optional",
    )
    made = stage.node.bus.call("shift_questions.create", principal=boss, body=body)
    return text, int(made.id)


@worked.each(AVAILABILITY)
def test_the_page_locks_what_is_booked(example: Example, stage: Stage) -> None:
    booked: list[int] = []
    for key, line in example.lines:
        if key == "answer":
            answer(stage, line)
        elif key in {"publish", "second"}:
            booked.append(stage.plan(line))
        elif key == "move":
            start, length = times(*line.split())
            stage.roster.put(booked[0], start_at=at(start), end_at=at(start) + length)
        elif key == "cancel":
            stage.roster.cancel(booked[0])
        elif key == "refused":
            with pytest.raises(Invalid):
                answer(stage, line)
        else:
            assert key == "after"
            assert shown(stage, line.split()[0]) == line


def answer(stage: Stage, line: str) -> None:
    """`Bo 2026-11-23 am 1`."""
    name, day, part, value = line.split()
    body = WorkforceAvailabilityInput(**{part: int(value)})
    date = dt.date.fromisoformat(day)
    stage.node.bus.call("availabilities.update", principal=stage[name], date=date, body=body)


def shown(stage: Stage, day: str) -> str:
    date = dt.date.fromisoformat(day)
    found = stage.node.bus.call("availabilities.get", principal=stage["Bo"], date=date)
    locks = [part for part in ("am", "pm", "nd") if getattr(found, f"{part}_locked")]
    return " ".join([day, str(found.am), str(found.pm), str(found.nd), *locks])
