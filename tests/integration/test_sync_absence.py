"""What is missing from a list, and every way in which a list can lie about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.contract.models import EventInput
from desktop.services import absence, conflicts
from tests.helpers.pair import EVENTS, Pair
from tests.helpers.upstream import Reply

HTML = {"content-type": "text/html"}


@pytest.fixture(params=[True, False], ids=["hub", "other"])
def pair(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Pair]:
    made = Pair(tmp_path / "desk", hub=request.param)
    yield made
    made.desk.close()


LIES = {
    "empty": Reply(200, []),
    "nothing we know": Reply(200, [{"id": 9999, "title": "foreign"}]),
    "a login page": Reply(200, None, HTML, b"<html>sign in</html>"),
    "a gateway's 404": Reply(404, None, HTML, b"not here"),
    "an error": Reply(500, {"error": True}),
    "half of it": Reply(200, raw=b'[{"id": 101, "title": "event 101"}, {"id": 1'),
    "an object": Reply(200, {"events": []}),
    "ids as words": Reply(200, [{"id": "a", "title": "x"}]),
    "no ids": Reply(200, [{"title": "x"}]),
    "the same id twice": Reply(200, [{"id": 101, "title": "a"}, {"id": 101, "title": "b"}]),
    "null": Reply(200, None),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_list_removes_nothing(pair: Pair, lie: str) -> None:
    before = pair.titles()
    pair.upstream.instead[EVENTS] = LIES[lie]
    pair.upstream.changed()
    for _ in range(4):
        pair.sync()
    assert before <= pair.titles()
    pair.upstream.instead.clear()
    pair.sync()
    assert before <= pair.titles()


def test_a_record_that_is_gone_there_goes_here_when_that_is_sure(pair: Pair) -> None:
    (gone,) = [n for n in pair.upstream.events if n % 12 == 0][:1]
    pair.drop(gone)
    pair.sync()
    strikes_needed = pair.upstream.hub is False
    assert (f"event {gone}" in pair.titles()) is strikes_needed
    pair.sync(minutes=0.5)
    assert (f"event {gone}" in pair.titles()) is strikes_needed
    pair.sync()
    assert f"event {gone}" not in pair.titles()
    assert len(pair.titles()) == 11
    assert pair.desk.node.store.read(lambda r: r.count("tomb", {"kind": "event"})) == 1


@pytest.mark.parametrize(
    ("answer", "stays"),
    [
        (Reply(404, None, HTML, b"bad gateway"), True),
        (Reply(404, {"unknown": "path"}), True),
        (Reply(403, {"error": True}), True),
        (Reply(503, {"error": True}), True),
        (Reply(200, {"id": 101, "title": "event 101"}), True),
        (Reply(410, {"error": True}), False),
    ],
)
def test_the_record_itself_has_the_last_word(pair: Pair, answer: Reply, *, stays: bool) -> None:
    pair.drop(101)
    pair.upstream.instead[f"{EVENTS}/101"] = answer
    for _ in range(4):
        pair.sync()
    assert ("event 101" in pair.titles()) is stays


def test_many_at_once_are_kept_until_a_person_agrees(pair: Pair) -> None:
    more = [pair.add() for _ in range(30)]
    pair.sync()
    pair.drop(*more[:20])
    for _ in range(2):
        report = pair.sync()
    assert len(pair.titles()) == 42
    assert report.attention == 1
    (scope,) = pair.desk.rows("scope", frozen="yes")
    pair.desk.node.store.write(lambda uow: absence.approve(uow, scope["id"])).result()
    for _ in range(3):
        report = pair.sync()
    assert len(pair.titles()) == 22
    assert report.attention == 0


def test_many_at_once_go_when_an_hour_of_lists_agrees(pair: Pair) -> None:
    more = [pair.add() for _ in range(30)]
    pair.sync()
    pair.drop(*more[:20])
    for _ in range(8):
        pair.sync(minutes=25)
    assert len(pair.titles()) == 22


def test_a_row_with_an_unsent_edit_is_never_removed(pair: Pair) -> None:
    here = next(row for row in pair.desk.rows("event") if row["title"] == "event 101")
    pair.upstream.instead["/v1/me"] = Reply(500, {"error": True})  # nothing is sent meanwhile
    pair.desk.call("events.update", EventInput(details="mine"), id=here["id"])
    pair.drop(101)
    pair.sync()
    pair.upstream.instead.clear()
    for _ in range(4):
        pair.sync()
    assert pair.desk.rows("event", id=here["id"])[0]["details"] == "mine"
    assert pair.desk.node.store.read(conflicts.open_ones) or pair.desk.engine.status().attention


def test_a_switch_of_role_or_account_removes_nothing(pair: Pair) -> None:
    before = pair.titles()
    pair.upstream.role = ["Team Manager"]
    pair.upstream.changed()
    pair.sync()
    assert pair.desk.rows("remote")[0]["role"] == "manager"
    pair.upstream.instead["/v1/me/current_account"] = Reply(
        200, {"id": 77, "type": "TeamMember", "roles": ["Team Member"]}
    )
    pair.upstream.instead[EVENTS] = Reply(200, [])
    for _ in range(4):
        report = pair.sync()
    assert (pair.titles(), report.expired) == (before, True)


def test_what_comes_back_is_here_again(pair: Pair) -> None:
    row = pair.upstream.events[101]
    pair.drop(101)
    for _ in range(3):
        pair.sync()
    assert "event 101" not in pair.titles()
    pair.upstream.events[101] = row
    pair.upstream.changed()
    pair.sync()
    assert "event 101" in pair.titles()
    assert pair.desk.node.store.read(lambda r: r.count("tomb", {"kind": "event"})) == 0


def test_a_record_that_was_deleted_here_does_not_come_back(pair: Pair) -> None:
    here = next(row for row in pair.desk.rows("event") if row["title"] == "event 101")
    pair.desk.call("events.delete", id=here["id"])
    assert "event 101" not in pair.titles()
    pair.upstream.instead["/v1/me"] = Reply(500, {"error": True})
    pair.sync()
    pair.upstream.instead.clear()
    for _ in range(3):
        pair.sync()
    assert "event 101" not in pair.titles()
    assert 101 not in pair.upstream.events
