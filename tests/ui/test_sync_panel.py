"""The Sync page: what waits, what needs a decision, leaving."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Node
from desktop.services.context import Principal
from desktop.services.status import SyncStatus
from desktop.ui.context import SyncControls
from desktop.ui.main_window import MainWindow
from desktop.ui.panels.sync.detail import EntryCard
from desktop.ui.panels.sync.panel import SyncPanel
from desktop.ui.panels.sync.resolver import ResolverCard
from desktop.ui.widgets.label import Label

from .conftest import Upstream

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def remote(node: Node, me: Principal, upstream: Upstream) -> int:
    upstream.status = SyncStatus(connected=True)
    row = {
        "kind": "hub",
        "base_url": "http://hub:7420",
        "auth": "ok",
        "role": "member",
        "state": {"user_id": me.user_id},
    }
    return int(node.store.write(lambda uow: uow.insert("remote", row)).result()["id"])


def entry(node: Node, mid: str, **values: Any) -> None:
    row = {
        "mid": mid,
        "operation": "events.update",
        "intent": "update",
        "kind": "event",
        "state": "queued",
        "attempts": 0,
        "captured_at": node.clock.now(),
        **values,
    }
    node.store.write(lambda uow: uow.insert("outbox", row)).result()


def event(node: Node, **values: Any) -> int:
    row = {"title": "Stocktake", "start_at": node.clock.now(), **values}
    return int(node.store.write(lambda uow: uow.insert("event", row)).result()["id"])


def opened(qtbot: QtBot, window: MainWindow, rows: int) -> SyncPanel:
    window.go("sync")
    page = window.page("sync")
    assert isinstance(page, SyncPanel)
    qtbot.waitUntil(lambda: len(page.waiting.rows) == rows)
    return page


def texts(page: SyncPanel) -> str:
    return " | ".join(label.text() for label in page.findChildren(Label) if label.isVisible())


def states(node: Node) -> list[str]:
    return [row["state"] for row in node.store.read(lambda r: r.find("outbox", order="seq"))]


def test_nothing_waiting_is_said(qtbot: QtBot, window: MainWindow, node: Node, remote: int) -> None:
    page = opened(qtbot, window, 0)
    qtbot.waitUntil(page.waiting.empty.isVisible)
    assert "Everything here is synced." in texts(page)
    assert page.detail is None


def test_what_waits_is_told_in_words_and_follows_the_outbox(
    qtbot: QtBot, window: MainWindow, node: Node, remote: int
) -> None:
    entry(node, "a", row_id=event(node), fields=["title"])
    page = opened(qtbot, window, 1)
    (row,) = page.waiting.rows
    assert row.accessibleName().startswith("Event, changed · Stocktake · Fri 20 · 09:00–")
    assert row.accessibleName().endswith(", Waiting")
    assert "http://hub:7420" in texts(page)
    entry(node, "b", operation="tags.create", kind="tag", body={"name": "night"}, intent="create")
    qtbot.waitUntil(lambda: len(page.waiting.rows) == 2)
    assert page.waiting.rows[1].accessibleName() == "Tag, night, Waiting"


def test_a_refused_change_says_why_and_is_tried_again(
    qtbot: QtBot, window: MainWindow, node: Node, remote: int, upstream: Upstream
) -> None:
    error = {"code": "UNPROCESSABLE", "message": "title is too long"}
    entry(node, "a", row_id=event(node), state="attention", error=error, attempts=2)
    page = opened(qtbot, window, 1)
    qtbot.waitUntil(lambda: isinstance(page.detail, EntryCard))
    assert isinstance(page.detail, EntryCard)
    assert page.detail.why.text() == "Title is too long."
    assert set(page.detail.buttons) == {"retry", "discard"}
    qtbot.mouseClick(page.detail.buttons["retry"], LEFT)
    qtbot.waitUntil(lambda: states(node) == ["queued"])
    assert upstream.asked == 1


def test_discarding_asks_first_and_the_safe_answer_has_the_keyboard(
    qtbot: QtBot, window: MainWindow, node: Node, remote: int
) -> None:
    entry(node, "a", row_id=event(node), state="attention", error={"code": "X", "message": "no"})
    page = opened(qtbot, window, 1)
    qtbot.waitUntil(lambda: isinstance(page.detail, EntryCard))
    assert isinstance(page.detail, EntryCard)
    window.activateWindow()
    qtbot.mouseClick(page.detail.buttons["discard"], LEFT)
    assert page.sheet is not None
    assert page.sheet.stay.hasFocus()
    qtbot.mouseClick(page.sheet.stay, LEFT)
    assert page.sheet is None
    assert states(node) == ["attention"]
    qtbot.mouseClick(page.detail.buttons["discard"], LEFT)
    assert page.sheet is not None
    qtbot.mouseClick(page.sheet.do, LEFT)
    qtbot.waitUntil(lambda: states(node) == ["cancelled"])
    qtbot.waitUntil(page.waiting.empty.isVisible)


def clash(node: Node, row_id: int, **mine: str) -> None:
    for name, value in mine.items():
        row = {
            "kind": "event",
            "row_id": row_id,
            "field_group": name,
            "base": {name: "old"},
            "mine": {name: value},
            "theirs": {name: f"their {name}"},
            "state": "open",
            "at": node.clock.now(),
        }
        node.store.write(lambda uow, row=row: uow.insert("conflict", row)).result()


def test_a_conflict_is_kept_only_when_each_field_is_chosen(
    qtbot: QtBot, window: MainWindow, node: Node, remote: int
) -> None:
    row_id = event(node, title="mine", details="mine")
    error = {"code": "CONFLICT", "message": "both"}
    fields = ["details", "title"]
    entry(node, "a", row_id=row_id, state="attention", error=error, fields=fields)
    clash(node, row_id, title="mine", details="mine")
    page = opened(qtbot, window, 1)
    qtbot.waitUntil(lambda: isinstance(page.detail, ResolverCard))
    card = page.detail
    assert isinstance(card, ResolverCard)
    assert not card.keep.isEnabled()
    first, second = sorted({conflict for conflict, _ in card.picks})
    qtbot.mouseClick(card.picks[first, "theirs"], LEFT)
    assert card.keep.toolTip() == "1 field still to choose"
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_2)
    assert card.picks[second, "mine"].isChecked()
    assert card.result.text() == "Result: Title their title · Details mine"
    qtbot.mouseClick(card.keep, LEFT)
    qtbot.waitUntil(lambda: states(node) == ["queued"])
    (row,) = node.store.read(lambda reader: reader.find("event"))
    assert (row["title"], row["details"]) == ("their title", "mine")
    (told,) = node.store.read(lambda reader: reader.find("outbox"))
    assert told["fields"] == ["details"]
    assert node.store.read(lambda reader: reader.find("conflict", {"state": "open"})) == []


def test_disconnect_says_what_stays_unsent_and_asks(
    qtbot: QtBot, window: MainWindow, node: Node, remote: int, upstream: Upstream
) -> None:
    entry(node, "a", row_id=event(node))
    left: list[int] = []

    def leave() -> Future[dict[str, Any]]:
        done: Future[dict[str, Any]] = Future()
        left.append(1)
        upstream.status = SyncStatus()
        done.set_result({})
        return done

    controls = SyncControls(window.context.sync.status, window.context.sync.sync_now, leave)
    object.__setattr__(window.context, "sync", controls)
    page = opened(qtbot, window, 1)
    qtbot.mouseClick(page.leave, LEFT)
    assert page.sheet is not None
    words = " ".join(label.text() for label in page.sheet.findChildren(Label))
    assert "1 change will not be sent." in words
    assert "Every record stays on this device." in words
    qtbot.mouseClick(page.sheet.do, LEFT)
    qtbot.waitUntil(lambda: left == [1] and page.leave.isHidden())
    assert page.waiting.isHidden()
    assert "pomoclock connect ADDRESS" in texts(page)
