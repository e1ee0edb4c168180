"""One shift by one statement is what the statements for many say."""

from __future__ import annotations

import datetime as dt

from desktop.app import Node
from desktop.base.errors import NotFound
from desktop.contract.models import WorkforceShift
from desktop.services import person, rosters
from desktop.services.context import Call, Principal
from desktop.services.demo import bulk
from desktop.store.uow import Reader


def _slowly(reader: Reader, call: Call, number: int) -> WorkforceShift | None:
    try:
        row = rosters.need_visible(reader, call, number)
    except NotFound:
        return None
    return rosters.shaped_one(reader, call, row)


def _quickly(reader: Reader, call: Call, number: int) -> WorkforceShift | None:
    try:
        return rosters.shown(reader, call, number)
    except NotFound:
        return None


def test_a_shift_looks_the_same_to_everybody_whichever_way_it_was_read(node: Node) -> None:
    day = dt.date(2026, 11, 20)
    node.store.write(lambda uow: bulk(uow, 0, day, "Australia/Sydney")).result()

    def compare(reader: Reader) -> list[WorkforceShift | None]:
        me = person.principal(reader, "http")
        shown = []
        shifts = [row["id"] for row in reader.find("shift", order="id")]
        for member in reader.find("member", {"team_id": me.team_id}, order="id")[:6]:
            user_id = member["user_id"]
            role = person.role_in(reader, user_id, me.team_id)
            who = Principal(user_id, me.team_id, role)
            call = Call("shifts.get", who, node.clock.now())
            for number in [*shifts, 5]:
                shown.append(_quickly(reader, call, number))
                assert shown[-1] == _slowly(reader, call, number)
        return shown

    shown = node.store.read(compare)
    found = [shift for shift in shown if shift is not None]
    assert None in shown
    assert {shift.shift_on_same_day for shift in found} == {True, False}
    assert {shift.shift_requested for shift in found} == {True, False}


def test_a_shift_of_another_team_is_not_found(node: Node) -> None:
    node.store.write(lambda uow: bulk(uow, 0, dt.date(2026, 11, 20), "UTC")).result()

    def ask(reader: Reader) -> WorkforceShift | None:
        me = person.principal(reader, "http")
        stranger = Principal(me.user_id, me.team_id + 1, me.role)
        number = reader.find("shift", limit=1)[0]["id"]
        return _quickly(reader, Call("shifts.get", stranger, node.clock.now()), number)

    assert node.store.read(ask) is None
