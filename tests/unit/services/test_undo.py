from __future__ import annotations

import pytest

from desktop.app import Node
from desktop.base.errors import NotFound
from desktop.contract.models import WorkforceAttendance, WorkforceAttendanceInput
from desktop.services import undo
from desktop.services.context import Principal, Role
from tests.helpers.day import Day


@pytest.fixture
def punch(node: Node, me: Principal) -> WorkforceAttendance:
    body = WorkforceAttendanceInput(status="start")
    made: WorkforceAttendance = node.bus.call("attendances.create", principal=me, body=body)
    return made


def retract(node: Node, principal: Principal, punch: WorkforceAttendance) -> bool:
    return node.store.write(lambda uow: undo.retract(uow, principal, punch.id, "undo")).result()


def test_a_punch_that_was_not_sent_goes_with_what_would_have_sent_it(
    node: Node, me: Principal, punch: WorkforceAttendance
) -> None:
    Day(node, me).wait("attendance", punch.id)
    assert retract(node, me, punch)
    assert node.bus.call("attendances.list", principal=me) == []
    assert node.bus.call("attendances.active", principal=me) is None
    (entry,) = node.store.read(lambda reader: reader.find("outbox", {"row_id": punch.id}))
    assert entry["state"] == "cancelled"


@pytest.mark.parametrize("state", ["sending", "unknown", "probing", "rejected", "done"])
def test_a_punch_that_the_upstream_may_have_stays(
    node: Node, me: Principal, punch: WorkforceAttendance, state: str
) -> None:
    Day(node, me).wait("attendance", punch.id, state)
    assert not retract(node, me, punch)
    assert len(node.bus.call("attendances.list", principal=me)) == 1


@pytest.mark.parametrize(
    ("before", "status"),
    [
        ((), "start"),
        (("start",), "pause"),
        (("start", "pause"), "resume"),
        (("start",), "stop"),
    ],
)
def test_the_opposite_punch_leaves_the_day_as_it_was(
    node: Node, me: Principal, before: tuple[str, ...], status: str
) -> None:
    def punch(body: WorkforceAttendanceInput) -> WorkforceAttendance:
        made: WorkforceAttendance = node.bus.call("attendances.create", principal=me, body=body)
        return made

    for earlier in before:
        punch(WorkforceAttendanceInput(status=earlier))  # type: ignore[arg-type]
        node.clock.advance(minutes=30)  # type: ignore[attr-defined]
    made = punch(WorkforceAttendanceInput(status=status))  # type: ignore[arg-type]
    node.clock.advance(seconds=20)  # type: ignore[attr-defined]
    ended = punch(undo.counter(made))
    assert ended.timestamp == made.timestamp
    sessions = node.store.read(lambda reader: reader.find("session", order="start_at, id"))
    assert sum(row["work_ms"] for row in sessions) == (1_800_000 if before else 0)
    assert sum(row["break_ms"] for row in sessions) == (1_800_000 if len(before) > 1 else 0)


def test_nobody_takes_back_the_punch_of_somebody_else(
    node: Node, me: Principal, punch: WorkforceAttendance
) -> None:
    other = Principal(me.user_id + 1, me.team_id, Role.MEMBER, "window")
    with pytest.raises(NotFound):
        retract(node, other, punch)
