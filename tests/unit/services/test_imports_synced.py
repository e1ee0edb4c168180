"""Imported punches and an upstream: told as stated by hand, and taken back there, too."""

from __future__ import annotations

from desktop.app import Node
from desktop.domain.outbox import Event, State
from desktop.services.context import Principal
from desktop.services.imports.desk import Desk
from desktop.store import outbox
from desktop.store.uow import UnitOfWork
from tests.helpers.importing import bring, toggl
from tests.helpers.punching import rows, sessions


def connected(node: Node) -> None:
    def work(uow: UnitOfWork) -> None:
        values = {"kind": "workforce", "base_url": "http://hub.test", "auth": "ok"}
        uow.insert("remote", {**values, "state": {"tomatoes": True}})

    node.store.write(work).result()


def test_every_punch_waits_to_be_sent_with_its_own_time(node: Node, me: Principal) -> None:
    connected(node)
    bring(node, me, toggl("2026-11-02 09:00-10:30"))
    waiting = rows(node, "outbox", "seq")
    assert [entry["operation"] for entry in waiting] == ["attendances.create"] * 2
    bodies = [entry["body"] for entry in waiting]
    assert [(b["status"], b["timestamp"], b["source"]) for b in bodies] == [
        ("start", "2026-11-02T08:00:00Z", "import"),
        ("stop", "2026-11-02T09:30:00Z", "import"),
    ]
    assert bodies[0]["note"] == "Acme / Website: Draft"


def test_what_never_left_is_taken_back_without_a_word(node: Node, me: Principal) -> None:
    connected(node)
    done = bring(node, me, toggl("2026-11-02 09:00-10:30"))
    Desk(node.bus).undo(me, done["number"])
    assert {entry["state"] for entry in rows(node, "outbox", "seq")} == {State.CANCELLED}
    assert rows(node, "attendance") == []


def test_what_the_upstream_has_is_corrected_to_last_no_time(node: Node, me: Principal) -> None:
    connected(node)
    done = bring(node, me, toggl("2026-11-02 09:00-10:30"))
    for entry in rows(node, "outbox", "seq"):
        for event in (Event.SEND, Event.ACCEPTED):
            node.store.write(lambda uow, s=entry["seq"], e=event: outbox.move(uow, s, e)).result()
    Desk(node.bus).undo(me, done["number"])
    ((start, end, minutes, _),) = sessions(node, me.user_id)
    assert (start, minutes) == (end, 0)
    told = rows(node, "outbox", "seq")[-1]
    assert (told["operation"], told["body"]["reason"][:6]) == ("attendances.update", "import")
    assert len(rows(node, "correction")) == 1


def test_pomodoros_wait_to_be_sent_and_go_again(node: Node, me: Principal) -> None:
    connected(node)
    done = bring(node, me, b"2026-11-02 09:30:00 +0100,deep\n")
    (entry,) = rows(node, "outbox", "seq")
    assert entry["operation"] == "tomatoes.create"
    assert entry["body"]["tomato"]["created_at"] == "2026-11-02T08:30:00Z"
    Desk(node.bus).undo(me, done["number"])
    assert {e["state"] for e in rows(node, "outbox", "seq")} == {State.CANCELLED}
