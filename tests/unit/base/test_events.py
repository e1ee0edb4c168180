from __future__ import annotations

import logging

import pytest

from desktop.base.events import Changed, Events


def test_listeners_hear_until_they_leave() -> None:
    events, heard = Events(), []
    leave = events.subscribe(heard.append)
    events.publish(Changed({"shift": frozenset({1})}))
    leave()
    leave()
    events.publish(Changed({"shift": frozenset({2})}))
    assert [c.kinds["shift"] for c in heard] == [frozenset({1})]


def test_a_broken_listener_is_logged_and_hides_nothing_from_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    events, heard = Events(), []

    def broken(_: Changed) -> None:
        raise ZeroDivisionError

    events.subscribe(broken)
    events.subscribe(heard.append)
    with caplog.at_level(logging.ERROR):
        events.publish(Changed({"tag": frozenset({1})}))
    assert len(heard) == 1
    assert "a listener failed" in caplog.text
