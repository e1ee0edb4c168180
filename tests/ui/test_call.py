from __future__ import annotations

import logging
from concurrent.futures import Future

import pytest
import shiboken6
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.base.errors import Unavailable, invalid
from desktop.contract.models import TaggingInput
from desktop.ui.call import Call, explain
from desktop.ui.context import UiContext
from desktop.ui.toast import Toasts
from desktop.ui.widgets.button import Button


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_an_operation_answers_on_the_gui_thread(
    qtbot: QtBot, context: UiContext, owner: QWidget
) -> None:
    heard: list[object] = []

    def then(_: object) -> None:
        heard.append(QThread.currentThread().isMainThread())

    body = TaggingInput(name="night")
    context.operation(owner, "tags.create", body=body).on_success(then).run()
    qtbot.waitUntil(lambda: heard == [True])
    names: list[str] = []
    read = context.operation(owner, "tags.list")
    read.on_success(lambda tags: names.extend(tag.name for tag in tags)).run()
    qtbot.waitUntil(lambda: names == ["night"])


def test_a_refusal_becomes_a_notice_that_names_the_field(
    qtbot: QtBot, context: UiContext, owner: QWidget
) -> None:
    toasts = Toasts(owner)
    context.operation(owner, "tags.create", body=TaggingInput(name=" ")).run()
    qtbot.waitUntil(lambda: len(toasts.kept) == 1)
    assert toasts.kept[0].text == "Name can't be blank."
    assert toasts.kept[0].tone == "failed"


def test_a_failure_goes_to_who_asked_for_it_alone(
    qtbot: QtBot, context: UiContext, owner: QWidget
) -> None:
    toasts = Toasts(owner)
    seen: list[BaseException] = []
    call = context.operation(owner, "tags.get", id=404)
    call.on_failure(seen.append).run()
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert not toasts.kept


def test_what_was_begun_is_done_though_its_owner_died(qtbot: QtBot, context: UiContext) -> None:
    owner = QWidget()
    heard: list[object] = []
    call = context.operation(owner, "tags.create", body=TaggingInput(name="late"))
    call.on_success(heard.append).run()
    shiboken6.delete(owner)
    qtbot.waitUntil(lambda: call._future is not None and call._future.done())
    alive = QWidget()
    qtbot.addWidget(alive)
    context.operation(alive, "tags.list").on_success(heard.append).run()
    qtbot.waitUntil(lambda: bool(heard))
    assert [[tag.name for tag in tags] for tags in heard] == [["late"]]


def test_a_button_shows_that_it_works_until_the_answer(qtbot: QtBot, owner: QWidget) -> None:
    button, future = Button("Save"), Future[int]()
    qtbot.addWidget(button)
    Call(owner, lambda: future).holding(button, "Saving").run()
    assert button.busy
    future.set_result(1)
    qtbot.waitUntil(lambda: not button.busy)


def test_a_cancelled_call_says_nothing(qtbot: QtBot, owner: QWidget) -> None:
    toasts = Toasts(owner)
    first, second, heard = Future[int](), Future[int](), []
    Call(owner, lambda: first).on_success(heard.append).run()
    Call(owner, lambda: second).on_success(heard.append).run()
    first.cancel()
    second.set_result(2)
    qtbot.waitUntil(lambda: heard == [2])
    assert not toasts.kept


def test_our_own_bug_is_logged_and_told_calmly(
    qtbot: QtBot, owner: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    toasts, future = Toasts(owner), Future[int]()
    Call(owner, lambda: future).run()
    with caplog.at_level(logging.ERROR):
        future.set_exception(ZeroDivisionError("division by zero"))
        qtbot.waitUntil(lambda: len(toasts.kept) == 1)
    assert "ZeroDivisionError" in caplog.text
    assert "zero" not in toasts.kept[0].text
    assert "safe" in toasts.kept[0].text


def test_every_failure_says_what_is_safe_or_what_to_do() -> None:
    assert explain(invalid("start_at", "is after the end")) == "Start_at is after the end."
    offline = explain(Unavailable("The disk is full"))
    assert offline == "The disk is full. Nothing was changed; try again in a moment."
